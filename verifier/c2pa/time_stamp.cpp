#include "verifier/c2pa/time_stamp.hpp"

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/certificate_profile.hpp"

namespace countersign::verifier::c2pa {
namespace {

template <typename Type, void (*release)(Type*)>
struct Releaser {
    void operator()(Type* value) const noexcept { release(value); }
};
using ResponsePointer = std::unique_ptr<TS_RESP, Releaser<TS_RESP, TS_RESP_free>>;
using CmsPointer = std::unique_ptr<CMS_ContentInfo, Releaser<CMS_ContentInfo, CMS_ContentInfo_free>>;
using InfoPointer = std::unique_ptr<TS_TST_INFO, Releaser<TS_TST_INFO, TS_TST_INFO_free>>;

struct ErrorQueue {
    ErrorQueue() = default;
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

StampCheck problem(const StatusCode& code, std::string explanation) {
    StampCheck out;
    out.problem = &code;
    out.explanation = std::move(explanation);
    return out;
}

/// The token's DER out of a TimeStampResp (v1); empty where the response isn't a granted one.
Bytes token_of_response(ByteView der) {
    const unsigned char* at = der.data();
    const ResponsePointer response(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
    if (!response) {
        return {};
    }
    const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
    PKCS7* const token = TS_RESP_get_token(response.get());
    if ((status != 0 && status != 1) || token == nullptr) {
        return {};
    }
    unsigned char* raw = nullptr;
    const int length = i2d_PKCS7(token, &raw);
    Bytes out;
    if (length > 0) {
        out.assign(raw, raw + length);
    }
    OPENSSL_free(raw);
    return out;
}

std::optional<Sha2> find_hash(const X509_ALGOR* algorithm) noexcept {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    switch (OBJ_obj2nid(object)) {
        case NID_sha256: return Sha2::sha256;
        case NID_sha384: return Sha2::sha384;
        case NID_sha512: return Sha2::sha512;
        default: return std::nullopt;
    }
}

Bytes hash_of(Sha2 algorithm, ByteView data) {
    Sha2Hasher hasher(algorithm);
    hasher.update(data);
    return hasher.finish();
}

bool imprint_matches(TS_TST_INFO* info, Sha2 hash, ByteView stamped) {
    const ASN1_OCTET_STRING* const imprint = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info));
    const ByteView expected(ASN1_STRING_get0_data(imprint), static_cast<std::size_t>(ASN1_STRING_length(imprint)));
    return equal(hash_of(hash, stamped), expected);
}

std::optional<UnixSeconds> time_of(const TS_TST_INFO* info) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1) {
        return std::nullopt;
    }
    const std::time_t seconds = ::timegm(&parts);
    return seconds < 0 ? std::nullopt : std::optional(UnixSeconds{static_cast<std::uint64_t>(seconds)});
}

/// The certificate that made the signature, and the others that came with it.
struct Signers {
    std::optional<Certificate> leaf;
    std::vector<Certificate> others;
};

Signers signers_of(CMS_ContentInfo* cms, CMS_SignerInfo* signer) {
    Signers out;
    STACK_OF(X509)* const all = CMS_get1_certs(cms);
    for (int i = 0; i < sk_X509_num(all) && static_cast<std::size_t>(i) < limits::certificate_chain_max; ++i) {
        X509* const candidate = sk_X509_value(all, i);
        if (!out.leaf && CMS_SignerInfo_cert_cmp(signer, candidate) == 0) {
            out.leaf.emplace(candidate);
        } else {
            out.others.emplace_back(candidate);
        }
    }
    sk_X509_pop_free(all, X509_free);
    return out;
}

/// The digest must be SHA-2; the signature one of RSA, RSA-PSS, ECDSA, Ed25519.
bool has_allowed_algorithms(CMS_SignerInfo* signer) {
    X509_ALGOR* digest = nullptr;
    X509_ALGOR* signature = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, signature);
    switch (OBJ_obj2nid(object)) {
        case NID_rsaEncryption:
        case NID_sha256WithRSAEncryption:
        case NID_sha384WithRSAEncryption:
        case NID_sha512WithRSAEncryption:
        case NID_rsassaPss:
        case NID_ecdsa_with_SHA256:
        case NID_ecdsa_with_SHA384:
        case NID_ecdsa_with_SHA512:
        case NID_ED25519: return find_hash(digest).has_value();
        default: return false;
    }
}

