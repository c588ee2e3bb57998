#include "verifier/verdict/verdict.hpp"

#include <algorithm>

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/verdict/cawg_json.hpp"
#include "verifier/verdict/receipts_json.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

template <typename Fixed>
std::string hex(const Fixed& bytes) {
    return to_hex({bytes.data(), bytes.size()});
}

Json time_or_null(UnixSeconds time) { return time.value == 0 ? Json() : Json(to_rfc3339(time)); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

template <typename List, typename Convert>
Json to_list(const List& list, const Convert& convert) {
    Json out = Json::array();
    for (const auto& item : list) {
        out.push(convert(item));
    }
    return out;
}

std::string_view source_text(evidence::StoreSource source) noexcept {
    switch (source) {
        case evidence::StoreSource::embedded: return "embedded";
        case evidence::StoreSource::sidecar: return "sidecar";
        case evidence::StoreSource::registry: return "registry";
        case evidence::StoreSource::recovered: return "recovered";
        case evidence::StoreSource::none: return "none";
    }
    return "none";
}

std::string_view disclosure_text(rules::AiDisclosure ai) noexcept {
    switch (ai) {
        case rules::AiDisclosure::generated: return "generated";
        case rules::AiDisclosure::edited: return "edited";
        case rules::AiDisclosure::captured: return "captured";
        case rules::AiDisclosure::undeclared: return "undeclared";
    }
    return "undeclared";
}

std::string_view credential_text(evidence::CredentialStatus status) noexcept {
    switch (status) {
        case evidence::CredentialStatus::valid: return "valid";
        case evidence::CredentialStatus::suspended: return "suspended";
        case evidence::CredentialStatus::revoked: return "revoked";
        case evidence::CredentialStatus::expired: return "expired";
        case evidence::CredentialStatus::not_yet_valid: return "not_yet_valid";
    }
    return "revoked";
}

std::string_view ground_text(rules::DisputeGround ground) noexcept {
    switch (ground) {
        case rules::DisputeGround::false_attribution: return "false_attribution";
        case rules::DisputeGround::false_identity: return "false_identity";
        case rules::DisputeGround::issued_in_error: return "issued_in_error";
        case rules::DisputeGround::undisclosed_ai: return "undisclosed_ai";
        case rules::DisputeGround::rights: return "rights";
        case rules::DisputeGround::other: return "other";
    }
    return "other";
}

std::string_view kind_text(rules::IdentityKind kind) noexcept {
    switch (kind) {
        case rules::IdentityKind::person: return "person";
        case rules::IdentityKind::organisation: return "organisation";
        case rules::IdentityKind::agent: return "agent";
    }
    return "person";
}

Json action_json(const c2pa::Action& action) {
    return Json::object({{"action", action.name},
                         {"digitalSourceType", text_or_null(action.digital_source_type)},
                         {"softwareAgent", text_or_null(action.software_agent)},
                         {"when", text_or_null(action.when)}});
}

Json ingredient_json(const c2pa::Ingredient& ingredient) {
    return Json::object({{"relationship", ingredient.relationship},
                         {"title", text_or_null(ingredient.title)},
                         {"format", text_or_null(ingredient.format)},
                         {"instanceId", text_or_null(ingredient.instance_id)},
                         {"manifest", text_or_null(ingredient.manifest)}});
}

Json manifest_json(const c2pa::ManifestSummary& manifest) {
    return Json::object(
        {{"label", manifest.label},
         {"sha256", hex(manifest.sha256)},
         {"update", manifest.is_update},
         {"claimGenerator", text_or_null(manifest.generator)},
         {"title", text_or_null(manifest.title)},
         {"format", text_or_null(manifest.format)},
         {"instanceId", text_or_null(manifest.instance_id)},
         {"signer", manifest.signer ? signer_json(*manifest.signer) : Json()},
         {"timeStamp", manifest.time_stamp ? Json::object({{"time", to_rfc3339(manifest.time_stamp->time)},
                                                           {"authority", manifest.time_stamp->authority},
                                                           {"trusted", manifest.time_stamp->trusted}})
                                           : Json()},
         {"actions", to_list(manifest.actions, action_json)},
         {"ingredients", to_list(manifest.ingredients, ingredient_json)},
         {"assertions", to_list(manifest.assertions, [](const std::string& label) { return Json(label); })}});
}

Json provenance_json(const Provenance& provenance) {
    return Json::object({{"source", source_text(provenance.source)},
                         {"state", c2pa::to_text(provenance.state)},
                         {"codes", codes_json(provenance.codes)},
                         {"cawg", cawg_json(provenance.cawg)},
                         {"receipts", receipts_json(provenance.receipts)},
                         {"ingredientFailures",
                          to_list(provenance.ingredient_failures,
                                  [](const c2pa::IngredientDelta& delta) {
                                      return Json::object({{"url", delta.url}, {"codes", codes_json(delta.statuses)}});
                                  })},
                         {"manifests", to_list(provenance.manifests, manifest_json)}});
}

Json identity_json(const evidence::IdentityFact& identity) {
    return Json::object({{"id", hex(identity.id)},
                         {"did", identity.did},
                         {"name", identity.names.empty() ? Json() : Json(identity.names.front())},
                         {"kind", kind_text(identity.kind)},
                         {"custody", identity.custody == rules::Custody::hosted ? "hosted" : "own"}});
}

Json origin_json(const Origin& origin) {
    return Json::object({{"status", to_text(origin.status)},
                         {"identities", to_list(origin.identities, identity_json)},
                         {"key", origin.key ? signer_json(*origin.key) : Json()},
                         {"signedAt", origin.signed_at ? Json(to_rfc3339(*origin.signed_at)) : Json()},
                         {"asOf", origin.as_of ? Json(to_rfc3339(*origin.as_of)) : Json()}});
}

Json credential_json(const evidence::CredentialFact& credential) {
    return Json::object(
        {{"type", credential.type},
         {"issuer", Json::object({{"id", hex(credential.issuer)}, {"name", text_or_null(credential.issuer_name)}})},
         {"accreditedBy", to_list(credential.accredited_by, [](const rules::IdentityId& id) { return Json(hex(id)); })},
         {"status", credential_text(credential.status)},
         {"validFrom", time_or_null(credential.valid_from)},
         {"validUntil", time_or_null(credential.valid_until)}});
}

Json reputation_json(const evidence::ReputationFact& fact) {
    const auto& explanation = fact.explanation;
    Json contributions = to_list(explanation.contributions, [](const reputation::Contribution& item) {
        return Json::object({{"from", hex(item.from)},
                             {"seed", item.is_seed},
                             {"weightPpm", std::int64_t{item.weight_ppm}},
                             {"amountPpm", std::int64_t{item.amount_ppm}}});
    });
    Json paths = to_list(explanation.paths, [](const reputation::TrustPath& path) {
        return to_list(path, [](const reputation::Party& party) { return Json(hex(party)); });
    });
    return Json::object({{"context", fact.context},
                         {"scorePpm", explanation.score.score.value},
                         {"explanation", Json::object({{"netPpm", std::int64_t{explanation.score.net_ppm}},
                                                       {"contributions", std::move(contributions)},
                                                       {"othersCount", std::uint64_t{explanation.others_count}},
                                                       {"othersAmountPpm", std::int64_t{explanation.others_amount_ppm}},
                                                       {"paths", std::move(paths)}})}});
}

Json disclosure_json(const Disclosure& disclosure) {
    return Json::object(
        {{"ai", disclosure_text(disclosure.ai)},
         {"digitalSourceType", text_or_null(disclosure.digital_source_type)},
         {"models", to_list(disclosure.models,
                            [](const c2pa::AiModel& model) {
                                return Json::object({{"type", model.type},
                                                     {"name", text_or_null(model.name)},
                                                     {"identifier", text_or_null(model.identifier)},
                                                     {"humanOversight", text_or_null(model.human_oversight)}});
                            })},
         {"uses", to_list(disclosure.permissions, [](const c2pa::UsePermission& one) {
              return Json::object(
                  {{"use", one.use}, {"permission", one.permission}, {"constraint", text_or_null(one.constraint)}});
          })}});
}

Json dispute_json(const Dispute& dispute) {
    const auto& fact = dispute.fact;
    return Json::object({{"id", hex(fact.id)},
                         {"status", dispute.status},
                         {"ground", ground_text(fact.ground)},
                         {"opener", hex(fact.opener)},
                         {"respondent", hex(fact.respondent)},
                         {"arbiter", hex(fact.arbiter)},
                         {"arbiterAccepted", dispute.counts},
                         {"openedAt", time_or_null(fact.opened_at)},
                         {"answerUntil", time_or_null(fact.answer_until)},
                         {"answeredAt", time_or_null(fact.answered_at)},
                         {"ruledAt", time_or_null(fact.ruled_at)}});
}

Json candidate_json(const evidence::Candidate& candidate) {
    Json record = Json::object({{"sha256", hex(candidate.record.leaf.content)},
                                {"signer", candidate.identity ? identity_json(*candidate.identity) : Json()},
                                {"registeredAt", to_rfc3339(candidate.record.registered_at)},
                                {"disclosure", disclosure_text(candidate.record.leaf.ai)},
                                {"operation", hex(candidate.record.operation)},
                                {"index", candidate.record.log_index}});
    return Json::object({{"tier", candidate.tier}, {"distance", candidate.distance}, {"record", std::move(record)}});
}

}  // namespace

