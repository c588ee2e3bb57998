#include "contracts/chain/quota.hpp"

#include "identity/base/hash.hpp"

namespace countersign::chain {
namespace {

std::int64_t to_signed(std::uint64_t value) noexcept { return static_cast<std::int64_t>(value); }

/// Who pays nothing: a kind and a digest, so that no address is kept in the clear.
Sha256Digest subject_of(std::string_view kind, ByteView who) { return sha256({as_bytes(kind), who}); }

Result<Done> charge(store::Database& database, const Sha256Digest& subject, std::uint64_t allowed, std::uint64_t gas,
                    std::int64_t window, const ErrorCode& code) {
    auto select = database.prepare("SELECT window, spent FROM quota WHERE subject = ?");
    if (!select) {
        return fail(select.error());
    }
    const auto row = select->bind(0, view(subject)).step();
    if (!row) {
        return fail(row.error());
    }
    // X32: a clock that went back starts no new window, and one that comes back from the future ends none.
    const std::uint64_t spent =
        *row && select->integer(0) >= window ? static_cast<std::uint64_t>(select->integer(1)) : 0;
    if (gas > allowed || spent > allowed - gas) {
        return fail(code, std::to_string(spent) + " of " + std::to_string(allowed) + " gas are used, " +
                              std::to_string(gas) + " needed");
    }
    auto write = database.prepare("INSERT OR REPLACE INTO quota(subject, window, spent) VALUES(?, ?, ?)");
    if (!write) {
        return fail(write.error());
    }
    return write->bind(0, view(subject)).bind(1, window).bind(2, to_signed(spent + gas)).run();
}

}  // namespace

Result<Done> prepare_quotas(store::Database& database) {
    return database.execute(
        "CREATE TABLE IF NOT EXISTS quota(subject BLOB PRIMARY KEY, window INTEGER NOT NULL, spent INTEGER NOT NULL)"
        " WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS quota_window ON quota(window);");
}

Result<Done> charge_quotas(store::Database& database, const QuotaOptions& options, ByteView identity,
                           std::string_view address, std::uint64_t gas, UnixSeconds now) {
    const auto window = to_signed(now.value / options.window_seconds);
    // What ended before the last window is of no use.
    auto prune = database.prepare("DELETE FROM quota WHERE window < ?");
    if (!prune) {
        return fail(prune.error());
    }
    if (auto done = prune->bind(0, window - 1).run(); !done) {
        return done;
    }
    if (auto done = charge(database, subject_of("identity", identity), options.gas_per_identity, gas, window,
                           errors::chain_quota_identity);
        !done) {
        return done;
    }
    // What the sender does by itself is charged to no address.
    if (address.empty()) {
        return charge(database, subject_of("total", {}), options.gas_total, gas, window, errors::chain_quota_total);
    }
    if (auto done = charge(database, subject_of("address", as_bytes(address)), options.gas_per_address, gas, window,
                           errors::chain_quota_address);
        !done) {
        return done;
    }
    return charge(database, subject_of("total", {}), options.gas_total, gas, window, errors::chain_quota_total);
}

}  // namespace countersign::chain
