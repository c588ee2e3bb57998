#include "verifier/media/markup.hpp"

#include <algorithm>
#include <utility>

namespace countersign::verifier::media {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} * 1024;

}  // namespace

std::string_view MarkupTag::name() const noexcept {
    const std::string_view all = std::string_view(text).substr(is_end ? 1 : 0);
    return all.substr(0, all.find_first_of(" \t\r\n/"));
}

std::string_view MarkupTag::local_name() const noexcept {
    const std::string_view all = name();
    const std::size_t colon = all.find(':');
    return colon == std::string_view::npos ? all : all.substr(colon + 1);
}

Result<int> MarkupReader::byte() {
    if (at_ >= source_.size()) {
        return -1;
    }
    if (at_ < block_start_ || at_ - block_start_ >= block_.size()) {
        block_.resize(std::min<std::uint64_t>(block_bytes, source_.size() - at_));
        block_start_ = at_;
        if (const auto done = source_.read_at(at_, block_); !done) {
            return fail(done.error());
        }
    }
    return block_[at_++ - block_start_];
}

Result<bool> MarkupReader::skip_past(std::string_view end) {
    std::string last;
    for (;;) {
        const auto next = byte();
        if (!next) {
            return fail(next.error());
        }
        if (*next < 0) {
            return false;
        }
        last.push_back(static_cast<char>(*next));
        if (last.size() > end.size()) {
            last.erase(0, 1);
        }
        if (last == end) {
            return true;
        }
    }
}

/// Behind `</` of an end tag of that name.
Result<bool> MarkupReader::skip_past_end_of(std::string_view name) {
    for (;;) {
        if (const auto open = skip_past("</"); !open || !*open) {
            return open;
        }
        const std::uint64_t start = at_;
        std::size_t same = 0;
        int c = 0;
        do {
            const auto next = byte();
            if (!next) {
                return fail(next.error());
            }
            c = *next >= 'A' && *next <= 'Z' ? *next + ('a' - 'A') : *next;
        } while (same < name.size() && c == name[same] && ++same <= name.size());
        const bool ends = c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
        at_ = start;
        if (same == name.size() && ends) {
            return true;
        }
    }
}

Result<std::optional<MarkupTag>> MarkupReader::read_tag(std::uint64_t start, std::string text) {
    MarkupTag out;
    out.text = std::move(text);
    char quote = '\0';
    for (;;) {
        const auto next = byte();
        if (!next) {
            return fail(next.error());
        }
        if (*next < 0) {
            return std::nullopt;
        }
        const char c = static_cast<char>(*next);
        if (c == '>' && quote == '\0') {
            break;
        }
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        }
        if (out.text.size() < tag_bytes_max) {
            out.text.push_back(c);
        }
    }
    out.range = {start, at_ - start};
    out.is_end = out.text.starts_with('/');
    out.is_empty = out.text.ends_with('/');
    return out;
}

Result<std::optional<MarkupTag>> MarkupReader::next() {
    for (;;) {
        const bool is_raw = !raw_.empty();
        if (const auto open = is_raw ? skip_past_end_of(std::exchange(raw_, {})) : skip_past("<"); !open || !*open) {
            return open ? Result<std::optional<MarkupTag>>(std::nullopt) : fail(open.error());
        }
        if (is_raw) {
            return read_tag(at_ - 2, "/");
        }
        const std::uint64_t start = at_ - 1;
        std::string text;
        // What kind it is shows in the first eight bytes, of which a tag needs but one.
        while (text.size() < 8) {
            const auto next = byte();
            if (!next) {
                return fail(next.error());
            }
            if (*next < 0) {
                return std::nullopt;
            }
            text.push_back(static_cast<char>(*next));
            const bool special =
                std::string_view("!--").starts_with(text) || std::string_view("![CDATA[").starts_with(text);
            if (!special || text == "!--") {
                break;
            }
        }
        if (text[0] != '!' && text[0] != '?') {
            --at_;
            return read_tag(start, {});
        }
        if (text[0] == '!' && text != "!--" && text != "![CDATA[") {
            --at_;  // a declaration may be `<!>`
        }
        const auto closed = skip_past(text == "!--" ? "-->" : text == "![CDATA[" ? "]]>" : text[0] == '?' ? "?>" : ">");
        if (!closed || !*closed) {
            return closed ? Result<std::optional<MarkupTag>>(std::nullopt) : fail(closed.error());
        }
    }
}

}  // namespace countersign::verifier::media
