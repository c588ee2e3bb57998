#include "tests/verifier/c2pa/test_pki.hpp"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

EVP_PKEY* make_key(const std::string& kind) {
    if (kind == "ED25519") {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    if (kind == "RSA-1024") {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024});
    }
    if (kind == "RSA-2048") {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    }
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind.c_str());
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    if (value.empty()) {
        return;
    }
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    ensure(extension != nullptr, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// OpenSSL's text form of it wants a configuration database.
void add_policy(X509* certificate, const std::string& oid) {
    if (oid.empty()) {
        return;
    }
    CERTIFICATEPOLICIES* const policies = sk_POLICYINFO_new_null();
    POLICYINFO* const policy = POLICYINFO_new();
    ASN1_OBJECT_free(policy->policyid);
    policy->policyid = OBJ_txt2obj(oid.c_str(), 1);
    sk_POLICYINFO_push(policies, policy);
    X509_add1_ext_i2d(certificate, NID_certificate_policies, policies, 0, X509V3_ADD_DEFAULT);
    CERTIFICATEPOLICIES_free(policies);
}

void set_name(X509* certificate, const CertificateOptions& options) {
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto add = [&](const char* field, const std::string& value) {
        if (!value.empty()) {
            X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0);
        }
    };
    add("O", options.organisation);
    add("CN", options.name);
}

template <typename Type>
Bytes encode(int (*writer)(const Type*, unsigned char**), const Type* value) {
    unsigned char* der = nullptr;
    const int length = writer(value, &der);
    ensure(length > 0, "encode");
    Bytes out(der, der + length);
    OPENSSL_free(der);
    return out;
}

ASN1_GENERALIZEDTIME* to_time(UnixSeconds time) {
    return ASN1_GENERALIZEDTIME_set(nullptr, static_cast<std::time_t>(time.value));
}

/// TSTInfo of RFC 3161, field by field.
Bytes make_info(ByteView data, const StampOptions& options) {
    const EVP_MD* const method = EVP_get_digestbyname(options.imprint_hash.c_str());
    Bytes hash(EVP_MAX_MD_SIZE);
    unsigned int length = 0;
    EVP_Digest(data.data(), data.size(), hash.data(), &length, method, nullptr);
    TS_TST_INFO* const info = TS_TST_INFO_new();
    TS_TST_INFO_set_version(info, 1);
    ASN1_OBJECT* const policy = OBJ_txt2obj("1.2.3.4", 1);
    TS_TST_INFO_set_policy_id(info, policy);
    ASN1_OBJECT_free(policy);
    TS_MSG_IMPRINT* const imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR* const algorithm = X509_ALGOR_new();
    X509_ALGOR_set_md(algorithm, method);
    TS_MSG_IMPRINT_set_algo(imprint, algorithm);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_set_msg(imprint, hash.data(), static_cast<int>(length));
    TS_TST_INFO_set_msg_imprint(info, imprint);
    TS_MSG_IMPRINT_free(imprint);
    ASN1_INTEGER* const serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, 7);
    TS_TST_INFO_set_serial(info, serial);
    ASN1_INTEGER_free(serial);
    ASN1_GENERALIZEDTIME* const time = to_time(options.time);
    TS_TST_INFO_set_time(info, time);
    ASN1_GENERALIZEDTIME_free(time);
    if (options.nonce) {
        ASN1_INTEGER* const nonce = ASN1_INTEGER_new();
        ASN1_INTEGER_set_uint64(nonce, *options.nonce);
        TS_TST_INFO_set_nonce(info, nonce);
        ASN1_INTEGER_free(nonce);
    }
    Bytes out = encode(i2d_TS_TST_INFO, info);
    TS_TST_INFO_free(info);
    return out;
}

}  // namespace

void Identity::FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void Identity::FreeCertificate::operator()(x509_st* certificate) const { X509_free(certificate); }

Identity Identity::make(const CertificateOptions& options, const Identity* issuer) {
    static long next_serial = 1'000;
    Identity out;
    out.key_.reset(make_key(options.key));
    X509* const certificate = X509_new();
    out.certificate_.reset(certificate);
    X509_set_version(certificate, options.is_version_1 ? X509_VERSION_1 : X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), next_serial++);
    ASN1_TIME_set(X509_getm_notBefore(certificate), static_cast<std::time_t>(options.not_before));
    ASN1_TIME_set(X509_getm_notAfter(certificate), static_cast<std::time_t>(options.not_after));
    set_name(certificate, options);
    X509* const signer = issuer == nullptr ? certificate : issuer->certificate();
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    X509_set_pubkey(certificate, out.key());
    if (!options.is_version_1) {
        add_extension(certificate, signer, NID_subject_key_identifier, "hash");
        if (options.has_authority_key_id && issuer != nullptr) {
            add_extension(certificate, signer, NID_authority_key_identifier, "keyid:always");
        }
        add_extension(certificate, signer, NID_basic_constraints, options.basic_constraints);
        add_extension(certificate, signer, NID_key_usage, options.key_usage);
        add_extension(certificate, signer, NID_ext_key_usage, options.extended_key_usage);
        add_policy(certificate, options.certificate_policies);
    }
    EVP_PKEY* const signing_key = issuer == nullptr ? out.key() : issuer->key();
    const bool pure = EVP_PKEY_get_base_id(signing_key) == EVP_PKEY_ED25519;
    ensure(X509_sign(certificate, signing_key, pure ? nullptr : EVP_get_digestbyname(options.hash.c_str())) > 0,
           "sign");
    return out;
}

