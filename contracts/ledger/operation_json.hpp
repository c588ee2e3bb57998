// Operations as JSON: the EIP-712 typed data that a wallet signs (eth_signTypedData_v4), the signed form that an API
// takes, and log entries for people. A closed schema with one spelling: unknown, missing and repeated members are
// refused; bytes are lower-case hex after 0x; enums and integers are numbers, integers beyond 2^53 - 1 decimal strings.
// Data in: JSON; data out: operations of the rules, or the reverse. Types: docs/spec/registry.md, section 3.3.
// Thread-safety: pure functions.
#pragma once

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/ledger.hpp"
#include "contracts/rules/codec.hpp"
#include "contracts/rules/eip712.hpp"
#include "contracts/store/log_store.hpp"
#include "identity/base/json.hpp"

namespace countersign::ledger {

/// `{"kind": "ClaimName", "message": {...}}`: member names and order of the EIP-712 type.
[[nodiscard]] Json operation_to_json(const rules::Operation& operation);
/// The reverse. The domain isn't part of it: it is signed for the ledger's own. Whether the values make sense, the
/// rules say (authenticate). Errors: operation_json.form with the member.
[[nodiscard]] Result<rules::Operation> parse_operation_json(const Json& json, const rules::DomainSeparator& domain);

/// The same with `"signatures": {"signer", "possession", "recovery": {"key", "signature"}}`, and `"leaves"` for a
/// commit, as POST /v1/operations takes it. A 65th signature byte, as Ethereum wallets add, is dropped. Gives the
/// canonical bytes. Errors: operation_json.form.
[[nodiscard]] Result<Submission> parse_signed_operation(const Json& json, const rules::DomainSeparator& domain);
[[nodiscard]] Json signatures_to_json(const rules::Signatures& signatures);

/// Everything a wallet needs: types, primaryType, domain and message.
[[nodiscard]] Json typed_data(const rules::Operation& operation, const Home& home);

/// A log entry for people and scripts: index, leafHash, acceptedAt, and either `genesis` or kind, message and
/// signatures, or its place on the chain that has checked them. Errors: ledger.entry_syntax.
[[nodiscard]] Result<Json> entry_to_json(const store::StoredEntry& entry);

/// `create_identity`, as in docs/spec/registry.md.
[[nodiscard]] std::string_view to_text(rules::OperationKind kind) noexcept;
/// The EIP-712 primary type: `CreateIdentity`.
[[nodiscard]] std::string_view type_name(rules::OperationKind kind) noexcept;

}  // namespace countersign::ledger
