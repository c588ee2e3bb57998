#include "verifier/c2pa/check_binding.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/c2pa/asset_hash.hpp"
#include "verifier/c2pa/check_bmff_hash.hpp"
#include "verifier/c2pa/check_collection_hash.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/text_normaliser.hpp"

namespace countersign::verifier::c2pa {
namespace {

using media::ByteRange;

struct Exclusions {
    std::vector<ByteRange> ranges;
    bool is_malformed = false;
};

/// `exclusions`: unsigned, ascending, disjoint.
Exclusions read_exclusions(const Cbor& content) {
    Exclusions out;
    const Cbor* const list = content.find("exclusions");
    if (list == nullptr) {
        return out;
    }
    out.is_malformed = !list->is_array();
    for (std::size_t i = 0; !out.is_malformed && i < list->as_array().size(); ++i) {
        const Cbor& entry = list->as_array()[i];
        const Cbor* const start = entry.find("start");
        const Cbor* const length = entry.find("length");
        out.is_malformed = start == nullptr || length == nullptr || !start->fits_int64() || !length->fits_int64() ||
                           !start->is_unsigned() || !length->is_unsigned();
        if (out.is_malformed) {
            break;
        }
        const ByteRange range{start->as_unsigned(), length->as_unsigned()};
        out.is_malformed = !out.ranges.empty() && out.ranges.back().end() > range.start;
        out.ranges.push_back(range);
    }
    return out;
}

/// 14.12.1.1: after updates the store has another length than the exclusion says, and what follows has moved.
void adjust_for_updates(std::vector<ByteRange>& ranges, const ByteRange& store) {
    bool behind = false;
    std::uint64_t shift = 0;
    for (ByteRange& range : ranges) {
        if (behind) {
            range.start += shift;
        } else if (range.start == store.start && store.length > 0) {
            shift = store.length - range.length;  // modulo 2^64: a store may also shrink
            range.length = store.length;
            behind = true;
        }
    }
}

bool overlaps(const ByteRange& a, const ByteRange& b) noexcept { return a.start < b.end() && b.start < a.end(); }

std::optional<Sha2> find_algorithm(const Cbor& content, const std::optional<std::string>& claim_algorithm) {
    if (const Cbor* const own = content.find("alg")) {
        return own->is_text() ? find_hash_algorithm(own->as_text()) : std::nullopt;
    }
    return claim_algorithm ? find_hash_algorithm(*claim_algorithm) : std::nullopt;
}

/// The exclusion over the store holds nothing but the store: all APP11 segments exactly in a JPEG, no byte outside the
/// chunk in a PNG. Others are allowed, and said.
const StatusCode* judge_exclusions(const BindingContext& context, const std::vector<ByteRange>& ranges, bool& others) {
    const ByteRange& store = context.container.store_range;
    for (const ByteRange& range : ranges) {
        if (store.length == 0 || !overlaps(range, store)) {
            others = others || range.length > 0;
            continue;
        }
        const bool inside = range.start >= store.start && range.end() <= store.end();
        const bool exact = range == store;
        if (!inside || (context.container.format == media::Format::jpeg && !exact)) {
            return &status::data_hash_mismatch;
        }
    }
    return nullptr;
}

/// 14.12.1.3.1: over the text without its wrapper, normalised.
Result<Done> check_text_hash(const BindingContext& context, const Assertion& assertion,
                             const std::vector<ByteRange>& excluded, Sha2 algorithm, StatusLists& out) {
    const ByteRange& store = context.container.store_range;
    if (excluded != std::vector<ByteRange>{store}) {
        out.add(status::data_hash_malformed, assertion.url, "the exclusion isn't the wrapper in the text");
        return Done{};
    }
    Sha2Hasher hasher(algorithm);
    media::TextNormaliser normaliser([&hasher](ByteView text) { hasher.update(text); });
    Bytes block(limits::hash_block_bytes);
    for (const ByteRange& range : complement(excluded, context.source.size())) {
        for (std::uint64_t at = range.start; at < range.end();) {
            const auto part = std::span(block).first(std::min<std::uint64_t>(block.size(), range.end() - at));
            if (auto read = context.source.read_at(at, part); !read) {
                return read;
            }
            if (const auto done = normaliser.update(part); !done) {
                out.add(status::data_hash_mismatch, assertion.url, done.error().detail);
                return Done{};
            }
            at += part.size();
        }
    }
    normaliser.finish();
    const Bytes* const hash = assertion.content.find_bytes("hash");
    const bool match = hash != nullptr && equal(hasher.finish(), *hash);
    out.add(match ? status::data_hash_match : status::data_hash_mismatch, assertion.url,
            match ? "" : "the text isn't the one that was signed");
    return Done{};
}

Result<Done> check_data_hash(const BindingContext& context, const Assertion& assertion,
                             const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    const Cbor& content = assertion.content;
    Exclusions exclusions = read_exclusions(content);
    if (!content.is_map() || exclusions.is_malformed) {
        out.add(status::data_hash_malformed, assertion.url, "the exclusions aren't ascending ranges");
        return Done{};
    }
    if (context.has_updates) {
        adjust_for_updates(exclusions.ranges, context.container.store_range);
    }
    const auto algorithm = find_algorithm(content, claim_algorithm);
    if (!algorithm) {
        out.add(status::algorithm_unsupported, assertion.url, "no hash algorithm that is allowed");
        return Done{};
    }
    if (context.container.is_normalised) {
        return check_text_hash(context, assertion, exclusions.ranges, *algorithm, out);
    }
    const Bytes* const hash = content.find_bytes("hash");
    const bool past_end = std::any_of(exclusions.ranges.begin(), exclusions.ranges.end(), [&](const ByteRange& range) {
        return range.end() > context.source.size() || range.end() < range.start;
    });
    bool others = false;
    const StatusCode* fault = hash == nullptr || past_end ? &status::data_hash_mismatch
                                                          : judge_exclusions(context, exclusions.ranges, others);
    if (fault != nullptr) {
        out.add(*fault, assertion.url, "the excluded bytes aren't the manifest store alone");
        return Done{};
    }
    const auto found = hash_ranges(context.source, complement(exclusions.ranges, context.source.size()), *algorithm);
    if (!found) {
        return fail(found.error());
    }
    if (others) {
        out.add(status::data_hash_exclusions, assertion.url, "more than the manifest store isn't covered");
    }
    const bool match = equal(*found, *hash);
    out.add(match ? status::data_hash_match : status::data_hash_mismatch, assertion.url,
            match ? "" : "the content isn't the one that was signed");
    return Done{};
}

/// One entry of `boxes`.
struct BoxEntry {
    std::vector<std::string> names;
    std::optional<std::string> algorithm;
    std::optional<Bytes> hash;
    bool is_excluded = false;
};

std::optional<std::vector<BoxEntry>> read_entries(const Cbor& content) {
    const Cbor::Array* const boxes = content.find_array("boxes");
    if (boxes == nullptr || boxes->empty()) {
        return std::nullopt;
    }
    std::vector<BoxEntry> out;
    for (const Cbor& box : *boxes) {
        BoxEntry entry;
        const Cbor::Array* const names = box.find_array("names");
        if (names == nullptr || names->empty()) {
            return std::nullopt;
        }
        for (const Cbor& name : *names) {
            if (!name.is_text()) {
                return std::nullopt;
            }
            entry.names.push_back(name.as_text());
        }
        const HashedUri fields = read_hashed_uri(box);
        entry.algorithm = fields.algorithm;
        entry.hash = fields.hash;
        const Cbor* const excluded = box.find("excluded");
        entry.is_excluded = excluded != nullptr && excluded->is_bool() && excluded->as_bool();
        out.push_back(std::move(entry));
    }
    return out;
}

class BoxesHash {
  public:
    BoxesHash(const BindingContext& context, const Assertion& assertion, std::vector<media::NamedBox> boxes,
              std::optional<std::string> algorithm)
        : context_(context),
          feeder_(context.source),
          assertion_(assertion),
          boxes_(std::move(boxes)),
          algorithm_(std::move(algorithm)) {}

