#include "api/cli/verdict_text.hpp"

#include "identity/base/encoding.hpp"

namespace countersign::cli {
namespace {

std::string_view sign_of(const verdict::Verdict& verdict) {
    switch (verdict::exit_status(verdict)) {
        case 0: return "[ok]";
        case 1: return "[!!]";
        case 2: return "[--]";
        default: return "[ ?]";
    }
}

std::string row(std::string_view name, const std::string& value) {
    std::string line = "  ";
    line += name;
    line.append(name.size() < 14 ? 14 - name.size() : 1, ' ');
    return line + value + "\n";
}

/// "photographer (person, did:web:...)", or what else is known of the signer.
std::string signer_text(const verdict::Origin& origin) {
    std::string text(to_text(origin.status));
    for (const auto& identity : origin.identities) {
        text += ": ";
        text += identity.names.empty() ? "" : printable(identity.names.front(), 64) + " ";
        text += printable(identity.did, 160);
        text += identity.custody == rules::Custody::hosted ? " (custody: hosted)" : "";
    }
    if (origin.identities.empty() && origin.key) {
        text += ": certificate of " + printable(origin.key->subject, 160);
    }
    return text;
}

std::string standing_text(const verdict::Standing& standing) {
    std::string text;
    for (const auto& credential : standing.credentials) {
        text += text.empty() ? "" : ", ";
        text += printable(credential.type, 64) + " by " + printable(credential.issuer_name, 64);
    }
    for (const auto& dispute : standing.disputes) {
        text += text.empty() ? "" : ", ";
        text += "dispute " + dispute.status;
    }
    return text.empty() ? "nothing" : text;
}

std::string_view disclosure_text(rules::AiDisclosure ai) {
    switch (ai) {
        case rules::AiDisclosure::undeclared: return "undeclared";
        case rules::AiDisclosure::captured: return "captured";
        case rules::AiDisclosure::edited: return "edited";
        case rules::AiDisclosure::generated: return "generated";
    }
    return "undeclared";
}

}  // namespace

std::string to_terminal_text(const verdict::Verdict& verdict) {
    std::string text(sign_of(verdict));
    text += " " + printable(verdict.summary, 600) + "\n\n";
    text += row("integrity", std::string(to_text(verdict.integrity)));
    text += row("provenance", std::string(to_text(verdict.provenance.state)));
    text += row("origin", signer_text(verdict.origin));
    text += row("others say", standing_text(verdict.standing));
    text += row("AI", std::string(disclosure_text(verdict.disclosure.ai)));
    text += row("truth", "not-assessed");
    if (verdict.checkpoint) {
        text += row("as of", "checkpoint " + std::to_string(verdict.checkpoint->head.size) + " of " +
                                 printable(verdict.checkpoint->origin, 160));
    }
    text += row("sha256", to_hex(view(verdict.asset.sha256)));
    text += "\n";
    for (const auto& reason : verdict.reasons) {
        text += "  - " + printable(reason.text, 400) + " [" + printable(reason.code, 100) + "]\n";
    }
    return text;
}

}  // namespace countersign::cli
