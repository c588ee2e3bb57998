#include "verifier/c2pa/x509.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::string name_text(const X509_NAME* name) {
    BIO* const out = BIO_new(BIO_s_mem());
    X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    char* data = nullptr;
    const long length = BIO_get_mem_data(out, &data);
    std::string text(data, length > 0 ? static_cast<std::size_t>(length) : 0);
    BIO_free(out);
    return text;
}

/// The last value of that attribute as UTF-8, or empty.
std::string name_part(const X509_NAME* name, int attribute) {
    int index = -1;
    for (int next = X509_NAME_get_index_by_NID(name, attribute, -1); next >= 0;
         next = X509_NAME_get_index_by_NID(name, attribute, next)) {
        index = next;
    }
    if (index < 0) {
        return {};
    }
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    std::string out(reinterpret_cast<const char*>(text), length > 0 ? static_cast<std::size_t>(length) : 0);
    OPENSSL_free(text);
    return out;
}

/// Dotted; empty where it is too long to be one.
std::string oid_text(const ASN1_OBJECT* object) {
    std::array<char, 128> text{};
    const int length = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    return length > 0 && static_cast<std::size_t>(length) < text.size() ? std::string(text.data()) : std::string();
}

/// Times before 1970 become 0; a time that isn't one is 0 too, so that nothing is valid then.
UnixSeconds to_seconds(const ASN1_TIME* time) noexcept {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return {};
    }
    const std::time_t seconds = ::timegm(&parts);
    return {seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds)};
}

Sha256Digest digest_of(const X509* certificate) {
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate, &der);
    const Sha256Digest out = sha256({der, length > 0 ? static_cast<std::size_t>(length) : 0});
    OPENSSL_free(der);
    return out;
}

/// The lines before a certificate that say when it vouches as an anchor; nothing where one of them isn't a time.
std::optional<AnchorWindow> read_window(std::string_view text) {
    AnchorWindow out;
    text = text.substr(0, text.find("-----BEGIN"));
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.remove_suffix(1);
        }
        for (const auto& [name, time] :
             {std::pair(std::string_view("Not-Before: "), &out.not_before), {"Not-After: ", &out.not_after}}) {
            if (line.starts_with(name)) {
                const auto parsed = parse_rfc3339(line.substr(name.size()));
                if (!parsed) {
                    return std::nullopt;
                }
                *time = *parsed;
            }
        }
    }
    return out;
}

}  // namespace

void Certificate::Free::operator()(x509_st* certificate) const noexcept { X509_free(certificate); }

Certificate::Certificate(x509_st* certificate) noexcept {
    X509_up_ref(certificate);
    certificate_.reset(certificate);
}

std::optional<Certificate> Certificate::parse(ByteView der) {
    const unsigned char* at = der.data();
    X509* const certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    ERR_clear_error();
    if (certificate == nullptr) {
        return std::nullopt;
    }
    std::optional<Certificate> out;
    if (at == der.data() + der.size()) {
        out.emplace(certificate);
        // Caches the extensions now, so that later reads from several threads write nothing.
        static_cast<void>(X509_check_purpose(certificate, -1, 0));
        ERR_clear_error();
    }
    X509_free(certificate);
    return out;
}

Signer Certificate::describe() const {
    const X509* const x509 = certificate_.get();
    const X509_NAME* const name = X509_get_subject_name(x509);
    Signer out;
    out.subject = name_text(name);
    out.issuer = name_text(X509_get_issuer_name(x509));
    out.organisation = name_part(name, NID_organizationName);
    out.common_name = name_part(name, NID_commonName);
    const ASN1_INTEGER* const serial = X509_get0_serialNumber(x509);
    out.serial = to_hex({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
    out.not_before = not_before();
    out.not_after = not_after();
    out.public_key = public_key_der();
    out.certificate = der();
    return out;
}

Bytes Certificate::der() const {
    unsigned char* raw = nullptr;
    const int length = i2d_X509(certificate_.get(), &raw);
    Bytes out;
    if (length > 0) {
        out.assign(raw, raw + length);
    }
    OPENSSL_free(raw);
    return out;
}

std::string Certificate::subject() const { return name_text(X509_get_subject_name(certificate_.get())); }
UnixSeconds Certificate::not_before() const noexcept { return to_seconds(X509_get0_notBefore(certificate_.get())); }
UnixSeconds Certificate::not_after() const noexcept { return to_seconds(X509_get0_notAfter(certificate_.get())); }

Bytes Certificate::public_key_der() const {
    const X509_PUBKEY* const key = X509_get_X509_PUBKEY(certificate_.get());
    unsigned char* der = nullptr;
    const int length = i2d_X509_PUBKEY(key, &der);
    Bytes out;
    if (length > 0) {
        out.assign(der, der + length);
    }
    OPENSSL_free(der);
    return out;
}

VerifyingKey Certificate::key() const {
    EVP_PKEY* const key = X509_get_pubkey(certificate_.get());
    ERR_clear_error();
    return VerifyingKey(key);
}

std::vector<std::string> Certificate::policies() const {
    std::vector<std::string> out;
    auto* const all = static_cast<CERTIFICATEPOLICIES*>(
        X509_get_ext_d2i(certificate_.get(), NID_certificate_policies, nullptr, nullptr));
    for (int i = 0; i < sk_POLICYINFO_num(all); ++i) {
        out.push_back(oid_text(sk_POLICYINFO_value(all, i)->policyid));
    }
    CERTIFICATEPOLICIES_free(all);
    ERR_clear_error();
    return out;
}

std::vector<std::string> Certificate::purposes() const {
    std::vector<std::string> out;
    auto* const usage =
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate_.get(), NID_ext_key_usage, nullptr, nullptr));
    for (int i = 0; i < sk_ASN1_OBJECT_num(usage); ++i) {
        if (std::string text = oid_text(sk_ASN1_OBJECT_value(usage, i)); !text.empty()) {
            out.push_back(std::move(text));
        }
    }
    EXTENDED_KEY_USAGE_free(usage);
    ERR_clear_error();
    return out;
}

