#include "verifier/cawg/documents.hpp"

#include "identity/base/encoding.hpp"
#include "identity/did/did_jwk.hpp"
#include "identity/did/did_key.hpp"
#include "verifier/cawg/errors.hpp"

namespace countersign::verifier::cawg {

Result<Json> Documents::status_list(std::string_view url) const {
    return fail(countersign::errors::did_unavailable, printable(url));
}

Result<did::DidDocument> SelfDescribing::resolve(const did::Did& did) const {
    if (did.method() == "key") {
        return did::resolve_did_key(did);
    }
    return did.method() == "jwk" ? did::resolve_did_jwk(did)
                                 : fail(countersign::errors::did_method, std::string(did.method()));
}

Result<Done> SuppliedDocuments::add(std::string_view json) {
    if (size() >= limits::supplied_documents_max) {
        return fail(errors::too_many_documents);
    }
    auto parsed = parse_json(json);
    if (!parsed) {
        return fail(parsed.error());
    }
    const auto id = get_string(*parsed, "id");
    if (id && parsed->find("credentialSubject") != nullptr) {
        lists_.insert_or_assign(*id, std::move(*parsed));
        return Done{};
    }
    auto document = did::parse_did_document(json);
    if (!document) {
        return fail(document.error());
    }
    documents_.insert_or_assign(document->id.text(), std::move(*document));
    return Done{};
}

Result<did::DidDocument> SuppliedDocuments::resolve(const did::Did& did) const {
    const auto found = documents_.find(did.text());
    if (found != documents_.end()) {
        return found->second;
    }
    return did.method() == "web" ? fail(countersign::errors::did_unavailable, "no document of it was supplied")
                                 : fail(countersign::errors::did_method, std::string(did.method()));
}

Result<Json> SuppliedDocuments::status_list(std::string_view url) const {
    const auto found = lists_.find(url);
    return found == lists_.end() ? Documents::status_list(url) : Result<Json>(found->second);
}

Result<did::DidDocument> FirstOf::resolve(const did::Did& did) const {
    Error last{countersign::errors::did_method, std::string(did.method())};
    for (const Documents* source : sources_) {
        auto document = source->resolve(did);
        if (document) {
            return document;
        }
        // A source that doesn't know the method says nothing about the DID.
        if (!(document.error().code == countersign::errors::did_method)) {
            last = document.error();
        }
    }
    return fail(std::move(last));
}

Result<Json> FirstOf::status_list(std::string_view url) const {
    for (const Documents* source : sources_) {
        if (auto list = source->status_list(url)) {
            return list;
        }
    }
    return Documents::status_list(url);
}

}  // namespace countersign::verifier::cawg
