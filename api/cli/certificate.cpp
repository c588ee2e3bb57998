// `countersign certificate`: a request for a signer's certificate, and what is wrong with one.
#include "api/cli/console.hpp"
#include "api/cli/signing_key.hpp"
#include "api/cli/trust_lists.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/certificate_request.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

struct Examined {
    std::vector<c2pa::Signer> certificates;
    std::vector<c2pa::ChainFinding> findings;
};

Result<Examined> examine(const CertificateCheckOptions& options) {
    const auto pem = read_file(options.file, limits::anchor_file_bytes_max);
    const auto chain = pem ? c2pa::parse_chain_pem(as_text(*pem)) : fail(pem.error());
    const auto anchors_pem = read_anchors(options.trust_anchor_files);
    if (!chain || !anchors_pem) {
        return fail(chain ? anchors_pem.error() : chain.error());
    }
    const auto anchors = c2pa::TrustAnchors::parse(*anchors_pem);
    if (!anchors) {
        return fail(anchors.error());
    }
    c2pa::ChainExpectation expected{.signer_key = {},
                                    .anchors = options.trust_anchor_files.empty() ? nullptr : &*anchors,
                                    .now = SystemClock().now()};
    if (!options.key.key_file.empty()) {
        const auto key = load_signing_key(options.key);
        if (!key) {
            return fail(key.error());
        }
        expected.signer_key = public_key_der(*key);
    }
    auto findings = c2pa::examine_chain(*chain, expected);
    if (!findings) {
        return fail(findings.error());
    }
    Examined out{{}, std::move(*findings)};
    for (const Bytes& der : *chain) {
        out.certificates.push_back(c2pa::Certificate::parse(der)->describe());
    }
    return out;
}

Json to_json(const Examined& examined) {
    Json certificates = Json::array();
    for (const c2pa::Signer& each : examined.certificates) {
        certificates.push(Json::object({{"subject", each.subject},
                                        {"issuer", each.issuer},
                                        {"notBefore", to_rfc3339(each.not_before)},
                                        {"notAfter", to_rfc3339(each.not_after)}}));
    }
    Json findings = Json::array();
    for (const c2pa::ChainFinding& each : examined.findings) {
        findings.push(Json::object({{"certificate", each.index + 1},
                                    {"code", std::string(each.fault.code)},
                                    {"text", each.fault.text},
                                    {"remedy", std::string(each.fault.remedy)}}));
    }
    return Json::object({{"accepted", examined.findings.empty()},
                         {"certificates", std::move(certificates)},
                         {"findings", std::move(findings)}});
}

/// What stands in a certificate is a stranger's: it is made printable before a terminal sees it.
void print_people(const Examined& examined) {
    for (std::size_t i = 0; i < examined.certificates.size(); ++i) {
        const c2pa::Signer& each = examined.certificates[i];
        print_line(c2pa::ordinal(i) + ": " + printable(each.subject, 300));
        print_line("  issued by " + printable(each.issuer, 300) + ", valid from " + to_rfc3339(each.not_before) +
                   " to " + to_rfc3339(each.not_after));
        for (const c2pa::ChainFinding& finding : examined.findings) {
            if (finding.index == i) {
                print_line("  [!!] " + printable(finding.fault.text, 400) + " [" + std::string(finding.fault.code) +
                           "]");
                print_line("       " + std::string(finding.fault.remedy));
            }
        }
    }
    print_line(examined.findings.empty() ? "[ok] Nothing speaks against signing with it."
                                         : "[!!] It would not be accepted.");
}

}  // namespace

Exit run(const CertificateRequestOptions& options) {
    const auto key = load_signing_key(options.key);
    const auto claim_key = key ? to_claim_key(*key) : fail(key.error());
    if (!claim_key) {
        return report(claim_key.error());
    }
    const auto request = c2pa::make_certificate_request(
        *claim_key, {.organisation = options.organisation,
                     .common_name = options.common_name.empty() ? options.organisation : options.common_name,
                     .country = options.country});
    const auto done = request ? put_text(options.out_file, *request) : fail(request.error());
    return done ? Exit::success : report(done.error());
}

Exit run(const CertificateCheckOptions& options) {
    const auto examined = examine(options);
    if (!examined) {
        return report(examined.error());
    }
    if (options.json) {
        print_line(to_json_text(to_json(*examined)));
    } else {
        print_people(*examined);
    }
    return examined->findings.empty() ? Exit::success : Exit::refused;
}

}  // namespace countersign::cli
