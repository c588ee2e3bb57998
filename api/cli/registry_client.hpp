// Signed operations over a connection: the domain, the nonce, the signature, the submission.
// Thread-safety: one thread.
#pragma once

#include "api/cli/connection.hpp"
#include "contracts/ledger/signing.hpp"

namespace countersign::cli {

/// The domain that operations for this registry are signed for. Errors: those of the connection.
[[nodiscard]] Result<rules::DomainSeparator> fetch_domain(Connection& connection);

struct Actor {
    rules::IdentityId identity{};
    /// The next nonce of the acting key.
    std::uint64_t nonce = 0;
};
/// The identity by id or name, and the key's place in it. Errors: cli.key_not_listed where the key isn't one of its
/// keys.
[[nodiscard]] Result<Actor> fetch_actor(Connection& connection, const std::string& identity, const PublicKey& key);

/// Signs and submits; gives the accepted operation as served. Errors: those of the connection.
[[nodiscard]] Result<Json> submit(Connection& connection, const rules::Operation& operation, const PrivateKey& signer,
                                  const ledger::Cosigners& cosigners = {}, std::span<const Bytes> leaves = {});

}  // namespace countersign::cli
