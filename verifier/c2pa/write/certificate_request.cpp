#include "verifier/c2pa/write/certificate_request.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::verifier::c2pa {
namespace {

using RequestPointer = std::unique_ptr<X509_REQ, decltype([](X509_REQ* request) { X509_REQ_free(request); })>;

struct Extension {
    int kind;
    const char* value;
};
/// No authority, signs data, and two purposes: C2PA claims, and documents for validators before C2PA 2.2 and CAWG.
constexpr Extension wanted[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "1.3.6.1.4.1.62558.2.1,1.3.6.1.5.5.7.3.36"},
};

void add_extensions(X509_REQ* request) {
    STACK_OF(X509_EXTENSION)* const all = sk_X509_EXTENSION_new_null();
    for (const Extension& each : wanted) {
        X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, nullptr, each.kind, each.value);
        ensure(made != nullptr && sk_X509_EXTENSION_push(all, made) > 0, "an extension of ours");
    }
    ensure(X509_REQ_add_extensions(request, all) == 1, "extensions of ours");
    sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
}

void set_subject(X509_REQ* request, const CertificateName& name) {
    const Bytes der = encode_name(name);
    const unsigned char* at = der.data();
    X509_NAME* const subject = d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size()));
    ensure(subject != nullptr && X509_REQ_set_subject_name(request, subject) == 1, "a name of ours");
    X509_NAME_free(subject);
}

Bytes der_of(const X509_REQ* request) {
    unsigned char* raw = nullptr;
    const int length = i2d_X509_REQ(request, &raw);
    ensure(length > 0, "a request of ours");
    Bytes out(raw, raw + length);
    OPENSSL_free(raw);
    return out;
}

/// The hash of the claims that the key signs; null for Ed25519.
const EVP_MD* hash_for(const ClaimKey& key) {
    const std::string_view name = to_text(key.algorithm());
    return name.ends_with("256")   ? EVP_sha256()
           : name.ends_with("384") ? EVP_sha384()
           : name.ends_with("512") ? EVP_sha512()
                                   : nullptr;
}

}  // namespace

Result<std::string> make_certificate_request(const ClaimKey& key, const CertificateName& name) {
    if (const auto checked = check_name(name); !checked) {
        return fail(checked.error());
    }
    const RequestPointer request(X509_REQ_new());
    X509_REQ_set_version(request.get(), 0);
    set_subject(request.get(), name);
    X509_REQ_set_pubkey(request.get(), key.native());
    add_extensions(request.get());
    ensure(X509_REQ_sign(request.get(), key.native(), hash_for(key)) > 0, "the key signs");
    ERR_clear_error();
    return to_pem_block("CERTIFICATE REQUEST", der_of(request.get()));
}

}  // namespace countersign::verifier::c2pa
