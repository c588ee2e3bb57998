// A batch's leaves against the commit that signs their root. Thread-safety: pure functions.
#pragma once

#include <span>

#include "contracts/ledger/errors.hpp"
#include "contracts/rules/operations.hpp"
#include "identity/base/bytes.hpp"

namespace countersign::ledger {

/// Checks that `leaves` are the batch of a commit, in order, and that any other operation comes with none.
/// Errors: ledger.leaves_missing, ledger.leaves_unexpected, ledger.leaf_form, ledger.leaves_root.
[[nodiscard]] Result<Done> check_leaves(const rules::Operation& operation, std::span<const Bytes> leaves);

}  // namespace countersign::ledger
