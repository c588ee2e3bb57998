#include "api/service/get_item.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"

namespace countersign::api::service {
namespace {

std::string_view kind_text(rules::LeafKind kind) noexcept {
    switch (kind) {
        case rules::LeafKind::content: return "content";
        case rules::LeafKind::credential: return "credential";
        case rules::LeafKind::statement: return "statement";
    }
    return "";
}

Json proof_json(const ledger::LeafProof& proof) {
    Json path = Json::array();
    for (const auto& hash : proof.path) {
        path.push(hex(hash));
    }
    return Json::object({{"leaf", to_hex(proof.leaf)},
                         {"index", proof.place.index},
                         {"root", hex(proof.root)},
                         {"count", proof.count},
                         {"path", std::move(path)}});
}

}  // namespace

std::string item_path(std::string_view id) { return "/v1/items/" + std::string(id); }

Result<Json> GetItem::handle(std::string_view id) const {
    const auto standing = context_.batches.find(id);
    if (!standing) {
        return fail(standing.error());
    }
    const BatchItem& item = standing->item;
    Json answer = Json::object({{"id", item.id},
                                {"kind", kind_text(item.group.choice.kind)},
                                {"issuer", hex(item.group.issuer)},
                                {"addedAt", to_rfc3339(item.added_at)},
                                {"state", to_text(item.state)}});
    if (!item.credential.empty()) {
        answer.set("credential", item.credential);
    }
    if (item.state != ItemState::waiting) {
        answer.set("batch", hex(item.batch));
    }
    if (!item.problem.empty()) {
        answer.set("problem", item.problem);
    }
    if (standing->receipt) {
        const auto proof = context_.ledger.prove_leaf(item.batch, item.index);
        if (!proof) {
            return fail(proof.error());
        }
        answer.set("proof", proof_json(*proof));
        answer.set("operation", operation_json(context_.ledger, *standing->receipt, "commit"));
    }
    return answer;
}

http::Response GetItem::operator()(const http::Request& request) const {
    const auto answer = handle(request.parameters[0]);
    if (!answer) {
        return http::problem_response(answer.error());
    }
    http::Response response = http::json_response(200, to_json_text(*answer));
    response.cache_control = "no-cache";
    return response;
}

}  // namespace countersign::api::service
