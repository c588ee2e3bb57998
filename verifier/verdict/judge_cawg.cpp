// What identity assertions say of people and organisations, in words. They stand beside the answer: neither integrity,
// origin nor the C2PA state rests on them.
#include "identity/base/limits.hpp"
#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace cawg = verifier::cawg;

/// `the account Silly Cats 929 at Example Social Network`.
std::string describe(const cawg::VerifiedIdentity& one) {
    const std::string& shown_name = !one.name.empty()       ? one.name
                                    : !one.username.empty() ? one.username
                                    : !one.address.empty()  ? one.address
                                                            : one.uri;
    const std::string at = one.provider.empty() ? std::string() : " at " + shown(one.provider);
    if (one.type == "cawg.document_verification") {
        return "the identity document of " + shown(shown_name) +
               (one.provider.empty() ? "" : ", seen by " + shown(one.provider));
    }
    if (one.type == "cawg.affiliation") {
        return "a membership" + at;
    }
    if (one.type == "cawg.web_site") {
        return "control of the web site " + shown(one.uri);
    }
    const std::string kind = one.type == "cawg.crypto_wallet" ? "the wallet " : "the account ";
    return kind + shown(shown_name) + at;
}

std::string describe(const std::vector<cawg::VerifiedIdentity>& all) {
    std::string out;
    for (std::size_t i = 0; i < all.size() && i < limits::cawg_identities_told; ++i) {
        out += (i == 0 ? "" : ", ") + describe(all[i]);
    }
    if (all.size() > limits::cawg_identities_told) {
        out += " and " + std::to_string(all.size() - limits::cawg_identities_told) + " more";
    }
    return out;
}

/// `creator, editor`; empty without roles.
std::string roles_of(const cawg::Identity& identity) {
    std::string out;
    for (const std::string& role : identity.roles) {
        const std::string_view word =
            std::string_view(role).starts_with("cawg.") ? std::string_view(role).substr(5) : std::string_view(role);
        out += (out.empty() ? "" : ", ") + shown(word);
    }
    return out.empty() ? out : " As: " + shown(out) + ".";
}

std::string say(const cawg::Identity& identity) {
    if (identity.certificate) {
        return "A certificate of " + name_of(*identity.certificate) + " stands behind this content by name.";
    }
    return shown(identity.issuer) + " says that the one behind this content has proven " + describe(identity.verified) +
           ".";
}

Reason reason_of(const cawg::Identity& identity) {
    switch (identity.state) {
        case cawg::State::trusted: return {"cawg.trusted", say(identity) + roles_of(identity)};
        case cawg::State::valid:
            return {"cawg.valid", say(identity) + roles_of(identity) + " Nobody you trust vouches for that."};
        case cawg::State::invalid:
        case cawg::State::absent:
        case cawg::State::not_assessed: break;
    }
    const auto& failures = identity.codes.failure;
    return {"cawg.invalid", "An identity is named for this content, but it doesn't hold" +
                                (failures.empty() ? std::string(".") : ": " + failures.front().code + ".")};
}

}  // namespace

void judge_cawg(const evidence::Evidence& evidence, Verdict& verdict) {
    verdict.provenance.cawg = evidence.cawg;
    if (evidence.cawg.state == cawg::State::not_assessed) {
        verdict.reasons.push_back(
            {"cawg.not_assessed",
             "An identity is named for this content; the manifest isn't sound enough to judge it."});
    }
    for (const cawg::Identity& identity : evidence.cawg.identities) {
        verdict.reasons.push_back(reason_of(identity));
    }
}

}  // namespace countersign::verdict
