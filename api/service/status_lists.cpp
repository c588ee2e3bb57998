#include "api/service/status_lists.hpp"

#include <algorithm>

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/credential/proof.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::api::service {
namespace {

std::string name_text(const ListName& name) { return hex(name.issuer) + "-" + name.purpose; }

}  // namespace

Result<ListName> parse_list_name(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto issuer = parse_hex_fixed<rules::IdentityId>(text.substr(0, dash));
    const std::string_view purpose = dash == std::string_view::npos ? "" : text.substr(dash + 1);
    if (!issuer || (purpose != "revocation" && purpose != "suspension")) {
        return fail(errors::status_list_unknown, printable(text, 100));
    }
    return ListName{*issuer, std::string(purpose)};
}

std::string list_url(const Context& context, const ListName& name) {
    return context.address.url + "/v1/status/" + name_text(name);
}

Result<std::string> StatusLists::make(const ListName& name) const {
    const auto issued = context_.vault.issued_by(name.issuer);
    if (!issued) {
        return fail(issued.error());
    }
    if (issued->empty()) {
        return fail(errors::status_list_unknown, name_text(name));
    }
    const rules::Status wanted = name.purpose == "revocation" ? rules::Status::revoked : rules::Status::suspended;
    credential::Bitstring list;
    const auto view = context_.ledger.view();
    for (const IssuedRecord& record : *issued) {
        rules::Status status = rules::Status::valid;
        const auto error = rules::find_status(view.state(), record.batch, record.leaf, status);
        if (error == rules::RuleError::none && status == wanted) {
            list.set(record.list_index, 1);
        }
    }
    // Q6: what was promised and then refused counts as revoked.
    const auto refused = context_.batches.store().refused_credentials(name.issuer);
    if (!refused) {
        return fail(refused.error());
    }
    for (const IssuedRecord& record : *issued) {
        if (wanted == rules::Status::revoked && std::ranges::find(*refused, record.id) != refused->end()) {
            list.set(record.list_index, 1);
        }
    }
    const std::string did = context_.address.did();
    const UnixSeconds now = context_.clock.now();
    const Json unsigned_list = credential::make_status_list_credential(
        {.url = list_url(context_, name), .issuer = did, .purpose = name.purpose, .valid_from = now, .valid_until = {}},
        list);
    const auto signed_list = credential::add_proof(
        unsigned_list, context_.assertion_key,
        {.verification_method = did + "#" + to_multikey(context_.assertion_key.public_key()), .created = now});
    if (!signed_list) {
        return fail(credential::to_error(signed_list.error()));
    }
    return to_json_text(*signed_list);
}

Result<std::string> StatusLists::find(const ListName& name) {
    const auto edition = context_.ledger.edition();
    const std::uint64_t issued_version = context_.vault.issued_version();
    const std::lock_guard lock(mutex_);
    const std::string key = name_text(name);
    if (const auto at = made_.find(key);
        at != made_.end() && at->second.edition == edition && at->second.issued_version == issued_version) {
        return at->second.text;
    }
    auto text = make(name);
    if (!text) {
        return fail(text.error());
    }
    if (made_.size() >= limits::cached_status_lists) {
        made_.clear();
    }
    made_[key] = {edition, issued_version, *text};
    return text;
}

Result<Json> StatusLists::find_json(const ListName& name) {
    const auto text = find(name);
    return text ? parse_json(*text) : fail(text.error());
}

}  // namespace countersign::api::service
