#include "verifier/c2pa/certificate_profile.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace countersign::verifier::c2pa {
namespace {

using Faults = std::vector<CertificateFault>;

constexpr std::string_view ask_again = "Have it issued again from a request made by `countersign certificate request`.";

/// The hash inside a mask generation function's parameters, or 0.
int mask_hash_of(const X509_ALGOR* mask) noexcept {
    int type = 0;
    const void* parameters = nullptr;
    X509_ALGOR_get0(nullptr, &type, &parameters, mask);
    if (type != V_ASN1_SEQUENCE) {
        return 0;
    }
    auto* const hash = static_cast<X509_ALGOR*>(
        ASN1_item_unpack(static_cast<const ASN1_STRING*>(parameters), ASN1_ITEM_rptr(X509_ALGOR)));
    const int nid = hash == nullptr ? 0 : OBJ_obj2nid(hash->algorithm);
    X509_ALGOR_free(hash);
    return nid;
}

bool has_allowed_signature_algorithm(const X509* certificate) noexcept {
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, certificate);
    const ASN1_OBJECT* object = nullptr;
    int type = 0;
    const void* parameters = nullptr;
    X509_ALGOR_get0(&object, &type, &parameters, algorithm);
    static constexpr std::array<int, 7> allowed{NID_ecdsa_with_SHA256,
                                                NID_ecdsa_with_SHA384,
                                                NID_ecdsa_with_SHA512,
                                                NID_sha256WithRSAEncryption,
                                                NID_sha384WithRSAEncryption,
                                                NID_sha512WithRSAEncryption,
                                                NID_ED25519};
    const int nid = OBJ_obj2nid(object);
    if (std::find(allowed.begin(), allowed.end(), nid) != allowed.end()) {
        return true;
    }
    if (nid != NID_rsassaPss || type != V_ASN1_SEQUENCE) {
        return false;
    }
    const auto* const sequence = static_cast<const ASN1_STRING*>(parameters);
    auto* const pss = static_cast<RSA_PSS_PARAMS*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(RSA_PSS_PARAMS)));
    bool ok = pss != nullptr && pss->hashAlgorithm != nullptr && pss->maskGenAlgorithm != nullptr;
    if (ok) {
        const int hash = OBJ_obj2nid(pss->hashAlgorithm->algorithm);
        ok = (hash == NID_sha256 || hash == NID_sha384 || hash == NID_sha512) &&
             mask_hash_of(pss->maskGenAlgorithm) == hash;
    }
    RSA_PSS_PARAMS_free(pss);
    ERR_clear_error();
    return ok;
}

/// The name of the algorithm that the certificate is signed with.
std::string signature_name(const X509* certificate) {
    const char* const name = OBJ_nid2ln(X509_get_signature_nid(certificate));
    return name == nullptr || X509_get_signature_nid(certificate) == NID_undef ? "an unknown algorithm" : name;
}

void check_signature(const Certificate& certificate, Faults& out) {
    if (!has_allowed_signature_algorithm(certificate.native())) {
        out.push_back(
            {"certificate.profile.signature_algorithm",
             "the certificate is signed with an algorithm that isn't allowed, " + signature_name(certificate.native()),
             "Its issuer must sign with ECDSA, RSA or RSA-PSS and SHA-256, SHA-384 or SHA-512, or with "
             "Ed25519. SHA-1 and MD5 aren't allowed."});
    }
}

void check_key(const Certificate& certificate, Faults& out) {
    const VerifyingKey key = certificate.key();
    if (key.is_allowed()) {
        return;
    }
    const std::string text = "the certificate's key is of a kind or size that isn't allowed";
    const int kind = key.native() == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key.native());
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS) {
        out.push_back(
            {"certificate.profile.key_size",
             text + ": RSA of " + std::to_string(EVP_PKEY_get_bits(key.native())) + " bits",
             "Make an RSA key of 2048 to 16384 bits, or one on P-256, and have a certificate issued for it."});
    } else if (kind == EVP_PKEY_EC) {
        out.push_back({"certificate.profile.key_curve", text + ": another curve than P-256, P-384 and P-521",
                       "Make a key on P-256 and have a certificate issued for it. secp256k1 signs no claims."});
    } else {
        out.push_back({"certificate.profile.key_type", text,
                       "Make a key on P-256, P-384 or P-521, an RSA or an Ed25519 key, and have a certificate issued "
                       "for it."});
    }
}

void check_form(const Certificate& certificate, Faults& out) {
    X509* const x509 = certificate.native();
    if (X509_get_version(x509) != X509_VERSION_3) {
        out.push_back({"certificate.profile.version", "the certificate isn't X.509 v3", ask_again});
    }
    const ASN1_BIT_STRING* issuer_id = nullptr;
    const ASN1_BIT_STRING* subject_id = nullptr;
    X509_get0_uids(x509, &issuer_id, &subject_id);
    if (issuer_id != nullptr || subject_id != nullptr) {
        out.push_back({"certificate.profile.unique_identifier", "the certificate has a unique identifier", ask_again});
    }
    const std::uint32_t flags = X509_get_extension_flags(x509);
    if ((flags & EXFLAG_INVALID) != 0) {
        out.push_back({"certificate.profile.extension", "an extension of the certificate is malformed", ask_again});
    }
    if ((flags & EXFLAG_CA) != 0) {
        out.push_back({"certificate.profile.authority", "the certificate is a certificate authority's",
                       "Sign with a certificate that this authority issues, with basic constraints CA:FALSE; the "
                       "authority's own goes behind it in the chain."});
    }
}

