// What ties a ledger that mirrors a chain to that chain: a thread that follows the registry and drives the outbox, and
// the relay that pays for operations with the service's own account.
// Data in: the mirror's operations; data out: transactions, and the chain's steps into the ledger.
// Thread-safety: every function, from any thread.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/service/anchorer.hpp"
#include "api/service/chain_contracts.hpp"
#include "contracts/chain/follower.hpp"
#include "contracts/chain/relayer.hpp"
#include "contracts/ledger/ledger.hpp"
#include "identity/base/http_client.hpp"

namespace countersign::api::service {

struct ChainOptions {
    /// JSON-RPC endpoints, best first.
    std::vector<std::string> urls;
    ChainContracts contracts;
    /// How many of the endpoints must agree on what security hangs on.
    std::size_t quorum = 1;
    /// Between two looks at the chain while nothing is sent.
    std::uint32_t poll_ms = 1000;
    chain::QuotaOptions quotas = {};
};

class ChainLink final : public ledger::Relay {
  public:
    /// `http`, `entropy` and `clock` must outlive it. `outbox` is a file of its own; `payer` a secp256k1 key.
    /// Errors: chain.outbox_*, store.*.
    [[nodiscard]] static Result<std::unique_ptr<ChainLink>> open(const ChainOptions& options,
                                                                 const std::filesystem::path& outbox, PrivateKey payer,
                                                                 HttpClient& http, Entropy& entropy,
                                                                 const Clock& clock);
    /// Ends the thread. The ledger must still be there.
    ~ChainLink() override;
    ChainLink(const ChainLink&) = delete;
    ChainLink& operator=(const ChainLink&) = delete;

    /// From the start on anchors that ledger's checkpoints too. Before start().
    void anchor(ledger::Ledger& ledger, AnchorKeys keys, AnchorOptions options);
    /// Starts the thread: follows the chain where the ledger, which must outlive this, mirrors it; sends what is to be
    /// sent. Errors: those of its cursor.
    [[nodiscard]] Result<Done> start(ledger::Ledger& ledger);
    /// Errors: those of the relayer.
    [[nodiscard]] Result<Done> send(const ledger::RelayedOperation& operation) override;

    struct Standing {
        ChainContracts contracts;
        EthereumAddress payer{};
        /// None before the first step.
        std::optional<chain::Heads> heads;
        std::optional<chain::BlockId> position;
        bool caught_up = false;
        std::size_t queued = 0;
        std::size_t in_flight = 0;
        std::optional<Anchorer::Standing> anchor;
        /// What went wrong last and hasn't gone right since.
        std::optional<Error> problem;
    };
    [[nodiscard]] Standing standing() const;
    [[nodiscard]] chain::Node& node() noexcept { return node_; }
    [[nodiscard]] chain::RpcClient& rpc() noexcept { return rpc_; }
    /// Where an operation stands on its way. Errors: chain.outbox_unknown, store.*.
    [[nodiscard]] Result<chain::Operation> outgoing(const rules::OperationId& id);

  private:
    ChainLink(const ChainOptions& options, HttpClient& http, Entropy& entropy);
    void run(std::optional<chain::Follower> follower);
    /// Gives whether to look again at once.
    bool look(chain::Follower* follower);
    bool follow(chain::Follower& follower, const Result<chain::StepReport>& sent);

    ChainOptions options_;
    chain::RpcClient rpc_;
    chain::Node node_;
    std::unique_ptr<chain::Outbox> outbox_;
    std::unique_ptr<chain::Relayer> relayer_;
    std::optional<Anchorer> anchorer_;
    ledger::Ledger* ledger_ = nullptr;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    bool wanted_ = false;
    Standing standing_;
    std::thread thread_;
};

}  // namespace countersign::api::service
