#include "verifier/c2pa/write/certificate_maker.hpp"

#include <openssl/x509.h>

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/signature.hpp"
#include "verifier/c2pa/write/der_writer.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::size_t name_characters_max = 64;         // ub-common-name, ub-organization-name
constexpr UnixSeconds year_9999{253'370'764'800};       // RFC 3339 and GeneralizedTime end with it
constexpr std::uint8_t key_usage_signature[] = {0x80};  // digitalSignature
constexpr std::uint8_t key_usage_authority[] = {0x06};  // keyCertSign, cRLSign
constexpr std::uint8_t explicit_version = 0xA0;
constexpr std::uint8_t explicit_extensions = 0xA3;
constexpr std::uint8_t implicit_key_identifier = 0x80;
constexpr std::uint8_t tag_set = 0x31;

enum class Role : std::uint8_t { root, intermediate, signer };

bool is_name_part(std::string_view text) {
    const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
    const bool control = std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
    return !text.empty() && static_cast<std::size_t>(characters) <= name_characters_max && !control &&
           is_utf8(as_bytes(text));
}

bool is_country(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The key's SubjectPublicKeyInfo.
Result<Done> check_request(const CertificateName& name, const Validity& validity, ByteView key) {
    if (const auto checked = check_name(name); !checked) {
        return checked;
    }
    if (validity.not_after <= validity.not_before || validity.not_after >= year_9999) {
        return fail(errors::certificate_validity);
    }
    if (const auto parsed = VerifyingKey::parse(key); !parsed || !parsed->is_allowed()) {
        return fail(errors::certificate_key_type);  // W2
    }
    return Done{};
}

Bytes name_part(std::string_view oid, ByteView value) {
    return der::group(tag_set, {der::sequence({der::object_identifier(oid), value})});
}

/// The leftmost 160 bits of the SHA-256 of the key's bits (RFC 7093 section 2, method 1). Requires a
/// SubjectPublicKeyInfo.
Bytes key_identifier(ByteView spki) {
    const unsigned char* at = spki.data();
    X509_PUBKEY* const parsed = d2i_X509_PUBKEY(nullptr, &at, static_cast<long>(spki.size()));
    ensure(parsed != nullptr, "a public key that was checked");
    const unsigned char* bits = nullptr;
    int length = 0;
    X509_PUBKEY_get0_param(nullptr, &bits, &length, nullptr, parsed);
    const Sha256Digest digest = sha256({bits, static_cast<std::size_t>(length)});
    X509_PUBKEY_free(parsed);
    return to_bytes(view(digest).first(20));
}

Bytes extension(std::string_view oid, bool critical, ByteView value) {
    return der::sequence(
        {der::object_identifier(oid), critical ? der::boolean_true() : Bytes{}, der::octet_string(value)});
}

/// How many authorities may still follow below.
Bytes basic_constraints(Role role) {
    static constexpr std::uint8_t none[] = {0};
    static constexpr std::uint8_t one[] = {1};
    switch (role) {
        case Role::root: return der::sequence({der::boolean_true(), der::integer(one)});
        case Role::intermediate: return der::sequence({der::boolean_true(), der::integer(none)});
        case Role::signer: break;
    }
    return der::sequence({});
}

Bytes extensions(Role role, ByteView subject, ByteView issuer) {
    const bool signer = role == Role::signer;
    const Bytes usage = signer ? der::bit_string(key_usage_signature, 7) : der::bit_string(key_usage_authority, 1);
    // W3: claim signing, and the purpose that validators before C2PA 2.2 and CAWG look for.
    const Bytes purposes = signer ? extension("2.5.29.37", false,
                                              der::sequence({der::object_identifier("1.3.6.1.4.1.62558.2.1"),
                                                             der::object_identifier("1.3.6.1.5.5.7.3.36")}))
                                  : Bytes{};
    return der::group(
        explicit_extensions,
        {der::sequence({extension("2.5.29.19", true, basic_constraints(role)), extension("2.5.29.15", true, usage),
                        purposes, extension("2.5.29.14", false, der::octet_string(key_identifier(subject))),
                        extension("2.5.29.35", false,
                                  der::sequence({der::element(implicit_key_identifier, key_identifier(issuer))}))})});
}

Bytes signature_algorithm(KeyType type) {
    return der::sequence({der::object_identifier(type == KeyType::ed25519 ? "1.3.101.112" : "1.2.840.10045.4.3.2")});
}

/// 127 random bits: unique, positive and unforeseeable.
Bytes serial_number(Entropy& entropy) {
    auto random = entropy.fixed<FixedBytes<16, struct SerialTag>>();
    random.bytes[0] = static_cast<std::uint8_t>((random.bytes[0] & 0x7FU) | 0x40U);
    return der::integer(view(random));
}

struct Request {
    Role role;
    const Bytes& subject_name;
    ByteView subject_key;
    const Bytes& issuer_name;
    const PrivateKey& issuer_key;
    const Validity& validity;
};

Bytes certificate(const Request& request, Entropy& entropy) {
    static constexpr std::uint8_t version_3[] = {2};
    const Bytes algorithm = signature_algorithm(request.issuer_key.type());
    const Bytes to_be_signed =
        der::sequence({der::group(explicit_version, {der::integer(version_3)}), serial_number(entropy), algorithm,
                       request.issuer_name,
                       der::sequence({der::time(request.validity.not_before), der::time(request.validity.not_after)}),
                       request.subject_name, request.subject_key,
                       extensions(request.role, request.subject_key, to_spki_der(request.issuer_key.public_key()))});
    const Signature64 raw = sign_message(request.issuer_key, to_be_signed);
    const Bytes signature =
        request.issuer_key.type() == KeyType::ed25519 ? to_bytes(view(raw)) : der::ecdsa_signature(view(raw));
    return der::sequence({to_be_signed, algorithm, der::bit_string(signature)});
}

}  // namespace

Result<Authority> make_root(const CertificateName& name, const Validity& validity, PrivateKey key, Entropy& entropy) {
    const Bytes public_key = to_spki_der(key.public_key());
    if (const auto checked = check_request(name, validity, public_key); !checked) {
        return fail(checked.error());
    }
    Bytes subject = encode_name(name);
    Bytes der = certificate({Role::root, subject, public_key, subject, key, validity}, entropy);
    return Authority{std::move(key), std::move(subject), std::move(der)};
}

Result<Authority> make_intermediate(const Authority& issuer, const CertificateName& name, const Validity& validity,
                                    PrivateKey key, Entropy& entropy) {
    const Bytes public_key = to_spki_der(key.public_key());
    if (const auto checked = check_request(name, validity, public_key); !checked) {
        return fail(checked.error());
    }
    Bytes subject = encode_name(name);
    Bytes der = certificate({Role::intermediate, subject, public_key, issuer.name, issuer.key, validity}, entropy);
    return Authority{std::move(key), std::move(subject), std::move(der)};
}

Result<Bytes> make_signer_certificate(const Authority& issuer, const CertificateName& name, const Validity& validity,
                                      ByteView public_key, Entropy& entropy) {
    if (const auto checked = check_request(name, validity, public_key); !checked) {
        return fail(checked.error());
    }
    const Bytes subject = encode_name(name);
    return certificate({Role::signer, subject, public_key, issuer.name, issuer.key, validity}, entropy);
}

Result<Done> check_name(const CertificateName& name) {
    const bool is_good = is_name_part(name.organisation) && is_name_part(name.common_name) &&
                         (name.country.empty() || is_country(name.country));
    return is_good ? Result<Done>(Done{}) : fail(errors::certificate_name);
}

Bytes encode_name(const CertificateName& name) {
    const Bytes country = name.country.empty() ? Bytes{} : name_part("2.5.4.6", der::printable_string(name.country));
    return der::sequence({country, name_part("2.5.4.10", der::utf8_string(name.organisation)),
                          name_part("2.5.4.3", der::utf8_string(name.common_name))});
}

std::string to_pem_block(std::string_view label, ByteView der) {
    const std::string text = to_base64(der);
    std::string out = "-----BEGIN " + std::string(label) + "-----\n";
    for (std::size_t at = 0; at < text.size(); at += 64) {
        out.append(text, at, 64).push_back('\n');
    }
    return out + "-----END " + std::string(label) + "-----\n";
}

std::string to_pem(const std::vector<Bytes>& certificates) {
    std::string out;
    for (const Bytes& each : certificates) {
        out += to_pem_block("CERTIFICATE", each);
    }
    return out;
}

}  // namespace countersign::verifier::c2pa
