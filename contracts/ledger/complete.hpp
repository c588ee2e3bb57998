// From a chain's event to the entry of the log: the short forms (docs/spec/chain.md, E8 and E9) say less than the
// operation they stand for, and the state knows the rest. Private to contracts/ledger. Thread-safety: pure function.
#pragma once

#include "contracts/chain/events.hpp"
#include "contracts/ledger/entry.hpp"
#include "contracts/rules/queries.hpp"

namespace countersign::ledger {

/// `state` is that before the event. Errors: registry.key_unknown, registry.batch_unknown.
[[nodiscard]] Result<OperationEntry> complete(rules::ViewRef state, const chain::RegistryEvent& event,
                                              const rules::DomainSeparator& domain);

}  // namespace countersign::ledger
