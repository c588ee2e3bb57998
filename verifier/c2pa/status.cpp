#include "verifier/c2pa/status.hpp"

#include <algorithm>
#include <iterator>

#include "identity/base/limits.hpp"

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

/// A stranger's text, at most so long and without half a character at its end.
std::string cut(std::string text) {
    if (text.size() > limits::status_text_bytes_max) {
        std::size_t end = limits::status_text_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
    }
    return text;
}

}  // namespace

void StatusLists::add(const StatusCode& code, std::string url, std::string explanation) {
    auto& list = list_of(*this, code.outcome);
    if (list.size() > limits::statuses_max) {
        return;
    }
    if (list.size() == limits::statuses_max) {
        list.push_back({std::string(status::general_error.name), {}, "more findings than are told"});
        return;
    }
    list.push_back({std::string(code.name), cut(std::move(url)), cut(std::move(explanation))});
}

void StatusLists::append(StatusLists more) {
    const auto move_all = [](std::vector<StatusEntry>& to, std::vector<StatusEntry>& from) {
        to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    };
    move_all(success, more.success);
    move_all(informational, more.informational);
    move_all(failure, more.failure);
}

bool StatusLists::has(const StatusCode& code) const noexcept {
    const auto& list = list_of(*this, code.outcome);
    return std::any_of(list.begin(), list.end(), [&](const StatusEntry& entry) { return entry.code == code.name; });
}

}  // namespace countersign::verifier::c2pa
