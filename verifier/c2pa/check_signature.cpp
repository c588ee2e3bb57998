#include "verifier/c2pa/check_signature.hpp"

#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/revocation.hpp"
#include "verifier/c2pa/time_stamp.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// 14.7: the signature box of this manifest that the claim names, or null.
const Superbox* find_signature_box(const Target& target, const Manifest& manifest) {
    if (target.box == nullptr || target.manifest != &manifest || target.box->uuid != box::claim_signature) {
        return nullptr;
    }
    return target.box->content("cbor").empty() ? nullptr : target.box;
}

void report_stamp(const StampCheck& check, const std::string& url, StatusLists& out) {
    if (check.problem != nullptr) {
        out.add(*check.problem, url, check.explanation);
        return;
    }
    out.add(status::time_stamp_validated, url, "the time stamp is for this claim");
    out.add(status::time_stamp_trusted, url, check.stamp.authority);
}

/// 14.8: the headers' stamp, else those that later manifests carry, until one is good.
std::optional<TimeStamp> find_time(const SignatureContext& context, const Manifest& manifest, const Claim& claim,
                                   const CoseSign1& sign1, const std::string& url, StatusLists& out) {
    const auto stamp = read_stamp(sign1);
    if (!stamp) {
        out.add(status::time_stamp_malformed, url, stamp.error().detail);
    } else if (*stamp) {
        const StampCheck check =
            check_time_stamp(**stamp, encode_to_be_stamped(sign1, (*stamp)->kind, claim.bytes), context.authorities);
        report_stamp(check, url, out);
        if (check.problem == nullptr) {
            return check.stamp;
        }
    }
    const auto [first, last] = context.later.stamps.equal_range(manifest.label);
    for (auto later = first; later != last; ++later) {
        const StampCheck check =
            check_time_stamp({StampKind::v2, later->second}, encode_to_be_stamped(sign1, StampKind::v2, claim.bytes),
                             context.authorities);
        if (check.problem == nullptr) {
            report_stamp(check, url, out);
            return check.stamp;
        }
    }
    return std::nullopt;
}

/// 14.8.2: the signer's certificates were valid at the stamped time, or are now.
void check_validity(const Credential& credential, const std::optional<TimeStamp>& stamp, UnixSeconds now,
                    const std::string& url, StatusLists& out) {
    const UnixSeconds when = stamp ? stamp->time : now;
    const bool inside = credential.chain.contains(when);
    const std::string text = to_rfc3339(when) + (stamp ? " as stamped" : " by the current time");
    out.add(inside ? status::inside_validity : status::outside_validity, url, text);
}

/// 14.8.3: the signer's own word for the time.
void check_claimed_time(const CoseSign1& sign1, const Credential& credential, const std::optional<TimeStamp>& stamp,
                        const std::string& url, StatusLists& out) {
    const Cbor* const claimed = sign1.protected_headers.find("iat");
    if (claimed == nullptr || !claimed->is_unsigned()) {
        return;
    }
    const UnixSeconds time{claimed->as_unsigned()};
    const bool inside = credential.chain.contains(time) && (!stamp || time <= stamp->time);
    out.add(inside ? status::signing_time_inside : status::signing_time_outside, url);
}

std::vector<Bytes> all_responses(const SignatureContext& context, const CoseSign1& sign1) {
    std::vector<Bytes> responses = read_revocation_values(sign1);
    responses.insert(responses.end(), context.later.ocsp_responses.begin(), context.later.ocsp_responses.end());
    return responses;
}

void report_revocation(const SignatureContext& context, const CoseSign1& sign1, const Credential& credential,
                       const std::optional<TimeStamp>& stamp, const std::string& url, StatusLists& out) {
    const std::vector<Bytes> responses = all_responses(context, sign1);
    Revocation found = Revocation::unknown;
    if (credential.chain.issuer && !responses.empty()) {
        found = check_revocation(responses, credential.leaf, *credential.chain.issuer,
                                 stamp ? std::optional(stamp->time) : std::nullopt, context.now);
    }
    switch (found) {
        case Revocation::good: out.add(status::ocsp_not_revoked, url); return;
        case Revocation::revoked: out.add(status::credential_revoked, url, "an OCSP response says so"); return;
        case Revocation::unknown: out.add(status::ocsp_skipped, url, "nothing is asked online"); return;
    }
}

