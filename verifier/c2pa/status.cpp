#include "verifier/c2pa/status.hpp"

#include <algorithm>

namespace countersign::verifier::c2pa {
namespace {

template <typename Lists>
auto& list_of(Lists& lists, Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::success: return lists.success;
        case Outcome::informational: return lists.informational;
        case Outcome::failure: break;
    }
    return lists.failure;
}

}  // namespace

void StatusLists::add(const StatusCode& code, std::string url, std::string explanation) {
    list_of(*this, code.outcome).push_back({std::string(code.name), std::move(url), std::move(explanation)});
}

bool StatusLists::has(const StatusCode& code) const noexcept {
    const auto& list = list_of(*this, code.outcome);
    return std::any_of(list.begin(), list.end(), [&](const StatusEntry& entry) { return entry.code == code.name; });
}

}  // namespace countersign::verifier::c2pa