void TrustAnchors::Free::operator()(x509_store_st* store) const noexcept { X509_STORE_free(store); }

Result<TrustAnchors> TrustAnchors::parse(std::string_view pem) {
    TrustAnchors out;
    out.store_.reset(X509_STORE_new());
    BIO* const source = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    std::size_t block_at = 0;
    for (;;) {
        X509* const certificate = PEM_read_bio_X509(source, nullptr, nullptr, nullptr);
        if (certificate == nullptr) {
            break;
        }
        // Caches its extensions, for the reason given in Certificate::parse.
        static_cast<void>(X509_check_purpose(certificate, -1, 0));
        X509_STORE_add_cert(out.store_.get(), certificate);
        ++out.count_;
        const std::size_t read = static_cast<std::size_t>(BIO_tell(source));
        const auto window = read_window(pem.substr(block_at, read - block_at));
        block_at = read;
        if (!window) {
            X509_free(certificate);
            BIO_free(source);
            ERR_clear_error();
            return fail(errors::anchors_malformed, "a window of time before certificate " + std::to_string(out.count_));
        }
        if (window->not_before || window->not_after) {
            out.windows_.insert_or_assign(digest_of(certificate), *window);
        }
        X509_free(certificate);
    }
    BIO_free(source);
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!at_end || (out.count_ == 0 && pem.find("-----BEGIN") != std::string_view::npos)) {
        return fail(errors::anchors_malformed, "after " + std::to_string(out.count_) + " certificates");
    }
    return out;
}

ChainCheck TrustAnchors::check(const Certificate& leaf, const std::vector<Certificate>& others) const {
    ChainCheck out;
    out.valid_from = leaf.not_before();
    out.valid_until = leaf.not_after();
    STACK_OF(X509)* const untrusted = sk_X509_new_null();
    for (const Certificate& other : others) {
        sk_X509_push(untrusted, other.native());
    }
    X509_STORE_CTX* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store_.get(), leaf.native(), untrusted);
    X509_VERIFY_PARAM* const options = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_flags(options, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    X509_VERIFY_PARAM_set_depth(options, static_cast<int>(limits::certificate_chain_max));
    X509_VERIFY_PARAM_set_auth_level(options, 2);
    out.is_trusted = X509_verify_cert(context) == 1;
    if (out.is_trusted) {
        const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context);
        if (sk_X509_num(chain) > 1) {
            out.issuer.emplace(sk_X509_value(chain, 1));
        }
        // The anchor itself is trusted by configuration, not by its dates.
        for (int i = 1; i < sk_X509_num(chain); ++i) {
            out.above.emplace_back(sk_X509_value(chain, i));
        }
        const auto window = windows_.find(digest_of(sk_X509_value(chain, sk_X509_num(chain) - 1)));
        if (window != windows_.end()) {
            out.anchor = window->second;
        }
        for (int i = 0; i < sk_X509_num(chain) - 1; ++i) {
            const Certificate link(sk_X509_value(chain, i));
            out.valid_from.value = std::max(out.valid_from.value, link.not_before().value);
            out.valid_until.value = std::min(out.valid_until.value, link.not_after().value);
        }
    } else {
        out.explanation = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
        for (const Certificate& other : others) {
            if (!out.issuer && X509_check_issued(other.native(), leaf.native()) == X509_V_OK &&
                X509_verify(leaf.native(), X509_get0_pubkey(other.native())) == 1) {
                out.issuer.emplace(other.native());
            }
        }
    }
    X509_STORE_CTX_free(context);
    sk_X509_free(untrusted);
    ERR_clear_error();
    return out;
}

}  // namespace countersign::verifier::c2pa
