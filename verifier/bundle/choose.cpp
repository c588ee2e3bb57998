#include "verifier/bundle/choose.hpp"

namespace countersign::bundle {

using rules::RuleError;

std::optional<ledger::LeafPlace> choose_record(const ledger::Ledger::View& view, const Sha256Digest& asset,
                                               const std::optional<rules::IdentityId>& wanted) {
    std::optional<ledger::LeafPlace> first;
    for (const auto& place : view.indexes().content(asset)) {
        rules::BatchRecord batch{};
        rules::Status status{};
        if (rules::find_batch(view.state(), place.batch, batch) != RuleError::none ||
            rules::find_status(view.state(), place.batch, place.index, status) != RuleError::none ||
            (wanted && !(batch.issuer == *wanted))) {
            continue;
        }
        if (status == rules::Status::valid) {
            return place;
        }
        first = first ? first : place;
    }
    return first;
}

}  // namespace countersign::bundle
