// First step of an operation: form and signatures, without state or clock, so that it runs on many threads before the
// single writer. R1 to R13 of docs/spec/registry.md. Freestanding. Thread-safety: pure function; needs only Crypto.
#pragma once

#include "contracts/rules/codec.hpp"
#include "contracts/rules/eip712.hpp"

namespace countersign::rules {

/// An operation whose form and signatures hold. Made only by authenticate() and admit(). About 2 KiB: keep it where it
/// is.
class Authenticated {
  public:
    [[nodiscard]] const Operation& operation() const noexcept { return operation_; }
    [[nodiscard]] const OperationId& id() const noexcept { return id_; }
    [[nodiscard]] const KeyId& signer() const noexcept { return signer_; }
    /// Who acts: the header's identity, or the created one's id.
    [[nodiscard]] const IdentityId& identity() const noexcept { return identity_; }
    /// Key ids of the grants of create_identity or update_keys, in order.
    [[nodiscard]] const List<KeyId, limits::create_keys_max>& added() const noexcept { return added_; }
    /// Who co-signed the replacement of the recovery commitment; zero elsewhere.
    [[nodiscard]] const KeyId& recovery_signer() const noexcept { return recovery_signer_; }
    [[nodiscard]] size_t unsigned_bytes() const noexcept { return unsigned_bytes_; }

  private:
    friend RuleError authenticate(ByteSpan bytes, const DomainSeparator& domain, CryptoRef crypto,
                                  Authenticated& out) noexcept;
    friend RuleError admit(ByteSpan unsigned_bytes, const DomainSeparator& domain, const KeyId& recovery_signer,
                           CryptoRef crypto, Authenticated& out) noexcept;
    void derive_ids(ByteSpan unsigned_bytes, const Keccak256Digest& struct_hash, CryptoRef crypto) noexcept;

    Operation operation_;
    Signatures signatures_;
    OperationId id_{};
    KeyId signer_{};
    IdentityId identity_{};
    List<KeyId, limits::create_keys_max> added_{};
    KeyId recovery_signer_{};
    size_t unsigned_bytes_ = 0;
};

/// Checks form, home and every signature of `bytes`. On an error `out` must not be used.
RuleError authenticate(ByteSpan bytes, const DomainSeparator& domain, CryptoRef crypto, Authenticated& out) noexcept;

/// For what a contract of the same home has accepted, signatures and all: checks form and home only. Where the
/// operation replaces a recovery commitment, `recovery_signer` is the present one, since the contract has seen that key
/// sign. Never for bytes that anybody could have sent. On an error `out` must not be used.
RuleError admit(ByteSpan unsigned_bytes, const DomainSeparator& domain, const KeyId& recovery_signer, CryptoRef crypto,
                Authenticated& out) noexcept;

}  // namespace countersign::rules
