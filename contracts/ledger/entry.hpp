// The log's entries as bytes: what is hashed into the tree, served in bundles and kept on disk. Layout:
// docs/spec/log.md, "Entries". A commit's leaves aren't repeated here: the root in the operation is their digest.
// Thread-safety: pure functions.
#pragma once

#include <variant>

#include "contracts/ledger/errors.hpp"
#include "contracts/ledger/home.hpp"
#include "contracts/rules/operations.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/result.hpp"

namespace countersign::ledger {

/// Entry 0: what makes this log unlike any other. Its leaf hash is the registry's id.
struct GenesisEntry {
    UnixSeconds created_at{};
    Sha256Digest random{};
    std::string origin;
    /// Of a log that mirrors a chain.
    std::optional<ChainHome> chain = std::nullopt;
};

struct OperationEntry {
    UnixSeconds accepted_at{};
    /// Canonical bytes with signatures, as they were sent. Of a mirrored operation without: the contract has checked
    /// them.
    Bytes operation;
    std::optional<ChainPlace> place = std::nullopt;
};

/// What an entry holds, read again. It was checked before it was written.
struct EntryOperation {
    rules::Operation operation;
    /// None where a chain has kept them.
    std::optional<rules::Signatures> signatures;
    rules::OperationId id{};
    /// Who acted; for create_identity the identity that was made.
    rules::IdentityId identity{};
};
/// Errors: ledger.entry_syntax.
[[nodiscard]] Result<EntryOperation> read_operation(const OperationEntry& entry);

using Entry = std::variant<GenesisEntry, OperationEntry>;

[[nodiscard]] Bytes encode_entry(const Entry& entry);
/// One entry, one encoding. The operation inside isn't looked at. Errors: ledger.entry_syntax.
[[nodiscard]] Result<Entry> parse_entry(ByteView bytes);
/// SHA-256(00 | genesis entry): leaf 0 of the log, so that a proof of inclusion shows it.
[[nodiscard]] rules::RegistryId registry_id(ByteView genesis_entry);

}  // namespace countersign::ledger
