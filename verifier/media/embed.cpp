#include "verifier/media/embed.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "verifier/media/formats.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::size_t checksum_bytes = 4;

}  // namespace

EmbedPlan& EmbedPlan::copy(std::uint64_t start, std::uint64_t end) {
    ensure(start <= end, "a range to copy");
    if (end > start) {
        add({.kind = Piece::Kind::copied, .range = {start, end - start}, .bytes = {}});
    }
    return *this;
}

EmbedPlan& EmbedPlan::literal(Bytes bytes) {
    return add({.kind = Piece::Kind::literal, .range = {}, .bytes = std::move(bytes)});
}

EmbedPlan& EmbedPlan::hole(std::uint64_t length) {
    return add({.kind = Piece::Kind::hole, .range = {0, length}, .bytes = {}, .is_hashed = false});
}

EmbedPlan& EmbedPlan::checksum(std::uint32_t seed, Bytes (*make)(ByteView framed, std::uint32_t seed)) {
    checksums_.push_back({size(), seed, make});
    return add({.kind = Piece::Kind::literal, .range = {}, .bytes = Bytes(checksum_bytes), .is_hashed = false});
}

EmbedPlan& EmbedPlan::add(Piece piece) {
    piece.part = part_names_.empty() ? 0 : part_names_.size() - 1;
    pieces_.push_back(std::move(piece));
    return *this;
}

EmbedPlan& EmbedPlan::normalise() noexcept {
    is_normalised_ = true;
    return *this;
}

EmbedPlan& EmbedPlan::next_part(std::string name) {
    part_names_.push_back(std::move(name));
    return *this;
}

std::uint64_t EmbedPlan::size() const noexcept {
    std::uint64_t sum = 0;
    for (const Piece& piece : pieces_) {
        sum += piece.is_written ? piece.length() : 0;
    }
    return sum;
}

ByteRange EmbedPlan::hole_range() const noexcept {
    std::uint64_t at = 0;
    for (const Piece& piece : pieces_) {
        if (piece.kind == Piece::Kind::hole) {
            return {at, piece.length()};
        }
        at += piece.is_written ? piece.length() : 0;
    }
    return {};
}

std::vector<ByteRange> EmbedPlan::exclusions() const {
    std::vector<ByteRange> out;
    std::uint64_t at = 0;
    for (const Piece& piece : pieces_) {
        const std::uint64_t length = piece.is_written ? piece.length() : 0;
        if (!piece.is_hashed && length > 0) {
            if (!out.empty() && out.back().end() == at) {
                out.back().length += length;
            } else {
                out.push_back({at, length});
            }
        }
        at += length;
    }
    return out;
}

bool is_embeddable(Format format) noexcept {
    const FormatRow* const row = find_format(format);
    return row != nullptr && row->embed != nullptr;
}

Result<EmbedPlan> plan_embedding(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const FormatRow* const row = find_format(container.format);
    ensure(row != nullptr && row->embed != nullptr, "a format that a store can be put into");
    return row->embed(source, container, store_bytes);
}

Bytes frame_store(Format format, ByteView store) {
    const FormatRow* const row = find_format(format);
    ensure(row != nullptr && row->frame != nullptr && store.size() > 8, "a store to be framed");
    return row->frame(store);
}

EmbedPlan insert_hole(const ByteSource& source, const Container& container, std::uint64_t hole_bytes) {
    std::vector<ByteRange> removed = container.store_ranges;
    std::ranges::sort(removed, {}, &ByteRange::start);
    removed.push_back({source.size(), 0});
    EmbedPlan plan;
    std::uint64_t at = 0;
    bool has_hole = false;
    for (const ByteRange& old : removed) {
        ensure(old.start >= at && old.end() <= source.size(), "store ranges in order");
        if (!has_hole && container.insertion_offset <= old.start) {
            const std::uint64_t split = std::max(container.insertion_offset, at);
            plan.copy(at, split).hole(hole_bytes).copy(split, old.start);
            has_hole = true;
        } else {
            plan.copy(at, old.start);
        }
        at = old.end();
    }
    ensure(has_hole, "the insertion offset lies in the file");
    return plan;
}

}  // namespace countersign::verifier::media
