// Anchors the log's checkpoints on a chain: in the contract that takes one only where the log has grown from the last,
// signed by the identity that owns the log (docs/spec/chain.md, E17 to E19). The identity is the service's own, made on
// that chain's registry the first time. Whether the log is embedded or mirrors that chain makes no difference.
// Data in: signed checkpoints; data out: transactions through the outbox. Everything it decides by is asked of the
// chain, so nothing of it has to be kept but keys. Rules: docs/spec/anchoring.md.
// Thread-safety: look() from one thread, standing() from any.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "api/service/chain_contracts.hpp"
#include "api/service/vault.hpp"
#include "contracts/chain/relayer.hpp"
#include "contracts/ledger/ledger.hpp"

namespace countersign::api::service {

/// Where a chain is named and no time.
inline constexpr std::uint32_t anchor_seconds_default = 3'600;

struct AnchorOptions {
    /// A checkpoint is anchored once it covers so many more entries than the last; 0: whatever their number.
    std::uint64_t count = 0;
    /// Or so many seconds after the last was; 0: whatever the time.
    std::uint32_t seconds = 0;
    [[nodiscard]] bool is_on() const noexcept { return count != 0 || seconds != 0; }
};

/// What owns the log on the chain.
struct AnchorKeys {
    PrivateKey owner;
    PrivateKey recovery;
    rules::Salt salt{};
};
/// Made the first time. Errors: those of the vault.
[[nodiscard]] Result<AnchorKeys> anchor_keys(Vault& vault, Entropy& entropy);

/// E17.
using ChainLogId = FixedBytes<32, struct ChainLogIdTag>;

struct AnchoredCheckpoint {
    log::TreeHead head;
    UnixSeconds time{};
};

class Anchorer {
  public:
    struct Parts {
        chain::Outbox& outbox;
        chain::Relayer& relayer;
        chain::Node& node;
        ledger::Ledger& ledger;
        ChainContracts contracts;
    };
    /// What `parts` refers to must outlive it.
    Anchorer(const Parts& parts, AnchorKeys keys, AnchorOptions options);

    /// One look at the chain, and what is to be done now. Errors: anchor.fork where the chain has a checkpoint that
    /// isn't of this log, those of the relayer, the outbox and the node; it may be called again.
    [[nodiscard]] Result<Done> look();

    struct Standing {
        rules::IdentityId identity{};
        ChainLogId log{};
        EthereumAddress contract{};
        /// None before the first look, and before the first anchor.
        std::optional<AnchoredCheckpoint> last;
        /// How far the last one goes that can't be taken back.
        std::uint64_t finalized_size = 0;
        /// What is on its way.
        std::optional<std::uint64_t> pending_size;
        std::optional<Error> problem;
    };
    [[nodiscard]] Standing standing() const;

  private:
    [[nodiscard]] Result<Done> step();
    [[nodiscard]] Result<std::optional<AnchoredCheckpoint>> load(const chain::BlockReference& block);
    [[nodiscard]] Result<Done> refresh();
    [[nodiscard]] Result<Done> check_fork(const AnchoredCheckpoint& last) const;
    /// Whether the registry has the identity; sends its creation where it hasn't.
    [[nodiscard]] Result<bool> is_authorised();
    [[nodiscard]] bool is_due(std::uint64_t size) const;
    [[nodiscard]] Result<Done> send(const log::TreeHead& head);
    [[nodiscard]] Bytes sign(const log::TreeHead& head) const;

    Parts parts_;
    AnchorOptions options_;
    /// Header and body of the owner's creation, and what the registry takes with them.
    chain::RelayRequest creation_;
    PrivateKey owner_;
    rules::IdentityId identity_{};
    Keccak256Digest origin_{};
    ChainLogId log_{};

    std::optional<AnchoredCheckpoint> last_;
    /// When `last_` became what it is, here.
    std::chrono::steady_clock::time_point since_;
    bool is_known_ = false;
    bool is_authorised_ = false;
    unsigned looks_ = 0;
    std::optional<chain::OperationKey> sent_;

    mutable std::mutex mutex_;
    Standing standing_;
};

}  // namespace countersign::api::service
