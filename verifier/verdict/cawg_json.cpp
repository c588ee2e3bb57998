#include "verifier/verdict/cawg_json.hpp"

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;
namespace cawg = verifier::cawg;

Json time_or_null(UnixSeconds time) { return time.value == 0 ? Json() : Json(to_rfc3339(time)); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json verified_json(const cawg::VerifiedIdentity& one) {
    return Json::object({{"type", one.type},
                         {"name", text_or_null(one.name)},
                         {"username", text_or_null(one.username)},
                         {"address", text_or_null(one.address)},
                         {"uri", text_or_null(one.uri)},
                         {"method", text_or_null(one.method)},
                         {"provider", text_or_null(one.provider)},
                         {"verifiedAt", text_or_null(one.verified_at)}});
}

Json identity_json(const cawg::Identity& identity) {
    Json roles = Json::array();
    for (const std::string& role : identity.roles) {
        roles.push(role);
    }
    Json verified = Json::array();
    for (const cawg::VerifiedIdentity& one : identity.verified) {
        verified.push(verified_json(one));
    }
    return Json::object({{"assertion", identity.url},
                         {"state", cawg::to_text(identity.state)},
                         {"type", text_or_null(identity.type)},
                         {"roles", std::move(roles)},
                         {"issuer", text_or_null(identity.issuer)},
                         {"certificate", identity.certificate ? signer_json(*identity.certificate) : Json()},
                         {"verified", std::move(verified)},
                         {"timeStamp", identity.time_stamp ? Json(to_rfc3339(identity.time_stamp->time)) : Json()},
                         {"codes", codes_json(identity.codes)}});
}

}  // namespace

Json codes_json(const c2pa::StatusLists& codes) {
    const auto names = [](const std::vector<c2pa::StatusEntry>& entries) {
        Json out = Json::array();
        for (const c2pa::StatusEntry& entry : entries) {
            out.push(entry.code);
        }
        return out;
    };
    return Json::object({{"success", names(codes.success)},
                         {"informational", names(codes.informational)},
                         {"failure", names(codes.failure)}});
}

Json signer_json(const c2pa::Signer& signer) {
    return Json::object({{"subject", signer.subject},
                         {"issuer", signer.issuer},
                         {"commonName", text_or_null(signer.common_name)},
                         {"organisation", text_or_null(signer.organisation)},
                         {"serial", signer.serial},
                         {"notBefore", time_or_null(signer.not_before)},
                         {"notAfter", time_or_null(signer.not_after)},
                         {"algorithm", signer.algorithm},
                         {"publicKey", to_hex(signer.public_key)}});
}

Json cawg_json(const cawg::Report& report) {
    Json identities = Json::array();
    for (const cawg::Identity& identity : report.identities) {
        identities.push(identity_json(identity));
    }
    return Json::object({{"state", cawg::to_text(report.state)},
                         {"codes", codes_json(report.codes)},
                         {"identities", std::move(identities)}});
}

}  // namespace countersign::verdict
