#include "identity/names/lookalike.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/names/errors.hpp"
#include "identity/names/unicode.hpp"

namespace countersign::names {

namespace {

// N9: characters and pairs that look alike within ASCII. Wide characters become pairs (never the other way round), so
// that shapes can be put together character by character.
std::string ascii_shape(char c) {
    switch (c) {
        case '0': return "o";
        case '1':
        case 'i':
        case '|': return "l";
        case 'm': return "rn";
        case 'w': return "vv";
        case 'd': return "cl";
        default: return std::string(1, c);
    }
}

std::string compute_shape(char32_t code) {
    if (detail::is_hyphen(code) || detail::is_mark(code)) {
        return {};
    }
    std::string shape;
    // The prototype is decomposed, so its marks stand alone; folding it whole would put them back.
    for (const char32_t part : detail::to_code_points(detail::confusable_prototype(code))) {
        if (detail::is_mark(part)) {
            continue;
        }
        for (const char32_t folded : detail::to_code_points(detail::fold_case(detail::to_utf8(part)))) {
            shape += folded < 0x80 ? ascii_shape(static_cast<char>(folded)) : detail::to_utf8(folded);
        }
    }
    return shape;
}

const std::string& ascii_table(char32_t code) {
    static const std::array<std::string, 128> table = [] {
        std::array<std::string, 128> shapes;
        for (char32_t c = 0; c < 128; ++c) {
            shapes[c] = compute_shape(c);
        }
        return shapes;
    }();
    return table[code];
}

struct Glyph {
    std::string text;
    std::string shape;
    std::string script;
};

std::vector<Glyph> to_glyphs(std::string_view folded) {
    std::vector<Glyph> glyphs;
    for (const char32_t code : detail::to_code_points(folded)) {
        auto script = code < 0x80 ? std::string() : detail::script_name(code);
        glyphs.push_back({detail::to_utf8(code), code < 0x80 ? ascii_table(code) : compute_shape(code),
                          script == "Latin" ? std::string() : std::move(script)});
    }
    return glyphs;
}

// Walks both sides and cuts them into the shortest pieces of equal shape.
class Aligner {
  public:
    Aligner(std::string_view seen, std::string_view expected)
        : seen_(to_glyphs(seen)), expected_(to_glyphs(expected)) {}

    std::vector<Difference> run() {
        std::vector<Difference> differences;
        while (i_ < seen_.size() || j_ < expected_.size()) {
            Difference piece = take();
            if (piece.seen != piece.expected) {
                piece.occurrence = occurrence(piece.expected);
                differences.push_back(std::move(piece));
            }
        }
        return differences;
    }

  private:
    Difference take() {
        Difference piece{.seen = {}, .expected = {}, .position = i_ + 1, .occurrence = 0, .script = {}};
        start_ = j_;
        std::size_t seen_size = 0;
        std::size_t expected_size = 0;
        const bool seen_empty = i_ < seen_.size() && seen_[i_].shape.empty();
        const bool expected_empty = j_ < expected_.size() && expected_[j_].shape.empty();
        if (seen_empty || expected_empty) {
            if (seen_empty) {
                take_seen(piece, seen_size);
            }
            if (expected_empty) {
                take_expected(piece, expected_size);
            }
            return piece;
        }
        do {
            if (seen_size <= expected_size && i_ < seen_.size()) {
                take_seen(piece, seen_size);
            } else {
                ensure(j_ < expected_.size(), "equal shapes");
                take_expected(piece, expected_size);
            }
        } while (seen_size != expected_size);
        return piece;
    }
    void take_seen(Difference& piece, std::size_t& size) {
        const Glyph& glyph = seen_[i_++];
        piece.seen += glyph.text;
        size += glyph.shape.size();
        if (piece.script.empty()) {
            piece.script = glyph.script;
        }
    }
    void take_expected(Difference& piece, std::size_t& size) {
        piece.expected += expected_[j_].text;
        size += expected_[j_++].shape.size();
    }
    // Which of the equal characters of the imitated name this is; 0 where there is one only.
    [[nodiscard]] std::size_t occurrence(const std::string& text) const {
        std::size_t before = 0;
        std::size_t total = 0;
        for (std::size_t k = 0; k < expected_.size(); ++k) {
            if (expected_[k].text == text) {
                ++total;
                before += k <= start_ ? 1U : 0U;
            }
        }
        return total > 1 ? before : 0;
    }