bool Verdict::has_reason(std::string_view code) const noexcept {
    return std::ranges::any_of(reasons, [code](const Reason& reason) { return reason.code == code; });
}

std::string_view to_text(Integrity integrity) noexcept {
    switch (integrity) {
        case Integrity::intact: return "intact";
        case Integrity::altered: return "altered";
        case Integrity::unverifiable: return "unverifiable";
    }
    return "unverifiable";
}

std::string_view to_text(OriginStatus status) noexcept {
    switch (status) {
        case OriginStatus::identified: return "identified";
        case OriginStatus::pseudonymous: return "pseudonymous";
        case OriginStatus::unknown: return "unknown";
    }
    return "unknown";
}

Json to_json(const Verdict& verdict) {
    const auto& disclosure = verdict.disclosure;
    return Json::object(
        {{"version", 1},
         {"checkedAt", to_rfc3339(verdict.checked_at)},
         {"policy", Json::object({{"id", verdict.policy.id}, {"sha256", hex(verdict.policy.sha256)}})},
         {"checkpoint", verdict.checkpoint ? Json::object({{"origin", verdict.checkpoint->origin},
                                                           {"size", verdict.checkpoint->head.size},
                                                           {"rootHash", hex(verdict.checkpoint->head.root)}})
                                           : Json()},
         {"asset", Json::object({{"sha256", hex(verdict.asset.sha256)},
                                 {"bytes", verdict.asset.size_bytes},
                                 {"mediaType", verdict.asset.media_type}})},
         {"integrity", to_text(verdict.integrity)},
         {"provenance", provenance_json(verdict.provenance)},
         {"origin", origin_json(verdict.origin)},
         {"disclosure", disclosure_json(disclosure)},
         {"standing", Json::object({{"credentials", to_list(verdict.standing.credentials, credential_json)},
                                    {"reputation", to_list(verdict.standing.reputation, reputation_json)},
                                    {"disputes", to_list(verdict.standing.disputes, dispute_json)}})},
         {"candidates", to_list(verdict.candidates, candidate_json)},
         {"truth", "not-assessed"},
         {"summary", verdict.summary},
         {"reasons", to_list(verdict.reasons, [](const Reason& reason) {
              return Json::object({{"code", reason.code}, {"text", reason.text}});
          })}});
}

int exit_status(const Verdict& verdict) noexcept {
    constexpr int good = 0;
    constexpr int bad = 1;
    constexpr int nothing = 2;
    constexpr int unknown = 3;
    if (verdict.provenance.source == evidence::StoreSource::none) {
        return nothing;
    }
    if (verdict.integrity == Integrity::altered || verdict.revoked ||
        verdict.provenance.state == c2pa::State::invalid) {
        return bad;
    }
    if (verdict.provenance.state == c2pa::State::inaccessible) {
        const bool is_elsewhere =
            std::ranges::any_of(verdict.reasons, [](const Reason& r) { return r.code == "provenance.remote"; });
        return is_elsewhere ? nothing : bad;
    }
    if (verdict.integrity == Integrity::unverifiable) {
        return bad;
    }
    return verdict.origin.status == OriginStatus::identified ? good : unknown;
}

}  // namespace countersign::verdict
