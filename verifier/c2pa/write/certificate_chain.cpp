#include "verifier/c2pa/write/certificate_chain.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view end_line = "-----END CERTIFICATE-----";

/// Nothing of OpenSSL's error queue outlives a call into this file.
struct ErrorQueue {
    ErrorQueue() = default;
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

Result<std::vector<Certificate>> parse_all(const std::vector<Bytes>& chain) {
    std::vector<Certificate> out;
    for (const Bytes& der : chain) {
        auto certificate = Certificate::parse(der);
        if (!certificate) {
            return fail(errors::certificate_pem, "not the DER of one certificate");
        }
        out.push_back(std::move(*certificate));
    }
    return out.empty() ? fail(errors::certificate_pem, "it is empty")
                       : Result<std::vector<Certificate>>(std::move(out));
}

bool is_self_signed(const Certificate& certificate) { return X509_self_signed(certificate.native(), 0) == 1; }

bool is_issued_by(const Certificate& certificate, const Certificate& issuer) {
    return X509_check_issued(issuer.native(), certificate.native()) == X509_V_OK &&
           X509_check_ca(issuer.native()) == 1 &&
           X509_verify(certificate.native(), X509_get0_pubkey(issuer.native())) == 1;
}

/// What validation asks of every signer, and what makes one useless to others all the same.
std::optional<std::string> find_defect(const Certificate& certificate) {
    if (auto fault = find_signer_fault(certificate)) {
        return fault;
    }
    if (is_self_signed(certificate)) {
        return "the certificate signs itself; an authority must issue it";
    }
    const auto purposes = certificate.purposes();
    const auto accepted = default_allowed_ekus();
    if (std::ranges::find_first_of(purposes, accepted) == purposes.end()) {
        return "the certificate is neither for C2PA claims nor for another purpose that validators accept";
    }
    if (certificate.describe().organisation.empty()) {
        return "the certificate's subject has no organisation (O), which validators show and some insist on";
    }
    return std::nullopt;
}

std::string ordinal(std::size_t index) { return "certificate " + std::to_string(index + 1); }

}  // namespace

Result<std::vector<Bytes>> parse_chain_pem(std::string_view pem) {
    if (pem.size() > limits::certificate_pem_bytes_max) {
        return fail(errors::certificate_too_many, std::to_string(pem.size()) + " bytes");
    }
    std::string compact;
    std::ranges::copy_if(pem, std::back_inserter(compact), [](char c) { return c != '\r' && c != '\n'; });
    std::vector<Bytes> chain;
    for (std::string_view rest = compact; !rest.empty();) {
        const std::size_t end = rest.find(end_line);
        if (!rest.starts_with(begin_line) || end == std::string_view::npos) {
            return fail(errors::certificate_pem, "after " + std::to_string(chain.size()) + " certificates");
        }
        if (chain.size() == limits::certificate_chain_max) {
            return fail(errors::certificate_too_many, "more than " + std::to_string(chain.size()));
        }
        auto der = parse_base64(rest.substr(begin_line.size(), end - begin_line.size()));
        if (!der) {
            return fail(errors::certificate_pem, ordinal(chain.size()) + ": " + std::string(der.error().code.text));
        }
        chain.push_back(std::move(*der));
        rest.remove_prefix(end + end_line.size());
    }
    return chain.empty() ? fail(errors::certificate_pem, "it is empty") : Result<std::vector<Bytes>>(std::move(chain));
}

Result<std::vector<Bytes>> check_chain(std::vector<Bytes> chain, const PublicKey& signer, UnixSeconds now) {
    const ErrorQueue clears;
    const auto certificates = parse_all(chain);
    if (!certificates) {
        return fail(certificates.error());
    }
    if (certificates->front().public_key_der() != to_spki_der(signer)) {
        return fail(errors::certificate_key_mismatch);  // W5
    }
    if (auto defect = find_defect(certificates->front())) {
        return fail(errors::certificate_profile, std::move(*defect));  // W4
    }
    for (std::size_t i = 0; i < certificates->size(); ++i) {
        const Certificate& each = (*certificates)[i];
        if (now < each.not_before() || each.not_after() < now) {
            return fail(errors::certificate_expired, ordinal(i));
        }
        if (i + 1 < certificates->size() && !is_issued_by(each, (*certificates)[i + 1])) {
            return fail(errors::certificate_order, ordinal(i) + " isn't signed by " + ordinal(i + 1));
        }
    }
    if (is_self_signed(certificates->back())) {
        chain.pop_back();  // W6: a validator has its roots itself
    }
    return chain;
}

Result<Authority> read_authority(std::string_view certificate_pem, PrivateKey key) {
    const ErrorQueue clears;
    auto chain = parse_chain_pem(certificate_pem);
    if (!chain) {
        return fail(chain.error());
    }
    const auto certificates = parse_all(*chain);
    if (!certificates) {
        return fail(certificates.error());
    }
    const Certificate& certificate = certificates->front();
    if (certificate.public_key_der() != to_spki_der(key.public_key())) {
        return fail(errors::certificate_key_mismatch);
    }
    if (X509_check_ca(certificate.native()) != 1) {
        return fail(errors::certificate_profile, "the certificate isn't a certification authority's");
    }
    unsigned char* name = nullptr;
    const int length = i2d_X509_NAME(X509_get_subject_name(certificate.native()), &name);
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(name,
                                                                         [](unsigned char* p) { OPENSSL_free(p); });
    if (length <= 0) {
        return fail(errors::certificate_pem, "it has no subject");
    }
    return Authority{std::move(key), Bytes(name, name + length), std::move(chain->front())};
}

}  // namespace countersign::verifier::c2pa
