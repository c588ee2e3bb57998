// Follows the registry on a chain: from its deployment to the head, through reorganisations, and on from where it
// stopped. Driven by steps: no thread, no sleep, no clock inside; the caller calls step() again at once while it isn't
// caught up, and at its own pace then.
// Data in: a node's answers; data out: the registry's events in order, each block's once, with what was taken back
// before them. Everything a node says of blocks is held to their hashes, and its logs to their blooms, before anything
// is given out: an error means that nothing was taken back and nothing was passed over, and the step may be tried
// again. Rules: docs/spec/chain-follower.md. Thread-safety: one thread at a time.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "contracts/chain/events.hpp"

namespace countersign::chain {

class RpcClient;

/// How sure a block is: `seen` may be reorganised away, `finalized` may not.
enum class Finality : std::uint8_t { seen, safe, finalized };

struct Heads {
    BlockId seen;
    BlockId safe;
    BlockId finalized;
    [[nodiscard]] Finality finality_of(std::uint64_t block_number) const noexcept {
        return block_number <= finalized.number ? Finality::finalized
               : block_number <= safe.number    ? Finality::safe
                                                : Finality::seen;
    }
    friend bool operator==(const Heads&, const Heads&) = default;
};

/// What has been given out: blocks of one chain, ascending, the last one being the newest. A reorganisation goes back
/// to one of these. Empty: nothing yet.
struct Cursor {
    std::vector<BlockId> blocks;
    /// The highest block that was ever seen to be finalized.
    std::uint64_t finalized = 0;
    /// The chain's first block: what tells one chain from another of the same id. Zero: nothing was asked yet.
    BlockHash genesis = {};
    friend bool operator==(const Cursor&, const Cursor&) = default;
};
/// For the caller to store in the same transaction as what it makes of a step: so nothing is lost or applied twice.
[[nodiscard]] Bytes encode_cursor(const Cursor& cursor);
/// Errors: chain.cursor.
[[nodiscard]] Result<Cursor> decode_cursor(ByteView bytes);

struct Step {
    /// First drop everything from blocks after this one.
    std::optional<BlockId> rolled_back_to = std::nullopt;
    /// Then take these, in order.
    std::vector<RegistryEvent> events = {};
    /// All events up to here have now been given out.
    BlockId position = {};
    Heads heads = {};
    /// There is nothing more to be had now: position is heads.seen, or beyond it where this node lags behind another.
    bool caught_up = false;
};

struct FollowerOptions {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    /// The block of the deployment, or one before it.
    std::uint64_t first_block = 0;
    /// False: logs are checked by receipts only where the bloom says that some are missing. True: those of every block
    /// with events are; needs a chain whose receipts are all of Ethereum's types.
    bool always_check_receipts = false;
    /// False for chains whose block hashes aren't those of Ethereum's headers: then hashes and blooms are taken at the
    /// node's word, and only their order is checked.
    bool check_hashes = true;
    /// Runs something beside the caller, on a thread or a pool of the caller's; then what lies far back is asked for
    /// ahead, and the node works while its last answer is read. Empty: one after the other.
    std::function<std::future<void>(std::function<void()>)> aside = {};
};

class Follower {
  public:
    /// `rpc` must outlive the follower. `resume` is the cursor stored last.
    Follower(RpcClient& rpc, FollowerOptions options, Cursor resume = {});
    Follower(Follower&&) noexcept;
    Follower& operator=(Follower&&) noexcept;
    ~Follower();

    /// At most about limits::follower_step_events_max events. Errors, all of them without effect:
    /// chain.rpc_*; chain.wrong_chain; chain.contract_missing; chain.node_pruned (logs or receipts that the bloom
    /// promises aren't there); chain.node_inconsistent (what it says doesn't fit together or its hashes);
    /// chain.reorganisation_too_deep; chain.finality_broken (a finalized block isn't on the node's chain any more);
    /// chain.event_unknown, chain.event_malformed.
    [[nodiscard]] Result<Step> step();

    /// After the last step.
    [[nodiscard]] const Cursor& cursor() const noexcept;

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace countersign::chain
