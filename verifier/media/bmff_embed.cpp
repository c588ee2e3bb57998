#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/jpeg_xl.hpp"

namespace countersign::verifier::media {
namespace {

// Header, extended type, version and flags, "manifest" with its zero, offset of the first Merkle box.
constexpr std::uint64_t store_overhead_bytes = 8 + 16 + 4 + 9 + 8;

/// Where a byte of the input stands in the signed file.
class Shift {
  public:
    Shift(const Container& container, std::uint64_t hole_bytes)
        : insertion_(container.insertion_offset), hole_bytes_(hole_bytes), removed_(container.store_ranges) {
        std::ranges::sort(removed_, {}, &ByteRange::start);
    }
    [[nodiscard]] std::uint64_t operator()(std::uint64_t old) const noexcept {
        std::uint64_t out = old + (old >= insertion_ ? hole_bytes_ : 0);
        for (const ByteRange& range : removed_) {
            out -= range.end() <= old ? range.length : (range.start < old ? old - range.start : 0);
        }
        return out;
    }
    [[nodiscard]] bool is_removed(const ByteRange& box) const noexcept {
        return std::find(removed_.begin(), removed_.end(), box) != removed_.end();
    }
    /// True where all bytes from there on move by the same distance.
    [[nodiscard]] bool is_even_behind(std::uint64_t old) const noexcept {
        return insertion_ <= old && (removed_.empty() || removed_.back().end() <= old);
    }

  private:
    std::uint64_t insertion_;
    std::uint64_t hole_bytes_;
    std::vector<ByteRange> removed_;
};

struct Patch {
    std::uint64_t offset = 0;
    Bytes bytes;
};

tl::unexpected<Error> refused(std::string_view why) { return fail(errors::embedding_refused, std::string(why)); }

void put(std::span<std::uint8_t> field, std::uint64_t value) {
    for (std::size_t i = field.size(); i > 0; --i) {
        field[i - 1] = static_cast<std::uint8_t>(value);
        value >>= 8U;
    }
}
bool fits(std::uint64_t value, std::size_t width) noexcept { return width >= 8 || value >> (8 * width) == 0; }

/// Finds the absolute file offsets in boxes and what they become.
class OffsetPatcher {
  public:
    OffsetPatcher(const ByteSource& source, const Shift& shift) : source_(source), reader_(source), shift_(shift) {}

    /// All in a top-level box, in file order.
    Result<std::vector<Patch>> find(const BmffBox& root) {
        patches_.clear();
        if (const auto done = visit(root, 0); !done) {
            return fail(done.error());
        }
        std::ranges::sort(patches_, {}, &Patch::offset);
        return std::move(patches_);
    }

  private:
    Result<Done> visit(const BmffBox& box, std::size_t depth) {
        switch (box.type) {
            case box_type("stco"): return patch_chunks(box, 4);
            case box_type("co64"): return patch_chunks(box, 8);
            case box_type("saio"): return parent_ == box_type("stbl") ? patch_auxiliary(box) : Result<Done>(Done{});
            case box_type("tfhd"): return patch_fragment_base(box);
            case box_type("tfra"): return patch_random_access(box);
            case box_type("iloc"): return patch_items(box);
            case box_type("dref"): return check_references(box);
            case box_type("sidx"):
                return shift_.is_even_behind(box.range.end()) ? Result<Done>(Done{})
                                                              : refused("an index counts over what is taken out");
            case box_type("cmov"): return refused("a compressed movie box");
            default: break;
        }
        const auto children = find_children(reader_, box);
        if (!children || !*children || box.type == box_type("ipco")) {
            return children ? Result<Done>(Done{}) : fail(children.error());
        }
        if (depth >= limits::bmff_path_steps_max) {
            return fail(errors::container_limit, "boxes in boxes");
        }
        const BoxType outer = std::exchange(parent_, box.type);
        const auto end =
            walk_bmff_boxes(reader_, **children, boxes_, [&](const BmffBox& child) { return visit(child, depth + 1); });
        parent_ = outer;
        return end ? Result<Done>(Done{}) : fail(end.error());
    }

