// A home of the rules for tests: state in a map, the ledger's cryptography, and keys made from names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/apply.hpp"
#include "identity/base/bytes.hpp"
#include "identity/keys/key.hpp"

namespace countersign::rules::test {

/// The cryptography that the ledger gives the rules.
inline const CryptoRef test_crypto = ledger::host_crypto();

/// A View; ordered, so that two can be compared.
class MapState {
  public:
    [[nodiscard]] size_t get(ByteSpan key, MutableByteSpan out) const noexcept;
    void apply(const Diff& diff);
    void put(ByteSpan key, ByteSpan value);
    [[nodiscard]] const std::map<Bytes, Bytes>& map() const noexcept { return map_; }
    friend bool operator==(const MapState&, const MapState&) = default;

  private:
    std::map<Bytes, Bytes> map_;
};

inline Bytes to_bytes(ByteSpan bytes) { return Bytes(bytes.begin(), bytes.end()); }

/// The private key of a name: SHA-256("countersign test key " || name). A name ending in ":p256" or ":ed25519" is of
/// that type, every other is secp256k1. The same in every home's runner (docs/spec/trace.md).
[[nodiscard]] PrivateKey test_key(std::string_view name);
[[nodiscard]] PublicKey test_public_key(std::string_view name);
[[nodiscard]] KeyId test_key_id(std::string_view name);

/// SHA-256 of a text, as any of the 32-byte types.
template <typename Fixed>
[[nodiscard]] Fixed hash_of(std::string_view text) {
    return retag<Fixed>(test_crypto.sha256(as_bytes(text)));
}

[[nodiscard]] DomainSeparator test_domain(std::string_view registry = "here");

[[nodiscard]] SignatureBytes sign(const PrivateKey& key, const MessageDigest& digest);

/// Canonical bytes, signed by the named keys: signer, then the keys to prove, then the recovery key where one is
/// needed. The header's signer is set.
[[nodiscard]] Bytes sign_operation(const Operation& operation, std::string_view signer,
                                   const std::vector<std::string>& possession = {}, std::string_view recovery = {});

}  // namespace countersign::rules::test
