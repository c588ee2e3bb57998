#include "tests/contracts/rules/home.hpp"

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::rules::test {

namespace {

ByteView as_view(ByteSpan bytes) { return {bytes.data(), bytes.size()}; }

KeyType type_of(Scheme scheme) { return static_cast<KeyType>(static_cast<std::uint8_t>(scheme)); }

KeyType type_of_name(std::string_view name) {
    if (name.ends_with(":p256")) {
        return KeyType::p256;
    }
    return name.ends_with(":ed25519") ? KeyType::ed25519 : KeyType::secp256k1;
}

}  // namespace

Keccak256Digest TestCrypto::keccak256(ByteSpan data) const noexcept { return countersign::keccak256(as_view(data)); }
Sha256Digest TestCrypto::sha256(ByteSpan data) const noexcept { return countersign::sha256(as_view(data)); }

bool TestCrypto::verify(Scheme scheme, const PublicKey& key, const MessageDigest& digest,
                        const SignatureBytes& signature) const noexcept {
    const auto parsed = countersign::PublicKey::parse(type_of(scheme), as_view(key.key()));
    if (!parsed) {
        return false;
    }
    return verify_digest(*parsed, digest, view(signature)).has_value();
}

size_t MapState::get(ByteSpan key, MutableByteSpan out) const noexcept {
    const auto found = map_.find(to_bytes(key));
    if (found == map_.end()) {
        return not_found;
    }
    if (found->second.size() <= out.size) {
        copy_bytes(out.data, found->second.data(), found->second.size());
    }
    return found->second.size();
}

void MapState::apply(const Diff& diff) {
    for (size_t i = 0; i < diff.size(); ++i) {
        put(diff.key(i), diff.value(i));
    }
}

void MapState::put(ByteSpan key, ByteSpan value) { map_[to_bytes(key)] = to_bytes(value); }

PrivateKey test_key(std::string_view name) {
    const auto seed = countersign::sha256({as_bytes("countersign test key "), as_bytes(name)});
    auto key = PrivateKey::parse(type_of_name(name), view(seed));
    ensure(key.has_value(), "a test key's scalar is in range");
    return std::move(*key);
}

PublicKey to_rules_key(const countersign::PublicKey& key) {
    return make_public_key(static_cast<Scheme>(static_cast<std::uint8_t>(key.type())), key.bytes());
}

PublicKey test_public_key(std::string_view name) { return to_rules_key(test_key(name).public_key()); }

KeyId test_key_id(std::string_view name) { return key_id(test_public_key(name), test_crypto); }

DomainSeparator test_domain(std::string_view registry) {
    return embedded_domain(hash_of<RegistryId>(registry), test_crypto);
}

SignatureBytes sign(const PrivateKey& key, const MessageDigest& digest) {
    return retag<SignatureBytes>(sign_digest(key, digest));
}

Bytes sign_operation(Operation operation, std::string_view signer, const std::vector<std::string>& possession,
                     std::string_view recovery) {
    operation.header.signer = test_public_key(signer);
    const MessageDigest digest = operation_digest(operation, test_crypto);
    Signatures signatures;
    signatures.signer = sign(test_key(signer), digest);
    for (const auto& name : possession) {
        ensure(signatures.possession.push(sign(test_key(name), digest)), "few keys");
    }
    if (!recovery.empty()) {
        signatures.has_recovery = true;
        signatures.recovery.key = test_public_key(recovery);
        signatures.recovery.bytes = sign(test_key(recovery), digest);
    }
    Bytes out(limits::operation_bytes_max);
    out.resize(encode_signed(operation, signatures, MutableByteSpan{out.data(), out.size()}));
    ensure(!out.empty(), "an operation fits its limit");
    return out;
}

}  // namespace countersign::rules::test
