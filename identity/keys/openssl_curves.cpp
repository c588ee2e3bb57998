#include "identity/keys/openssl_curves.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>

#include "identity/base/ensure.hpp"

namespace countersign::inline keys::detail {
namespace {

template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T* held) const noexcept {
        Free(held);
    }
};
using BigNumber = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Deleter<EC_POINT_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;
using DerSignature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

const EC_GROUP* p256_group() {
    static const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    ensure(group != nullptr, "P-256");
    return group.get();
}

constexpr std::array<std::uint8_t, 32> p256_half_order = {
    0x7F, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xDE, 0x73, 0x7D, 0x56, 0xD3, 0x8B, 0xCF, 0x42, 0x79, 0xDC, 0xE5, 0x61, 0x7E, 0x31, 0x92, 0xA8};

BigNumber number_of(ByteView big_endian) {
    BigNumber out(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
    ensure(out != nullptr, "BN_bin2bn");
    return out;
}

Point read_point(ByteView bytes, BN_CTX* numbers) {
    Point point(EC_POINT_new(p256_group()));
    ensure(point != nullptr, "EC_POINT_new");
    // 06 and 07, the hybrid forms, are a second spelling of the same point; 00 is infinity.
    const bool known = !bytes.empty() && (bytes[0] == 0x02 || bytes[0] == 0x03 || bytes[0] == 0x04);
    if (!known || EC_POINT_oct2point(p256_group(), point.get(), bytes.data(), bytes.size(), numbers) != 1) {
        ERR_clear_error();
        return nullptr;
    }
    return point;
}

template <std::size_t N>
std::array<std::uint8_t, N> write_point(const EC_POINT* point, point_conversion_form_t form, BN_CTX* numbers) {
    std::array<std::uint8_t, N> out{};
    ensure(EC_POINT_point2oct(p256_group(), point, form, out.data(), N, numbers) == N, "EC_POINT_point2oct");
    return out;
}

/// `secret` may be empty: then the key can only verify.
Key p256_key(ByteView compressed, ByteView secret) {
    const Builder builder(OSSL_PARAM_BLD_new());
    ensure(builder != nullptr &&
               OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
               OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, compressed.data(),
                                                compressed.size()) == 1,
           "P-256 parameters");
    BigNumber scalar;
    if (!secret.empty()) {
        scalar.reset(BN_secure_new());
        ensure(scalar != nullptr && BN_bin2bn(secret.data(), 32, scalar.get()) != nullptr, "P-256 secret");
        BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
        ensure(OSSL_PARAM_BLD_push_BN_pad(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get(), 32) == 1,
               "P-256 parameters");
    }
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    ensure(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
               EVP_PKEY_fromdata(context.get(), &made, secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR,
                                 parameters.get()) == 1,
           "P-256 key");
    return Key(made);
}

Bytes to_der(const Signature64& signature) {
    const DerSignature parts(ECDSA_SIG_new());
    ensure(parts != nullptr && ECDSA_SIG_set0(parts.get(), number_of({signature.data(), 32}).release(),
                                              number_of({signature.data() + 32, 32}).release()) == 1,
           "ECDSA_SIG");
    Bytes out(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(parts.get(), nullptr))));
    std::uint8_t* end = out.data();
    ensure(i2d_ECDSA_SIG(parts.get(), &end) == static_cast<int>(out.size()), "i2d_ECDSA_SIG");
    return out;
}

Signature64 from_der(ByteView der) {
    const std::uint8_t* at = der.data();
    const DerSignature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Signature64 out{};
    ensure(parts != nullptr && BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out.data(), 32) == 32 &&
               BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out.data() + 32, 32) == 32,
           "own ECDSA signature");
    return out;
}

void make_low_s(Signature64& signature) {
    if (!p256_is_low_s(signature)) {
        const BigNumber s = number_of({signature.data() + 32, 32});
        ensure(BN_sub(s.get(), EC_GROUP_get0_order(p256_group()), s.get()) == 1 &&
                   BN_bn2binpad(s.get(), signature.data() + 32, 32) == 32,
               "low s");
    }
}

/// `algorithm` is null for Ed25519. False where the signature isn't good; an empty ERR queue in any case.
bool verify_with(EVP_PKEY* key, const EVP_MD* algorithm, ByteView message, ByteView signature) {
    const DigestContext context(EVP_MD_CTX_new());
    ensure(context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, algorithm, nullptr, key) == 1,
           "EVP_DigestVerifyInit");
    const int answer =
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size());
    ERR_clear_error();
    return answer == 1;
}

Bytes sign_with(EVP_PKEY* key, const EVP_MD* algorithm, ByteView message) {
    const DigestContext context(EVP_MD_CTX_new());
    Bytes out(80);
    std::size_t size = out.size();
    ensure(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, algorithm, nullptr, key) == 1 &&
               EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1,
           "EVP_DigestSign");
    out.resize(size);
    return out;
}

struct Ed25519Numbers {
    BigNumber p;  // 2^255 - 19
    BigNumber d;  // -121665/121666
};

