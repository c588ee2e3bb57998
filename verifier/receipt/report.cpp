#include "verifier/receipt/report.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"

namespace countersign::verifier::receipt {
namespace {

bool has(const std::vector<c2pa::StatusEntry>& entries, const c2pa::StatusCode& code) {
    return std::any_of(entries.begin(), entries.end(),
                       [&code](const c2pa::StatusEntry& entry) { return entry.code == code.name; });
}

}  // namespace

std::string_view to_text(State state) noexcept {
    switch (state) {
        case State::absent: return "absent";
        case State::not_assessed: return "not-assessed";
        case State::invalid: return "invalid";
        case State::valid: return "valid";
        case State::trusted: return "trusted";
    }
    ensure(false, "state");
    return {};
}

State state_of(const ReceiptFinding& finding) noexcept {
    if (!finding.codes.failure.empty()) {
        return State::invalid;
    }
    if (!has(finding.codes.success, status::inclusion_validated)) {
        return State::not_assessed;
    }
    return has(finding.codes.success, status::log_trusted) ? State::trusted : State::valid;
}

State state_of(const std::vector<ReceiptFinding>& findings) noexcept {
    State out = findings.empty() ? State::absent : State::trusted;
    for (const ReceiptFinding& finding : findings) {
        // A failure is worse than what nobody looked at.
        const auto rank = [](State state) { return state == State::invalid ? 0 : static_cast<int>(state); };
        out = rank(finding.state) < rank(out) ? finding.state : out;
    }
    return out;
}

}  // namespace countersign::verifier::receipt