    /// The content behind version and flags, as long as all that is rewritten stays small.
    Result<Bytes> load(const ByteRange& range) {
        if (range.length > table_bytes_left_) {
            return fail(errors::container_limit, "tables of offsets");
        }
        table_bytes_left_ -= range.length;
        return read_bytes(source_, range.start, range.length);
    }
    Result<Bytes> load_fields(const BmffBox& box, std::size_t bytes) {
        return box.payload().length < bytes ? malformed(box) : read_bytes(source_, box.payload().start, bytes);
    }
    static tl::unexpected<Error> malformed(const BmffBox& box) {
        return fail(errors::container_malformed, "box at " + std::to_string(box.range.start));
    }

    /// `count` entries of `stride` bytes from `start` on; each has an offset of `width` bytes at `at`.
    Result<Done> patch_table(const BmffBox& box, std::uint64_t start, std::uint64_t count, std::size_t stride,
                             std::size_t at, std::size_t width) {
        if (start > box.range.end() || count > (box.range.end() - start) / stride) {
            return malformed(box);
        }
        auto table = load({start, count * stride});
        if (!table) {
            return fail(table.error());
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto field = std::span(*table).subspan(i * stride + at, width);
            const std::uint64_t moved = shift_(ByteReader(field).read_be(width));
            if (!fits(moved, width)) {
                return refused("an offset that doesn't fit 32 bits any more");
            }
            put(field, moved);
        }
        if (!table->empty()) {
            patches_.push_back({start, std::move(*table)});
        }
        return Done{};
    }

    Result<Done> patch_chunks(const BmffBox& box, std::size_t width) {
        const auto fields = load_fields(box, 8);
        if (!fields) {
            return fail(fields.error());
        }
        const std::uint64_t count = ByteReader(ByteView(*fields).subspan(4)).u32();
        return patch_table(box, box.payload().start + 8, count, width, 0, width);
    }

    Result<Done> patch_auxiliary(const BmffBox& box) {
        const auto head = load_fields(box, 8);
        if (!head) {
            return fail(head.error());
        }
        const std::size_t before = ((*head)[3] & 1U) != 0 ? 12 : 4;
        const auto fields = load_fields(box, before + 4);
        if (!fields) {
            return fail(fields.error());
        }
        const std::size_t width = (*fields)[0] == 0 ? 4 : 8;
        const std::uint64_t count = ByteReader(ByteView(*fields).subspan(before)).u32();
        return patch_table(box, box.payload().start + before + 4, count, width, 0, width);
    }

    Result<Done> patch_fragment_base(const BmffBox& box) {
        const auto fields = load_fields(box, 8);
        if (!fields) {
            return fail(fields.error());
        }
        const bool has_base = ((*fields)[3] & 1U) != 0;
        return has_base ? patch_table(box, box.payload().start + 8, 1, 8, 0, 8) : Result<Done>(Done{});
    }

    Result<Done> patch_random_access(const BmffBox& box) {
        const auto fields = load_fields(box, 16);
        if (!fields) {
            return fail(fields.error());
        }
        ByteReader reader(ByteView(*fields).subspan(8));
        const std::uint32_t lengths = reader.u32();
        const std::uint64_t count = reader.u32();
        const std::size_t width = (*fields)[0] == 1 ? 8 : 4;
        const std::size_t numbers = 3 + ((lengths >> 4U) & 3U) + ((lengths >> 2U) & 3U) + (lengths & 3U);
        return patch_table(box, box.payload().start + 16, count, 2 * width + numbers, width, width);
    }