CertificateOptions Identity::authority(std::string name) {
    return {.name = std::move(name),
            .is_authority = true,
            .basic_constraints = "critical,CA:TRUE",
            .key_usage = "critical,keyCertSign,cRLSign",
            .extended_key_usage = "",
            .not_before = now.value - 1'000 * day.value,
            .not_after = now.value + 1'000 * day.value};
}
CertificateOptions Identity::time_stamper() { return {.name = "Clock", .extended_key_usage = "critical,timeStamping"}; }

Bytes Identity::der() const { return encode(i2d_X509, certificate()); }
Bytes Identity::public_key_der() const { return encode(i2d_PUBKEY, key()); }
std::string Identity::pem() const {
    BIO* const out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, certificate());
    char* data = nullptr;
    const long length = BIO_get_mem_data(out, &data);
    std::string text(data, static_cast<std::size_t>(length));
    BIO_free(out);
    return text;
}

Bytes Identity::sign(SignatureAlgorithm algorithm, ByteView message) const {
    const std::string_view name = to_text(algorithm);
    const std::string bits(name.substr(name.size() - 3));
    const bool pure = algorithm == SignatureAlgorithm::ed25519;
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    const std::string hash = "SHA" + bits;
    ensure(
        EVP_DigestSignInit_ex(context, &options, pure ? nullptr : hash.c_str(), nullptr, nullptr, key(), nullptr) == 1,
        "sign init");
    if (name.starts_with("ps")) {
        EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    }
    std::size_t length = 0;
    EVP_DigestSign(context, nullptr, &length, message.data(), message.size());
    Bytes der(length);
    ensure(EVP_DigestSign(context, der.data(), &length, message.data(), message.size()) == 1, "sign");
    der.resize(length);
    EVP_MD_CTX_free(context);
    if (!name.starts_with("es")) {
        return der;
    }
    const unsigned char* at = der.data();
    ECDSA_SIG* const parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    const auto half = static_cast<std::size_t>((EVP_PKEY_get_bits(key()) + 7) / 8);
    Bytes raw(2 * half);
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), raw.data(), static_cast<int>(half));
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), raw.data() + half, static_cast<int>(half));
    ECDSA_SIG_free(parts);
    return raw;
}

Bytes make_time_stamp(const Identity& authority, ByteView data, const StampOptions& options) {
    const Bytes info = make_info(data, options);
    BIO* const content = BIO_new_mem_buf(info.data(), static_cast<int>(info.size()));
    const unsigned flags = CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP;
    CMS_ContentInfo* const cms = CMS_sign(nullptr, nullptr, nullptr, content, flags);
    ASN1_OBJECT* const type = OBJ_nid2obj(NID_id_smime_ct_TSTInfo);
    CMS_set1_eContentType(cms, type);
    const unsigned signer_flags =
        CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES | (options.includes_certificate ? 0U : unsigned{CMS_NOCERTS});
    ensure(CMS_add1_signer(cms, authority.certificate(), authority.key(),
                           EVP_get_digestbyname(options.signature_hash.c_str()), signer_flags) != nullptr,
           "signer");
    ensure(CMS_final(cms, content, nullptr, CMS_BINARY) == 1, "stamp");
    BIO_free(content);
    Bytes out = encode(i2d_CMS_ContentInfo, cms);
    CMS_ContentInfo_free(cms);
    return out;
}

Bytes make_time_stamp_response(const Identity& authority, ByteView data, int status, const StampOptions& options) {
    // SEQUENCE { SEQUENCE { INTEGER status }, token }.
    const Bytes token = make_time_stamp(authority, data, options);
    Bytes inner{0x30, 0x03, 0x02, 0x01, static_cast<std::uint8_t>(status)};
    append(inner, token);
    ByteWriter out;
    out.u8(0x30).u8(0x82).u16(static_cast<std::uint16_t>(inner.size())).bytes(inner);
    return out.take();
}

Bytes make_ocsp_response(const Identity& responder, const Identity& issuer, const Identity& subject,
                         const OcspOptions& options) {
    OCSP_BASICRESP* const basic = OCSP_BASICRESP_new();
    OCSP_CERTID* const id = OCSP_cert_to_id(EVP_sha256(), subject.certificate(), issuer.certificate());
    ASN1_GENERALIZEDTIME* const from = to_time(options.this_update);
    ASN1_GENERALIZEDTIME* const to = options.next_update ? to_time(*options.next_update) : nullptr;
    const int state = options.is_revoked   ? V_OCSP_CERTSTATUS_REVOKED
                      : options.is_unknown ? V_OCSP_CERTSTATUS_UNKNOWN
                                           : V_OCSP_CERTSTATUS_GOOD;
    OCSP_basic_add1_status(basic, id, state, options.reason, options.is_revoked ? from : nullptr, from, to);
    ensure(OCSP_basic_sign(basic, responder.certificate(), responder.key(), EVP_sha256(), nullptr, 0) == 1, "ocsp");
    OCSP_RESPONSE* const response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    Bytes out = encode(i2d_OCSP_RESPONSE, response);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_GENERALIZEDTIME_free(from);
    ASN1_GENERALIZEDTIME_free(to);
    return out;
}

}  // namespace countersign::verifier::c2pa::test
