// How much gas is paid for whom, counted by windows of time in the outbox's own file. Rules: docs/spec/chain-client.md
// (X31, X32). Thread-safety: as the database that is handed in.
#pragma once

#include <string_view>

#include "contracts/chain/errors.hpp"
#include "contracts/store/database.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/strong.hpp"

namespace countersign::chain {

struct QuotaOptions {
    std::uint64_t gas_per_identity = limits::relay_gas_per_identity;
    std::uint64_t gas_per_address = limits::relay_gas_per_address;
    std::uint64_t gas_total = limits::relay_gas_total;
    std::uint64_t window_seconds = limits::relay_window_seconds;
};

/// Makes the table where it is missing.
[[nodiscard]] Result<Done> prepare_quotas(store::Database& database);

/// Counts `gas` against the identity, the address and everybody, all or none; within the caller's transaction, which
/// an error must undo. Errors: chain.quota_identity, chain.quota_address, chain.quota_total, store.*.
[[nodiscard]] Result<Done> charge_quotas(store::Database& database, const QuotaOptions& options, ByteView identity,
                                         std::string_view address, std::uint64_t gas, UnixSeconds now);

}  // namespace countersign::chain
