#include "api/http/target.hpp"

#include <algorithm>

#include "api/http/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::http {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_control(unsigned char c) noexcept { return c < 0x20 || c == 0x7f; }

/// Appends the decoded text; false where an escape is broken or a control character would appear.
bool append_decoded(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) {
                return false;
            }
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) {
                return false;
            }
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (is_control(static_cast<unsigned char>(c))) {
            return false;
        }
        out.push_back(c);
    }
    return true;
}

/// The absolute form is turned into the origin form; its authority stays as a view of `raw`.
Result<std::string_view> strip_authority(std::string_view raw, Target& out) {
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
        if (raw.starts_with(scheme)) {
            raw.remove_prefix(scheme.size());
            const std::size_t end = std::min(raw.find_first_of("/?"), raw.size());
            out.authority = raw.substr(0, end);
            raw.remove_prefix(end);
            return raw.empty() ? std::string_view("/") : raw;
        }
    }
    return raw;
}

Result<Done> parse_path(std::string_view path, Target& out) {
    if (path.empty() || path.front() != '/') {
        return fail(errors::http_target, "must start with a slash");
    }
    path.remove_prefix(1);
    while (!path.empty() || !out.storage.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::size_t start = out.storage.size();
        if (!append_decoded(out.storage, path.substr(0, end))) {
            return fail(errors::http_target, "broken percent-encoding or control character");
        }
        const std::string_view segment = std::string_view(out.storage).substr(start);
        if (segment.empty() || segment == "." || segment == "..") {
            return fail(errors::http_target, "empty or dot segment");
        }
        if (!is_utf8(as_bytes(segment))) {
            return fail(errors::http_target, "not UTF-8");
        }
        if (out.segments.size() == limits::http_path_segments_max) {
            return fail(errors::http_target, "too many segments");
        }
        out.segments.push_back(segment);
        if (end == path.size()) {
            break;
        }
        path.remove_prefix(end + 1);
        out.storage.push_back('/');
    }
    return Done{};
}

Result<Done> parse_query(std::string_view query, Target& out) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::size_t start = out.storage.size();
        if (!append_decoded(out.storage, pair.substr(0, equals))) {
            return fail(errors::http_query, "broken percent-encoding or control character");
        }
        const std::size_t middle = out.storage.size();
        if (equals < pair.size() && !append_decoded(out.storage, pair.substr(equals + 1))) {
            return fail(errors::http_query, "broken percent-encoding or control character");
        }
        const std::string_view name = std::string_view(out.storage).substr(start, middle - start);
        const std::string_view value = std::string_view(out.storage).substr(middle);
        if (name.empty() || !is_utf8(as_bytes(name)) || !is_utf8(as_bytes(value))) {
            return fail(errors::http_query, "empty name, or not UTF-8");
        }
        if (out.query_value(name)) {
            return fail(errors::http_query, printable(name) + " is given twice");
        }
        if (out.query.size() == limits::http_query_parameters_max) {
            return fail(errors::http_query, "too many parameters");
        }
        out.query.emplace_back(name, value);
    }
    return Done{};
}

}  // namespace

std::optional<std::string_view> Target::query_value(std::string_view name) const noexcept {
    for (const auto& [key, value] : query) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

std::string_view Target::tail(std::size_t first) const noexcept {
    if (first >= segments.size()) {
        return {};
    }
    const char* const begin = segments[first].data();
    const char* const end = segments.back().data() + segments.back().size();
    return {begin, static_cast<std::size_t>(end - begin)};
}

Result<Done> parse_target(std::string_view raw, Target& out) {
    out.authority = {};
    out.segments.clear();
    out.query.clear();
    out.storage.clear();
    if (raw.size() > limits::http_target_bytes_max) {
        return fail(errors::http_target, "too long");
    }
    // Decoding never lengthens, so the views into the storage stay good while it is filled.
    out.storage.reserve(raw.size() + 1);
    const auto origin_form = strip_authority(raw, out);
    if (!origin_form) {
        return fail(origin_form.error());
    }
    if (origin_form->find('#') != std::string_view::npos) {
        return fail(errors::http_target, "a fragment is never sent");
    }
    const std::size_t question = std::min(origin_form->find('?'), origin_form->size());
    if (auto path = parse_path(origin_form->substr(0, question), out); !path) {
        return path;
    }
    return question < origin_form->size() ? parse_query(origin_form->substr(question + 1), out) : Done{};
}

std::optional<std::string> parse_host(std::string_view text) {
    std::string_view host = text;
    std::string_view port;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        port = host.substr(close + 1);
        host = host.substr(0, close + 1);
        if (!port.empty() && port.front() != ':') {
            return std::nullopt;
        }
    } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
        port = host.substr(colon);
        host = host.substr(0, colon);
    }
    const bool digits = port.size() <= 6 && std::ranges::all_of(port.substr(std::min<std::size_t>(1, port.size())),
                                                                [](char c) { return c >= '0' && c <= '9'; });
    if (host.empty() || host.size() > 253 || !digits) {
        return std::nullopt;
    }
    std::string lower;
    for (const char c : host) {
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool known = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9') ||
                           std::string_view("-._[]:").find(small) != std::string_view::npos;
        if (!known) {
            return std::nullopt;
        }
        lower.push_back(small);
    }
    return lower;
}

}  // namespace countersign::api::http
