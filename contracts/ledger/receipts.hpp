// The answer that an entry's operation got, from what the log says. Private to contracts/ledger.
#pragma once

#include "contracts/ledger/derive.hpp"
#include "contracts/ledger/ledger.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {

/// `index` must be an entry of the log.
[[nodiscard]] inline Receipt make_receipt(const Derived& derived, LogIndex index, const rules::OperationId& operation,
                                          const rules::IdentityId& identity) {
    const auto leaf = derived.tree.leaf(index.value);
    ensure(leaf.has_value(), "an indexed entry is in the tree");
    return Receipt{.index = index,
                   .accepted_at = derived.accepted_at[index.value],
                   .operation = operation,
                   .identity = identity,
                   .leaf_hash = *leaf};
}

}  // namespace countersign::ledger
