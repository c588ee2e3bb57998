#include "api/service/issue_credential.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_item.hpp"
#include "api/service/status_lists.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/limits.hpp"
#include "identity/credential/credential.hpp"
#include "identity/credential/proof.hpp"
#include "identity/did/did.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::api::service {
namespace {

/// Claims are the issuer's own words: without this context a reader would have to refuse them as undefined.
constexpr std::string_view undefined_terms_context = "https://www.w3.org/ns/credentials/undefined-terms/v2";

bool is_type(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || text.size() > limits::credential_type_characters_max || !is_letter(text.front())) {
        return false;
    }
    for (const char c : text) {
        if (!is_letter(c) && (c < '0' || c > '9')) {
            return false;
        }
    }
    return true;
}

Result<UnixSeconds> optional_time(const Json& json, std::string_view key) {
    if (json.find(key) == nullptr) {
        return UnixSeconds{};
    }
    const auto text = get_string(json, key);
    return text ? parse_rfc3339(*text) : fail(text.error());
}

Result<rules::SchemaId> optional_schema(const Json& json) {
    if (json.find("schema") == nullptr) {
        return rules::SchemaId{};
    }
    const auto text = get_string(json, "schema");
    const auto id = text ? parse_hex_fixed<rules::SchemaId>(*text) : fail(text.error());
    return id ? id : fail(errors::issue_schema);
}

}  // namespace

Result<Done> IssueCredential::set_subject(std::string_view text, Input& input) const {
    const std::string prefix = context_.address.did() + ":identities:";
    const bool is_own = text.starts_with(prefix);
    if (text.starts_with("did:") && !is_own) {
        if (!did::parse_did(text)) {
            return fail(errors::issue_subject, printable(text, 100));
        }
        input.subject_did = std::string(text);
        return Done{};
    }
    const auto id = find_identity(context_.ledger, is_own ? text.substr(prefix.size()) : text);
    if (!id) {
        return fail(errors::issue_subject, printable(text, 100));
    }
    input.subject = *id;
    input.subject_did = context_.address.did_of(*id);
    return Done{};
}

Result<IssueCredential::Input> IssueCredential::parse(const http::Request& request) const {
    const auto token = authorise(context_, request, scopes::issue);
    const auto json = token ? read_json(request) : fail(token.error());
    if (!json) {
        return fail(json.error());
    }
    if (auto keys = check_keys(*json, {"type", "subject", "claims", "schema", "validFrom", "validUntil"}); !keys) {
        return fail(keys.error());
    }
    const auto type = get_string(*json, "type");
    const auto subject = get_string(*json, "subject");
    const auto claims = get_object(*json, "claims");
    if (!type || !subject || !claims) {
        return fail(!type ? type.error() : !subject ? subject.error() : claims.error());
    }
    if (!is_type(*type) || *type == "VerifiableCredential") {
        return fail(errors::issue_type, printable(*type, 80));
    }
    if ((*claims)->find("id") != nullptr) {
        return fail(errors::issue_claims);
    }
    Input input{.issuer = token->identity, .type = *type, .claims = **claims, .address = std::string(request.remote)};
    if (auto set = set_subject(*subject, input); !set) {
        return fail(set.error());
    }
    const auto schema = optional_schema(*json);
    const auto from = optional_time(*json, "validFrom");
    const auto until = optional_time(*json, "validUntil");
    if (!schema || !from || !until) {
        return fail(!schema ? schema.error() : !from ? from.error() : until.error());
    }
    input.schema = *schema;
    input.valid_from = *from;
    input.valid_until = *until;
    return input;
}

