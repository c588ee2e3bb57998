// First step of an operation: form and signatures, without state, so that it runs on many threads before the single
// writer. R1 to R9 of docs/spec/registry.md. Freestanding. Thread-safety: pure function; needs only Crypto.
#pragma once

#include "contracts/rules/codec.hpp"
#include "contracts/rules/eip712.hpp"

namespace countersign::rules {

/// An operation whose form and signatures hold. Made only by authenticate(). About 2 KiB: keep it where it is.
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

}  // namespace countersign::rules
