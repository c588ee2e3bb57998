#include "verifier/media/tiff.hpp"

#include <algorithm>
#include <set>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/little_endian.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint16_t tag_store = 0xCD41;
constexpr std::uint16_t tag_xmp = 700;
constexpr std::uint16_t type_byte = 1;
constexpr std::uint16_t type_undefined = 7;

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "TIFF at " + std::to_string(offset));
}

/// Byte order and field widths: 4 bytes in TIFF, 8 in BigTIFF.
struct Layout {
    bool is_little = true;
    bool is_big = false;
    [[nodiscard]] std::size_t word() const noexcept { return is_big ? 8 : 4; }
    [[nodiscard]] std::size_t count_bytes() const noexcept { return is_big ? 8 : 2; }
    [[nodiscard]] std::size_t entry_bytes() const noexcept { return 4 + 2 * word(); }
    [[nodiscard]] std::uint64_t first_pointer() const noexcept { return is_big ? 8 : 4; }

    [[nodiscard]] std::uint64_t read(ByteView bytes) const noexcept {
        return is_little ? read_le(bytes) : ByteReader(bytes).read_be(bytes.size());
    }
    [[nodiscard]] Bytes write(std::uint64_t value, std::size_t width) const {
        return is_little ? le_bytes(value, width) : ByteWriter().be(value, width).take();
    }
};

/// An entry whose value lies elsewhere in the file.
struct Entry {
    std::uint64_t offset = 0;  ///< of the entry itself
    std::uint16_t type = 0;
    ByteRange value;
};

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    std::uint64_t pointer = 0;  ///< where the offset of this directory stands
    std::uint64_t next_pointer = 0;
};

/// The main chain and what it says of stores.
struct Chain {
    Layout layout;
    std::vector<Directory> directories;
    std::vector<Entry> stores;
    std::optional<Entry> xmp;
};

Result<Layout> read_layout(HeaderReader& reader) {
    const auto head = reader.read(0, 8);
    if (!head) {
        return malformed(0);
    }
    Layout out;
    out.is_little = head->front() == 'I';
    out.is_big = out.read(head->subspan(2, 2)) == 43;
    if (out.is_big && (out.read(head->subspan(4, 2)) != 8 || out.read(head->subspan(6, 2)) != 0)) {
        return malformed(4);
    }
    return out;
}

Result<std::uint64_t> read_word(HeaderReader& reader, const Layout& layout, std::uint64_t at, std::size_t width) {
    const auto bytes = reader.read(at, width);
    return bytes ? Result<std::uint64_t>(layout.read(*bytes)) : fail(bytes.error());
}

Result<Done> read_entry(HeaderReader& reader, std::uint64_t at, Chain& out) {
    const Layout& layout = out.layout;
    const auto raw = reader.read(at, layout.entry_bytes());
    if (!raw) {
        return malformed(at);
    }
    const std::uint64_t tag = layout.read(raw->first(2));
    const std::uint64_t count = layout.read(raw->subspan(4, layout.word()));
    const std::uint64_t value = layout.read(raw->subspan(4 + layout.word(), layout.word()));
    const Entry entry{at, static_cast<std::uint16_t>(layout.read(raw->subspan(2, 2))), {value, count}};
    const bool is_bytes = entry.type == type_byte || entry.type == type_undefined;
    if ((tag != tag_store && tag != tag_xmp) || !is_bytes) {
        return Done{};
    }
    if (count <= layout.word() || value > reader.size() || count > reader.size() - value) {
        return malformed(at);
    }
    if (tag == tag_store) {
        out.stores.push_back(entry);
    } else if (!out.xmp) {
        out.xmp = entry;
    }
    return Done{};
}

