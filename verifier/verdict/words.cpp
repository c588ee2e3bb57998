#include "verifier/verdict/words.hpp"

#include <array>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::verdict {

namespace {}  // namespace

std::string to_words(UnixSeconds time) {
    static constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                                "May",       "June",     "July",     "August",
                                                                "September", "October",  "November", "December"};
    const std::string text = to_rfc3339(time);  // 2026-05-03T...
    const std::size_t month = static_cast<std::size_t>(text[5] - '0') * 10 + static_cast<std::size_t>(text[6] - '0');
    const std::string day = text[8] == '0' ? text.substr(9, 1) : text.substr(8, 2);
    return day + " " + std::string(months[(month + 11) % 12]) + " " + text.substr(0, 4);
}

std::string_view to_words(rules::IdentityKind kind) noexcept {
    switch (kind) {
        case rules::IdentityKind::person: return "a person";
        case rules::IdentityKind::organisation: return "a company";
        case rules::IdentityKind::agent: return "an AI agent";
    }
    return "somebody";
}

std::string_view to_words(rules::DisputeGround ground) noexcept {
    switch (ground) {
        case rules::DisputeGround::false_attribution: return "it is said not to be made by whom it names";
        case rules::DisputeGround::false_identity: return "the signer is said not to be who they claim";
        case rules::DisputeGround::issued_in_error: return "it is said to be issued in error";
        case rules::DisputeGround::undisclosed_ai: return "it is said to be made with AI without saying so";
        case rules::DisputeGround::rights: return "somebody else claims the rights to it";
        case rules::DisputeGround::other: return "see the dispute";
    }
    return "see the dispute";
}

std::string shown(std::string_view text) { return printable(text, limits::verdict_words_shown); }

std::string name_of(const evidence::IdentityFact& identity) {
    return identity.names.empty() ? printable(identity.did, limits::verdict_did_shown) : shown(identity.names.front());
}

std::string name_of(const verifier::c2pa::Signer& certificate) {
    if (!certificate.common_name.empty()) {
        return shown(certificate.common_name);
    }
    return shown(certificate.organisation.empty() ? certificate.subject : certificate.organisation);
}

std::string to_percent(ScorePpm score) {
    const std::uint32_t tenths = score.value / 1000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

}  // namespace countersign::verdict
