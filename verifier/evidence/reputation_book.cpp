#include "verifier/evidence/reputation_book.hpp"

#include <tuple>

#include "contracts/ledger/signing.hpp"
#include "identity/base/hash.hpp"

namespace countersign::evidence {

namespace {

struct Opinion {
    rules::IdentityId from{};
    rules::StatementLeaf leaf{};
};

// Statements about identities that stand now, oldest first.
Result<std::vector<Opinion>> read_opinions(const ledger::Ledger& ledger) {
    struct Place {
        ledger::LeafPlace place;
        rules::IdentityId issuer{};
    };
    std::vector<Place> places;
    {
        const auto view = ledger.view();
        for (const auto& place : view.indexes().statements()) {
            rules::BatchRecord batch{};
            rules::Status status{};
            rules::BatchStanding standing{};
            if (rules::find_batch(view.state(), place.batch, batch) == rules::RuleError::none &&
                rules::find_status(view.state(), place.batch, place.index, status) == rules::RuleError::none &&
                rules::find_batch_standing(view.state(), batch, ledger.now(), ledger::host_crypto(), standing) ==
                    rules::RuleError::none &&
                status == rules::Status::valid && standing.key == rules::RuleError::none) {
                places.push_back({place, batch.issuer});
            }
        }
    }
    std::vector<Opinion> opinions;
    for (const auto& [place, issuer] : places) {
        const auto bytes = ledger.leaf(place);
        if (!bytes) {
            return fail(bytes.error());
        }
        Opinion opinion{.from = issuer, .leaf = {}};
        if (rules::decode(rules::ByteSpan(*bytes), opinion.leaf) &&
            opinion.leaf.subject_kind == rules::TargetKind::identity) {
            opinions.push_back(opinion);
        }
    }
    return opinions;
}

}  // namespace

Result<ReputationBook> ReputationBook::build(const ledger::Ledger& ledger, const ReputationChoice& choice) {
    ReputationBook book;
    if (choice.seeds.empty()) {
        return book;
    }
    const auto opinions = read_opinions(ledger);
    if (!opinions) {
        return fail(opinions.error());
    }
    for (const auto& context : choice.contexts) {
        const auto hash = rules::retag<rules::ContentHash>(sha256(as_bytes(context)));
        std::map<std::pair<reputation::Party, reputation::Party>, std::int32_t> latest;
        for (const auto& [from, leaf] : *opinions) {
            if (leaf.context == hash) {
                latest[{rules::retag<reputation::Party>(from), rules::retag<reputation::Party>(leaf.subject)}] =
                    to_weight_ppm(leaf.score);
            }
        }
        std::vector<reputation::Evidence> evidence;
        evidence.reserve(latest.size());
        for (const auto& [pair, weight] : latest) {
            evidence.push_back({pair.first, pair.second, weight});
        }
        auto run = reputation::Reputation::compute(evidence, choice.seeds, choice.parameters);
        if (!run) {
            return fail(run.error());
        }
        book.by_context_.emplace(context, std::move(*run));
    }
    return book;
}

std::vector<ReputationFact> ReputationBook::facts_of(const rules::IdentityId& id) const {
    std::vector<ReputationFact> facts;
    const auto party = rules::retag<reputation::Party>(id);
    for (const auto& [context, run] : by_context_) {
        if (run.graph().find(party)) {
            facts.push_back({context, run.explain(party)});
        }
    }
    return facts;
}

const reputation::Reputation* ReputationBook::find(std::string_view context) const {
    const auto found = by_context_.find(context);
    return found == by_context_.end() ? nullptr : &found->second;
}

}  // namespace countersign::evidence
