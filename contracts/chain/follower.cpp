#include "contracts/chain/follower.hpp"

#include <algorithm>
#include <deque>

#include "contracts/chain/address.hpp"
#include "contracts/chain/log_check.hpp"
#include "contracts/chain/quantity.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

constexpr std::uint64_t range_blocks_first = 64;
/// Blocks near the head are few, and their logs come one by one.
constexpr std::uint64_t head_blocks_max = 100;

RpcCall by_tag(const char* tag) { return {"eth_getBlockByNumber", Json::array({tag, false})}; }

/// Whether the node found too much in a range, so that a shorter one may do.
bool is_too_much(const Error& error) {
    return error.code == errors::chain_rpc_too_large || error.code == errors::chain_rpc_fault ||
           error.code == errors::chain_rpc_rate_limited;
}

}  // namespace

class Follower::Implementation {
  public:
    Implementation(RpcClient& rpc, FollowerOptions options, Cursor resume)
        : cursor_(std::move(resume)),
          rpc_(rpc),
          options_(std::move(options)),
          log_check_(rpc, options_.registry, event_topics()) {}
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;
    ~Implementation() { drop_ahead(); }

    Result<Step> step() {
        if (!heads_ || cursor_.blocks.empty() || cursor_.blocks.back().number >= heads_->finalized.number) {
            heads_.reset();
            auto heads = load_heads();
            if (!heads) {
                return fail(heads.error());
            }
            heads_ = *heads;
        }
        const bool is_first = cursor_.blocks.empty();
        auto step = advance();
        if (!step) {
            if (is_first) {
                cursor_ = {};
            }
            drop_ahead();
            // F8: whoever answers next may be another node.
            heads_.reset();
            has_contract_ = false;
        }
        return step;
    }

    Cursor cursor_;

  private:
    /// A head, or empty where the chain has none (yet).
    Result<std::optional<BlockId>> parse_head(RpcOutcome outcome, bool check_hash) const {
        if (!outcome || outcome->is_null()) {
            return std::optional<BlockId>();
        }
        const auto block = parse_block(*outcome, check_hash);
        return block ? Result<std::optional<BlockId>>(block->id) : fail(block.error());
    }

    Result<Heads> load_heads() {
        std::vector<RpcCall> calls = {
            {"eth_chainId"}, by_tag("latest"), by_tag("safe"), by_tag("finalized"), by_tag("0x0")};
        if (!has_contract_) {
            calls.push_back({"eth_getCode", Json::array({to_hex_data(view(options_.registry)), "latest"})});
        }
        auto outcomes = rpc_.batch(calls);
        if (!outcomes) {
            return fail(outcomes.error());
        }
        const auto chain = require_result(std::move((*outcomes)[0]));
        const auto id = chain ? parse_quantity(*chain, "eth_chainId") : fail(chain.error());
        if (!id) {
            return fail(id.error());
        }
        if (*id != options_.chain_id) {
            return fail(errors::chain_wrong_chain,
                        "chain " + std::to_string(*id) + " instead of " + std::to_string(options_.chain_id));
        }
        const auto seen = parse_head(std::move((*outcomes)[1]), options_.check_hashes);
        const auto safe = parse_head(std::move((*outcomes)[2]), false);
        const auto finalized = parse_head(std::move((*outcomes)[3]), false);
        const auto first = parse_head(std::move((*outcomes)[4]), false);
        for (const auto* head : {&seen, &safe, &finalized, &first}) {
            if (!*head) {
                return fail(head->error());
            }
        }
        if (!*seen || !*first) {
            return fail(errors::chain_rpc_result, "no head");
        }
        // F6: a chain behind what was given out is either this one, and the node lags, or another.
        if (cursor_.genesis.is_zero()) {
            genesis_ = (**first).hash;
        } else if (!((**first).hash == cursor_.genesis)) {
            return fail(errors::chain_wrong_chain, "its first block is " + to_hex_data(view((**first).hash)));
        }
        // F7: a chain that is young, or doesn't know finality, has its first block as such.
        Heads heads{**seen, safe->value_or(**first), finalized->value_or(**first)};
        if (heads.safe.number > heads.seen.number || heads.finalized.number > heads.safe.number) {
            return fail(errors::chain_node_inconsistent, "a finalized block behind the head");
        }
        if (!has_contract_) {
            const auto code = require_result(std::move((*outcomes)[5]));
            const auto bytes = code ? parse_data(*code, "eth_getCode") : fail(code.error());
            if (!bytes) {
                return fail(bytes.error());
            }
            if (bytes->empty()) {
                return fail(errors::chain_contract_missing, to_checksum_address(options_.registry));
            }
            has_contract_ = true;
        }
        return heads;
    }