/// RFC 5816: the signed attribute that names the authority's certificate must name this one, where it is there.
bool names_certificate(CMS_SignerInfo* signer, const Certificate& leaf) {
    const int index = CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, -1);
    if (index < 0) {
        return true;
    }
    X509_ATTRIBUTE* const attribute = CMS_signed_get_attr(signer, index);
    const auto* const value =
        static_cast<const ASN1_STRING*>(X509_ATTRIBUTE_get0_data(attribute, 0, V_ASN1_SEQUENCE, nullptr));
    if (value == nullptr) {
        return false;
    }
    // OpenSSL 3.0 has no accessor for the entries. The attribute is signed, and a hash found in it anywhere is the
    // signer's own word for the certificate, so a search is enough.
    unsigned char* der = nullptr;
    const int length = i2d_X509(leaf.native(), &der);
    const ByteView certificate(der, length > 0 ? static_cast<std::size_t>(length) : 0);
    const ByteView raw(ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value)));
    bool found = false;
    for (const Sha2 algorithm : {Sha2::sha256, Sha2::sha384, Sha2::sha512}) {
        const Bytes hash = hash_of(algorithm, certificate);
        found = found || as_text(raw).find(as_text(hash)) != std::string_view::npos;
    }
    OPENSSL_free(der);
    return found;
}

/// The eContent of a CMS of type id-ct-TSTInfo, or null.
InfoPointer read_info(CMS_ContentInfo* cms) {
    if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_id_smime_ct_TSTInfo) {
        return nullptr;
    }
    ASN1_OCTET_STRING** const content = CMS_get0_content(cms);
    if (content == nullptr || *content == nullptr) {
        return nullptr;
    }
    const unsigned char* at = ASN1_STRING_get0_data(*content);
    return InfoPointer(d2i_TS_TST_INFO(nullptr, &at, ASN1_STRING_length(*content)));
}

StampCheck check_authority(const Signers& signers, const TrustAnchors& authorities, StampCheck out) {
    const ChainCheck chain = authorities.check(*signers.leaf, signers.others);
    out.stamp.authority = signers.leaf->subject();
    out.stamp.certificate = signers.leaf->der();
    if (!chain.is_trusted) {
        out.problem = &status::time_stamp_untrusted;
        out.explanation = chain.explanation;
    } else if (const auto fault = find_authority_fault(*signers.leaf)) {
        out.problem = &status::time_stamp_credential;
        out.explanation = *fault;
    } else if (!chain.contains(out.stamp.time) || !chain.anchor.contains(out.stamp.time)) {
        out.problem = &status::time_stamp_outside;
        out.explanation = "the stamped time lies outside the validity of the authority's certificates";
    }
    out.stamp.trusted = out.problem == nullptr;
    return out;
}

}  // namespace

StampCheck check_time_stamp(const Stamp& stamp, ByteView stamped, const TrustAnchors& authorities) {
    const ErrorQueue cleared;
    const Bytes response_token = stamp.kind == StampKind::v1 ? token_of_response(stamp.value) : Bytes();
    const ByteView token = stamp.kind == StampKind::v1 ? ByteView(response_token) : ByteView(stamp.value);
    const unsigned char* at = token.data();
    const CmsPointer cms(token.empty() ? nullptr : d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(token.size())));
    if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) {
        return problem(status::time_stamp_malformed, "not a granted time stamp");
    }
    const InfoPointer info = read_info(cms.get());
    const auto time = info ? time_of(info.get()) : std::nullopt;
    STACK_OF(CMS_SignerInfo)* const infos = CMS_get0_SignerInfos(cms.get());
    if (!time || sk_CMS_SignerInfo_num(infos) != 1) {
        return problem(status::time_stamp_malformed, "no time stamp information in the token");
    }
    CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(infos, 0);
    const auto hash = find_hash(TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info.get())));
    if (!hash || !has_allowed_algorithms(signer)) {
        return problem(status::time_stamp_untrusted, "an algorithm that isn't allowed");
    }
    const Signers signers = signers_of(cms.get(), signer);
    if (!signers.leaf) {
        return problem(status::time_stamp_untrusted, "the authority's certificate isn't in the token");
    }
    if (!imprint_matches(info.get(), *hash, stamped)) {
        return problem(status::time_stamp_mismatch, "the stamp is for other bytes");
    }
    BIO* const content = BIO_new(BIO_s_null());
    const unsigned flags = CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY;
    const bool verified = CMS_verify(cms.get(), nullptr, nullptr, nullptr, content, flags) == 1;
    BIO_free(content);
    if (!verified || !names_certificate(signer, *signers.leaf)) {
        return problem(status::time_stamp_mismatch, "the authority's signature is wrong");
    }
    StampCheck out;
    out.is_signed_correctly = true;
    out.stamp.time = *time;
    return check_authority(signers, authorities, std::move(out));
}

}  // namespace countersign::verifier::c2pa