/// The directory whose offset stands at `pointer`; nothing at the end of the chain.
Result<std::optional<Directory>> read_directory(HeaderReader& reader, std::uint64_t pointer, std::size_t& parts,
                                                Chain& out) {
    const Layout& layout = out.layout;
    const auto offset = read_word(reader, layout, pointer, layout.word());
    if (!offset || *offset == 0) {
        return offset ? Result<std::optional<Directory>>(std::nullopt) : malformed(pointer);
    }
    const auto count =
        *offset < reader.size() ? read_word(reader, layout, *offset, layout.count_bytes()) : malformed(pointer);
    if (!count || *count > (reader.size() - *offset) / layout.entry_bytes()) {
        return malformed(*offset);
    }
    parts += *count + 1;
    if (parts > limits::container_parts_max) {
        return fail(errors::container_limit, "TIFF directory entries");
    }
    Directory directory{*offset, *count, pointer, 0};
    std::uint64_t at = *offset + layout.count_bytes();
    for (std::uint64_t i = 0; i < *count; ++i, at += layout.entry_bytes()) {
        if (const auto done = read_entry(reader, at, out); !done) {
            return fail(done.error());
        }
    }
    directory.next_pointer = at;
    return directory;
}

/// What was found before an error stays in `out`.
Result<Done> read_chain(const ByteSource& source, Chain& out) {
    HeaderReader reader(source);
    const auto layout = read_layout(reader);
    if (!layout) {
        return fail(layout.error());
    }
    out.layout = *layout;
    std::set<std::uint64_t> visited;
    std::size_t parts = 0;
    for (std::uint64_t pointer = out.layout.first_pointer();;) {
        const auto directory = read_directory(reader, pointer, parts, out);
        if (!directory) {
            return fail(directory.error());
        }
        if (!*directory) {
            return out.directories.empty() ? malformed(pointer) : Result<Done>(Done{});
        }
        if (!visited.insert((*directory)->offset).second) {
            return malformed(pointer);  // a loop
        }
        out.directories.push_back(**directory);
        pointer = (*directory)->next_pointer;
    }
}

/// Directories, header and stores each have bytes of their own: else changing one would change another.
bool are_apart(const Chain& chain) {
    std::vector<ByteRange> parts{{0, chain.layout.first_pointer() + chain.layout.word()}};
    for (const Directory& directory : chain.directories) {
        parts.push_back({directory.offset, directory.next_pointer + chain.layout.word() - directory.offset});
    }
    for (const Entry& entry : chain.stores) {
        parts.push_back(entry.value);
    }
    std::ranges::sort(parts, {}, &ByteRange::start);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].start < parts[i - 1].end()) {
            return false;
        }
    }
    return true;
}

/// The only directory with the tag added, for a store at `store_offset`.
Result<Bytes> with_store_entry(const ByteSource& source, const Chain& chain, std::uint64_t store_offset,
                               std::uint64_t store_bytes) {
    const Layout& layout = chain.layout;
    const Directory& old = chain.directories.front();
    if (layout.count_bytes() == 2 && old.count == 0xFFFF) {
        return fail(errors::embedding_refused, "a directory with no room for another entry");
    }
    const auto entries = read_bytes(source, old.offset + layout.count_bytes(), old.count * layout.entry_bytes());
    if (!entries) {
        return fail(entries.error());
    }
    std::size_t place = 0;
    while (place < entries->size() && layout.read(ByteView(*entries).subspan(place, 2)) < tag_store) {
        place += layout.entry_bytes();
    }
    ByteWriter out;
    out.bytes(layout.write(old.count + 1, layout.count_bytes())).bytes(ByteView(*entries).first(place));
    out.bytes(layout.write(tag_store, 2)).bytes(layout.write(type_undefined, 2));
    out.bytes(layout.write(store_bytes, layout.word())).bytes(layout.write(store_offset, layout.word()));
    out.bytes(ByteView(*entries).subspan(place)).bytes(Bytes(layout.word()));
    return out.take();
}