    /// Media in another file would be counted from that file's start.
    Result<Done> check_references(const BmffBox& box) {
        const auto fields = load_fields(box, 8);
        if (!fields) {
            return fail(fields.error());
        }
        const ByteRange entries{box.payload().start + 8, box.payload().length - 8};
        const auto end = walk_bmff_boxes(reader_, entries, boxes_, [&](const BmffBox& entry) -> Result<Done> {
            const auto flags = load_fields(entry, 4);
            if (!flags) {
                return fail(flags.error());
            }
            return ((*flags)[3] & 1U) != 0 ? Result<Done>(Done{}) : refused("media data in another file");
        });
        return end ? Result<Done>(Done{}) : fail(end.error());
    }

    Result<Done> patch_items(const BmffBox& box) {
        auto content = load(box.payload());
        if (!content) {
            return fail(content.error());
        }
        ItemLocations items(*content, shift_);
        if (const auto done = items.run(); !done) {
            return done.error().code == errors::container_malformed ? malformed(box) : fail(done.error());
        }
        patches_.push_back({box.payload().start, std::move(*content)});
        return Done{};
    }

    /// `iloc` (ISO/IEC 14496-12 section 8.11.3), changed in place.
    class ItemLocations {
      public:
        ItemLocations(Bytes& bytes, const Shift& shift) : bytes_(bytes), shift_(shift) {}

        Result<Done> run() {
            const std::uint64_t version = take(1);
            static_cast<void>(take(3));
            const std::uint64_t sizes = take(2);
            offset_width_ = (sizes >> 12U) & 0xFU;
            length_width_ = (sizes >> 8U) & 0xFU;
            base_width_ = (sizes >> 4U) & 0xFU;
            index_width_ = version == 0 ? 0 : sizes & 0xFU;
            for (const std::size_t width : {offset_width_, length_width_, base_width_, index_width_}) {
                if (width != 0 && width != 4 && width != 8) {
                    return fail(errors::container_malformed);
                }
            }
            const std::uint64_t count = take(version < 2 ? 2 : 4);
            for (std::uint64_t i = 0; i < count && ok_; ++i) {
                static_cast<void>(take(version < 2 ? 2 : 4));
                const std::uint64_t method = version == 0 ? 0 : take(2) & 0xFU;
                const std::uint64_t reference = take(2);
                if (auto done = item(method, reference); !done) {
                    return done;
                }
            }
            return ok_ ? Result<Done>(Done{}) : fail(errors::container_malformed);
        }

      private:
        std::uint64_t take(std::size_t width) {
            if (!ok_ || width > bytes_.size() - at_) {
                ok_ = false;
                return 0;
            }
            at_ += width;
            return ByteReader(ByteView(bytes_).subspan(at_ - width)).read_be(width);
        }
        Result<Done> replace(std::size_t at, std::size_t width, std::uint64_t value) {
            if (!fits(value, width)) {
                return refused("an item's offset that doesn't fit its field any more");
            }
            put(std::span(bytes_).subspan(at, width), value);
            return Done{};
        }

        Result<Done> item(std::uint64_t method, std::uint64_t reference) {
            const std::size_t base_at = at_;
            const std::uint64_t base = take(base_width_);
            const std::uint64_t extents = take(2);
            std::optional<std::uint64_t> distance;
            for (std::uint64_t i = 0; i < extents && ok_; ++i) {
                static_cast<void>(take(index_width_));
                const std::size_t offset_at = at_;
                const std::uint64_t offset = take(offset_width_);
                static_cast<void>(take(length_width_));
                if (!ok_ || method != 0) {
                    continue;
                }
                if (reference != 0 || offset_width_ + base_width_ == 0) {
                    return refused("an item that isn't addressed within the file");
                }
                const std::uint64_t moved = shift_(base + offset) - (base + offset);
                if (base_width_ == 0) {
                    if (auto done = replace(offset_at, offset_width_, offset + moved); !done) {
                        return done;
                    }
                } else if (distance && *distance != moved) {
                    return refused("an item on both sides of the manifest's place");
                }
                distance = moved;
            }
            return ok_ && base_width_ != 0 && distance ? replace(base_at, base_width_, base + *distance)
                                                       : Result<Done>(Done{});
        }

