#include "verifier/media/gif.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t header_bytes = 6;
constexpr std::uint64_t screen_bytes = 7;
constexpr std::size_t sub_block_bytes_max = 255;
/// Introducer, label, block size, identifier, version 1.0, and the byte that is always 0.
constexpr std::string_view extension_head{
    "\x21\xFF\x0B"
    "C2PA_GIF\x01\x00\x00",
    14};
constexpr std::size_t extension_identified = 11;  // of it, up to the version
constexpr std::string_view xmp_head{
    "\x21\xFF\x0B"
    "XMP DataXMP"};

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "GIF at " + std::to_string(offset));
}

/// Of the packed field: how long the colour table behind it is.
std::uint64_t colour_table_bytes(std::uint8_t packed) noexcept {
    return (packed & 0x80U) == 0 ? 0 : std::uint64_t{3} << ((packed & 7U) + 1U);
}

class Walker {
  public:
    explicit Walker(const ByteSource& source) : reader_(source) {}

    /// The end of the logical screen descriptor with its colour table.
    Result<std::uint64_t> screen_end() {
        const auto head = reader_.read(0, header_bytes + screen_bytes);
        if (!head) {
            return malformed(0);
        }
        const std::uint64_t end = header_bytes + screen_bytes + colour_table_bytes((*head)[10]);
        return end <= reader_.size() ? Result<std::uint64_t>(end) : malformed(header_bytes);
    }

    /// The end of sub-blocks from `at` on, terminator included; `each` gets every sub-block's data range.
    template <typename Each>
    Result<std::uint64_t> sub_blocks(std::uint64_t at, const Each& each) {
        for (;;) {
            if (++parts_ > limits::container_parts_max) {
                return fail(errors::container_limit, "GIF sub-blocks");
            }
            const auto length = reader_.read(at, 1);
            if (!length) {
                return malformed(at);
            }
            const std::uint64_t size = length->front();
            if (size > reader_.size() - at - 1) {
                return malformed(at);
            }
            if (size == 0) {
                return at + 1;
            }
            each(ByteRange{at + 1, size});
            at += 1 + size;
        }
    }
    Result<std::uint64_t> sub_blocks(std::uint64_t at) {
        return sub_blocks(at, [](const ByteRange&) {});
    }
    Result<ByteView> read(std::uint64_t at, std::size_t length) { return reader_.read(at, length); }
    [[nodiscard]] std::uint64_t size() const noexcept { return reader_.size(); }

  private:
    HeaderReader reader_;
    std::size_t parts_ = 0;
};

/// The extension at `at`, its store's bytes or XMP taken out. Gives its end.
Result<std::uint64_t> read_extension(const ByteSource& source, Walker& walker, std::uint64_t at, Container& out) {
    const std::size_t peek = std::min<std::uint64_t>(extension_head.size(), walker.size() - at);
    const auto head = walker.read(at, peek);
    if (!head) {
        return fail(head.error());
    }
    const std::string start(as_text(*head));
    if (start == xmp_head) {
        const auto end = walker.sub_blocks(at + xmp_head.size());
        if (end && out.remote_url.empty() && *end - at <= limits::xmp_bytes_max) {
            const auto packet = read_bytes(source, at, *end - at);
            out.remote_url = packet ? find_provenance(as_text(*packet)) : std::string();
        }
        return end;
    }
    if (!start.starts_with(extension_head.substr(0, extension_identified))) {
        return walker.sub_blocks(at + 2);
    }
    std::vector<ByteRange> parts;
    const auto end =
        walker.sub_blocks(at + extension_head.size(), [&](const ByteRange& part) { parts.push_back(part); });
    if (!end) {
        return end;
    }
    out.store_ranges.push_back({at, *end - at});
    if (out.store_ranges.size() > 1) {
        return end;
    }
    for (const ByteRange& part : parts) {
        const std::size_t before = out.store.size();
        if (before + part.length > limits::manifest_store_bytes_max) {
            return fail(errors::manifest_too_large, "GIF extension");
        }
        out.store.resize(before + part.length);
        if (const auto done = source.read_at(part.start, std::span(out.store).subspan(before)); !done) {
            return fail(done.error());
        }
    }
    return end;
}

