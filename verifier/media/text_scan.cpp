#include "verifier/media/text_scan.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} * 1024;
constexpr std::string_view wrapper_start = "\xEF\xBB\xBF";  // U+FEFF
/// `C2PATXT` and a zero, the version, and the length of what follows.
constexpr std::array<std::uint8_t, 9> wrapper_magic{'C', '2', 'P', 'A', 'T', 'X', 'T', 0, 1};
constexpr std::size_t wrapper_header_bytes = wrapper_magic.size() + 4;
constexpr std::string_view mark_start = "-----";
constexpr std::array<TextMark, 4> all_marks{TextMark::manifest_begin, TextMark::manifest_end,
                                            TextMark::checkpoint_begin, TextMark::checkpoint_end};
constexpr std::size_t mark_bytes_max = 31;

/// The variation selector at the start of valid UTF-8: its byte and how long it is there; zero where it is another
/// character.
struct Selector {
    std::uint8_t byte = 0;
    std::size_t length = 0;
};
Selector read_selector(ByteView text) noexcept {
    if (text.size() >= 3 && text[0] == 0xEF && text[1] == 0xB8 && text[2] <= 0x8F) {
        return {static_cast<std::uint8_t>(text[2] - 0x80), 3};
    }
    if (text.size() >= 4 && text[0] == 0xF3 && text[1] == 0xA0 && text[2] >= 0x84 && text[2] <= 0x87) {
        const unsigned value = ((text[2] - 0x84U) << 6U) + (text[3] & 0x3FU) + 16U;
        return value <= 255 ? Selector{static_cast<std::uint8_t>(value), 4} : Selector{};
    }
    return {};
}

/// Where the last character of the block ends that is whole.
std::size_t find_whole_end(ByteView block) noexcept {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, block.size()); ++back) {
        const std::uint8_t byte = block[block.size() - back];
        if ((byte & 0xC0U) == 0xC0U) {
            const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return back < length ? block.size() - back : block.size();
        }
        if ((byte & 0x80U) == 0) {
            break;
        }
    }
    return block.size();
}

class Scanner {
  public:
    explicit Scanner(const ByteSource& source) : source_(source) {}

    Result<TextScan> run() {
        Bytes block;
        for (std::uint64_t at = 0; at < source_.size() || !block.empty();) {
            const std::size_t kept = block.size();
            const std::size_t more = std::min<std::uint64_t>(block_bytes, source_.size() - at);
            block.resize(kept + more);
            if (const auto done = source_.read_at(at, std::span(block).subspan(kept)); !done) {
                return fail(done.error());
            }
            at += more;
            const bool is_last = at >= source_.size();
            const std::size_t whole = is_last ? block.size() : find_whole_end(block);
            const ByteView text = ByteView(block).first(whole);
            if (!is_utf8(text)) {
                out_.is_utf8 = false;
                return std::move(out_);
            }
            if (!take_wrappers(text, at - block.size()) || !take_marks(text, at - block.size())) {
                return fail(errors::container_limit, "marks of manifests in a text");
            }
            block.erase(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(whole));
        }
        end_wrapper(source_.size());
        return std::move(out_);
    }

  private:
    bool take_wrappers(ByteView text, std::uint64_t start) {
        for (std::size_t at = 0; at < text.size();) {
            if (!in_wrapper_) {
                const std::size_t found = as_text(text).find(wrapper_start, at);
                if (found == std::string_view::npos) {
                    return true;
                }
                begin_wrapper(start + found);
                at = found + wrapper_start.size();
                continue;
            }
            const Selector selector = read_selector(text.subspan(at));
            if (selector.length == 0) {
                end_wrapper(start + at);
                continue;
            }
            take_byte(selector.byte);
            at += selector.length;
        }
        return out_.wrappers.size() <= limits::container_parts_max;
    }

    void begin_wrapper(std::uint64_t start) {
        in_wrapper_ = true;
        wrapper_start_ = start;
        wrapper_bytes_ = 0;
        declared_ = 0;
        is_sound_ = true;
        collected_.clear();
    }

    void take_byte(std::uint8_t byte) {
        const std::uint64_t at = wrapper_bytes_++;
        if (at < wrapper_magic.size()) {
            is_sound_ = is_sound_ && byte == wrapper_magic[at];
        } else if (at < wrapper_header_bytes) {
            declared_ = (declared_ << 8U) | byte;
        } else if (is_sound_ && out_.wrappers.empty() && at - wrapper_header_bytes < declared_ &&
                   declared_ <= limits::manifest_store_bytes_max) {
            collected_.push_back(byte);
        }
    }

    void end_wrapper(std::uint64_t end) {
        if (in_wrapper_ && is_sound_ && wrapper_bytes_ >= wrapper_header_bytes + declared_) {
            if (out_.wrappers.empty()) {
                out_.store = std::move(collected_);
            }
            out_.wrappers.push_back({wrapper_start_, end - wrapper_start_});
        }
        in_wrapper_ = false;
        collected_ = {};
    }

    /// The mark may begin in one block and end in the next.
    bool take_marks(ByteView text, std::uint64_t start) {
        const std::size_t before = tail_.size();
        tail_ += as_text(text.first(std::min(text.size(), mark_bytes_max)));
        find_marks(tail_, start - before, before);
        find_marks(as_text(text), start, text.size());
        if (text.size() >= mark_bytes_max) {
            tail_ = as_text(text.last(mark_bytes_max - 1));
        } else if (tail_.size() >= mark_bytes_max) {
            tail_.erase(0, tail_.size() - (mark_bytes_max - 1));
        }
        return out_.marks.size() <= limits::container_parts_max;
    }

    /// Those that begin in the first `begin_max` bytes.
    void find_marks(std::string_view text, std::uint64_t start, std::size_t begin_max) {
        for (std::size_t at = text.find(mark_start); at < begin_max; at = text.find(mark_start, at + 1)) {
            for (const TextMark mark : all_marks) {
                const bool is_known = !out_.marks.empty() && out_.marks.back().offset >= start + at;
                if (!is_known && text.substr(at).starts_with(text_of(mark))) {
                    out_.marks.push_back({mark, start + at});
                }
            }
            if (out_.marks.size() > limits::container_parts_max) {
                return;
            }
        }
    }

    const ByteSource& source_;
    TextScan out_;
    std::string tail_;
    bool in_wrapper_ = false;
    bool is_sound_ = false;
    std::uint64_t wrapper_start_ = 0;
    std::uint64_t wrapper_bytes_ = 0;
    std::uint64_t declared_ = 0;
    Bytes collected_;
};

}  // namespace

std::string_view text_of(TextMark mark) noexcept {
    switch (mark) {
        case TextMark::manifest_begin: return "-----BEGIN C2PA MANIFEST-----";
        case TextMark::manifest_end: return "-----END C2PA MANIFEST-----";
        case TextMark::checkpoint_begin: return "-----BEGIN C2PA CHECKPOINT-----";
        case TextMark::checkpoint_end: return "-----END C2PA CHECKPOINT-----";
    }
    return {};
}

void append_variation_selector(std::uint8_t byte, Bytes& out) {
    if (byte < 16) {
        append(out, Bytes{0xEF, 0xB8, static_cast<std::uint8_t>(0x80 + byte)});
        return;
    }
    const unsigned value = byte - 16U;
    append(out, Bytes{0xF3, 0xA0, static_cast<std::uint8_t>(0x84U + (value >> 6U)),
                      static_cast<std::uint8_t>(0x80U | (value & 0x3FU))});
}

Result<TextScan> scan_text(const ByteSource& source) { return Scanner(source).run(); }

}  // namespace countersign::verifier::media