/// A store that is there already: its entry's fields are set, its bytes go, and the new ones come at the end.
EmbedPlan replace_store(const ByteSource& source, const Chain& chain, std::uint64_t store_bytes) {
    const Layout& layout = chain.layout;
    const Entry& entry = chain.stores.front();
    const bool is_last = entry.value.end() == source.size();
    const std::uint64_t end = is_last ? entry.value.start : source.size();
    const std::uint64_t padding = end % 2;
    Bytes fields = layout.write(store_bytes, layout.word());
    append(fields, layout.write(end + padding, layout.word()));
    const std::uint64_t fields_at = entry.offset + 4;
    EmbedPlan plan;
    const auto copy = [&](std::uint64_t from, std::uint64_t to) {
        // Bytes in the middle can't be taken out without moving others, so they are cleared.
        const std::uint64_t cleared = std::clamp(entry.value.start, from, to);
        const std::uint64_t cleared_end = std::clamp(entry.value.end(), cleared, to);
        plan.copy(from, cleared);
        if (cleared_end > cleared) {
            plan.literal(Bytes(cleared_end - cleared));
        }
        plan.copy(cleared_end, to);
    };
    copy(0, fields_at);
    plan.literal(std::move(fields));
    copy(fields_at + 2 * layout.word(), end);
    return plan.literal(Bytes(padding)).hole(store_bytes);
}

}  // namespace

Result<Container> read_tiff(const ByteSource& source) {
    Container out;
    out.insertion_offset = source.size();
    Chain chain;
    const auto done = read_chain(source, chain);
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    if (chain.xmp && chain.xmp->value.length <= limits::xmp_bytes_max) {
        const auto packet = read_bytes(source, chain.xmp->value.start, chain.xmp->value.length);
        if (!packet) {
            return fail(packet.error());
        }
        out.remote_url = find_provenance(as_text(*packet));
    }
    if (chain.stores.size() == 1) {
        if (const auto read = read_store(source, chain.stores.front().value, out); !read) {
            return fail(read.error());
        }
        return out;
    }
    out.presence = chain.stores.empty() ? StorePresence::absent : StorePresence::multiple;
    return out;
}

Result<EmbedPlan> embed_tiff(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    Chain chain;
    if (const auto done = read_chain(source, chain); !done) {
        return fail(done.error());
    }
    if (container.is_damaged || !are_apart(chain)) {
        return malformed(0);
    }
    const Layout& layout = chain.layout;
    if (chain.stores.size() > 1) {
        return fail(errors::embedding_refused, "two manifest tags in a TIFF");
    }
    const std::uint64_t added = store_bytes + (chain.directories.front().count + 2) * layout.entry_bytes();
    if (!layout.is_big && source.size() + added > 0xFFFFFFFFU) {
        return fail(errors::container_limit, "TIFF of more than 4 GiB");
    }
    if (chain.stores.size() == 1) {
        return replace_store(source, chain, store_bytes);
    }
    const bool is_single = chain.directories.size() == 1;
    const std::uint64_t pointer = is_single ? chain.directories.front().pointer : chain.directories.back().next_pointer;
    const std::uint64_t padding = source.size() % 2;
    const std::uint64_t directory_at = source.size() + padding;
    const Chain empty{layout, {Directory{}}, {}, {}};
    const Chain& grown = is_single ? chain : empty;
    const std::uint64_t directory_bytes =
        layout.count_bytes() + (grown.directories.front().count + 1) * layout.entry_bytes() + layout.word();
    const auto directory = with_store_entry(source, grown, directory_at + directory_bytes, store_bytes);
    if (!directory) {
        return fail(directory.error());
    }
    EmbedPlan plan;
    plan.copy(0, pointer).literal(layout.write(directory_at, layout.word()));
    plan.copy(pointer + layout.word(), source.size()).literal(Bytes(padding)).literal(*directory);
    return plan.hole(store_bytes);
}

Bytes frame_tiff(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media
