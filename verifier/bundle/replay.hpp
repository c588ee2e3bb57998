// The entries of a bundle, run through the registry's rules from nothing: every signature is checked and every
// operation is applied as when the log took it. Private to verifier/bundle. docs/spec/bundle.md, B6. Thread-safety:
// pure function.
#pragma once

#include <map>

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/state.hpp"
#include "contracts/rules/records.hpp"
#include "verifier/bundle/bundle.hpp"

namespace countersign::bundle {

struct Replayed {
    rules::RegistryId registry{};
    std::string origin;
    ledger::State state;
    /// Batches by the entry that commits them.
    std::map<std::uint64_t, rules::BatchId> batches;
};

/// The nonces between are those of entries that say nothing here, so each is taken as the next one: that none was used
/// twice is what the log's acceptance shows. Errors: bundle.replay.
[[nodiscard]] Result<Replayed> replay(const std::vector<BundleEntry>& entries);

/// The time at which the log took the entry. Errors: bundle.replay.
[[nodiscard]] Result<UnixSeconds> accepted_at(ByteView entry);

}  // namespace countersign::bundle
