// Canonical bytes of operations: header, body, then the signatures. One value, one encoding: what decodes encodes
// back to the same bytes. Layout: docs/spec/registry.md, section 3. Freestanding. Thread-safety: pure functions.
#pragma once

#include "contracts/rules/errors.hpp"
#include "contracts/rules/operations.hpp"

namespace countersign::rules {

/// Offsets in the canonical bytes.
inline constexpr size_t operation_identity_offset = 1 + 1 + 32;
inline constexpr size_t operation_header_bytes = 1 + 1 + 32 + 32 + 34 + 8;

/// Header and body: what the operation id is the hash of. Gives the length, or 0 where `out` is too small
/// (limits::operation_bytes_max always suffices).
[[nodiscard]] size_t encode_unsigned(const Operation& operation, MutableByteSpan out) noexcept;
/// Header, body and signatures. Gives the length, or 0 where `out` is too small.
[[nodiscard]] size_t encode_signed(const Operation& operation, const Signatures& signatures,
                                   MutableByteSpan out) noexcept;

/// Checks the form of everything (R1 to R3, R10 to R13): lengths, closed values, key forms, orders. Looks at no state
/// and no signature. `unsigned_bytes` is the length of header and body. Errors: those of form, see the specification.
RuleError decode_operation(ByteSpan bytes, Operation& operation, Signatures& signatures,
                           size_t& unsigned_bytes) noexcept;

/// The same for header and body alone, which nothing may follow: what a chain keeps of an operation.
RuleError decode_unsigned(ByteSpan bytes, Operation& operation) noexcept;

/// Key grants whose keys must co-sign, in order, without the signer; at most limits::create_keys_max.
[[nodiscard]] List<PublicKey, limits::create_keys_max> keys_to_prove(const Operation& operation) noexcept;
/// True for an update_keys that replaces the recovery commitment.
[[nodiscard]] bool needs_recovery_signature(const Operation& operation) noexcept;

}  // namespace countersign::rules
