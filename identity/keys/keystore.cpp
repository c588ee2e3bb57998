#include "identity/keys/keystore.hpp"

#include <algorithm>
#include <set>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "identity/keys/keystore_cipher.hpp"

namespace countersign::inline keys {
namespace {

constexpr std::string_view format_name = "countersign-keystore";
constexpr std::uint64_t format_version = 1;
constexpr std::size_t salt_bytes = 32;
constexpr std::size_t secret_bytes = 32;
constexpr std::string_view password_label = "countersign/keystore/v1 password";

/// A file that has the right form; nothing in it is authenticated yet.
struct Document {
    ScryptParameters parameters;
    Bytes salt;
    Bytes nonce;
    std::vector<NamedPublicKey> keys;
    Sha256Digest password_check;
    Bytes sealed;
    /// The canonical text of everything but the password check, the sealed secrets and the checksum.
    std::string header;
};

bool is_key_name(std::string_view name) {
    return !name.empty() && name.size() <= limits::keystore_name_bytes_max && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    });
}

// K18
Result<Done> check_parameters(const ScryptParameters& parameters) {
    const auto& [n, r, p] = parameters;
    const bool power_of_two = n != 0 && (n & (n - 1)) == 0;
    if (!power_of_two || n < limits::scrypt_n_min || r < 8 || r > 32 || p < 1 || p > limits::scrypt_p_max ||
        n > limits::scrypt_memory_bytes_max / (128 * r)) {
        return fail(errors::keystore_parameters,
                    "scrypt n " + std::to_string(n) + ", r " + std::to_string(r) + ", p " + std::to_string(p));
    }
    return Done{};
}

/// One derivation, two keys: the first half opens the secrets, the second tells a wrong password from a changed file.
struct DerivedKeys {
    SecretBytes both;
    [[nodiscard]] ByteView sealing() const { return both.view().first(32); }
    [[nodiscard]] Sha256Digest password_check() const {
        return hmac_sha256(both.view().subspan(32), as_bytes(password_label));
    }
};

Result<DerivedKeys> derive(ByteView password, ByteView salt, const ScryptParameters& parameters) {
    auto both = detail::scrypt(password, salt, parameters, 64);
    if (!both) {
        return fail(errors::keystore_parameters, "the memory for scrypt can't be had");
    }
    return DerivedKeys{std::move(*both)};
}

Json header_of(const ScryptParameters& parameters, ByteView salt, ByteView nonce, const Json::Array& keys) {
    return Json::object({{"format", format_name},
                         {"version", format_version},
                         {"kdf", Json::object({{"name", "scrypt"},
                                               {"n", parameters.n},
                                               {"r", parameters.r},
                                               {"p", parameters.p},
                                               {"salt", to_base64url(salt)}})},
                         {"cipher", Json::object({{"name", "aes-256-gcm"}, {"nonce", to_base64url(nonce)}})},
                         {"keys", keys}});
}

/// Guards against damage only: anyone can compute it. It makes a changed salt a changed file, not a wrong password.
std::string checksum_of(Json document) {
    document.erase("checksum");
    return to_hex(view(sha256(as_bytes(to_canonical_json(document)))));
}

tl::unexpected<Error> malformed(std::string detail) { return fail(errors::keystore_syntax, std::move(detail)); }

Result<Bytes> get_bytes(const Json& object, std::string_view key) {
    const auto text = get_string(object, key);
    if (!text) {
        return malformed(text.error().detail);
    }
    auto bytes = parse_base64url(*text);
    if (!bytes) {
        return malformed(std::string(key));
    }
    return bytes;
}

Result<ScryptParameters> parse_parameters(const Json& kdf) {
    const auto n = get_unsigned(kdf, "n");
    const auto r = get_unsigned(kdf, "r");
    const auto p = get_unsigned(kdf, "p");
    if (!n || !r || !p || get_string(kdf, "name").value_or("") != "scrypt" ||
        !check_keys(kdf, {"name", "n", "r", "p", "salt"})) {
        return malformed("kdf");
    }
    const ScryptParameters parameters{*n, *r, *p};
    if (const auto checked = check_parameters(parameters); !checked) {
        return fail(checked.error());
    }
    return parameters;
}