    Result<Step> advance() {
        if (cursor_.blocks.empty()) {
            if (const auto done = start(); !done) {
                return fail(done.error());
            }
        }
        const BlockId tip = cursor_.blocks.back();
        const Heads& heads = *heads_;
        if (options_.aside && tip.number < heads.finalized.number) {
            return take_ahead(tip);
        }
        if (heads.seen.number > tip.number) {
            auto blocks = load_after(tip);
            if (!blocks) {
                return fail(blocks.error());
            }
            if (blocks->empty()) {
                return stay();
            }
            return blocks->front().header.parent == tip.hash ? take(std::nullopt, *blocks) : reorganise();
        }
        const auto known = std::ranges::find_if(
            cursor_.blocks, [&](const BlockId& block) { return block.number == heads.seen.number; });
        if (known != cursor_.blocks.end() && !(known->hash == heads.seen.hash)) {
            return reorganise();
        }
        // F6: on the same chain, or too far back to be told: this node lags.
        return stay();
    }

    /// Begins with a finalized block before the deployment.
    Result<Done> start() {
        const std::uint64_t before = options_.first_block > 0 ? options_.first_block - 1 : 0;
        const auto root = load_numbers(rpc_, {std::min(before, heads_->finalized.number)}, options_.check_hashes);
        if (!root) {
            return fail(root.error());
        }
        if (!root->front()) {
            return fail(errors::chain_node_pruned, "no block " + std::to_string(before));
        }
        cursor_ = {{root->front()->id}, heads_->finalized.number, genesis_};
        return Done{};
    }

    /// The next blocks of the node's chain, not held to `from` yet.
    Result<std::vector<Block>> load_after(const BlockId& from) {
        const bool is_final = from.number < heads_->finalized.number;
        const std::uint64_t head = is_final ? heads_->finalized.number : heads_->seen.number;
        const std::uint64_t most = is_final ? range_blocks_ : std::min(range_blocks_, head_blocks_max);
        return load_blocks(rpc_, from.number + 1, std::min(head, from.number + most), options_.check_hashes);
    }

