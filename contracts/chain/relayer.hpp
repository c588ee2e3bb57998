// Pays for others: takes a signed operation with its proof, and sends it to the registry through the outbox.
// Data in: canonical bytes of operation and proof (docs/spec/chain.md, E1), and whom it is done for; data out: the
// operation in the outbox, or why it isn't paid for: the rule that the contract would refuse it by, a quota that is
// spent, an account without money, a registry that isn't there. Rules: docs/spec/chain-client.md (X30 to X34).
// Thread-safety: all functions from any thread.
#pragma once

#include "contracts/chain/outbox.hpp"
#include "contracts/chain/quota.hpp"
#include "contracts/rules/types.hpp"
#include "identity/base/clock.hpp"

namespace countersign::chain {

struct RelayerOptions {
    EthereumAddress registry{};
    std::uint64_t chain_id = 0;
    FeePolicy fees = {};
    QuotaOptions quotas = {};
};

struct RelayRequest {
    /// Header and body, and what E1 appends.
    Bytes operation;
    Bytes proof;
    /// The actor; for a creation the new one.
    rules::IdentityId identity{};
    /// Who asks, as the caller tells people apart: a network address, an account.
    std::string address;
};

class Relayer {
  public:
    /// The arguments must outlive it; `outbox` and `node` are of one chain. Errors: store.*.
    [[nodiscard]] static Result<std::unique_ptr<Relayer>> open(Outbox& outbox, Node& node, const Clock& clock,
                                                               RelayerOptions options);

    /// The same operation again gets its first answer, unless that was a refusal. Errors: those of the rules
    /// (registry.*), chain.hint_wrong and its like, chain.reverted, chain.quota_*, chain.out_of_funds,
    /// chain.fee_ceiling, chain.gas_cap, chain.contract_missing, chain.wrong_chain, chain.relay_form, chain.rpc_*,
    /// store.*.
    [[nodiscard]] Result<Operation> submit(const RelayRequest& request);

    /// An operation's key in the outbox: the proof isn't part of it, since hints change with the state.
    [[nodiscard]] static OperationKey key_of(ByteView operation);

  private:
    Relayer(Outbox& outbox, Node& node, const Clock& clock, RelayerOptions options)
        : outbox_(outbox), node_(node), clock_(clock), options_(options) {}
    /// What it will take, where the chain and the account stand ready for it.
    Result<std::uint64_t> check_affordable(const OutboxRequest& request);

    Outbox& outbox_;
    Node& node_;
    const Clock& clock_;
    RelayerOptions options_;
};

}  // namespace countersign::chain
