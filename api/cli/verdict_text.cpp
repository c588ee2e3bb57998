#include "api/cli/verdict_text.hpp"

#include <algorithm>

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

constexpr std::size_t verdict_width = 14;

std::string row(std::string_view name, const std::string& value, std::size_t width = verdict_width) {
    if (value.empty()) {
        return {};
    }
    std::string line = "  ";
    line += name;
    line.append(name.size() < width ? width - name.size() : 1, ' ');
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

/// The receipts that the file carries; empty where there is none.
std::string receipt_text(const Json& verdict) {
    const Json* const provenance = verdict.find("provenance");
    const Json* const receipts = provenance == nullptr ? nullptr : provenance->find("receipts");
    const std::string state = receipts == nullptr ? std::string() : text_at(*receipts, {"state"});
    if (receipts == nullptr || state == "absent") {
        return {};
    }
    std::string text = state;
    for (const Json& receipt : array_at(*receipts, "receipts", {})) {
        const auto index = get_unsigned(receipt, "index");
        text += index ? "; entry " + std::to_string(*index) + " of " + text_at(receipt, {"origin"}) : "";
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

/// 20 digits at most are looked at: "63841000000000" -> "0.000063841".
std::string to_ether(const std::string& wei) {
    constexpr std::size_t places = 18;
    std::string digits = wei.size() <= places ? std::string(places + 1 - wei.size(), '0') + wei : wei;
    std::string behind = digits.substr(digits.size() - places);
    digits.resize(digits.size() - places);
    behind.resize(behind.find_last_not_of('0') + 1);
    return behind.empty() ? digits : digits + "." + behind;
}

/// "1,234" -> as people read numbers; the text is digits, perhaps with a point.
std::string grouped(const std::string& number) {
    const std::size_t whole = std::min(number.find('.'), number.size());
    std::string out;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (i != 0 && i < whole && (whole - i) % 3 == 0) {
            out.push_back(',');
        }
        out.push_back(number[i]);
    }
    return out;
}

std::string place_text(const Json& chain, std::initializer_list<std::string_view> names) {
    const Json* place = &chain;
    for (const std::string_view name : names) {
        place = place->find(name);
        if (place == nullptr || !place->is_object()) {
            return {};
        }
    }
    return "block " + text_at(*place, {"block", "number"}) + " (" + text_at(*place, {"finality"}) + "), " +
           text_at(*place, {"block", "hash"});
}

std::string cost_text(const Json& cost) {
    const std::string items = text_at(cost, {"items"});
    const std::string each = grouped(text_at(cost, {"gasPerItem"})) + " gas, " +
                             to_ether(text_at(cost, {"weiPerItem"})) + " of the chain's coin";
    return items == "1" ? each
                        : each + ": one of " + grouped(items) + " items in a transaction of " +
                              grouped(text_at(cost, {"gas"})) + " gas";
}

}  // namespace

std::string chain_rows(const Json& answer, std::string_view member, std::size_t width) {
    const Json* const chain = answer.find("chain");
    if (chain == nullptr || !chain->is_object()) {
        return {};
    }
    const std::string seen = text_at(*chain, {"asOf", "number"});
    std::string text = row("chain",
                           text_at(*chain, {"chainId"}) + ", registry " + text_at(*chain, {"contract"}) +
                               (seen.empty() ? "" : ", as of block " + seen),
                           width);
    text += row("in", place_text(*chain, {member}), width);
    const Json* const place = chain->find(member);
    if (const Json* const cost = place != nullptr && place->is_object() ? place->find("cost") : nullptr) {
        text += row("cost", cost_text(*cost), width);
    }
    return text;
}

std::string to_terminal_text(const Json& verdict, Exit exit) {
    std::string text(sign_of(exit));
    text += " " + text_at(verdict, {"summary"}) + "\n\n";
    text += row("integrity", text_at(verdict, {"integrity"}));
    text += row("provenance", text_at(verdict, {"provenance", "state"}));
    text += row("origin", signer_text(verdict));
    text += row("identity", identity_text(verdict));
    text += row("receipt", receipt_text(verdict));
    text += row("others say", standing_text(verdict));
    text += row("AI", text_at(verdict, {"disclosure", "ai"}));
    text += row("truth", text_at(verdict, {"truth"}));
    const std::string size = text_at(verdict, {"checkpoint", "size"});
    text +=
        row("as of", size.empty() ? "" : "checkpoint " + size + " of " + text_at(verdict, {"checkpoint", "origin"}));
    text += chain_rows(verdict, "record", verdict_width);
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