    std::vector<Glyph> seen_;
    std::vector<Glyph> expected_;
    std::size_t i_ = 0;
    std::size_t j_ = 0;
    std::size_t start_ = 0;
};

std::string ordinal(std::size_t n) {
    static constexpr std::array<std::string_view, 6> words = {"", "first ", "second ", "third ", "fourth ", "fifth "};
    return n < words.size() ? std::string(words[n]) : std::to_string(n) + "th ";
}

std::string kind_of(std::string_view text) {
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '9') {
        return "digit ";
    }
    return text.size() == 1 && text[0] >= 'a' && text[0] <= 'z' ? "letter " : "";
}

std::string describe(const Difference& difference) {
    if (difference.seen.empty()) {
        return difference.expected == "-" ? "a hyphen is missing" : printable(difference.expected) + " is missing";
    }
    if (difference.expected.empty()) {
        return difference.seen == "-" ? "it has one hyphen more" : "it has " + printable(difference.seen) + " more";
    }
    if (difference.seen == "-" || difference.expected == "-") {
        return "its hyphen is another character";
    }
    const std::string expected = ordinal(difference.occurrence) + kind_of(difference.expected) + difference.expected;
    if (!difference.script.empty()) {
        return "the " + expected + " is " + difference.script;
    }
    const std::string kind = kind_of(difference.seen);
    return (kind.empty() ? "" : "the " + kind) + printable(difference.seen) + " stands for " +
           (kind_of(difference.expected).empty() ? "" : "the ") + expected;
}

}  // namespace

std::string shape_of(std::string_view folded) {
    std::string shape;
    for (const Glyph& glyph : to_glyphs(folded)) {
        shape += glyph.shape;
    }
    return shape;
}

Lookalike compare(std::string_view folded, std::string_view existing) {
    ensure(shape_of(folded) == shape_of(existing), "only texts of one shape are compared");
    return {std::string(folded), std::string(existing), Aligner(folded, existing).run()};
}

std::string to_sentence(const Lookalike& lookalike) {
    constexpr std::size_t told_max = 3;
    std::string sentence = "This is " + printable(lookalike.seen) + ", not " + printable(lookalike.existing) + ": ";
    for (std::size_t i = 0; i < std::min(lookalike.differences.size(), told_max); ++i) {
        sentence += (i == 0 ? "" : ", ") + describe(lookalike.differences[i]);
    }
    return sentence + (lookalike.differences.size() > told_max ? ", and more." : ".");
}

void LookalikeIndex::add(const Name& name) {
    auto& names = by_shape_[shape_of(name.text())];
    if (std::ranges::find(names, name.text()) == names.end()) {
        names.push_back(name.text());
        ++size_;
    }
}

void LookalikeIndex::remove(const Name& name) {
    const auto found = by_shape_.find(shape_of(name.text()));
    if (found == by_shape_.end()) {
        return;
    }
    size_ -= std::erase(found->second, name.text());
    if (found->second.empty()) {
        by_shape_.erase(found);
    }
}

Result<std::optional<Lookalike>> LookalikeIndex::find(std::string_view typed) const {
    const auto folded = fold_typed_name(typed);
    if (!folded) {
        return fail(folded.error());
    }
    const auto found = by_shape_.find(shape_of(*folded));
    if (found == by_shape_.end() || found->second.front() == *folded) {  // N11
        return std::optional<Lookalike>();
    }
    return compare(*folded, found->second.front());
}

Result<Done> check_not_lookalike(const LookalikeIndex& index, const Name& name) {
    const auto found = index.find(name.text());
    if (!found) {
        return fail(found.error());
    }
    if (found->has_value()) {
        return fail(errors::name_lookalike, to_sentence(**found));
    }
    return Done{};
}

}  // namespace countersign::names
