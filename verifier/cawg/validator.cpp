#include "verifier/cawg/validator.hpp"

#include <algorithm>

#include "verifier/cawg/inside.hpp"

namespace countersign::verifier::cawg {
namespace {

constexpr std::string_view purpose_document_signing = "1.3.6.1.5.5.7.3.36";
constexpr std::string_view purpose_email = "1.3.6.1.5.5.7.3.4";

/// Failures that say that nobody vouches, and not that something is wrong.
bool is_about_trust(const c2pa::StatusEntry& entry) {
    return entry.code == status::x509_untrusted.name || entry.code == status::ica_untrusted.name;
}

void append(std::vector<c2pa::StatusEntry>& to, const std::vector<c2pa::StatusEntry>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

Identity check_identity(const IdentityContext& context, const c2pa::IdentityAssertion& from,
                        const c2pa::ManifestSummary& manifest, const c2pa::Report& report) {
    Identity out;
    out.url = from.url;
    const auto assertion = parse_identity_assertion(from.content);
    if (!assertion) {
        out.codes.add(status::cbor_invalid, out.url, "not an identity assertion");
        return out;
    }
    out.type = assertion->type;
    out.roles = assertion->roles;
    check_references(*assertion, manifest, report, out.url, out.codes);
    if (!assertion->is_padding_zero) {
        out.codes.add(status::pad_invalid, out.url, "the padding isn't zeros");
    }
    bool is_trusted = false;
    if (assertion->type == type_aggregation) {
        is_trusted = check_aggregation(context, *assertion, out);
    } else if (assertion->type == type_certificate) {
        is_trusted = check_certificate(context, *assertion, out);
    } else {
        out.codes.add(status::sig_type_unknown, out.url, assertion->type);
    }
    const bool is_sound = std::all_of(out.codes.failure.begin(), out.codes.failure.end(), is_about_trust);
    out.state = !is_sound ? State::invalid : is_trusted ? State::trusted : State::valid;
    if (is_sound) {
        out.codes.add(is_trusted ? status::trusted : status::well_formed, out.url);
    }
    return out;
}

/// The worst of all: whoever reads one word of several identities must not rely on a better one.
State worst_of(const std::vector<Identity>& identities) {
    State out = State::trusted;
    for (const Identity& identity : identities) {
        out = std::min(out, identity.state);
    }
    return out;
}

}  // namespace

Validator::Validator(std::unique_ptr<Inside> inside) noexcept : inside_(std::move(inside)) {}
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;
Validator::~Validator() = default;

Result<Validator> Validator::create(const Policy& policy) {
    auto anchors = c2pa::TrustAnchors::parse(policy.anchors_pem);
    auto interim = c2pa::TrustAnchors::parse(policy.anchors_pem + "\n" + policy.interim_anchors_pem);
    auto authorities = c2pa::TrustAnchors::parse(policy.tsa_anchors_pem);
    if (!anchors || !interim || !authorities) {
        return fail(!anchors ? anchors.error() : !interim ? interim.error() : authorities.error());
    }
    return Validator(std::unique_ptr<Inside>(
        new Inside{c2pa::CredentialStore(std::move(*anchors), {std::string(purpose_document_signing)}),
                   c2pa::CredentialStore(std::move(*interim), {std::string(purpose_email)}), std::move(*authorities),
                   policy.trusted_issuers}));
}

Report Validator::check(const c2pa::Report& report, const Request& request) const {
    Report out;
    // I1: an update manifest has no content of its own, so whoever stands behind what it updates still does.
    const auto line = c2pa::find_line(report);
    if (std::all_of(line.begin(), line.end(), [](const auto* manifest) { return manifest->identities.empty(); })) {
        return out;
    }
    if (!c2pa::is_claim_whole(report)) {
        out.state = State::not_assessed;
        return out;
    }
    const SelfDescribing self_describing;
    std::vector<const Documents*> sources{&self_describing};
    if (request.documents != nullptr) {
        sources.push_back(request.documents);
    }
    // Knows did:web as a method, so that a DID without a document is unavailable and not unsupported.
    const SuppliedDocuments none;
    sources.push_back(&none);
    const FirstOf documents(std::move(sources));
    for (const c2pa::ManifestSummary* const manifest : line) {
        const bool is_stamped = manifest->time_stamp && manifest->time_stamp->trusted;
        const IdentityContext context{*inside_, request, documents,
                                      is_stamped ? std::optional(manifest->time_stamp->time) : std::nullopt};
        for (const c2pa::IdentityAssertion& from : manifest->identities) {
            out.identities.push_back(check_identity(context, from, *manifest, report));
            const c2pa::StatusLists& codes = out.identities.back().codes;
            append(out.codes.success, codes.success);
            append(out.codes.informational, codes.informational);
            append(out.codes.failure, codes.failure);
        }
    }
    out.state = worst_of(out.identities);
    return out;
}

}  // namespace countersign::verifier::cawg
