#include "api/cli/verdict_text.hpp"

#include "identity/base/encoding.hpp"

namespace countersign::cli {
namespace {

std::string_view sign_of(Exit exit) {
    switch (exit) {
        case Exit::success: return "[ok]";
        case Exit::refused: return "[!!]";
        case Exit::no_provenance: return "[--]";
        case Exit::unknown_signer: return "[ ?]";
        case Exit::usage:
        case Exit::unreadable: break;
    }
    return "[  ]";
}

/// The text at `path`, made printable; empty where there is none.
std::string text_at(const Json& json, std::initializer_list<std::string_view> path) {
    const Json* at = &json;
    for (const std::string_view key : path) {
        at = at->find(key);
        if (at == nullptr) {
            return {};
        }
    }
    if (at->is_integer()) {
        return std::to_string(at->as_integer());
    }
    return at->is_string() ? printable(at->as_string(), 600) : std::string();
}

/// The items of the array at `path`.
const Json::Array& array_at(const Json& json, std::string_view outer, std::string_view inner) {
    static const Json::Array none;
    const Json* const object = inner.empty() ? &json : json.find(outer);
    const Json* const array = object == nullptr ? nullptr : object->find(inner.empty() ? outer : inner);
    return array != nullptr && array->is_array() ? array->as_array() : none;
}

std::string row(std::string_view name, const std::string& value) {
    if (value.empty()) {
        return {};
    }
    std::string line = "  ";
    line += name;
    line.append(name.size() < 14 ? 14 - name.size() : 1, ' ');
    return line + value + "\n";
}

std::string signer_text(const Json& verdict) {
    std::string text = text_at(verdict, {"origin", "status"});
    for (const Json& identity : array_at(verdict, "origin", "identities")) {
        const std::string name = text_at(identity, {"name"});
        text += ": " + (name.empty() ? "" : name + ", ") + text_at(identity, {"did"});
        text += text_at(identity, {"custody"}) == "hosted" ? " (custody: hosted)" : "";
    }
    return text;
}

/// The CAWG identities, apart from the origin; empty where there is none.
std::string identity_text(const Json& verdict) {
    const Json* const provenance = verdict.find("provenance");
    const Json* const cawg = provenance == nullptr ? nullptr : provenance->find("cawg");
    const std::string state = cawg == nullptr ? std::string() : text_at(*cawg, {"state"});
    if (cawg == nullptr || state == "absent") {
        return {};
    }
    std::string text = state;
    for (const Json& identity : array_at(*cawg, "identities", {})) {
        const std::string issuer = text_at(identity, {"issuer"});
        const std::string subject = text_at(identity, {"certificate", "subject"});
        text += "; " + text_at(identity, {"type"});
        text += issuer.empty() ? "" : " by " + issuer;
        text += subject.empty() ? "" : " of " + subject;
    }
    return text;
}

std::string standing_text(const Json& verdict) {
    std::string text;
    const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    for (const Json& credential : array_at(verdict, "standing", "credentials")) {
        const std::string issuer = text_at(credential, {"issuer", "name"});
        add(text_at(credential, {"type"}) + (issuer.empty() ? "" : " by " + issuer) + " (" +
            text_at(credential, {"status"}) + ")");
    }
    for (const Json& dispute : array_at(verdict, "standing", "disputes")) {
        add("dispute " + text_at(dispute, {"status"}));
    }
    return text.empty() ? "nothing" : text;
}

}  // namespace

std::string to_terminal_text(const Json& verdict, Exit exit) {
    std::string text(sign_of(exit));
    text += " " + text_at(verdict, {"summary"}) + "\n\n";
    text += row("integrity", text_at(verdict, {"integrity"}));
    text += row("provenance", text_at(verdict, {"provenance", "state"}));
    text += row("origin", signer_text(verdict));
    text += row("identity", identity_text(verdict));
    text += row("others say", standing_text(verdict));
    text += row("AI", text_at(verdict, {"disclosure", "ai"}));
    text += row("truth", text_at(verdict, {"truth"}));
    const std::string size = text_at(verdict, {"checkpoint", "size"});
    text +=
        row("as of", size.empty() ? "" : "checkpoint " + size + " of " + text_at(verdict, {"checkpoint", "origin"}));
    text += row("sha256", text_at(verdict, {"asset", "sha256"}));
    text += "\n";
    for (const Json& reason : array_at(verdict, "reasons", {})) {
        text += "  - " + text_at(reason, {"text"}) + " [" + text_at(reason, {"code"}) + "]\n";
    }
    return text;
}

std::string to_terminal_line(const std::string& name, const Json& verdict, Exit exit) {
    return std::string(sign_of(exit)) + " " + name + ": " + text_at(verdict, {"summary"});
}

}  // namespace countersign::cli