    Result<Done> run(const std::vector<BoxEntry>& entries, StatusLists& out) {
        for (const BoxEntry& entry : entries) {
            const auto fault = check(entry, entries);
            if (!fault) {
                return fail(fault.error());
            }
            if (*fault != nullptr) {
                out.add(**fault, assertion_.url, "at the box " + entry.names.front());
                return Done{};
            }
        }
        if (at_ != boxes_.size()) {
            out.add(status::boxes_hash_unknown, assertion_.url, boxes_[at_].name);
            return Done{};
        }
        if (has_exclusions_) {
            out.add(status::boxes_hash_exclusions, assertion_.url);
        }
        out.add(status::boxes_hash_match, assertion_.url);
        return Done{};
    }

  private:
    /// Null where the entry covers the next boxes and its hash is right.
    Result<const StatusCode*> check(const BoxEntry& entry, const std::vector<BoxEntry>& entries) {
        const std::size_t first = at_;
        for (const std::string& name : entry.names) {
            if (at_ >= boxes_.size()) {
                return &status::boxes_hash_mismatch;
            }
            if (boxes_[at_].name != name) {
                const bool listed = std::any_of(entries.begin(), entries.end(), [&](const BoxEntry& other) {
                    return std::find(other.names.begin(), other.names.end(), boxes_[at_].name) != other.names.end();
                });
                return listed ? &status::boxes_hash_mismatch : &status::boxes_hash_unknown;
            }
            ++at_;
        }
        if (entry.names == std::vector<std::string>{"C2PA"}) {
            return nullptr;
        }
        if (entry.is_excluded) {
            has_exclusions_ = true;
            return nullptr;
        }
        const std::optional<std::string>& name = entry.algorithm ? entry.algorithm : algorithm_;
        const auto algorithm = name ? find_hash_algorithm(*name) : std::nullopt;
        if (!algorithm) {
            return &status::algorithm_unsupported;
        }
        const std::span<const media::NamedBox> covered(&boxes_[first], at_ - first);
        // Tables of a font may overlap; nobody is made to hash the same bytes again and again.
        covered_bytes_ += covered.front().pieces.empty() ? covered.back().range.end() - covered.front().range.start : 0;
        if (!is_stretch(covered) || covered_bytes_ > context_.source.size()) {
            return &status::boxes_hash_mismatch;
        }
        const auto found = hash_boxes(covered, *algorithm);
        if (!found) {
            return fail(found.error());
        }
        return entry.hash && equal(*found, *entry.hash) ? nullptr : &status::boxes_hash_mismatch;
    }