    Result<std::vector<Log>> load_logs(std::vector<Block>& blocks) {
        if (blocks.back().id.number > heads_->finalized.number) {
            std::vector<Block> asked;
            std::ranges::copy_if(blocks, std::back_inserter(asked), [&](const Block& block) {
                return !options_.check_hashes || log_check_.may_have_logs(block);
            });
            return load_block_logs(rpc_, options_.registry, asked);
        }
        const auto has_any = [&](const Block& block) {
            return !options_.check_hashes || log_check_.may_have_logs(block);
        };
        if (std::ranges::none_of(blocks, has_any)) {
            return std::vector<Log>();
        }
        for (;;) {
            auto logs = load_range_logs(rpc_, options_.registry, blocks.front().id.number, blocks.back().id.number);
            if (!logs && logs.error().code == errors::chain_rpc_unreachable) {
                // It may have been too much for the time, too.
                range_blocks_ = std::max<std::uint64_t>(1, blocks.size() / 2);
            }
            if (logs || blocks.size() == 1 || !is_too_much(logs.error())) {
                return logs;
            }
            // F10: half of it, and no more from now on.
            blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>((blocks.size() + 1) / 2), blocks.end());
            range_blocks_ = blocks.size();
        }
    }

    /// Checks blocks that follow `rolled_back_to`, or else the tip, and gives out what they hold.
    Result<Step> take(std::optional<BlockId> rolled_back_to, std::vector<Block>& blocks,
                      Result<std::vector<Log>> given = {}, bool is_given = false) {
        const auto logs = is_given && given ? std::move(given) : load_logs(blocks);
        if (!logs) {
            return fail(logs.error());
        }
        const bool is_final = blocks.back().id.number <= heads_->finalized.number;
        const LogCheck::Options how{.blooms = options_.check_hashes,
                                    .always = options_.always_check_receipts,
                                    .checks_max = is_final ? limits::follower_receipt_checks_max : blocks.size()};
        if (const auto done = log_check_.check(blocks, *logs, how); !done) {
            return fail(done.error());
        }
        Step step{.rolled_back_to = rolled_back_to};
        auto block = blocks.begin();
        step.events.reserve(logs->size());
        for (const Log& log : *logs) {
            while (block->id.number != log.block.number) {
                ++block;
            }
            const EventPlace place{log.block, {block->header.timestamp}, log.transaction, log.index};
            auto event = decode_event(place, log.topics, log.data);
            if (!event) {
                return fail(event.error());
            }
            step.events.push_back(std::move(*event));
        }
        adapt(blocks.size(), logs->size());
        commit(rolled_back_to, blocks);
        return finish(std::move(step));
    }

    /// A range below the finalized head, as it was asked for.
    struct Range {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        Result<std::vector<Block>> blocks = {};
        Result<std::vector<Log>> logs = {};
    };

    void load_range(Range& range) const {
        range.blocks = load_blocks(rpc_, range.first, range.last, options_.check_hashes);
        const bool has_any = range.blocks && std::ranges::any_of(*range.blocks, [&](const Block& block) {
                                 return !options_.check_hashes || log_check_.may_have_logs(block);
                             });
        if (has_any) {
            range.logs = load_range_logs(rpc_, options_.registry, range.first, range.blocks->back().id.number);
        }
    }

    /// The next range, while those behind it are on their way.
    Result<Step> take_ahead(const BlockId& tip) {
        if (!ahead_.empty() && ahead_.front().first->first != tip.number + 1) {
            drop_ahead();
        }
        while (ahead_.size() < limits::follower_ranges_ahead_max) {
            const std::uint64_t first = ahead_.empty() ? tip.number + 1 : ahead_.back().first->last + 1;
            if (first > heads_->finalized.number) {
                break;
            }
            auto range = std::make_unique<Range>();
            range->first = first;
            range->last = std::min(heads_->finalized.number, first + range_blocks_ - 1);
            auto& entry = ahead_.emplace_back(std::move(range), std::future<void>());
            entry.second = options_.aside([this, to = entry.first.get()] { load_range(*to); });
        }
        ahead_.front().second.wait();
        const auto range = std::move(ahead_.front().first);
        ahead_.pop_front();
        if (!range->blocks) {
            return fail(range->blocks.error());
        }
        if (range->blocks->empty()) {
            return stay();
        }
        if (!(range->blocks->front().header.parent == tip.hash)) {
            return reorganise();
        }
        return take(std::nullopt, *range->blocks, std::move(range->logs), true);
    }

    void drop_ahead() {
        for (auto& [range, done] : ahead_) {
            done.wait();
        }
        ahead_.clear();
    }

    /// F10: as many blocks as give about as many events as a step should.
    void adapt(std::size_t blocks, std::size_t events) {
        if (events > limits::follower_step_events_max) {
            range_blocks_ = std::max<std::uint64_t>(1, blocks * limits::follower_step_events_max / events);
        } else if (events * 2 < limits::follower_step_events_max && blocks >= range_blocks_) {
            range_blocks_ = std::min<std::uint64_t>(range_blocks_ * 2, limits::follower_step_blocks_max);
        }
    }

    void commit(const std::optional<BlockId>& rolled_back_to, const std::vector<Block>& blocks) {
        auto& known = cursor_.blocks;
        if (rolled_back_to) {
            std::erase_if(known, [&](const BlockId& block) { return block.number > rolled_back_to->number; });
            has_contract_ = false;
        }
        cursor_.finalized = std::max(cursor_.finalized, heads_->finalized.number);
        for (const Block& block : blocks) {
            known.push_back(block.id);
        }
        // The newest finalized block stays, as the last that can be gone back to.
        std::size_t drop =
            known.size() > limits::reorganisation_blocks_max ? known.size() - limits::reorganisation_blocks_max : 0;
        while (drop + 1 < known.size() && known[drop + 1].number <= cursor_.finalized) {
            ++drop;
        }
        known.erase(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(drop));
    }

    /// F9: goes back to the newest block that is still on the node's chain, with what follows it there.
    Result<Step> reorganise() {
        const auto& known = cursor_.blocks;
        std::optional<BlockId> ancestor;
        std::size_t end = known.size();
        for (std::size_t piece = 8; end > 0 && !ancestor; piece = std::min(piece * 4, limits::rpc_batch_calls_max)) {
            const std::size_t begin = end > piece ? end - piece : 0;
            std::vector<std::uint64_t> numbers;
            for (std::size_t i = begin; i < end; ++i) {
                numbers.push_back(known[i].number);
            }
            const auto present = load_numbers(rpc_, numbers, options_.check_hashes);
            if (!present) {
                return fail(present.error());
            }
            for (std::size_t i = begin; i < end; ++i) {
                const auto& block = (*present)[i - begin];
                ancestor = block && block->id == known[i] ? std::optional(known[i]) : ancestor;
            }
            end = begin;
        }
        if (!ancestor) {
            const std::string oldest = "block " + std::to_string(known.front().number);
            return known.front().number <= cursor_.finalized ? fail(errors::chain_finality_broken, oldest)
                                                             : fail(errors::chain_reorganisation_too_deep, oldest);
        }
        auto blocks = load_after(*ancestor);
        if (!blocks) {
            return fail(blocks.error());
        }
        if (blocks->empty() || !(blocks->front().header.parent == ancestor->hash)) {
            return fail(errors::chain_node_inconsistent, "the chain changed while it was asked for");
        }
        return take(ancestor->number == known.back().number ? std::nullopt : ancestor, *blocks);
    }

    Result<Step> stay() {
        auto step = finish({});
        step.caught_up = true;
        heads_.reset();
        return step;
    }

    Step finish(Step step) const {
        step.position = cursor_.blocks.back();
        step.heads = *heads_;
        // F7: what was finalized once stays so, whichever node is asked.
        for (const BlockId& block : cursor_.blocks) {
            if (block.number == cursor_.finalized && step.heads.finalized.number < block.number) {
                step.heads.finalized = block;
                step.heads.safe = step.heads.safe.number < block.number ? block : step.heads.safe;
            }
        }
        step.caught_up = step.position == step.heads.seen;
        return step;
    }

    RpcClient& rpc_;
    FollowerOptions options_;
    LogCheck log_check_;
    std::deque<std::pair<std::unique_ptr<Range>, std::future<void>>> ahead_;
    std::optional<Heads> heads_;
    /// As the node that is asked tells it, until it is in the cursor.
    BlockHash genesis_ = {};
    bool has_contract_ = false;
    std::uint64_t range_blocks_ = range_blocks_first;
};

Follower::Follower(RpcClient& rpc, FollowerOptions options, Cursor resume)
    : implementation_(std::make_unique<Implementation>(rpc, std::move(options), std::move(resume))) {}
Follower::Follower(Follower&&) noexcept = default;
Follower& Follower::operator=(Follower&&) noexcept = default;
Follower::~Follower() = default;

Result<Step> Follower::step() { return implementation_->step(); }
const Cursor& Follower::cursor() const noexcept { return implementation_->cursor_; }

}  // namespace countersign::chain
