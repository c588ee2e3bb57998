#include <algorithm>
#include <array>

#include "verifier/c2pa/revocation.hpp"
#include "verifier/cawg/inside.hpp"

namespace countersign::verifier::cawg {
namespace {

/// The end of 31 March 2027: until then S/MIME certificates may sign identities (8.2.3.1).
constexpr UnixSeconds interim_end{1'806'537'600};
constexpr std::string_view purpose_email = "1.3.6.1.5.5.7.3.4";
/// Organisation-, sponsor- and individual-validated, multipurpose and strict.
constexpr std::array<std::string_view, 6> interim_policies{"2.23.140.1.5.2.2", "2.23.140.1.5.2.3", "2.23.140.1.5.3.2",
                                                           "2.23.140.1.5.3.3", "2.23.140.1.5.4.2", "2.23.140.1.5.4.3"};

/// The assertion's own stamp, where it has a good one; bad ones are told and ignored.
std::optional<UnixSeconds> find_stamp(const IdentityContext& context, const c2pa::CoseSign1& sign1, ByteView payload,
                                      Identity& out) {
    const auto stamp = c2pa::read_stamp(sign1);
    if (!stamp) {
        out.codes.add(c2pa::status::time_stamp_malformed, out.url, stamp.error().detail);
        return std::nullopt;
    }
    if (!*stamp) {
        return std::nullopt;
    }
    if ((*stamp)->kind == c2pa::StampKind::v1) {
        out.codes.add(c2pa::status::time_stamp_malformed, out.url, "a stamp of version 1 has no place in an identity");
        return std::nullopt;
    }
    const auto check = c2pa::check_time_stamp(**stamp, c2pa::encode_to_be_stamped(sign1, c2pa::StampKind::v2, payload),
                                              context.inside.authorities);
    if (check.problem != nullptr) {
        out.codes.add(*check.problem, out.url, check.explanation);
        return std::nullopt;
    }
    out.codes.add(c2pa::status::time_stamp_validated, out.url);
    out.codes.add(c2pa::status::time_stamp_trusted, out.url, check.stamp.authority);
    out.time_stamp = check.stamp;
    return check.stamp.time;
}

/// 8.2.3.1, all of its conditions.
bool is_interim(const c2pa::Credential& credential, UnixSeconds when) {
    const auto purposes = credential.leaf.purposes();
    const auto policies = credential.leaf.policies();
    return when < interim_end && std::find(purposes.begin(), purposes.end(), purpose_email) != purposes.end() &&
           std::any_of(policies.begin(), policies.end(), [](const std::string& policy) {
               return std::find(interim_policies.begin(), interim_policies.end(), policy) != interim_policies.end();
           });
}

void check_revocation(const IdentityContext& context, const c2pa::CoseSign1& sign1, const c2pa::Credential& credential,
                      std::optional<UnixSeconds> stamped, Identity& out) {
    const std::vector<Bytes> responses = c2pa::read_revocation_values(sign1);
    if (responses.empty() || !credential.chain.issuer) {
        return;
    }
    switch (
        c2pa::check_revocation(responses, credential.leaf, *credential.chain.issuer, stamped, context.request.now)) {
        case c2pa::Revocation::good: out.codes.add(c2pa::status::ocsp_not_revoked, out.url); return;
        case c2pa::Revocation::revoked:
            out.codes.add(status::credential_revoked, out.url, "an OCSP response says so");
            return;
        case c2pa::Revocation::unknown: return;
    }
}

/// The payload that the signature fits; nothing where it fits none.
std::optional<Bytes> find_signed(const c2pa::CoseSign1& sign1, c2pa::SignatureAlgorithm algorithm,
                                 const c2pa::VerifyingKey& key, const std::vector<Bytes>& payloads) {
    for (const Bytes& payload : payloads) {
        // An attached payload would let one signature say two things.
        const bool is_same = !sign1.payload || equal(*sign1.payload, payload);
        if (is_same && key.verify(algorithm, c2pa::encode_to_be_signed(sign1, payload), sign1.signature)) {
            return payload;
        }
    }
    return std::nullopt;
}

/// By a chain of purpose documentSigning, else by the interim rule. Reports either way.
bool report_trust(const IdentityContext& context, const std::vector<Bytes>& chain, const c2pa::Credential& credential,
                  UnixSeconds when, Identity& out) {
    const auto judge = [when](const c2pa::ChainCheck& check, std::string& explanation) {
        const bool is_in_window = check.anchor.contains(when);
        explanation =
            check.is_trusted && !is_in_window ? "the trust anchor didn't vouch at that time" : check.explanation;
        return check.is_trusted && is_in_window;
    };
    std::string why;
    bool is_trusted = judge(credential.chain, why);
    if (!is_trusted && is_interim(credential, when)) {
        const auto other = context.inside.interim.find(chain);
        is_trusted = other && judge(other->chain, why);
    }
    out.codes.add(is_trusted ? status::x509_trusted : status::x509_untrusted, out.url,
                  is_trusted ? credential.signer.subject : why);
    return is_trusted;
}

}  // namespace

bool check_certificate(const IdentityContext& context, const IdentityAssertion& assertion, Identity& out) {
    const auto sign1 = c2pa::parse_cose_sign1(assertion.signature);
    if (!sign1) {
        out.codes.add(status::x509_mismatch, out.url, sign1.error().detail);
        return false;
    }
    const auto chain = c2pa::read_certificates(*sign1);
    const auto credential = chain ? context.inside.documents.find(*chain) : nullptr;
    if (!credential || credential->fault) {
        out.codes.add(status::x509_invalid, out.url,
                      !chain        ? chain.error().detail
                      : !credential ? "a certificate can't be read"
                                    : *credential->fault);
    }
    const auto number = c2pa::find_algorithm(*sign1);
    // -1 is nobody's number in the COSE registry.
    const auto algorithm = c2pa::find_signature_algorithm(number.value_or(-1));
    if (!algorithm) {
        out.codes.add(status::x509_algorithm, out.url, number ? std::to_string(*number) : "no algorithm");
    }
    if (!credential || !algorithm) {
        return false;
    }
    out.certificate = credential->signer;
    out.certificate->algorithm = std::string(c2pa::to_text(*algorithm));
    const auto payload = find_signed(*sign1, *algorithm, credential->key, encode_payload(assertion.payload));
    if (!payload) {
        out.codes.add(status::x509_mismatch, out.url, "the signature isn't for this payload");
        return false;
    }
    out.codes.add(status::x509_validated, out.url);
    const auto own = find_stamp(context, *sign1, *payload, out);
    const auto stamped = own ? own : context.manifest_time;
    const UnixSeconds when = stamped.value_or(context.request.now);
    if (!credential->chain.contains(when)) {
        out.codes.add(status::x509_outside, out.url, to_rfc3339(when));
    }
    check_revocation(context, *sign1, *credential, stamped, out);
    return report_trust(context, *chain, *credential, when, out);
}

}  // namespace countersign::verifier::cawg
