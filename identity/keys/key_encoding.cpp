#include "identity/keys/key_encoding.hpp"

#include <algorithm>
#include <optional>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::inline keys {
namespace {

/// What is constant about each kind of key in each of its forms.
struct KeyForm {
    KeyType type;
    std::array<std::uint8_t, 2> multicodec;
    std::string_view jwk_type;
    std::string_view jwk_curve;
    /// DER up to the key: RFC 5480 for the EC curves (then 65 bytes), RFC 8410 for Ed25519 (then 32).
    std::string_view spki_prefix_hex;
};

constexpr std::array<KeyForm, 3> key_forms = {{
    {KeyType::secp256k1, {0xE7, 0x01}, "EC", "secp256k1", "3056301006072a8648ce3d020106052b8104000a034200"},
    {KeyType::p256, {0x80, 0x24}, "EC", "P-256", "3059301306072a8648ce3d020106082a8648ce3d030107034200"},
    {KeyType::ed25519, {0xED, 0x01}, "OKP", "Ed25519", "302a300506032b6570032100"},
}};

/// Multicodec prefixes of private keys (ed25519, secp256k1, p256): worth a warning of their own.
constexpr std::array<std::array<std::uint8_t, 2>, 3> private_multicodecs = {{{0x80, 0x26}, {0x81, 0x26}, {0x86, 0x26}}};

const KeyForm& form_of(KeyType type) {
    const auto found = std::ranges::find(key_forms, type, &KeyForm::type);
    ensure(found != key_forms.end(), "key type");
    return *found;
}

Bytes from_hex(std::string_view text) {
    auto bytes = parse_hex(text);
    ensure(bytes.has_value(), "own hex constant");
    return std::move(*bytes);
}

bool starts_with(ByteView bytes, ByteView prefix) {
    return bytes.size() >= prefix.size() && equal(bytes.first(prefix.size()), prefix);
}

Bytes long_form(const PublicKey& key) {
    return key.type() == KeyType::ed25519 ? to_bytes(key.bytes()) : uncompressed_point(key);
}

/// The member as exactly 32 bytes of base64url.
Result<Bytes> get_coordinate(const Json& jwk, std::string_view name) {
    const auto text = get_string(jwk, name);
    if (!text) {
        return fail(errors::key_jwk, text.error().detail);
    }
    auto bytes = parse_base64url(*text);
    if (!bytes || bytes->size() != 32) {
        return fail(errors::key_jwk, std::string(name) + " must be 32 bytes in base64url");
    }
    return bytes;
}

// PKCS #8 of P-256 (RFC 5958 around RFC 5915): 32 secret bytes follow `start`; then, in the longer form, `middle` and
// the uncompressed point.
constexpr std::string_view p256_long_start = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420";
constexpr std::string_view p256_long_middle = "a144034200";
constexpr std::string_view p256_short_start = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";
constexpr std::string_view ed25519_start = "302e020100300506032b657004220420";

/// The 32 bytes after `start`, and what follows them.
std::optional<std::pair<ByteView, ByteView>> secret_after(ByteView der, std::string_view start_hex) {
    const Bytes start = from_hex(start_hex);
    if (!starts_with(der, start) || der.size() < start.size() + 32) {
        return std::nullopt;
    }
    return std::pair{der.subspan(start.size(), 32), der.subspan(start.size() + 32)};
}

constexpr std::string_view pem_begin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view pem_end = "-----END PRIVATE KEY-----";

/// One line and its end, taken from the front of `rest`.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

}  // namespace

std::string to_multikey(const PublicKey& key) {
    Bytes bytes = to_bytes(form_of(key.type()).multicodec);
    append(bytes, key.bytes());
    return to_multibase_base58btc(bytes);
}

Result<PublicKey> parse_multikey(std::string_view text) {
    if (!text.starts_with('z')) {
        return fail(errors::key_multikey, "the prefix z is missing");
    }
    const auto bytes = parse_base58btc(text.substr(1));
    if (!bytes || bytes->size() < 2) {
        return fail(errors::key_multikey, "not base58btc after the z");
    }
    const ByteView all = *bytes;
    const auto has_prefix = [&](const std::array<std::uint8_t, 2>& prefix) { return starts_with(all, prefix); };
    if (std::ranges::any_of(private_multicodecs, has_prefix)) {
        return fail(errors::key_private_in_public);
    }
    const auto found = std::ranges::find_if(key_forms, has_prefix, &KeyForm::multicodec);
    if (found == key_forms.end()) {
        return fail(errors::key_type, "multicodec prefix " + to_hex(all.first(2)));
    }
    const ByteView key = all.subspan(2);
    const std::size_t expected = found->type == KeyType::ed25519 ? 32 : 33;
    if (key.size() != expected) {
        return fail(errors::key_length, std::to_string(key.size()) + " bytes, not " + std::to_string(expected));
    }
    return PublicKey::parse(found->type, key);
}

Bytes to_spki_der(const PublicKey& key) {
    Bytes out = from_hex(form_of(key.type()).spki_prefix_hex);
    append(out, long_form(key));
    return out;
}

