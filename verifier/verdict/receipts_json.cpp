#include "verifier/verdict/receipts_json.hpp"

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/verdict/cawg_json.hpp"

namespace countersign::verdict {

namespace {

namespace receipt = verifier::receipt;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(printable(text, 300)); }

/// What nobody has looked at is null: a stranger's numbers mean nothing before they are checked.
Json finding_json(const receipt::ReceiptFinding& finding) {
    const bool is_sound = finding.state == receipt::State::valid || finding.state == receipt::State::trusted;
    const rules::IdentityId& id = finding.identity;
    return Json::object({{"assertion", finding.url},
                         {"state", receipt::to_text(finding.state)},
                         {"manifest", text_or_null(finding.manifest)},
                         {"repository", text_or_null(finding.repository)},
                         {"origin", text_or_null(finding.origin)},
                         {"index", is_sound ? Json(finding.index) : Json()},
                         {"size", is_sound ? Json(finding.head.size) : Json()},
                         {"registeredAt", is_sound ? Json(to_rfc3339(finding.registered_at)) : Json()},
                         {"identity", is_sound ? Json(to_hex({id.data(), id.size()})) : Json()},
                         {"codes", codes_json(finding.codes)}});
}

}  // namespace

Json receipts_json(const receipt::Report& report) {
    Json list = Json::array();
    for (const receipt::ReceiptFinding& finding : report.receipts) {
        list.push(finding_json(finding));
    }
    return Json::object({{"state", receipt::to_text(report.state)}, {"receipts", std::move(list)}});
}

}  // namespace countersign::verdict
