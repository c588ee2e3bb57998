#include "verifier/bundle/make.hpp"

#include "contracts/ledger/signing.hpp"
#include "identity/base/limits.hpp"
#include "verifier/bundle/choose.hpp"
#include "verifier/bundle/collect.hpp"
#include "verifier/bundle/errors.hpp"

namespace countersign::bundle {

namespace {

using rules::RuleError;

struct Chosen {
    Subject subject;
    bool key_listed = false;
};

Result<Chosen> choose(const ledger::Ledger& ledger, const MakeInput& input) {
    const auto view = ledger.view();
    Chosen chosen;
    auto wanted = input.identity;
    rules::KeyRecord key{};
    if (input.claim_key && rules::find_key(view.state(), ledger::key_id(*input.claim_key), key) == RuleError::none &&
        (!wanted || *wanted == key.identity)) {
        chosen.key_listed = true;
        wanted = key.identity;
    }
    chosen.subject.place = choose_record(view, input.asset, wanted);
    if (!chosen.subject.place && !chosen.key_listed) {
        return fail(errors::bundle_nothing);
    }
    if (chosen.subject.place) {
        rules::BatchRecord batch{};
        if (rules::find_batch(view.state(), chosen.subject.place->batch, batch) != RuleError::none) {
            return fail(errors::bundle_nothing);
        }
        wanted = batch.issuer;
    }
    chosen.subject.identity = *wanted;
    return chosen;
}

// Empties `checkpoint` where the proof leads to another one, which was signed meanwhile.
Result<BundleEntry> prove(const ledger::Ledger& ledger, std::uint64_t index, std::string& checkpoint) {
    auto stored = ledger.entry(LogIndex{index});
    auto proof = ledger.prove_entry(LogIndex{index});
    if (!stored || !proof) {
        return fail(stored ? proof.error() : stored.error());
    }
    if (checkpoint != proof->checkpoint) {
        checkpoint.clear();
    }
    return BundleEntry{index, std::move(stored->bytes), std::move(proof->path)};
}

Result<std::optional<Bundle>> try_prove(ledger::Ledger& ledger, const std::set<std::uint64_t>& entries) {
    const auto published = ledger.publish();
    if (!published) {
        return fail(published.error());
    }
    Bundle bundle;
    bundle.checkpoint = published->note;
    for (const std::uint64_t index : entries) {
        auto entry = prove(ledger, index, bundle.checkpoint);
        if (!entry) {
            return fail(entry.error());
        }
        if (bundle.checkpoint.empty()) {
            return std::optional<Bundle>();
        }
        bundle.entries.push_back(std::move(*entry));
    }
    auto last = prove(ledger, published->head.size - 1, bundle.checkpoint);
    if (!last) {
        return fail(last.error());
    }
    bundle.last = std::move(*last);
    return bundle.checkpoint.empty() ? std::optional<Bundle>() : std::optional<Bundle>(std::move(bundle));
}

// Every proof of a bundle leads to one checkpoint; where the log signs another meanwhile, it is done again.
Result<Bundle> prove_entries(ledger::Ledger& ledger, const std::set<std::uint64_t>& entries) {
    for (int i = 0; i < limits::bundle_tries_max; ++i) {
        auto bundle = try_prove(ledger, entries);
        if (!bundle) {
            return fail(bundle.error());
        }
        if (*bundle) {
            return std::move(**bundle);
        }
    }
    return fail(errors::ledger_busy);
}

}  // namespace

Result<std::string> make(ledger::Ledger& ledger, const MakeInput& input) {
    if (ledger.home().chain) {
        return fail(errors::bundle_on_chain);
    }
    const auto chosen = choose(ledger, input);
    if (!chosen) {
        return fail(chosen.error());
    }
    const auto entries = collect_entries(ledger, chosen->subject);
    if (!entries) {
        return fail(entries.error());
    }
    auto bundle = prove_entries(ledger, *entries);
    if (!bundle) {
        return fail(bundle.error());
    }
    bundle->asset = input.asset;
    bundle->identity = chosen->subject.identity;
    if (chosen->key_listed) {
        bundle->claim_key = input.claim_key;
    }
    if (chosen->subject.place) {
        const auto& place = *chosen->subject.place;
        auto leaf = ledger.prove_leaf(place.batch, place.index);
        if (!leaf) {
            return fail(leaf.error());
        }
        bundle->leaf = BundleLeaf{place.entry.value, place.index, std::move(leaf->leaf), std::move(leaf->path)};
    }
    std::string text = to_text(*bundle);
    if (text.size() > limits::bundle_bytes_max) {
        return fail(errors::bundle_too_large, std::to_string(text.size()) + " bytes");
    }
    return text;
}

}  // namespace countersign::bundle
