// Which of a file's records a proof is about. Private to verifier/bundle. Thread-safety: that of the view.
#pragma once

#include <optional>

#include "contracts/ledger/ledger.hpp"

namespace countersign::bundle {

/// The record of the wanted identity (none: of any) that stands, else its first.
[[nodiscard]] std::optional<ledger::LeafPlace> choose_record(const ledger::Ledger::View& view,
                                                             const Sha256Digest& asset,
                                                             const std::optional<rules::IdentityId>& wanted);

}  // namespace countersign::bundle