Result<PublicKey> parse_spki_der(ByteView der) {
    for (const auto& form : key_forms) {
        const Bytes prefix = from_hex(form.spki_prefix_hex);
        const std::size_t expected = form.type == KeyType::ed25519 ? 32 : 65;
        if (starts_with(der, prefix) && der.size() == prefix.size() + expected) {
            return PublicKey::parse(form.type, der.subspan(prefix.size()));
        }
    }
    return fail(errors::key_spki);
}

Json to_jwk(const PublicKey& key) {
    const KeyForm& form = form_of(key.type());
    Json out = Json::object({{"kty", form.jwk_type}, {"crv", form.jwk_curve}});
    const Bytes point = long_form(key);
    if (key.type() == KeyType::ed25519) {
        return out.set("x", to_base64url(point));
    }
    return out.set("x", to_base64url(ByteView(point).subspan(1, 32)))
        .set("y", to_base64url(ByteView(point).subspan(33)));
}

Result<PublicKey> parse_jwk(const Json& jwk) {
    const auto type = get_string(jwk, "kty");
    const auto curve = get_string(jwk, "crv");
    if (!type) {
        return fail(errors::key_jwk, type.error().detail);
    }
    if (jwk.find("d") != nullptr || jwk.find("k") != nullptr) {
        return fail(errors::key_private_in_public);
    }
    if (*type != "EC" && *type != "OKP") {
        return fail(errors::key_type, "kty is neither EC nor OKP");
    }
    if (!curve) {
        return fail(errors::key_jwk, curve.error().detail);
    }
    const auto form = std::ranges::find_if(
        key_forms, [&](const KeyForm& known) { return known.jwk_type == *type && known.jwk_curve == *curve; });
    if (form == key_forms.end()) {
        return fail(errors::key_type, "this kty and crv");
    }
    const auto x = get_coordinate(jwk, "x");
    if (!x) {
        return fail(x.error());
    }
    if (form->type == KeyType::ed25519) {
        return PublicKey::parse(form->type, *x);
    }
    const auto y = get_coordinate(jwk, "y");
    if (!y) {
        return fail(y.error());
    }
    Bytes point{0x04};
    append(point, *x);
    append(point, *y);
    return PublicKey::parse(form->type, point);
}

SecretBytes to_pkcs8_der(const PrivateKey& key) {
    ensure(key.type() != KeyType::secp256k1, "PKCS #8 is written for P-256 and Ed25519");
    const bool edwards = key.type() == KeyType::ed25519;
    const Bytes start = from_hex(edwards ? ed25519_start : p256_long_start);
    Bytes after;
    if (!edwards) {
        after = from_hex(p256_long_middle);
        append(after, uncompressed_point(key.public_key()));
    }
    SecretBytes out(start.size() + 32 + after.size());
    auto end = std::copy(start.begin(), start.end(), out.writable().begin());
    end = std::copy(key.secret().begin(), key.secret().end(), end);
    std::copy(after.begin(), after.end(), end);
    return out;
}

Result<PrivateKey> parse_pkcs8_der(ByteView der) {
    if (const auto found = secret_after(der, ed25519_start); found && found->second.empty()) {
        return PrivateKey::parse(KeyType::ed25519, found->first);
    }
    if (const auto found = secret_after(der, p256_short_start); found && found->second.empty()) {
        return PrivateKey::parse(KeyType::p256, found->first);
    }
    if (const auto found = secret_after(der, p256_long_start)) {
        auto key = PrivateKey::parse(KeyType::p256, found->first);
        if (!key) {
            return key;
        }
        Bytes expected = from_hex(p256_long_middle);
        append(expected, uncompressed_point(key->public_key()));
        if (!equal(found->second, expected)) {
            return fail(errors::key_pkcs8, "the public key in it does not belong to the private one");
        }
        return key;
    }
    return fail(errors::key_pkcs8);
}

SecretBytes to_pkcs8_pem(const PrivateKey& key) {
    const SecretBytes der = to_pkcs8_der(key);
    std::string base64 = to_base64(der.view());
    std::string text(pem_begin);
    text.reserve(512);  // no reallocation, so no copy of the secret is left behind
    text += '\n';
    for (std::size_t at = 0; at < base64.size(); at += 64) {
        text.append(base64, at, 64);
        text += '\n';
    }
    text += pem_end;
    text += '\n';
    SecretBytes out(as_bytes(text));
    zeroize(base64.data(), base64.size());
    zeroize(text.data(), text.size());
    return out;
}

Result<PrivateKey> parse_pkcs8_pem(std::string_view pem) {
    if (pem.size() > limits::private_key_pem_bytes_max) {
        return fail(errors::key_pkcs8, "too long for one private key");
    }
    if (take_line(pem) != pem_begin) {
        return fail(errors::key_pkcs8, "the line BEGIN PRIVATE KEY is missing");
    }
    std::string base64;
    base64.reserve(limits::private_key_pem_bytes_max);
    std::string_view line = take_line(pem);
    for (; !line.empty() && !line.starts_with('-'); line = take_line(pem)) {
        base64 += line;
    }
    auto der = parse_base64(base64);
    zeroize(base64.data(), base64.size());
    if (line != pem_end || !pem.empty() || !der) {
        return fail(errors::key_pkcs8, "not one complete PEM block");
    }
    auto key = parse_pkcs8_der(*der);
    zeroize(der->data(), der->size());
    return key;
}

}  // namespace countersign::inline keys
