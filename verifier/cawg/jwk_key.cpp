#include "verifier/cawg/jwk_key.hpp"

#include <array>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::verifier::cawg {
namespace {

/// 16384 bits.
constexpr std::size_t modulus_bytes_max = 2'048;
constexpr std::size_t exponent_bytes_max = 8;

struct Curve {
    std::string_view name;
    std::size_t coordinate_bytes;
    std::string_view oid_hex;
};
/// prime256v1, secp384r1, secp521r1.
constexpr std::array<Curve, 3> curves{
    {{"P-256", 32, "06082a8648ce3d030107"}, {"P-384", 48, "06052b81040022"}, {"P-521", 66, "06052b81040023"}}};
constexpr std::string_view ec_public_key_hex = "06072a8648ce3d0201";
constexpr std::string_view rsa_algorithm_hex = "300d06092a864886f70d0101010500";
constexpr std::string_view ed25519_algorithm_hex = "300506032b6570";

Bytes constant(std::string_view hex) { return parse_hex(hex).value(); }

/// Tag, length, content (X.690). Content under 64 KiB.
Bytes der(std::uint8_t tag, ByteView content) {
    ByteWriter out;
    out.u8(tag);
    if (content.size() < 0x80) {
        out.u8(static_cast<std::uint8_t>(content.size()));
    } else if (content.size() <= 0xFF) {
        out.u8(0x81).u8(static_cast<std::uint8_t>(content.size()));
    } else {
        out.u8(0x82).u16(static_cast<std::uint16_t>(content.size()));
    }
    return out.bytes(content).take();
}

Bytes join(std::initializer_list<Bytes> parts) {
    Bytes out;
    for (const Bytes& part : parts) {
        append(out, part);
    }
    return out;
}

Bytes bit_string(ByteView content) {
    Bytes out{0};
    append(out, content);
    return der(0x03, out);
}

Bytes unsigned_integer(Bytes value) {
    if (value.empty() || (value.front() & 0x80U) != 0) {
        value.insert(value.begin(), 0);
    }
    return der(0x02, value);
}

std::optional<Bytes> member(const Json& jwk, std::string_view name, std::size_t bytes_max) {
    const Json* const text = jwk.find(name);
    if (text == nullptr || !text->is_string() || text->as_string().size() > 2 * bytes_max) {
        return std::nullopt;
    }
    auto bytes = parse_base64url(text->as_string());
    if (!bytes || bytes->empty() || bytes->size() > bytes_max) {
        return std::nullopt;
    }
    return std::move(*bytes);
}

Bytes subject_public_key(Bytes algorithm, ByteView key) {
    return der(0x30, join({std::move(algorithm), bit_string(key)}));
}

std::optional<Bytes> encode_ec(const Json& jwk) {
    const Json* const name = jwk.find("crv");
    for (const Curve& curve : curves) {
        if (name == nullptr || !name->is_string() || name->as_string() != curve.name) {
            continue;
        }
        const auto x = member(jwk, "x", curve.coordinate_bytes);
        const auto y = member(jwk, "y", curve.coordinate_bytes);
        if (!x || !y || x->size() != curve.coordinate_bytes || y->size() != curve.coordinate_bytes) {
            return std::nullopt;
        }
        const Bytes algorithm = der(0x30, join({constant(ec_public_key_hex), constant(curve.oid_hex)}));
        return subject_public_key(algorithm, join({Bytes{0x04}, *x, *y}));
    }
    return std::nullopt;
}

std::optional<Bytes> encode_rsa(const Json& jwk) {
    auto modulus = member(jwk, "n", modulus_bytes_max);
    auto exponent = member(jwk, "e", exponent_bytes_max);
    if (!modulus || !exponent) {
        return std::nullopt;
    }
    const Bytes key = der(0x30, join({unsigned_integer(std::move(*modulus)), unsigned_integer(std::move(*exponent))}));
    return subject_public_key(constant(rsa_algorithm_hex), key);
}

std::optional<Bytes> encode_okp(const Json& jwk) {
    const Json* const name = jwk.find("crv");
    const auto x = member(jwk, "x", 32);
    if (name == nullptr || !name->is_string() || name->as_string() != "Ed25519" || !x || x->size() != 32) {
        return std::nullopt;
    }
    return subject_public_key(constant(ed25519_algorithm_hex), *x);
}

}  // namespace

std::optional<c2pa::VerifyingKey> read_jwk(const Json& jwk) {
    const Json* const type = jwk.find("kty");
    if (type == nullptr || !type->is_string()) {
        return std::nullopt;
    }
    const auto spki = type->as_string() == "EC"    ? encode_ec(jwk)
                      : type->as_string() == "RSA" ? encode_rsa(jwk)
                      : type->as_string() == "OKP" ? encode_okp(jwk)
                                                   : std::nullopt;
    auto key = spki ? c2pa::VerifyingKey::parse(*spki) : std::nullopt;
    return key && key->is_allowed() ? std::move(key) : std::nullopt;
}

std::optional<c2pa::VerifyingKey> read_key(const did::VerificationMethod& method) {
    if (method.key) {
        auto key = c2pa::VerifyingKey::parse(to_spki_der(*method.key));
        return key && key->is_allowed() ? std::move(key) : std::nullopt;
    }
    return method.jwk ? read_jwk(*method.jwk) : std::nullopt;
}

}  // namespace countersign::verifier::cawg