const Ed25519Numbers& ed25519_numbers() {
    static const Ed25519Numbers numbers = [] {
        BIGNUM* p = nullptr;
        BIGNUM* d = nullptr;
        ensure(BN_hex2bn(&p, "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed") == 64 &&
                   BN_hex2bn(&d, "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3") == 64,
               "BN_hex2bn");
        return Ed25519Numbers{BigNumber(p), BigNumber(d)};
    }();
    return numbers;
}

/// y of the points whose order divides 8, little-endian: 0, 1, p - 1 and the two of order 8. With such a key one
/// signature fits many messages.
constexpr std::array<std::array<std::uint8_t, 32>, 5> ed25519_small_order = {{
    {0x00},
    {0x01},
    {0xEC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
     0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F},
    {0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
     0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05},
    {0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
     0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A},
}};

}  // namespace

bool p256_compress(ByteView point, Point33& out) {
    const NumberContext numbers(BN_CTX_new());
    const Point parsed = read_point(point, numbers.get());
    if (!parsed) {
        return false;
    }
    out = write_point<33>(parsed.get(), POINT_CONVERSION_COMPRESSED, numbers.get());
    return true;
}

Point65 p256_uncompress(ByteView compressed) {
    const NumberContext numbers(BN_CTX_new());
    const Point parsed = read_point(compressed, numbers.get());
    ensure(parsed != nullptr, "a PublicKey is valid");
    return write_point<65>(parsed.get(), POINT_CONVERSION_UNCOMPRESSED, numbers.get());
}

bool p256_public_point(ByteView secret, Point33& out) {
    ensure(secret.size() == 32, "secret length");
    const NumberContext numbers(BN_CTX_secure_new());
    const BigNumber scalar(BN_secure_new());
    ensure(numbers != nullptr && scalar != nullptr && BN_bin2bn(secret.data(), 32, scalar.get()) != nullptr,
           "P-256 secret");
    if (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(p256_group())) >= 0) {
        return false;
    }
    BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
    const Point point(EC_POINT_new(p256_group()));
    ensure(
        point != nullptr && EC_POINT_mul(p256_group(), point.get(), scalar.get(), nullptr, nullptr, numbers.get()) == 1,
        "EC_POINT_mul");
    out = write_point<33>(point.get(), POINT_CONVERSION_COMPRESSED, numbers.get());
    return true;
}

bool p256_is_low_s(const Signature64& signature) noexcept {
    return !std::lexicographical_compare(p256_half_order.begin(), p256_half_order.end(), signature.begin() + 32,
                                         signature.end());
}

Signature64 p256_sign(const PublicKey& key, ByteView secret, ByteView message) {
    const Key pair = p256_key(key.bytes(), secret);
    Signature64 out = from_der(sign_with(pair.get(), EVP_sha256(), message));
    make_low_s(out);
    return out;
}

bool p256_verify(ByteView compressed, ByteView message, const Signature64& signature) {
    return verify_with(p256_key(compressed, {}).get(), EVP_sha256(), message, to_der(signature));
}

bool ed25519_is_usable(ByteView point) {
    std::array<std::uint8_t, 32> y_little{};
    std::copy(point.begin(), point.end(), y_little.begin());
    y_little[31] &= 0x7F;
    if (std::ranges::find(ed25519_small_order, y_little) != ed25519_small_order.end()) {
        return false;
    }
    const auto& [p, d] = ed25519_numbers();
    const NumberContext numbers(BN_CTX_new());
    const BigNumber y(BN_lebin2bn(y_little.data(), 32, nullptr));
    const BigNumber numerator(BN_new());
    const BigNumber denominator(BN_new());
    ensure(numbers != nullptr && y != nullptr && numerator != nullptr && denominator != nullptr, "BN_new");
    if (BN_cmp(y.get(), p.get()) >= 0) {
        return false;  // a second spelling of y - p
    }
    // x^2 = (y^2 - 1) / (d y^2 + 1): a point has this y where the quotient, so also the product, is a square.
    ensure(BN_mod_sqr(numerator.get(), y.get(), p.get(), numbers.get()) == 1 &&
               BN_mod_mul(denominator.get(), d.get(), numerator.get(), p.get(), numbers.get()) == 1 &&
               BN_add_word(denominator.get(), 1) == 1 && BN_sub_word(numerator.get(), 1) == 1 &&
               BN_mod_mul(numerator.get(), numerator.get(), denominator.get(), p.get(), numbers.get()) == 1,
           "Ed25519 curve equation");
    return BN_kronecker(numerator.get(), p.get(), numbers.get()) == 1;
}

std::array<std::uint8_t, 32> ed25519_public_point(ByteView seed) {
    const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    std::array<std::uint8_t, 32> out{};
    std::size_t size = out.size();
    ensure(key != nullptr && EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1 && size == 32,
           "Ed25519 key");
    return out;
}

Signature64 ed25519_sign(ByteView seed, ByteView message) {
    const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    ensure(key != nullptr, "Ed25519 key");
    Signature64 out{};
    ensure(copy_exact(sign_with(key.get(), nullptr, message), out), "Ed25519 signature");
    return out;
}

bool ed25519_verify(ByteView point, ByteView message, const Signature64& signature) {
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size()));
    ensure(key != nullptr, "Ed25519 key");
    return verify_with(key.get(), nullptr, message, view(signature));
}

}  // namespace countersign::inline keys::detail