        Bytes& bytes_;
        const Shift& shift_;
        std::size_t at_ = 0;
        bool ok_ = true;
        std::size_t offset_width_ = 0;
        std::size_t length_width_ = 0;
        std::size_t base_width_ = 0;
        std::size_t index_width_ = 0;
    };

    const ByteSource& source_;
    HeaderReader reader_;
    const Shift& shift_;
    BoxBudget boxes_ = full_box_budget();
    BoxType parent_ = 0;
    std::uint64_t table_bytes_left_ = limits::bmff_table_bytes_max;
    std::vector<Patch> patches_;
};

/// One top-level box as pieces: for the hash its new offset, then its bytes with the patches.
void add_box(const BmffBox& box, const Shift& shift, std::vector<Patch> patches, EmbedPlan& plan) {
    const bool is_hashed = box.type != box_type("mfra");
    if (is_hashed) {
        plan.add({.kind = Piece::Kind::literal,
                  .range = {},
                  .bytes = ByteWriter().u64(shift(box.range.start)).take(),
                  .is_written = false});
    }
    std::uint64_t at = box.range.start;
    const auto copy_to = [&](std::uint64_t end) {
        if (end > at) {
            plan.add({.kind = Piece::Kind::copied, .range = {at, end - at}, .bytes = {}, .is_hashed = is_hashed});
        }
    };
    for (Patch& patch : patches) {
        copy_to(patch.offset);
        at = patch.offset + patch.bytes.size();
        plan.add({.kind = Piece::Kind::literal, .range = {}, .bytes = std::move(patch.bytes), .is_hashed = is_hashed});
    }
    copy_to(box.range.end());
}

/// What can't be signed: a file that is broken, or that old proofs lie in.
Result<Done> check_input(const ByteSource& source, const Container& container) {
    if (container.is_damaged || container.insertion_offset == 0) {
        return refused("the file isn't whole boxes from its type box to its end");
    }
    const auto head = read_bytes(source, 0, 4);
    if (!head) {
        return fail(head.error());
    }
    if (ByteReader(*head).u32() == 0) {
        return refused("a type box without an end");
    }
    const auto layout = read_bmff_layout(source);
    if (!layout) {
        return fail(layout.error());
    }
    return layout->proofs.empty() ? Result<Done>(Done{}) : refused("the file is bound piece by piece already");
}

}  // namespace

Result<EmbedPlan> embed_bmff(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    if (const auto done = check_input(source, container); !done) {
        return fail(done.error());
    }
    const std::uint64_t hole_bytes = store_bytes + store_overhead_bytes;
    const Shift shift(container, hole_bytes);
    OffsetPatcher patcher(source, shift);
    EmbedPlan plan;
    HeaderReader reader(source);
    BoxBudget budget{limits::bmff_written_boxes_max};
    const auto visit = [&](const BmffBox& box) -> Result<Done> {
        if (!shift.is_removed(box.range)) {
            auto patches = patcher.find(box);
            if (!patches) {
                return fail(patches.error());
            }
            add_box(box, shift, std::move(*patches), plan);
        }
        if (box.range.end() == container.insertion_offset) {
            plan.hole(hole_bytes);
        }
        return Done{};
    };
    const auto end = walk_bmff_boxes(reader, {0, source.size()}, budget, visit);
    if (!end) {
        return fail(end.error());
    }
    ensure(*end == source.size(), "whole boxes");
    return plan;
}

Bytes frame_bmff(ByteView store) {
    ByteWriter out;
    out.be(store.size() + store_overhead_bytes, 4).bytes(as_bytes("uuid")).bytes(provenance_uuid).u32(0);
    out.bytes(as_bytes("manifest")).u8(0).u64(0).bytes(store);
    return out.take();
}

Result<EmbedPlan> embed_jpeg_xl(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    if (container.is_damaged || container.insertion_offset == 0) {
        return refused(container.is_damaged ? "the file isn't whole boxes" : "a bare codestream carries no boxes");
    }
    return insert_hole(source, container, store_bytes);
}

Bytes frame_jpeg_xl(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media
