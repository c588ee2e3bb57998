// Which entries of a ledger a proof about one file needs, so that the rules can be run over these alone: the signer's
// keys and names, the commit, what became of the record, and the same for whoever had a part in that. Private to
// verifier/bundle. docs/spec/bundle.md, B12.
// Thread-safety: that of the ledger.
#pragma once

#include <set>

#include "contracts/ledger/ledger.hpp"

namespace countersign::bundle {

struct Subject {
    rules::IdentityId identity{};
    /// The record of the file, where there is one.
    std::optional<ledger::LeafPlace> place;
};

/// Errors: bundle.too_large, those of the ledger.
[[nodiscard]] Result<std::set<std::uint64_t>> collect_entries(const ledger::Ledger& ledger, const Subject& subject);

}  // namespace countersign::bundle
