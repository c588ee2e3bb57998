// EIP-712 digests: what wallets sign. Type texts: docs/spec/registry.md, section 3.3; their hashes are computed by the
// compiler. Freestanding. Thread-safety: pure functions.
#pragma once

#include "contracts/rules/crypto.hpp"
#include "contracts/rules/operations.hpp"

namespace countersign::rules {

/// EIP712Domain(string name,string version,bytes32 salt) with name "Countersign", version "1".
[[nodiscard]] DomainSeparator embedded_domain(const RegistryId& registry, CryptoRef crypto) noexcept;
/// EIP712Domain(string name,string version,uint256 chainId,address verifyingContract).
[[nodiscard]] DomainSeparator chain_domain(uint64_t chain_id, const Address& contract, CryptoRef crypto) noexcept;

/// hashStruct of the operation; for create_identity this is the identity's id.
[[nodiscard]] Keccak256Digest struct_hash(const Operation& operation, CryptoRef crypto) noexcept;
/// The same where the signer's key id is at hand, which is the hash of the `bytes signer` field.
[[nodiscard]] Keccak256Digest struct_hash(const Operation& operation, const KeyId& signer, CryptoRef crypto) noexcept;
/// keccak256(0x1901 || operation.header.domain || struct hash): what every signature of the operation is over.
[[nodiscard]] MessageDigest operation_digest(const Operation& operation, CryptoRef crypto) noexcept;
/// The same where the struct hash is at hand.
[[nodiscard]] MessageDigest operation_digest(const Operation& operation, const Keccak256Digest& hash,
                                             CryptoRef crypto) noexcept;

[[nodiscard]] IdentityId created_identity_id(const Operation& create, CryptoRef crypto) noexcept;
[[nodiscard]] KeyId key_id(const PublicKey& key, CryptoRef crypto) noexcept;
/// keccak256 of header and body. The ledger keys its idempotency by this: after authenticate() and before apply(), an
/// id already in the log gets the answer it got then (R6).
[[nodiscard]] OperationId operation_id(ByteSpan unsigned_bytes, CryptoRef crypto) noexcept;

// Ids of what operations make; the same in every home (R7).
[[nodiscard]] SchemaId schema_id(const IdentityId& owner, const ContentHash& content, CryptoRef crypto) noexcept;
[[nodiscard]] AccreditationId accreditation_id(const IdentityId& accreditor, const IdentityId& issuer,
                                               const SchemaId& schema, CryptoRef crypto) noexcept;
[[nodiscard]] BatchId batch_id(const IdentityId& issuer, const Commit& commit, CryptoRef crypto) noexcept;
[[nodiscard]] DisputeId dispute_id(const IdentityId& opener, const OpenDispute& dispute, CryptoRef crypto) noexcept;

/// The EIP-712 type text, e.g. "ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)".
[[nodiscard]] const char* type_text(OperationKind kind) noexcept;
[[nodiscard]] const Keccak256Digest& type_hash(OperationKind kind) noexcept;

}  // namespace countersign::rules