Result<std::vector<NamedPublicKey>> parse_keys(const Json& keys) {
    std::vector<NamedPublicKey> out;
    std::set<std::string> names;
    if (!keys.is_array() || keys.as_array().empty() || keys.as_array().size() > limits::keystore_keys_max) {
        return malformed("keys");
    }
    for (const Json& entry : keys.as_array()) {
        auto name = get_string(entry, "name");
        const auto text = get_string(entry, "publicKey");
        if (!name || !text || !check_keys(entry, {"name", "publicKey"}) || !is_key_name(*name) ||
            !names.insert(*name).second) {
            return malformed("an entry of keys");
        }
        const auto key = parse_multikey(*text);
        if (!key) {
            return malformed("publicKey: " + std::string(key.error().code.name));
        }
        out.push_back({std::move(*name), *key});
    }
    return out;
}

Result<Document> parse_body(const Json& json) {
    const Json* const kdf = json.find("kdf");
    const Json* const cipher = json.find("cipher");
    const Json* const keys = json.find("keys");
    if (kdf == nullptr || cipher == nullptr || keys == nullptr ||
        !check_keys(json, {"format", "version", "kdf", "cipher", "keys", "passwordCheck", "sealed", "checksum"}) ||
        !check_keys(*cipher, {"name", "nonce"}) || get_string(*cipher, "name").value_or("") != "aes-256-gcm") {
        return malformed("kdf, cipher or keys");
    }
    const auto parameters = parse_parameters(*kdf);
    if (!parameters) {
        return fail(parameters.error());
    }
    auto salt = get_bytes(*kdf, "salt");
    auto nonce = get_bytes(*cipher, "nonce");
    auto sealed = get_bytes(json, "sealed");
    const auto check = get_bytes(json, "passwordCheck");
    auto listed = parse_keys(*keys);
    Document out{*parameters, {}, {}, {}, {}, {}, {}};
    if (!listed) {
        return fail(listed.error());
    }
    if (!salt || salt->size() != salt_bytes || !nonce || nonce->size() != detail::gcm_nonce_bytes || !sealed ||
        sealed->size() != listed->size() * secret_bytes + detail::gcm_tag_bytes || !check ||
        !copy_exact(*check, out.password_check)) {
        return malformed("salt, nonce, passwordCheck or sealed");
    }
    out.header = to_canonical_json(header_of(*parameters, *salt, *nonce, keys->as_array()));
    out.salt = std::move(*salt);
    out.nonce = std::move(*nonce);
    out.sealed = std::move(*sealed);
    out.keys = std::move(*listed);
    return out;
}

Result<Document> parse_document(std::string_view text) {
    const auto json = parse_json(text, {.bytes_max = limits::keystore_bytes_max, .depth_max = 4, .values_max = 1000});
    if (!json) {
        return malformed(std::string(json.error().code.name) + " " + json.error().detail);
    }
    if (get_string(*json, "format").value_or("") != format_name) {
        return malformed("format");
    }
    const auto version = get_unsigned(*json, "version");
    if (!version) {
        return malformed("version");
    }
    if (*version != format_version) {
        return fail(errors::keystore_version, "version " + std::to_string(*version));  // K17
    }
    auto document = parse_body(*json);
    if (!document) {
        return document;
    }
    if (get_string(*json, "checksum").value_or("") != checksum_of(*json)) {
        return fail(errors::keystore_altered, "the checksum does not fit");  // K20
    }
    return document;
}