    /// True where "from the start of the first to the end of the last" says something: a font's tables may lie in
    /// another order than its directory lists them in.
    static bool is_stretch(std::span<const media::NamedBox> boxes) noexcept {
        return std::is_sorted(boxes.begin(), boxes.end(), [](const media::NamedBox& a, const media::NamedBox& b) {
            return a.range.start < b.range.start;
        });
    }

    /// From the first box to the last with what lies between them (14.12.3), zeros where a box says so; boxes of
    /// several pieces one after the other. Requires is_stretch.
    Result<Bytes> hash_boxes(std::span<const media::NamedBox> boxes, Sha2 algorithm) {
        Sha2Hasher hasher(algorithm);
        std::uint64_t at = boxes.front().range.start;
        for (const media::NamedBox& box : boxes) {
            std::vector<ByteRange> ranges = box.pieces;
            if (ranges.empty()) {
                const ByteRange zeros = box.zeroed.length > 0 ? box.zeroed : ByteRange{box.range.end(), 0};
                const std::uint64_t start = std::min(at, box.range.start);
                ranges = {{start, zeros.start - start}, zeros, {zeros.end(), box.range.end() - zeros.end()}};
            }
            for (const ByteRange& range : ranges) {
                if (box.zeroed.length > 0 && range == box.zeroed) {
                    hasher.update(Bytes(range.length));
                } else if (const auto done = feeder_.feed(range, hasher); !done) {
                    return fail(done.error());
                }
            }
            at = box.range.end();
        }
        return hasher.finish();
    }

    const BindingContext& context_;
    /// One for all entries: a block that was read serves the next, too.
    RangeFeeder feeder_;
    const Assertion& assertion_;
    std::vector<media::NamedBox> boxes_;
    std::optional<std::string> algorithm_;
    std::size_t at_ = 0;
    std::uint64_t covered_bytes_ = 0;
    bool has_exclusions_ = false;
};

Result<Done> check_boxes_hash(const BindingContext& context, const Assertion& assertion,
                              const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    const auto entries = read_entries(assertion.content);
    if (!entries) {
        out.add(status::boxes_hash_malformed, assertion.url, "no boxes, or a box without names");
        return Done{};
    }
    auto boxes = media::list_boxes(context.source, context.container);
    if (!boxes) {
        if (boxes.error().code == media::errors::source_unreadable) {
            return fail(boxes.error());
        }
        out.add(status::boxes_hash_mismatch, assertion.url, std::string(boxes.error().code.text));
        return Done{};
    }
    const std::string* const own = assertion.content.find_text("alg");
    return BoxesHash(context, assertion, std::move(*boxes), own != nullptr ? std::optional(*own) : claim_algorithm)
        .run(*entries, out);
}

}  // namespace

Result<Done> check_binding(const BindingContext& context, const Assertion& assertion,
                           const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    if (assertion.base == "c2pa.hash.data") {
        return check_data_hash(context, assertion, claim_algorithm, out);
    }
    if (assertion.base == "c2pa.hash.boxes") {
        return check_boxes_hash(context, assertion, claim_algorithm, out);
    }
    if (assertion.base == "c2pa.hash.collection.data") {
        return check_collection_hash(context, assertion, claim_algorithm, out);
    }
    const bool is_bmff_hash = assertion.base == "c2pa.hash.bmff.v2" || assertion.base == "c2pa.hash.bmff.v3";
    if (is_bmff_hash && media::is_bmff(context.container.format)) {
        return check_bmff_hash(context, assertion, claim_algorithm, out);
    }
    out.add(status::general_error, assertion.url, "this kind of hard binding isn't read for this kind of file");
    return Done{};
}

}  // namespace countersign::verifier::c2pa
