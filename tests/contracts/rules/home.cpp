#include "tests/contracts/rules/home.hpp"

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::rules::test {

namespace {

KeyType type_of_name(std::string_view name) {
    if (name.ends_with(":p256")) {
        return KeyType::p256;
    }
    return name.ends_with(":ed25519") ? KeyType::ed25519 : KeyType::secp256k1;
}

}  // namespace

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

PublicKey test_public_key(std::string_view name) { return ledger::to_rules_key(test_key(name).public_key()); }

KeyId test_key_id(std::string_view name) { return key_id(test_public_key(name), test_crypto); }

DomainSeparator test_domain(std::string_view registry) {
    return embedded_domain(hash_of<RegistryId>(registry), test_crypto);
}

SignatureBytes sign(const PrivateKey& key, const MessageDigest& digest) {
    return retag<SignatureBytes>(sign_digest(key, digest));
}

Bytes sign_operation(const Operation& operation, std::string_view signer, const std::vector<std::string>& possession,
                     std::string_view recovery) {
    std::vector<PrivateKey> keys;
    std::vector<const PrivateKey*> added;
    keys.reserve(possession.size());
    for (const auto& name : possession) {
        added.push_back(&keys.emplace_back(test_key(name)));
    }
    const PrivateKey recovery_key = test_key(recovery);
    return ledger::sign_operation(operation, test_key(signer),
                                  {.added = added, .recovery = recovery.empty() ? nullptr : &recovery_key});
}

}  // namespace countersign::rules::test
