// From an operation and private keys to the bytes that a ledger accepts, and between the two types of public keys
// (identity/keys checks that they are points, the rules only their form). Also the cryptography that the rules ask for.
// Thread-safety: pure functions.
#pragma once

#include <span>

#include "contracts/rules/codec.hpp"
#include "contracts/rules/crypto.hpp"
#include "contracts/rules/eip712.hpp"
#include "identity/base/bytes.hpp"
#include "identity/keys/key.hpp"

namespace countersign::ledger {

/// The rules' Crypto on OpenSSL, Crypto++ and libsecp256k1.
struct HostCrypto {
    [[nodiscard]] Keccak256Digest keccak256(rules::ByteSpan data) const noexcept;
    [[nodiscard]] Sha256Digest sha256(rules::ByteSpan data) const noexcept;
    [[nodiscard]] bool verify(rules::Scheme scheme, const rules::PublicKey& key, const rules::MessageDigest& digest,
                              const rules::SignatureBytes& signature) const noexcept;
};
/// The one instance; it has no state.
[[nodiscard]] rules::CryptoRef host_crypto() noexcept;

[[nodiscard]] inline ByteView as_view(rules::ByteSpan bytes) noexcept { return {bytes.data(), bytes.size()}; }

[[nodiscard]] rules::PublicKey to_rules_key(const PublicKey& key) noexcept;
/// Errors: key.type, key.length, key.point.
[[nodiscard]] Result<PublicKey> from_rules_key(const rules::PublicKey& key);
[[nodiscard]] rules::KeyId key_id(const PublicKey& key) noexcept;

struct Cosigners {
    /// The keys that the operation adds, in order, without the signer.
    std::span<const PrivateKey* const> added = {};
    /// The present recovery key, for an update_keys that replaces the commitment.
    const PrivateKey* recovery = nullptr;
};

/// Sets the header's signer, signs with every key needed and gives the canonical bytes.
[[nodiscard]] Bytes sign_operation(rules::Operation operation, const PrivateKey& signer,
                                   const Cosigners& cosigners = {});

}  // namespace countersign::ledger
