#include "verifier/c2pa/write/certificate_chain.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/certificate_profile.hpp"
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

constexpr std::string_view renew = "Have it renewed; until then nothing new can be signed with it.";

/// When it is valid, and whether the next one has signed it.
void check_place(const std::vector<Certificate>& chain, std::size_t index, UnixSeconds now,
                 std::vector<ChainFinding>& out) {
    const Certificate& each = chain[index];
    if (each.not_after() < now) {
        out.push_back(
            {index, {errors::certificate_expired.name, "it ended on " + to_rfc3339(each.not_after()), renew}});
    } else if (now < each.not_before()) {
        out.push_back({index,
                       {errors::certificate_expired.name, "it begins on " + to_rfc3339(each.not_before()),
                        "Wait until then, or set this machine's clock right."}});
    }
    if (index + 1 < chain.size() && !is_issued_by(each, chain[index + 1])) {
        out.push_back({index,
                       {errors::certificate_order.name, ordinal(index) + " isn't signed by " + ordinal(index + 1),
                        "Put the signer's certificate first, then its issuer's, then that one's issuer's."}});
    }
}

/// Which error of signing a finding is.
tl::unexpected<Error> refuse(const ChainFinding& finding) {
    for (const ErrorCode& code :
         {errors::certificate_key_mismatch, errors::certificate_order, errors::certificate_expired}) {
        if (finding.fault.code == code.name) {
            const bool is_expired = code == errors::certificate_expired;
            return fail(code, is_expired ? ordinal(finding.index) + ": " + finding.fault.text : finding.fault.text);
        }
    }
    return fail(errors::certificate_profile,
                (finding.index == 0 ? "" : ordinal(finding.index) + ": ") + finding.fault.text);
}

}  // namespace

std::string ordinal(std::size_t index) { return "certificate " + std::to_string(index + 1); }

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

Result<std::vector<ChainFinding>> examine_chain(const std::vector<Bytes>& chain, const ChainExpectation& expected) {
    const ErrorQueue clears;
    const auto certificates = parse_all(chain);
    if (!certificates) {
        return fail(certificates.error());
    }
    const Certificate& leaf = certificates->front();
    std::vector<ChainFinding> out;
    if (!expected.signer_key.empty() && !equal(leaf.public_key_der(), expected.signer_key)) {
        out.push_back(
            {0,
             {errors::certificate_key_mismatch.name, "the certificate belongs to another key than the one that signs",
              "Put the certificate of this key first, or sign with the key that it belongs to."}});  // W5
    }
    const auto add = [&out](std::size_t index, std::vector<CertificateFault> faults) {
        for (CertificateFault& fault : faults) {
            out.push_back({index, std::move(fault)});
        }
    };
    add(0, find_signer_faults(leaf));  // W4
    add(0, find_acceptance_faults(leaf, default_allowed_ekus()));
    for (std::size_t i = 0; i < certificates->size(); ++i) {
        if (i > 0) {
            add(i, find_issuer_faults((*certificates)[i]));
        }
        check_place(*certificates, i, expected.now, out);
    }
    if (expected.anchors != nullptr) {
        std::vector<Certificate> others;
        for (std::size_t i = 1; i < certificates->size(); ++i) {
            others.emplace_back((*certificates)[i].native());
        }
        if (const ChainCheck found = expected.anchors->check(leaf, others); !found.is_trusted) {
            out.push_back({0,
                           {"certificate.untrusted", "no trust anchor vouches for it: " + found.explanation,
                            "Add the intermediates that are missing, or ask those who verify to trust its root."}});
        }
    }
    return out;
}

Result<std::vector<Bytes>> check_chain(std::vector<Bytes> chain, ByteView signer_key, UnixSeconds now) {
    const auto findings = examine_chain(chain, {.signer_key = to_bytes(signer_key), .anchors = nullptr, .now = now});
    if (!findings) {
        return fail(findings.error());
    }
    if (!findings->empty()) {
        return refuse(findings->front());
    }
    const ErrorQueue clears;
    if (const auto last = Certificate::parse(chain.back()); last && is_self_signed(*last)) {
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
