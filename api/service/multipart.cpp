#include "api/service/multipart.hpp"

#include <algorithm>
#include <functional>

#include "api/http/message.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::api::service {
namespace {

constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046 5.1.1
constexpr std::size_t search_block_bytes = std::size_t{64} * 1024;

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

/// The next `;` outside of quotes, or the end.
std::size_t find_semicolon(std::string_view text) noexcept {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == ';' && !quoted) {
            return i;
        }
    }
    return text.size();
}

/// A parameter of `value; name=token; other="quoted"`, or nothing.
std::optional<std::string> find_parameter(std::string_view header, std::string_view wanted) {
    header.remove_prefix(std::min(find_semicolon(header) + 1, header.size()));
    while (!header.empty()) {
        const std::size_t end = find_semicolon(header);
        const std::string_view one = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const std::size_t equals = one.find('=');
        if (equals == std::string_view::npos || !http::is_same_name(trimmed(one.substr(0, equals)), wanted)) {
            continue;
        }
        std::string_view value = trimmed(one.substr(equals + 1));
        if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
            return std::string(value);
        }
        value = value.substr(1, value.size() - 2);
        std::string plain;
        for (std::size_t i = 0; i < value.size(); ++i) {
            i += value[i] == '\\' && i + 1 < value.size() ? std::size_t{1} : std::size_t{0};
            plain += value[i];
        }
        return plain;
    }
    return std::nullopt;
}

/// Where `needle` begins at or after `from`; the size of the source where it doesn't.
Result<std::uint64_t> find_in(const verifier::media::ByteSource& source, std::uint64_t from, std::string_view needle) {
    const auto text = as_bytes(needle);
    const std::boyer_moore_horspool_searcher searcher(text.begin(), text.end());
    Bytes block(search_block_bytes);
    while (from + needle.size() <= source.size()) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), source.size() - from));
        const std::span<std::uint8_t> read(block.data(), length);
        if (const auto done = source.read_at(from, read); !done) {
            return fail(done.error());
        }
        const auto found = std::search(read.begin(), read.end(), searcher);
        if (found != read.end()) {
            return from + static_cast<std::uint64_t>(found - read.begin());
        }
        from += length - (needle.size() - 1);
    }
    return source.size();
}

/// The part's name, from the header that begins at `at`; `at` then stands at the content.
Result<std::string> read_header(const verifier::media::ByteSource& source, std::uint64_t& at) {
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(limits::batch_header_bytes_max, source.size() - at));
    const auto bytes = verifier::media::read_bytes(source, at, length);
    if (!bytes) {
        return fail(bytes.error());
    }
    std::string_view text = as_text(*bytes);
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return fail(errors::batch_malformed, "a part's header doesn't end");
    }
    text = text.substr(0, end);
    at += end + 4;
    while (!text.empty()) {
        const std::size_t line_end = std::min(text.find("\r\n"), text.size());
        const std::string_view line = text.substr(0, line_end);
        text.remove_prefix(std::min(line_end + 2, text.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !http::is_same_name(line.substr(0, colon), "content-disposition")) {
            continue;
        }
        auto name = find_parameter(line.substr(colon + 1), "name");
        if (name && name->size() <= limits::batch_name_bytes_max && is_utf8(as_bytes(*name))) {
            return *name;
        }
    }
    return fail(errors::batch_malformed, "a part without a name that can be given back");
}

}  // namespace

Result<std::vector<Part>> read_parts(const verifier::media::ByteSource& source, std::string_view content_type) {
    const auto boundary = find_parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_bytes_max) {
        return fail(errors::batch_malformed, "Content-Type names no boundary");
    }
    const std::string delimiter = "\r\n--" + *boundary;
    const std::size_t dashes = delimiter.size() - 2;
    std::vector<Part> parts;
    // The first delimiter needs no line end before it.
    std::uint64_t at = source.size();
    if (source.size() >= dashes) {
        const auto start = verifier::media::read_bytes(source, 0, dashes);
        if (!start) {
            return fail(start.error());
        }
        at = as_text(*start) == std::string_view(delimiter).substr(2) ? dashes : source.size();
    }
    if (at == source.size()) {
        const auto found = find_in(source, 0, delimiter);
        if (!found) {
            return fail(found.error());
        }
        at = std::min(*found + delimiter.size(), source.size());
    }
    for (;;) {
        if (source.size() - at < 2) {
            return fail(errors::batch_malformed, "the last part doesn't end");
        }
        const auto next = verifier::media::read_bytes(source, at, 2);
        if (!next) {
            return fail(next.error());
        }
        if (as_text(*next) == "--") {
            return parts;
        }
        if (as_text(*next) != "\r\n") {
            return fail(errors::batch_malformed, "a boundary is followed by something else than a line end");
        }
        if (parts.size() == limits::batch_parts_max) {
            return fail(errors::batch_too_many, "at most " + std::to_string(limits::batch_parts_max));
        }
        at += 2;
        auto name = read_header(source, at);
        if (!name) {
            return fail(name.error());
        }
        // An empty part's delimiter begins with the line end that ends its header.
        const auto end = find_in(source, at - 2, delimiter);
        if (!end) {
            return fail(end.error());
        }
        if (*end == source.size()) {
            return fail(errors::batch_malformed, "the last part doesn't end");
        }
        parts.push_back({std::move(*name), at, *end > at ? *end - at : 0});
        at = *end + delimiter.size();
    }
}

Result<Done> PartSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (offset > size_ || out.size() > size_ - offset) {
        return fail(verifier::media::errors::source_short);
    }
    return source_.read_at(offset_ + offset, out);
}

ByteView PartSource::whole() const noexcept {
    const ByteView all = source_.whole();
    return all.empty() ? ByteView() : all.subspan(static_cast<std::size_t>(offset_), static_cast<std::size_t>(size_));
}

}  // namespace countersign::api::service
