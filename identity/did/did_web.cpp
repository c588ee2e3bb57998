#include "identity/did/did_web.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::did {
namespace {

constexpr std::string_view encoded_colon = "%3A";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

/// A lower-case domain name. Addresses are refused (their last label is a number), except that of this machine, under
/// which a service is tried out before it has a name.
bool is_host(std::string_view host) {
    if (host == "127.0.0.1") {
        return true;
    }
    if (host.empty() || host.size() > 253) {
        return false;
    }
    std::string_view last;
    for (std::string_view rest = host;;) {
        const std::size_t dot = rest.find('.');
        last = rest.substr(0, dot);
        if (!is_label(last)) {
            return false;
        }
        if (dot == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(dot + 1);
    }
    return !std::ranges::all_of(last, is_digit);
}

/// 1 to 65535 without leading zeros.
bool is_port(std::string_view port) {
    if (port.empty() || port.size() > 5 || port.front() == '0' || !std::ranges::all_of(port, is_digit)) {
        return false;
    }
    return std::stoul(std::string(port)) <= 65535;
}

bool is_path_segment(std::string_view segment) {
    return !segment.empty() && segment != "." && segment != ".." && std::ranges::all_of(segment, [](char c) {
        return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
    });
}

/// The text before the first `mark`, cut from `rest` together with it; nothing is left where there is none.
std::string_view take_until(std::string_view& rest, std::string_view mark) {
    const std::size_t at = rest.find(mark);
    const std::string_view taken = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + mark.size());
    return taken;
}

Purposes purposes_of(const RegistryRoles& roles) {
    Purposes out = 0;
    if (roles.control) {
        out = out | Purpose::authentication;
    }
    if (roles.control || roles.revoke) {
        out = out | Purpose::capability_invocation;
    }
    if (roles.sign || roles.issue || roles.endorse) {
        out = out | Purpose::assertion_method;
    }
    return out;
}

}  // namespace

Result<std::string> parse_did_web_url(const Did& did) {
    if (did.method() != "web") {
        return fail(errors::did_method, std::string(did.method()));
    }
    std::string_view path = did.specific_id();
    std::string_view port = take_until(path, ":");
    const bool has_port = port.find('%') != std::string_view::npos;
    const std::string_view host = take_until(port, encoded_colon);
    if (!is_host(host) || (has_port && !is_port(port))) {
        return fail(errors::did_web_host, printable(did.text(), 100));  // D10
    }
    std::string url = "https://" + std::string(host) + (has_port ? ":" + std::string(port) : "");
    if (path.empty()) {
        return url + "/.well-known/did.json";
    }
    while (!path.empty()) {
        const std::string_view segment = take_until(path, ":");
        if (!is_path_segment(segment)) {
            return fail(errors::did_web_path, printable(did.text(), 100));  // D11
        }
        url += "/" + std::string(segment);
    }
    return url + "/did.json";
}

Result<Did> make_registry_did(std::string_view host, std::string_view id) {
    std::string_view port = host;
    const bool has_port = host.find(':') != std::string_view::npos;
    const std::string_view name = take_until(port, ":");
    if (!is_host(name) || (has_port && !is_port(port))) {
        return fail(errors::did_web_host, printable(host, 100));
    }
    if (!is_path_segment(id)) {
        return fail(errors::did_web_path, printable(id, 100));
    }
    return parse_did("did:web:" + std::string(name) + (has_port ? std::string(encoded_colon) + std::string(port) : "") +
                     ":identities:" + std::string(id));
}

Result<DidDocument> make_registry_document(const RegistryIdentity& identity) {
    auto did = make_registry_did(identity.host, identity.id);
    if (!did) {
        return fail(did.error());
    }
    DidDocument out{std::move(*did), {}, {}};
    for (const auto& [key, roles, valid_until, compromised_since] : identity.keys) {
        out.methods.push_back({out.id.text() + "#" + to_multikey(key), out.id.text(), "Multikey", key,
                               purposes_of(roles), valid_until, compromised_since});  // D12
    }
    return out;
}

}  // namespace countersign::did