void check_usage(const Certificate& certificate, Faults& out) {
    X509* const x509 = certificate.native();
    if ((X509_get_extension_flags(x509) & EXFLAG_KUSAGE) == 0) {
        out.push_back({"certificate.profile.key_usage", "the certificate has no key usage",
                       "It needs the extension key usage with digitalSignature."});
        return;
    }
    const std::uint32_t usage = X509_get_key_usage(x509);
    if ((usage & KU_DIGITAL_SIGNATURE) == 0) {
        out.push_back({"certificate.profile.key_usage", "the key usage lacks digitalSignature",
                       "It needs the extension key usage with digitalSignature."});
    }
    if ((usage & KU_KEY_CERT_SIGN) != 0) {
        out.push_back({"certificate.profile.key_usage", "the key usage has keyCertSign",
                       "Only an authority's certificate signs certificates; a signer's has digitalSignature alone."});
    }
}

/// What leaves of every kind must keep.
Faults find_leaf_faults(const Certificate& certificate) {
    Faults out;
    check_form(certificate, out);
    check_usage(certificate, out);
    if (certificate.purposes().empty()) {
        out.push_back({"certificate.profile.purpose", "the certificate has no extended key usage",
                       "It needs the extended key usage for C2PA claims, 1.3.6.1.4.1.62558.2.1, or for documents, "
                       "1.3.6.1.5.5.7.3.36."});
    }
    return out;
}

}  // namespace

std::vector<CertificateFault> find_signer_faults(const Certificate& certificate) {
    X509* const x509 = certificate.native();
    Faults out;
    check_signature(certificate, out);
    check_key(certificate, out);
    for (CertificateFault& fault : find_leaf_faults(certificate)) {
        out.push_back(std::move(fault));
    }
    if (X509_get0_authority_key_id(x509) == nullptr && (X509_get_extension_flags(x509) & EXFLAG_SS) == 0) {
        out.push_back({"certificate.profile.authority_key_id", "the certificate has no authority key identifier",
                       "Its issuer must put the extension authority key identifier into it."});
    }
    for (const std::string& purpose : certificate.purposes()) {
        if (purpose == purpose_any) {
            out.push_back({"certificate.profile.purpose_any", "the certificate is for any purpose",
                           "anyExtendedKeyUsage isn't allowed: name the purposes one by one."});
        } else if (purpose == purpose_time_stamping || purpose == purpose_ocsp_signing) {
            out.push_back({"certificate.profile.purpose_reserved",
                           "the certificate is for time stamps or OCSP responses",
                           "Whoever stamps times or answers for revocations signs no claims: take a certificate of its "
                           "own for them."});
        }
    }
    return out;
}

std::vector<CertificateFault> find_acceptance_faults(const Certificate& certificate,
                                                     const std::vector<std::string>& accepted_purposes) {
    Faults out;
    if (X509_self_signed(certificate.native(), 0) == 1) {
        out.push_back({"certificate.profile.self_signed", "the certificate signs itself; an authority must issue it",
                       "Have an authority issue it, or make one: without --chain, `countersign sign` does."});
    }
    const auto purposes = certificate.purposes();
    if (!purposes.empty() && std::ranges::find_first_of(purposes, accepted_purposes) == purposes.end()) {
        out.push_back({"certificate.profile.purpose_unaccepted",
                       "the certificate is neither for C2PA claims nor for another purpose that validators accept",
                       "It needs the extended key usage for C2PA claims, 1.3.6.1.4.1.62558.2.1, or for documents, "
                       "1.3.6.1.5.5.7.3.36."});
    }
    if (certificate.describe().organisation.empty()) {
        out.push_back({"certificate.profile.organisation",
                       "the certificate's subject has no organisation (O), which validators show and some insist on",
                       "Have it issued with an organisation in its subject."});
    }
    return out;
}

std::vector<CertificateFault> find_issuer_faults(const Certificate& certificate) {
    Faults out;
    // A root's signature on itself vouches for nothing.
    if (X509_self_signed(certificate.native(), 0) != 1) {
        check_signature(certificate, out);
    }
    check_key(certificate, out);
    return out;
}

std::optional<std::string> find_authority_fault(const Certificate& certificate) {
    if (const Faults faults = find_leaf_faults(certificate); !faults.empty()) {
        return faults.front().text;
    }
    if (certificate.purposes() != std::vector<std::string>{std::string(purpose_time_stamping)}) {
        return "the certificate isn't for time stamps alone";
    }
    return std::nullopt;
}

}  // namespace countersign::verifier::c2pa
