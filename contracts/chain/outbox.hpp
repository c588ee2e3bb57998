// Sends each operation to the chain exactly once, whatever happens in between: kills, lost answers, nodes that restart
// or change, reorganisations, fees that rise, strangers with the same key.
// Data in: calls, each under a key of the caller's; data out: their state. What will be sent is durable before it is
// sent, with the one nonce that makes it happen once; what was sent is looked for, sent again, and made dearer until it
// is mined and its block final. Nothing here waits or looks at a clock: whoever owns it calls step() now and then, and
// delays are counted in blocks. Rules: docs/spec/chain-client.md (X17 to X29).
// Thread-safety: all functions from any thread; one step runs at a time.
#pragma once

#include <map>

#include "contracts/chain/outbox_store.hpp"
#include "identity/keys/key.hpp"

namespace countersign::chain {

struct OutboxOptions {
    std::uint64_t chain_id = 0;
    FeePolicy fees = {};
    std::size_t in_flight_max = limits::outbox_in_flight_max;
    /// Blocks on top of one that make it final; without it the node's word is taken ("finalized").
    std::optional<std::uint64_t> confirmations = std::nullopt;
};

/// What one step found and did.
struct StepReport {
    BlockHead head;
    std::size_t queued = 0;
    std::size_t in_flight = 0;
    std::size_t sent = 0;    ///< for the first time
    std::size_t resent = 0;  ///< the node had forgotten it
    std::size_t bumped = 0;
    std::size_t refused = 0;
    std::size_t mined = 0;
    std::size_t settled = 0;
    /// Were in a block that is gone.
    std::size_t reorganised = 0;
    /// What keeps the queue from going on: chain.out_of_funds, chain.fee_ceiling, chain.contract_missing.
    std::optional<Error> blocked = std::nullopt;
};

class Outbox {
  public:
    /// `node` must outlive it. The key is secp256k1. Errors: chain.outbox_locked, chain.outbox_mismatch, store.*.
    [[nodiscard]] static Result<std::unique_ptr<Outbox>> open(const std::filesystem::path& path, Node& node,
                                                              PrivateKey key, OutboxOptions options);

    [[nodiscard]] const EthereumAddress& sender() const noexcept { return sender_; }

    /// Durable when it returns. The same key and request again give the same operation.
    /// Errors: chain.outbox_conflict, chain.outbox_data, store.*.
    [[nodiscard]] Result<Operation> enqueue(const OperationKey& key, const OutboxRequest& request);
    /// Errors: chain.outbox_unknown, store.*.
    [[nodiscard]] Result<Operation> status(const OperationKey& key) { return store_->load(key); }
    /// Asks that it be not done: at once where it wasn't sent, else by a transaction of nothing to oneself with the
    /// same nonce and more money. Either may win; the state says which. Errors: chain.outbox_unknown,
    /// chain.outbox_settled.
    [[nodiscard]] Result<Operation> cancel(const OperationKey& key);

    /// Looks at the chain once and does what is to be done. After an error nothing is lost: call it again later.
    /// Errors: chain.rpc_*, chain.wrong_chain, store.*.
    [[nodiscard]] Result<StepReport> step();

    /// For the relayer's own table.
    [[nodiscard]] OutboxStore& store() noexcept { return *store_; }

  private:
    struct Step;

    Outbox(Node& node, PrivateKey key, OutboxOptions options, std::unique_ptr<OutboxStore> store)
        : node_(node),
          key_(std::move(key)),
          options_(options),
          store_(std::move(store)),
          sender_(ethereum_address(key_.public_key())) {}

    // The parts of a step, in their order.
    Result<Done> look_for_receipts(Step& step);
    Result<Done> look_at(Step& step, Operation& operation, const std::vector<std::optional<MinedTransaction>>& found);
    Result<Done> reopen_settled(Step& step);
    Result<Done> find_strangers(Step& step);
    Result<Done> find_stranger(Step& step, Operation& operation);
    Result<Done> push_waiting(Step& step);
    Result<Done> push(Step& step, Operation& operation, bool is_known);
    Result<Done> fill_gaps(Step& step);
    Result<Done> send_queued(Step& step);
    Result<bool> send_first(Step& step, const Operation& operation);

    Result<bool> may_call(Step& step, const OutboxRequest& request);
    Attempt sign(const Step& step, const OutboxRequest& request, std::uint64_t nonce, const Fees& fees,
                 std::uint64_t gas_limit, bool is_cancel) const;
    Result<Done> transmit(Step& step, std::int64_t sequence, const Attempt& attempt);

    Node& node_;
    PrivateKey key_;
    OutboxOptions options_;
    std::unique_ptr<OutboxStore> store_;
    EthereumAddress sender_;
    std::mutex step_mutex_;
    /// The nonce that is next to be mined, and the block in which it became that.
    std::uint64_t first_nonce_ = 0;
    std::uint64_t first_since_ = 0;
    /// By operation, the next block in which a stranger's use of its nonce is looked for.
    std::map<std::int64_t, std::uint64_t> searched_to_;
};

}  // namespace countersign::chain