Result<Done> check_names(std::span<const NamedKey> keys) {
    if (keys.empty() || keys.size() > limits::keystore_keys_max) {
        return fail(errors::keystore_count, std::to_string(keys.size()) + " keys");
    }
    std::set<std::string_view> names;
    for (const auto& entry : keys) {
        if (!is_key_name(entry.name) || !names.insert(entry.name).second) {
            return fail(errors::keystore_key_name, printable(entry.name, limits::keystore_name_bytes_max));
        }
    }
    return Done{};
}

}  // namespace

Result<std::string> seal_keystore(std::span<const NamedKey> keys, ByteView password, Entropy& entropy,
                                  const ScryptParameters& parameters) {
    if (password.empty()) {
        return fail(errors::keystore_password_empty);
    }
    if (const auto checked = check_names(keys); !checked) {
        return fail(checked.error());
    }
    if (const auto checked = check_parameters(parameters); !checked) {
        return fail(checked.error());
    }
    Bytes salt(salt_bytes);
    Bytes nonce(detail::gcm_nonce_bytes);
    entropy.fill(salt);
    entropy.fill(nonce);
    Json::Array listed;
    SecretBytes secrets(keys.size() * secret_bytes);
    auto end = secrets.writable().begin();
    for (const auto& entry : keys) {
        listed.push_back(Json::object({{"name", entry.name}, {"publicKey", to_multikey(entry.key.public_key())}}));
        end = std::copy(entry.key.secret().begin(), entry.key.secret().end(), end);
    }
    const auto derived = derive(password, salt, parameters);
    if (!derived) {
        return fail(derived.error());
    }
    Json document = header_of(parameters, salt, nonce, listed);
    const std::string header = to_canonical_json(document);
    document.set("passwordCheck", to_base64url(view(derived->password_check())));
    document.set("sealed", to_base64url(detail::gcm_seal(derived->sealing(), nonce, as_bytes(header), secrets.view())));
    document.set("checksum", checksum_of(document));
    return to_pretty_json(document) + "\n";
}

Result<std::vector<NamedKey>> open_keystore(std::string_view text, ByteView password) {
    const auto document = parse_document(text);
    if (!document) {
        return fail(document.error());
    }
    const auto derived = derive(password, document->salt, document->parameters);
    if (!derived) {
        return fail(derived.error());
    }
    if (!equal_constant_time(view(derived->password_check()), view(document->password_check))) {
        return fail(errors::keystore_password);  // K19
    }
    const auto secrets =
        detail::gcm_open(derived->sealing(), document->nonce, as_bytes(document->header), document->sealed);
    if (!secrets) {
        return fail(errors::keystore_altered, "the seal does not fit");  // K20
    }
    std::vector<NamedKey> out;
    for (std::size_t i = 0; i < document->keys.size(); ++i) {
        const auto& [name, public_key] = document->keys[i];
        auto key = PrivateKey::parse(public_key.type(), secrets->view().subspan(i * secret_bytes, secret_bytes));
        // Sealed together with its public key, so only a faulty writer can bring this about.
        if (!key || key->public_key() != public_key) {
            return fail(errors::keystore_altered, name + " does not belong to its public key");
        }
        out.push_back({name, std::move(*key)});
    }
    return out;
}

Result<std::vector<NamedPublicKey>> parse_keystore_listing(std::string_view text) {
    auto document = parse_document(text);
    if (!document) {
        return fail(document.error());
    }
    return std::move(document->keys);
}

Result<Done> write_keystore(const std::filesystem::path& path, std::span<const NamedKey> keys, ByteView password,
                            Entropy& entropy, Overwrite overwrite, const ScryptParameters& parameters) {
    const auto text = seal_keystore(keys, password, entropy, parameters);
    if (!text) {
        return fail(text.error());
    }
    return write_file(path, as_bytes(*text), {.overwrite = overwrite, .mode = 0600});
}

Result<std::vector<NamedKey>> read_keystore(const std::filesystem::path& path, ByteView password) {
    const auto content = read_file(path, limits::keystore_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    return open_keystore(as_text(*content), password);
}

}  // namespace countersign::inline keys
