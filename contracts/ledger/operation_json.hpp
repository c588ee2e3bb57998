// Operations as JSON: the EIP-712 typed data that a wallet signs (eth_signTypedData_v4), the message alone as an API
// takes it, and log entries for people. A closed schema: unknown, missing or repeated members are refused.
// Data in: JSON; data out: operations of the rules, or the reverse. Layout: docs/spec/registry.md, section 3.3.
// Thread-safety: pure functions.
#pragma once

#include "contracts/ledger/entry.hpp"
#include "contracts/rules/codec.hpp"
#include "contracts/rules/eip712.hpp"
#include "contracts/store/log_store.hpp"
#include "identity/base/json.hpp"

namespace countersign::ledger {

/// The operation's message: member names and order of its EIP-712 type; bytes as 0x hex, enums and integers as
/// numbers, 64-bit integers beyond 2^53 - 1 are refused on reading.
[[nodiscard]] Json operation_to_json(const rules::Operation& operation);

/// `{"kind": "ClaimName", "message": {...}}`. The domain isn't part of it: `domain` is the ledger's own.
/// Errors: operation_json.form, those of JSON access, and the form errors of the rules.
[[nodiscard]] Result<rules::Operation> parse_operation_json(const Json& json, const rules::DomainSeparator& domain);

/// Everything a wallet needs: types, primaryType, domain and message.
[[nodiscard]] Json typed_data(const rules::Operation& operation, const rules::RegistryId& registry);

/// A log entry for people and scripts: index, time, kind, message, signer and signatures.
/// Errors: ledger.entry_syntax.
[[nodiscard]] Result<Json> entry_to_json(const store::StoredEntry& entry);

/// `create_identity`, as in docs/spec/registry.md.
[[nodiscard]] std::string_view to_text(rules::OperationKind kind) noexcept;

}  // namespace countersign::ledger