Json IssueCredential::compose(const Input& input, const std::string& id, std::uint32_t list_index) const {
    Json subject = Json::object({{"id", input.subject_did}});
    for (const JsonMember& claim : input.claims.as_object()) {
        subject.set(claim.key, claim.value);
    }
    Json statuses = Json::array();
    for (const char* const purpose : {"revocation", "suspension"}) {
        statuses.push(credential::make_status_entry({.url = list_url(context_, {input.issuer, purpose}),
                                                     .issuer = context_.address.did(),
                                                     .purpose = purpose,
                                                     .valid_from = {},
                                                     .valid_until = {}},
                                                    list_index));
    }
    Json json = Json::object({{"@context", Json::array({credential::base_context, undefined_terms_context})},
                              {"id", "urn:countersign:credential:" + id},
                              {"type", Json::array({"VerifiableCredential", input.type})},
                              {"issuer", context_.address.did_of(input.issuer)},
                              {"validFrom", to_rfc3339(input.valid_from)}});
    if (input.valid_until.value != 0) {
        json.set("validUntil", to_rfc3339(input.valid_until));
    }
    json.set("credentialSubject", std::move(subject));
    json.set("credentialStatus", std::move(statuses));
    return json;
}

Result<IssueCredential::Output> IssueCredential::handle(const Input& given) const {
    Input input = given;
    const UnixSeconds now = context_.clock.now();
    input.valid_from = input.valid_from.value == 0 ? now : input.valid_from;
    const auto keys = context_.vault.hosted(input.issuer);
    const auto list_index = keys ? context_.vault.reserve_list_index(input.issuer) : fail(keys.error());
    if (!list_index) {
        return fail(list_index.error());
    }
    std::uint8_t raw_id[16];
    context_.entropy.fill(raw_id);
    Output output{.id = to_hex(raw_id), .salt = context_.entropy.fixed<rules::Salt>()};
    const auto checked = credential::check_credential(compose(input, output.id, *list_index));
    if (!checked) {
        return fail(credential::to_error(checked.error()));
    }
    const std::string method = context_.address.did_of(input.issuer) + "#" + to_multikey(keys->issue.public_key());
    auto secured = credential::add_proof(checked->json, keys->issue, {.verification_method = method, .created = now});
    if (!secured) {
        return fail(credential::to_error(secured.error()));
    }
    output.credential = std::move(*secured);
    rules::CredentialLeaf leaf{};
    leaf.commitment = rules::credential_commitment(output.salt, sha256(as_bytes(to_canonical_json(output.credential))),
                                                   ledger::host_crypto());
    leaf.valid_from = input.valid_from;
    leaf.valid_until = input.valid_until;
    HostedSigner::CommitChoice choice{.kind = rules::LeafKind::credential, .schema = input.schema};
    if (!input.schema.is_zero()) {
        const auto accreditors = evidence::accreditors_of(context_.ledger.view(), input.issuer, input.schema, now);
        choice.accreditor = accreditors.empty() ? rules::IdentityId{} : accreditors.front();
    }
    auto added = context_.batches.add({.group = {input.issuer, choice},
                                       .leaf = encode_leaf(leaf),
                                       .issued = IssuedRecord{.id = output.id,
                                                              .issuer = input.issuer,
                                                              .subject = input.subject,
                                                              .type = input.type,
                                                              .commitment = leaf.commitment,
                                                              .list_index = *list_index},
                                       .address = input.address});
    if (!added) {
        return fail(added.error());
    }
    output.batch = added->batch;
    output.receipt = added->receipt;
    output.item = added->item;
    return output;
}

http::Response IssueCredential::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto output = input ? handle(*input) : fail(input.error());
    if (!output) {
        return http::problem_response(output.error());
    }
    Json answer = Json::object({{"id", output->id}, {"credential", output->credential}});
    Json commitment = Json::object({{"salt", hex(output->salt)}});
    if (output->receipt) {
        commitment.set("batch", hex(output->batch));
        commitment.set("index", 0);
        answer.set("commitment", std::move(commitment));
        answer.set("operation", operation_json(context_.ledger, *output->receipt, "commit"));
        return http::json_response(201, to_json_text(answer));
    }
    // Q1: taken isn't committed yet.
    answer.set("commitment", std::move(commitment));
    answer.set("item", output->item);
    http::Response response = http::json_response(202, to_json_text(answer));
    response.headers.emplace_back("Location", item_path(output->item));
    response.headers.emplace_back("Countersign-Item", output->item);
    return response;
}

}  // namespace countersign::api::service
