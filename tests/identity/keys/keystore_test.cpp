#include "identity/keys/keystore.hpp"

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/json.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;

namespace {

constexpr ScryptParameters quick{.n = limits::scrypt_n_min, .r = 8, .p = 1};
constexpr std::string_view password = "correct horse";

std::vector<NamedKey> some_keys() {
    std::vector<NamedKey> keys;
    for (const KeyType type : {KeyType::secp256k1, KeyType::p256, KeyType::ed25519}) {
        keys.push_back({std::string(to_text(type)), PrivateKey::parse(type, sha256(as_bytes("key")).bytes).value()});
    }
    return keys;
}

std::string sealed_text() {
    SystemEntropy entropy;
    return seal_keystore(some_keys(), as_bytes(password), entropy, quick).value();
}

/// The document with one change, and the checksum made to fit again: what a deliberate hand can do.
template <typename Change>
std::string changed(const std::string& text, const Change& change) {
    Json document = parse_json(text).value();
    document.erase("checksum");
    change(document);
    document.set("checksum", to_hex(view(sha256(as_bytes(to_canonical_json(document))))));
    return to_pretty_json(document);
}

Json* member(Json& object, std::string_view key) {
    for (auto& entry : object.as_object()) {
        if (entry.key == key) {
            return &entry.value;
        }
    }
    return nullptr;
}

ErrorCode refusal(const std::string& text) { return open_keystore(text, as_bytes(password)).error().code; }

}  // namespace

TEST_CASE("K16: a key file gives back what was sealed, and shows names and public keys without the password",
          "[keys][keystore]") {
    const std::string text = sealed_text();
    const auto expected = some_keys();
    const auto opened = open_keystore(text, as_bytes(password)).value();
    const auto listed = parse_keystore_listing(text).value();
    REQUIRE(opened.size() == expected.size());
    REQUIRE(listed.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(opened[i].name == expected[i].name);
        CHECK(equal(opened[i].key.secret(), expected[i].key.secret()));
        CHECK(listed[i].name == expected[i].name);
        CHECK(listed[i].key == expected[i].key.public_key());
        CHECK(text.find(to_hex(expected[i].key.secret())) == std::string::npos);
    }
    CHECK(sealed_text() != text);
}

TEST_CASE("K17: another version or another file is told apart", "[keys][keystore]") {
    const std::string text = sealed_text();
    CHECK(refusal(changed(text, [](Json& d) { d.set("version", 2); })) == errors::keystore_version);
    CHECK(refusal(changed(text, [](Json& d) { d.set("version", "1"); })) == errors::keystore_syntax);
    CHECK(refusal(changed(text, [](Json& d) { d.set("format", "other"); })) == errors::keystore_syntax);
    CHECK(refusal(changed(text, [](Json& d) { d.set("extra", 1); })) == errors::keystore_syntax);
    for (const char* key : {"format", "version", "kdf", "cipher", "keys", "passwordCheck", "sealed"}) {
        CHECK(refusal(changed(text, [&](Json& d) { d.erase(key); })) == errors::keystore_syntax);
    }
    CHECK(refusal(changed(text, [](Json& d) { d.set("sealed", "AAAA"); })) == errors::keystore_syntax);
    CHECK(refusal(changed(text, [](Json& d) { d.set("keys", Json::array()); })) == errors::keystore_syntax);
    CHECK(refusal(changed(text, [](Json& d) {
              Json::Array& keys = member(d, "keys")->as_array();
              keys[1].set("name", keys[0].find("name")->as_string());
          })) == errors::keystore_syntax);
}

TEST_CASE("K18: parameters over the limits are refused before any work is done", "[keys][keystore]") {
    const std::string text = sealed_text();
    const auto with = [&](const char* name, std::uint64_t value) {
        return refusal(changed(text, [&](Json& d) { member(d, "kdf")->set(name, value); }));
    };
    CHECK(with("n", std::uint64_t{1} << 40U) == errors::keystore_parameters);
    CHECK(with("n", limits::scrypt_memory_bytes_max / 1024 * 2) == errors::keystore_parameters);
    CHECK(with("n", limits::scrypt_n_min / 2) == errors::keystore_parameters);
    CHECK(with("n", limits::scrypt_n_min + 1) == errors::keystore_parameters);
    CHECK(with("n", 0) == errors::keystore_parameters);
    CHECK(with("r", 7) == errors::keystore_parameters);
    CHECK(with("r", 33) == errors::keystore_parameters);
    CHECK(with("r", std::uint64_t{1} << 52U) == errors::keystore_parameters);
    CHECK(with("p", 0) == errors::keystore_parameters);
    CHECK(with("p", limits::scrypt_p_max + 1) == errors::keystore_parameters);
    SystemEntropy entropy;
    CHECK(seal_keystore(some_keys(), as_bytes(password), entropy, {.n = 2, .r = 8, .p = 1}).error().code ==
          errors::keystore_parameters);
    // The limit itself works: 256 MiB.
    const ScryptParameters most{.n = limits::scrypt_memory_bytes_max / 1024, .r = 8, .p = 1};
    const auto largest = seal_keystore(some_keys(), as_bytes(password), entropy, most);
    CHECK(open_keystore(largest.value(), as_bytes(password)).has_value());
}