Result<Done> read_blocks(const ByteSource& source, Container& out) {
    Walker walker(source);
    auto at = walker.screen_end();
    if (!at) {
        return fail(at.error());
    }
    out.insertion_offset = *at;
    while (at) {
        const auto introducer = walker.read(*at, 1);
        if (!introducer) {
            return malformed(*at);
        }
        if (introducer->front() != 0x21) {
            const bool known = introducer->front() == 0x2C || introducer->front() == 0x3B;
            return known ? Result<Done>(Done{}) : malformed(*at);
        }
        at = read_extension(source, walker, *at, out);
    }
    return fail(at.error());
}

constexpr char hex_digits[] = "0123456789ABCDEF";

std::string hex_byte(std::uint8_t byte) { return {hex_digits[byte >> 4U], hex_digits[byte & 15U]}; }

}  // namespace

Result<Container> read_gif(const ByteSource& source) {
    Container out;
    const auto done = read_blocks(source, out);
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    if (out.store_ranges.size() == 1) {
        out.presence = StorePresence::present;
        out.store_range = out.store_ranges.front();
    } else {
        out.presence = out.store_ranges.empty() ? StorePresence::absent : StorePresence::multiple;
        out.store.clear();
    }
    return out;
}

Result<std::vector<NamedBox>> list_gif_boxes(const ByteSource& source, const Container& container) {
    Walker walker(source);
    auto at = walker.screen_end();
    if (!at) {
        return fail(at.error());
    }
    std::vector<NamedBox> out{{"GIF89a", {0, header_bytes}}, {"LSD", {header_bytes, *at - header_bytes}}};
    const auto add = [&](std::string name, std::uint64_t end) {
        out.push_back({std::move(name), {*at, end - *at}});
        at = end;
    };
    while (*at < source.size()) {
        const auto head = walker.read(*at, std::min<std::uint64_t>(2, source.size() - *at));
        if (!head) {
            return fail(head.error());
        }
        const std::uint8_t introducer = head->front();
        if (introducer == 0x3B) {
            add("3B", *at + 1);
            break;
        }
        if (introducer == 0x21 && head->size() == 2) {
            const std::string name = *at == container.store_range.start ? "C2PA" : "21" + hex_byte((*head)[1]);
            const auto end = walker.sub_blocks(*at + 2);
            if (!end) {
                return fail(end.error());
            }
            add(name, *end);
            continue;
        }
        const auto image = introducer == 0x2C ? walker.read(*at, 10) : malformed(*at);
        if (!image) {
            return malformed(*at);
        }
        add("2C", *at + 10 + colour_table_bytes((*image)[9]));
        const auto end = walker.sub_blocks(*at + 1);  // behind the code size
        if (!end) {
            return fail(end.error());
        }
        add("TBID", *end);
    }
    if (*at < source.size()) {
        out.push_back({"c2pa.after", {*at, source.size() - *at}});
    }
    return out;
}

Result<EmbedPlan> embed_gif(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    if (container.is_damaged) {
        return malformed(container.insertion_offset);
    }
    const std::uint64_t blocks = (store_bytes + sub_block_bytes_max - 1) / sub_block_bytes_max;
    const EmbedPlan plan = insert_hole(source, container, extension_head.size() + store_bytes + blocks + 1);
    EmbedPlan out;
    out.literal(to_bytes(as_bytes("GIF89a")));
    for (Piece piece : plan.pieces()) {
        if (piece.kind == Piece::Kind::copied && piece.range.start == 0) {
            ensure(piece.range.length >= header_bytes, "the header is kept");
            piece.range = {header_bytes, piece.range.length - header_bytes};
        }
        out.add(std::move(piece));
    }
    return out;
}

Bytes frame_gif(ByteView store) {
    ByteWriter out;
    out.bytes(as_bytes(extension_head));
    while (!store.empty()) {
        const ByteView part = store.first(std::min(store.size(), sub_block_bytes_max));
        out.u8(static_cast<std::uint8_t>(part.size())).bytes(part);
        store = store.subspan(part.size());
    }
    return out.u8(0).take();
}

}  // namespace countersign::verifier::media
