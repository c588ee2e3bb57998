#include "api/service/identity_documents.hpp"

#include "api/service/resolve_did.hpp"
#include "api/service/status_lists.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {

Result<did::DidDocument> IdentityDocuments::resolve(const did::Did& did) const {
    if (did.method() != "web") {
        return fail(errors::did_method, std::string(did.method()));
    }
    return ResolveDid(context_).handle(did.text());
}

Result<Json> IdentityDocuments::status_list(std::string_view url) const {
    const std::size_t name_at = url.rfind('/') + 1;
    const auto name = parse_list_name(url.substr(name_at));
    if (!name || list_url(context_, *name) != url) {
        return Documents::status_list(url);
    }
    return StatusLists(context_).find_json(*name);
}

std::vector<std::string> trusted_aggregators(const Context& context, const verdict::Policy& policy) {
    std::vector<std::string> out{context.address.did()};
    for (const rules::IdentityId& root : policy.trust_roots) {
        out.push_back(context.address.did() + ":identities:" + to_hex({root.data(), root.size()}));
    }
    return out;
}

}  // namespace countersign::api::service
