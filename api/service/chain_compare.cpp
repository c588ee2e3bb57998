#include "api/service/chain_compare.hpp"

#include "api/service/errors.hpp"
#include "api/service/service.hpp"

namespace countersign::api::service {
namespace {

/// A running service takes a step now and then between the reading of its log and of its cursor.
constexpr int tries_max = 5;

struct Mirrored {
    std::unique_ptr<ledger::Ledger> ledger;
    chain::BlockId block;
};

Result<std::unique_ptr<ledger::Ledger>> open_mirror(const std::filesystem::path& home, const Clock& clock) {
    auto opened = ledger::Ledger::open(ledger_folder(home), {.clock = clock, .access = ledger::Access::read_only});
    if (opened && !(*opened)->home().chain) {
        return fail(errors::ledger_not_a_mirror);
    }
    return opened;
}

/// Whether the folder still holds exactly the entries that this state was derived from.
bool is_unchanged(const ledger::Ledger& ledger) {
    std::uint64_t size = 0;
    Sha256Digest last{};
    {
        const auto view = ledger.view();
        size = view.head().size;
        last = view.tree().leaf(size - 1).value();
    }
    const auto entries = ledger.entries(LogIndex{size - 1}, 2);
    return entries && entries->size() == 1 && entries->front().leaf_hash == last;
}

Result<Mirrored> open_at_rest(const std::filesystem::path& home, const Clock& clock) {
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        auto ledger = open_mirror(home, clock);
        const auto cursor = ledger ? (*ledger)->cursor() : fail(ledger.error());
        if (!cursor) {
            return fail(cursor.error());
        }
        if (!is_unchanged(**ledger)) {
            continue;
        }
        if (cursor->blocks.empty()) {
            return fail(errors::chain_compare_nothing);
        }
        return Mirrored{std::move(*ledger), cursor->blocks.back()};
    }
    return fail(errors::ledger_busy, "the folder takes in more while it is read; try again");
}

struct Expected {
    std::vector<chain::ExpectedWord> words;
    /// For each word the number of its record.
    std::vector<std::size_t> record_of;
    std::vector<Bytes> records;
};

Result<Expected> expected_words(const ledger::Ledger& ledger) {
    Expected out;
    std::optional<Error> failure;
    const auto view = ledger.view();
    view.visit_records([&](ByteView key, ByteView value) {
        const auto words = chain::words_of(view.state(), key, value);
        if (!words) {
            failure = words.error();
            return;
        }
        for (const chain::ExpectedWord& word : *words) {
            out.words.push_back(word);
            out.record_of.push_back(out.records.size());
        }
        out.records.push_back(to_bytes(key));
    });
    return failure ? Result<Expected>(fail(*failure)) : Result<Expected>(std::move(out));
}

}  // namespace

Result<ledger::ChainHome> mirrored_chain(const std::filesystem::path& home, const Clock& clock) {
    const auto ledger = open_mirror(home, clock);
    return ledger ? Result<ledger::ChainHome>((*ledger)->home().chain.value()) : fail(ledger.error());
}

Result<ChainComparison> compare_with_chain(chain::RpcClient& rpc, const ChainCompareOptions& options,
                                           const Clock& clock) {
    const auto mirrored = open_at_rest(options.home, clock);
    const auto expected = mirrored ? expected_words(*mirrored->ledger) : fail(mirrored.error());
    if (!expected) {
        return fail(expected.error());
    }
    const ledger::ChainHome& home = mirrored->ledger->home().chain.value();
    ChainComparison out{.chain_id = home.chain_id,
                        .registry = options.registry.value_or(home.contract),
                        .block = mirrored->block,
                        .records = expected->records.size(),
                        .words = expected->words.size(),
                        .differences = {}};
    const auto differences =
        chain::compare(rpc, expected->words, {.registry = out.registry, .block = out.block, .proven = options.proven});
    if (!differences) {
        return fail(differences.error());
    }
    for (const chain::Difference& each : *differences) {
        out.differences.push_back(
            {expected->records[expected->record_of[each.index]], expected->words[each.index], each.found});
    }
    return out;
}

}  // namespace countersign::api::service
