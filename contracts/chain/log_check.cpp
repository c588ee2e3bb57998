#include "contracts/chain/log_check.hpp"

#include <algorithm>

#include "contracts/chain/address.hpp"

namespace countersign::chain {
namespace {

std::string name_of(const Block& block) { return "block " + std::to_string(block.id.number); }

bool is_same(const Log& a, const Log& b) {
    return a.index == b.index && a.transaction == b.transaction && a.topics == b.topics && a.data == b.data;
}

}  // namespace

LogCheck::LogCheck(RpcClient& rpc, const EthereumAddress& contract, std::span<const Keccak256Digest> topics)
    : rpc_(rpc), contract_(contract), address_bits_(view(contract)) {
    for (const Keccak256Digest& topic : topics) {
        topic_bits_.emplace_back(view(topic));
    }
}

bool LogCheck::may_have_logs(const Block& block) const { return address_bits_.may_be_in(block.header.bloom); }

bool LogCheck::may_have_events(const Block& block) const {
    return may_have_logs(block) && std::ranges::any_of(topic_bits_, [&](const BloomBits& topic) {
               return topic.may_be_in(block.header.bloom);
           });
}

bool LogCheck::may_have(const Block& block, const Log& log) const {
    return address_bits_.may_be_in(block.header.bloom) && std::ranges::all_of(log.topics, [&](const auto& topic) {
               return BloomBits(view(topic)).may_be_in(block.header.bloom);
           });
}

Result<Done> LogCheck::check(const std::vector<Block>& blocks, std::span<const Log> logs, const Options& options) {
    std::vector<std::pair<const Block*, std::span<const Log>>> doubtful;
    for (const Block& block : blocks) {
        const auto end =
            std::ranges::find_if(logs, [&](const Log& log) { return log.block.number != block.id.number; });
        const auto own = logs.first(static_cast<std::size_t>(end - logs.begin()));
        logs = logs.subspan(own.size());
        for (const Log& log : own) {
            // F4: a log is of a block of this chain, and its bloom has it.
            if (!(log.block == block.id) || (options.blooms && !may_have(block, log))) {
                return fail(errors::chain_node_inconsistent, "a log that isn't of " + name_of(block));
            }
        }
        if (options.blooms && may_have_events(block) && (options.always || own.empty())) {
            doubtful.emplace_back(&block, own);
        }
    }
    if (!logs.empty()) {
        return fail(errors::chain_node_inconsistent, "logs of other blocks than were asked for");
    }
    // F5: spread over the range, so that a node that keeps nothing from some block on is noticed.
    const std::size_t checks = options.always ? doubtful.size() : std::min(options.checks_max, doubtful.size());
    for (std::size_t i = 0; i < checks; ++i) {
        const auto& [block, own] = doubtful[i * doubtful.size() / checks];
        if (auto done = check_receipts(*block, own); !done) {
            return done;
        }
    }
    return Done{};
}

Result<Done> LogCheck::check_receipts(const Block& block, std::span<const Log> logs) {
    auto outcome = rpc_.call({"eth_getBlockReceipts", Json::array({to_hex_data(view(block.id.hash))})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome || (*outcome)->is_null()) {
        return fail(errors::chain_node_pruned, "no receipts of " + name_of(block));
    }
    const auto receipts = parse_receipts(**outcome, block.header);
    if (!receipts) {
        return fail(receipts.error());
    }
    std::size_t next = 0;
    for (const Receipt& receipt : *receipts) {
        for (const Log& log : receipt.logs) {
            if (!(log.address == contract_)) {
                continue;
            }
            if (next == logs.size()) {
                return fail(errors::chain_node_pruned, "logs of " + name_of(block) + " are kept back");
            }
            if (!is_same(log, logs[next++])) {
                return fail(errors::chain_node_inconsistent, "logs and receipts of " + name_of(block));
            }
        }
    }
    return next == logs.size() ? Result<Done>(Done{})
                               : fail(errors::chain_node_inconsistent, "logs without receipts in " + name_of(block));
}

}  // namespace countersign::chain