TEST_CASE("K19: a wrong password is told apart from a changed file", "[keys][keystore]") {
    const std::string text = sealed_text();
    CHECK(open_keystore(text, as_bytes("wrong")).error().code == errors::keystore_password);
    CHECK(open_keystore(text, {}).error().code == errors::keystore_password);
    SystemEntropy entropy;
    CHECK(seal_keystore(some_keys(), {}, entropy, quick).error().code == errors::keystore_password_empty);
}

TEST_CASE("K20: a file cut anywhere or with any byte changed never opens and never blames the password",
          "[keys][keystore]") {
    const std::string text = sealed_text();
    for (std::size_t cut = 0; cut + 1 < text.size(); ++cut) {
        CHECK(refusal(text.substr(0, cut)) == errors::keystore_syntax);
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string flipped = text;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        const auto opened = parse_keystore_listing(flipped);
        CHECK_FALSE(opened.has_value());
        CHECK((opened || opened.error().code != errors::keystore_password));
    }
}

TEST_CASE("K20: a deliberate change under a fitting checksum is found by the seal", "[keys][keystore]") {
    const std::string text = sealed_text();
    const auto flip_first = [](Json& d, std::string_view key) {
        std::string value = d.find(key)->as_string();
        value[0] = value[0] == 'A' ? 'B' : 'A';
        d.set(key, value);
    };
    CHECK(refusal(changed(text, [&](Json& d) { flip_first(d, "sealed"); })) == errors::keystore_altered);
    CHECK(refusal(changed(text, [&](Json& d) { flip_first(*member(d, "cipher"), "nonce"); })) ==
          errors::keystore_altered);
    CHECK(refusal(changed(text, [](Json& d) { member(d, "keys")->as_array()[0].set("name", "renamed"); })) ==
          errors::keystore_altered);
    CHECK(refusal(changed(text, [](Json& d) {
              Json::Array& keys = member(d, "keys")->as_array();
              std::swap(keys[0], keys[1]);
          })) == errors::keystore_altered);
    // A changed salt or check gives other keys: that can't be told from a wrong password, and isn't opened.
    CHECK(refusal(changed(text, [&](Json& d) { flip_first(*member(d, "kdf"), "salt"); })) == errors::keystore_password);
    CHECK(refusal(changed(text, [&](Json& d) { flip_first(d, "passwordCheck"); })) == errors::keystore_password);
}

TEST_CASE("K21: names in a key file are plain and unique, and their number is bounded", "[keys][keystore]") {
    SystemEntropy entropy;
    const auto sealed_with = [&](const std::vector<std::string>& names) {
        std::vector<NamedKey> keys;
        for (const auto& name : names) {
            keys.push_back({name, some_keys()[0].key.clone()});
        }
        return seal_keystore(keys, as_bytes(password), entropy, quick);
    };
    CHECK(sealed_with({std::string(64, 'a'), "B.c-d_1"}).has_value());
    CHECK(sealed_with({std::string(65, 'a')}).error().code == errors::keystore_key_name);
    CHECK(sealed_with({""}).error().code == errors::keystore_key_name);
    CHECK(sealed_with({"a b"}).error().code == errors::keystore_key_name);
    CHECK(sealed_with({"a", "a"}).error().code == errors::keystore_key_name);
    CHECK(sealed_with({}).error().code == errors::keystore_count);
    std::vector<std::string> many;
    for (std::size_t i = 0; i < limits::keystore_keys_max; ++i) {
        many.push_back("key" + std::to_string(i) + std::string(50, 'x'));
    }
    const auto full = sealed_with(many);
    REQUIRE(full.has_value());
    CHECK(full->size() <= limits::keystore_bytes_max);
    CHECK(open_keystore(*full, as_bytes(password)).value().size() == limits::keystore_keys_max);
    many.push_back("more");
    CHECK(sealed_with(many).error().code == errors::keystore_count);
}

TEST_CASE("K22: a key file is written for its owner alone and read back", "[keys][keystore]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "keys.json";
    SystemEntropy entropy;
    REQUIRE(write_keystore(path, some_keys(), as_bytes(password), entropy, Overwrite::no, quick).has_value());
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600);
    CHECK(read_keystore(path, as_bytes(password)).value().size() == 3);
    CHECK(write_keystore(path, some_keys(), as_bytes(password), entropy, Overwrite::no, quick).error().code ==
          errors::file_exists);
    CHECK(write_keystore(path, some_keys(), as_bytes("new"), entropy, Overwrite::yes, quick).has_value());
    CHECK(read_keystore(path, as_bytes(password)).error().code == errors::keystore_password);
    CHECK(read_keystore(folder.path() / "absent", as_bytes(password)).error().code == errors::file_not_found);
}