/// 14.9: a certificate authority of the chain that was revoked when this was signed vouches for nobody.
bool has_revoked_authority(const Credential& credential, const std::vector<Bytes>& responses, UnixSeconds when,
                           UnixSeconds now) {
    const std::vector<Certificate>& above = credential.chain.above;
    for (std::size_t i = 0; i + 1 < above.size() && !responses.empty(); ++i) {
        if (check_revocation(responses, above[i], above[i + 1], when, now) == Revocation::revoked) {
            return true;
        }
    }
    return false;
}

/// 14.7: the chain, when its anchor may vouch, and that no authority of it was revoked.
void report_trust(const SignatureContext& context, const CoseSign1& sign1, const Credential& credential,
                  const std::optional<TimeStamp>& stamp, const std::string& url, StatusLists& out) {
    const UnixSeconds when = stamp ? stamp->time : context.now;
    if (!credential.chain.is_trusted) {
        out.add(status::credential_untrusted, url, credential.chain.explanation);
    } else if (!credential.chain.anchor.contains(when)) {
        out.add(status::credential_untrusted, url, "its anchor vouches for another time");
    } else if (has_revoked_authority(credential, all_responses(context, sign1), when, context.now)) {
        out.add(status::credential_untrusted, url, "an authority of its chain was revoked");
    } else {
        out.add(status::credential_trusted, url, credential.signer.subject);
    }
}

std::shared_ptr<const Credential> find_credential(const SignatureContext& context, const CoseSign1& sign1,
                                                  const std::string& url, StatusLists& out) {
    const auto chain = read_certificates(sign1);
    auto credential = chain ? context.credentials.find(*chain) : nullptr;
    if (!credential) {
        out.add(status::credential_invalid, url, chain ? "a certificate can't be read" : chain.error().detail);
    }
    return credential;
}

}  // namespace

SignatureResult check_signature(const SignatureContext& context, const Manifest& manifest, const Claim& claim) {
    SignatureResult out;
    StatusLists& statuses = out.statuses;
    const Target target = context.store.resolve(claim.signature_uri, manifest);
    const std::string url = target.absolute.empty() ? claim.url : target.absolute;
    const Superbox* const box = find_signature_box(target, manifest);
    if (box == nullptr) {
        statuses.add(status::signature_missing, url, "the claim names no signature of its manifest");
        return out;
    }
    const auto sign1 = parse_cose_sign1(box->content("cbor"));
    if (!sign1) {
        statuses.add(status::signature_mismatch, url, sign1.error().detail);
        return out;
    }
    const auto number = find_algorithm(*sign1);
    // -1 is nobody's number in the COSE registry.
    const auto algorithm = find_signature_algorithm(number.value_or(-1));
    const auto credential = find_credential(context, *sign1, url, statuses);
    if (credential) {
        out.signer = credential->signer;
        out.signer->algorithm = algorithm.has_value() ? std::string(to_text(*algorithm)) : std::string();
        if (credential->fault) {
            statuses.add(status::credential_invalid, url, *credential->fault);
        }
    }
    if (!algorithm) {
        statuses.add(status::algorithm_unsupported, url,
                     "COSE algorithm " + (number ? std::to_string(*number) : "absent"));
    }
    if (!credential) {
        return out;
    }
    out.stamp = find_time(context, manifest, claim, *sign1, url, statuses);
    if (!credential->fault) {
        report_trust(context, *sign1, *credential, out.stamp, url, statuses);
    }
    if (!algorithm) {
        return out;
    }
    // An attached payload would let one signature say two things.
    const bool detached = !sign1->payload || equal(*sign1->payload, claim.bytes);
    if (!detached || !credential->key.verify(*algorithm, encode_to_be_signed(*sign1, claim.bytes), sign1->signature)) {
        statuses.add(status::signature_mismatch, url,
                     detached ? "the signature isn't for this claim" : "the signature carries another claim");
        return out;
    }
    statuses.add(status::signature_validated, url);
    check_validity(*credential, out.stamp, context.now, url, statuses);
    check_claimed_time(*sign1, *credential, out.stamp, url, statuses);
    report_revocation(context, *sign1, *credential, out.stamp, url, statuses);
    return out;
}

}  // namespace countersign::verifier::c2pa
