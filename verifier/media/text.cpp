#include "verifier/media/text.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/text_scan.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::string_view data_prefix = "data:application/c2pa;base64,";
/// What may stand around a block in its own lines: how comments begin and end in common languages. Anything else there
/// would be excluded from the hash, and so could be changed by anybody.
constexpr std::string_view comment_starts[] = {"",    "#",   "##",  "//", "///",  "--",   ";",  ";;", "%",   "%%",
                                               "/*",  "/*!", "/**", "*",  "<!--", "NOTE", "'",  "\"", "REM", "rem",
                                               "dnl", "..",  "(*",  "{-", "{#",   "!",    "<#", "\\", "@c"};
constexpr std::string_view comment_ends[] = {"", "*/", "-->", "*)", "-}", "#}", "#>"};
constexpr std::size_t around_bytes_max = 64;

std::string_view trim(std::string_view text) noexcept {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start == std::string_view::npos ? std::string_view{}
                                           : text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

template <std::size_t size>
bool is_one_of(const std::string_view (&list)[size], std::string_view text) noexcept {
    return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

/// Two marks that belong together.
struct MarkedPair {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;  ///< of the second mark's first byte
    [[nodiscard]] ByteRange reference(TextMark first) const noexcept {
        const std::uint64_t start = begin + text_of(first).size();
        return {start, end - start};
    }
};

std::vector<MarkedPair> find_pairs(const std::vector<FoundMark>& marks, TextMark first, TextMark second) {
    std::vector<MarkedPair> out;
    const FoundMark* open = nullptr;
    for (const FoundMark& mark : marks) {
        if (mark.mark == first) {
            open = &mark;
        } else if (mark.mark == second && open != nullptr) {
            out.push_back({open->offset, mark.offset});
            open = nullptr;
        }
    }
    return out;
}

/// The lines of a pair of marks.
struct Lines {
    ByteRange range;  ///< with the line's end, if any
    std::string before;
    std::string after;  ///< on the second mark's line
    bool is_last = false;
};

Result<Lines> read_lines(const ByteSource& source, const MarkedPair& pair, TextMark second) {
    Lines out;
    const std::uint64_t near = pair.begin > around_bytes_max ? pair.begin - around_bytes_max : 0;
    const auto before = read_bytes(source, near, pair.begin - near);
    const std::uint64_t behind = pair.end + text_of(second).size();
    const auto after = read_bytes(source, behind, std::min<std::uint64_t>(source.size() - behind, around_bytes_max));
    if (!before || !after) {
        return fail(before ? after.error() : before.error());
    }
    const std::size_t line_start = as_text(*before).rfind('\n');
    const std::size_t start = line_start == std::string_view::npos ? 0 : line_start + 1;
    const std::size_t line_end = as_text(*after).find('\n');
    const std::size_t end = line_end == std::string_view::npos ? after->size() : line_end + 1;
    out.before = as_text(*before).substr(start);
    out.after = as_text(*after).substr(0, end);
    out.range = {near + start, behind + end - near - start};
    out.is_last = out.range.end() == source.size();
    return out;
}

/// The block's own bytes as the standard excludes them: at the end of a file with the line break before it (A.9.5.1).
ByteRange block_range(const ByteSource& source, const Lines& lines) {
    ByteRange out = lines.range;
    std::array<std::uint8_t, 2> before{};
    if (lines.is_last && out.start > 0 && !lines.after.ends_with('\n') &&
        source.read_at(out.start - 1, std::span(before).first(1))) {
        const bool is_crlf = out.start > 1 && source.read_at(out.start - 2, before) && before[0] == '\r';
        out.start -= is_crlf ? 2 : 1;
        out.length += is_crlf ? 2 : 1;
    }
    return out;
}

/// Sets store or address from what stands between two marks. False where it is neither.
Result<bool> read_reference(const ByteSource& source, const ByteRange& where, Container& out) {
    if (where.length > limits::manifest_store_bytes_max / 2 * 3) {
        return fail(errors::manifest_too_large, std::to_string(where.length) + " bytes of base64");
    }
    const auto raw = read_bytes(source, where.start, where.length);
    if (!raw) {
        return fail(raw.error());
    }
    const std::string_view text = trim(as_text(*raw));
    if (text.starts_with(data_prefix)) {
        auto store = parse_base64(text.substr(data_prefix.size()));
        if (!store || store->empty()) {
            return fail(errors::manifest_malformed, "not the base64 text of a manifest store");
        }
        out.store = std::move(*store);
        out.presence = StorePresence::present;
        return true;
    }
    const bool is_address = text.starts_with("https://") || text.starts_with("http://");
    const bool is_one_word = text.find_first_of(" \t\r\n") == std::string_view::npos;
    if (is_address && is_one_word && text.size() <= limits::remote_url_bytes_max) {
        out.remote_url = text;
        return true;
    }
    return false;
}

Result<Done> read_block(const ByteSource& source, const MarkedPair& pair, Container& out) {
    const auto lines = read_lines(source, pair, TextMark::manifest_end);
    if (!lines) {
        return fail(lines.error());
    }
    const auto found = read_reference(source, pair.reference(TextMark::manifest_begin), out);
    if (!found || !*found) {
        return found ? Result<Done>(Done{}) : fail(found.error());
    }
    out.format = Format::structured_text;
    const bool is_comment =
        is_one_of(comment_starts, trim(lines->before)) && is_one_of(comment_ends, trim(lines->after));
    // Without the line around it, no exclusion of the whole line is one of the store alone.
    const ByteRange bare{pair.begin, pair.end + text_of(TextMark::manifest_end).size() - pair.begin};
    const ByteRange range = is_comment ? block_range(source, *lines) : bare;
    out.store_ranges = {range};
    out.store_range = out.presence == StorePresence::present ? range : ByteRange{};
    return Done{};
}

/// A.3.17: the last line that begins with the first mark and ends with the second.
Result<Done> read_checkpoint(const ByteSource& source, const std::vector<FoundMark>& marks, Container& out) {
    const auto last = std::find_if(marks.rbegin(), marks.rend(),
                                   [](const FoundMark& mark) { return mark.mark == TextMark::checkpoint_begin; });
    if (last == marks.rend()) {
        return Done{};
    }
    const auto pairs = find_pairs(marks, TextMark::checkpoint_begin, TextMark::checkpoint_end);
    out.is_log = true;
    if (pairs.empty() || pairs.back().begin != last->offset) {
        return Done{};
    }
    const auto lines = read_lines(source, pairs.back(), TextMark::checkpoint_end);
    if (!lines) {
        return fail(lines.error());
    }
    const bool is_whole = lines->before.empty() && (lines->after == "\n" || lines->after == "\r\n");
    if (!is_whole) {
        return Done{};
    }
    const auto found = read_reference(source, pairs.back().reference(TextMark::checkpoint_begin), out);
    if (!found) {
        return fail(found.error());
    }
    if (*found) {
        out.store_range = lines->range;
        out.store_ranges = {lines->range};
    }
    return Done{};
}

/// The text's first bytes, for how it begins.
Result<std::string> read_head(const ByteSource& source) {
    const auto head = read_bytes(source, 0, std::min<std::uint64_t>(source.size(), 4096));
    return head ? Result<std::string>(std::string(as_text(*head))) : fail(head.error());
}

/// The first line behind `from` that is `wanted`; npos where there is none among those.
std::size_t line_behind(std::string_view text, std::size_t from) noexcept {
    const std::size_t end = text.find('\n', from);
    return end == std::string_view::npos ? std::string_view::npos : end + 1;
}

/// Where a block goes, and what makes it a comment there.
struct BlockPlace {
    std::uint64_t offset = 0;
    std::string hashed_before;  ///< stays content
    std::string before;
    std::string after;
    std::string hashed_after;
};

std::optional<BlockPlace> find_place(std::string_view head, std::uint64_t size) {
    const std::string begin(text_of(TextMark::manifest_begin));
    const std::string end(text_of(TextMark::manifest_end));
    const std::size_t second_line = line_behind(head, 0);
    if (head.starts_with("#!")) {
        return BlockPlace{size, "", "\n# " + begin + " ", " " + end, ""};
    }
    if (head.starts_with("<?xml")) {
        const std::size_t close = head.find("?>");
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        const bool has_line = head.substr(close + 2).starts_with('\n') || head.substr(close + 2).starts_with("\r\n");
        const std::size_t at = has_line ? line_behind(head, close) : close + 2;
        return BlockPlace{at, has_line ? "" : "\n", "<!-- " + begin + " ", " " + end + " -->\n", ""};
    }
    if (second_line == std::string_view::npos) {
        return std::nullopt;
    }
    if (head.starts_with("WEBVTT")) {
        return BlockPlace{second_line, "\n", "NOTE " + begin + " ", " " + end + "\n", ""};
    }
    if (head.starts_with("---")) {
        return BlockPlace{second_line, "", begin + "\n", "\n" + end + "\n", ""};
    }
    return std::nullopt;
}

}  // namespace

Result<Container> read_text(const ByteSource& source) {
    const auto scan = scan_text(source);
    if (!scan) {
        return fail(scan.error());
    }
    if (!scan->is_utf8) {
        return fail(errors::container_unsupported, "neither a known format nor UTF-8 text");
    }
    Container out;
    out.insertion_offset = source.size();
    const auto blocks = find_pairs(scan->marks, TextMark::manifest_begin, TextMark::manifest_end);
    const std::size_t stores = scan->wrappers.size() + blocks.size();
    if (stores > 1) {
        out.presence = StorePresence::multiple;
        out.store_ranges = scan->wrappers;
        return out;
    }
    if (!scan->wrappers.empty()) {
        if (scan->store.empty()) {
            return fail(errors::manifest_too_large, "in variation selectors");
        }
        out.presence = StorePresence::present;
        out.store = scan->store;
        out.store_range = scan->wrappers.front();
        out.store_ranges = scan->wrappers;
        out.is_normalised = true;
        return out;
    }
    const auto done =
        blocks.empty() ? read_checkpoint(source, scan->marks, out) : read_block(source, blocks.front(), out);
    return done ? Result<Container>(std::move(out)) : fail(done.error());
}

Result<EmbedPlan> embed_text(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const auto head = read_head(source);
    if (!head) {
        return fail(head.error());
    }
    const std::string_view start = trim(*head);
    if (start.starts_with('{') || start.starts_with('[') || container.is_log) {
        return fail(errors::embedding_refused, container.is_log ? "a log with checkpoints" : "JSON has no comments");
    }
    EmbedPlan plan = insert_hole(source, container, 3 + (13 + store_bytes) * 4 + 6);
    plan.normalise();
    return plan;
}

Bytes frame_text(ByteView store) {
    const std::size_t target = 3 + (13 + store.size()) * 4 + 6;
    ByteWriter wrapped;
    wrapped.bytes(as_bytes("C2PATXT")).u8(0).u8(1).u32(static_cast<std::uint32_t>(store.size())).bytes(store);
    Bytes out{0xEF, 0xBB, 0xBF};
    out.reserve(target);
    for (const std::uint8_t byte : wrapped.view()) {
        append_variation_selector(byte, out);
    }
    const std::size_t gap = target - out.size();
    const std::size_t long_ones = gap % 3;
    for (std::size_t i = 0; i < (gap - 4 * long_ones) / 3; ++i) {
        append_variation_selector(0x00, out);
    }
    for (std::size_t i = 0; i < long_ones; ++i) {
        append_variation_selector(0x10, out);
    }
    return out;
}

Result<EmbedPlan> embed_structured_text(const ByteSource& source, const Container& container,
                                        std::uint64_t store_bytes) {
    const auto head = read_head(source);
    if (!head) {
        return fail(head.error());
    }
    const auto place = find_place(*head, source.size());
    if (!place || container.is_log) {
        return fail(errors::embedding_refused, "how comments look in this text isn't known");
    }
    const auto excluded = [](const std::string& text) {
        return Piece{.kind = Piece::Kind::literal, .range = {}, .bytes = to_bytes(as_bytes(text)), .is_hashed = false};
    };
    std::vector<ByteRange> removed = container.store_ranges;
    EmbedPlan plan;
    const auto copy_around = [&](std::uint64_t from, std::uint64_t to) {
        for (const ByteRange& old : removed) {
            const std::uint64_t start = std::clamp(old.start, from, to);
            plan.copy(from, start);
            from = std::clamp(old.end(), start, to);
        }
        plan.copy(from, to);
    };
    const std::uint64_t hole = data_prefix.size() + (store_bytes + 2) / 3 * 4;
    copy_around(0, place->offset);
    if (!place->hashed_before.empty()) {
        plan.literal(to_bytes(as_bytes(place->hashed_before)));
    }
    plan.add(excluded(place->before)).hole(hole).add(excluded(place->after));
    copy_around(place->offset, source.size());
    return plan;
}

Bytes frame_structured_text(ByteView store) {
    Bytes out = to_bytes(as_bytes(data_prefix));
    append(out, as_bytes(to_base64(store)));
    return out;
}

}  // namespace countersign::verifier::media
