#include "contracts/log/tiles.hpp"

#include "contracts/log/checkpoint.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::log {
namespace {

constexpr unsigned level_step = 8;
constexpr std::string_view entries_level = "entries";

/// 1234067 is x001/x234/067.
std::string index_path(std::uint64_t index) {
    std::string out;
    bool last = true;
    do {
        std::string group = std::to_string(index % 1000);
        group.insert(0, 3 - group.size(), '0');
        out = last ? group : "x" + group + "/" + out;
        last = false;
        index /= 1000;
    } while (index != 0);
    return out;
}

/// Text up to the next slash, taken off `rest` with the slash.
std::string_view take_part(std::string_view& rest) noexcept {
    const std::size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

bool is_group(std::string_view part) noexcept {
    return part.size() == 3 && part.find_first_not_of("0123456789") == std::string_view::npos;
}

std::uint64_t group_value(std::string_view group) noexcept {
    std::uint64_t value = 0;
    for (const char digit : group) {
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return value;
}

/// Hashes at `level` of a log of `size` entries: one for each full tile of the level below.
std::uint64_t hashes_at(std::uint64_t size, unsigned level) noexcept {
    return level * level_step >= 64 ? 0 : size >> (level * level_step);
}

}  // namespace

std::string to_tile_path(const TileId& tile) {
    std::string out = "tile/";
    out += tile.kind == TileKind::entries ? std::string(entries_level) : std::to_string(tile.level);
    out += "/" + index_path(tile.index);
    if (tile.width != tile_width_max) {
        out += ".p/" + std::to_string(tile.width);
    }
    return out;
}

Result<TileId> parse_tile_path(std::string_view path) {
    const auto bad = [&] { return fail(errors::tile_path, printable(path)); };
    std::string_view rest = path;
    TileId tile;
    if (take_part(rest) != "tile") {
        return bad();
    }
    const std::string_view level = take_part(rest);
    if (level == entries_level) {
        tile.kind = TileKind::entries;
    } else {
        const auto number = parse_decimal(level);
        if (!number || *number > tile_level_max) {
            return bad();
        }
        tile.level = static_cast<unsigned>(*number);
    }
    std::string_view part = take_part(rest);
    for (; part.starts_with('x') && is_group(part.substr(1)); part = take_part(rest)) {
        // Nineteen digits at most: 2^63 is the largest log.
        if (tile.index > 999'999'999'999'999) {
            return bad();
        }
        tile.index = tile.index * 1000 + group_value(part.substr(1));
    }
    const bool partial = part.ends_with(".p");
    const std::string_view group = partial ? part.substr(0, part.size() - 2) : part;
    if (!is_group(group)) {
        return bad();
    }
    tile.index = tile.index * 1000 + group_value(group);
    if (partial) {
        const auto width = parse_decimal(take_part(rest));
        if (!width || *width == 0 || *width >= tile_width_max) {
            return bad();
        }
        tile.width = static_cast<unsigned>(*width);
    }
    // Leading zero groups, a slash at the end and all else that has another text.
    if (to_tile_path(tile) != path) {
        return bad();
    }
    return tile;
}

unsigned tile_width_at(std::uint64_t size, unsigned level, std::uint64_t index) noexcept {
    const std::uint64_t hashes = hashes_at(size, level);
    if (index > hashes / tile_width_max) {
        return 0;
    }
    const std::uint64_t width = hashes - index * tile_width_max;
    return width < tile_width_max ? static_cast<unsigned>(width) : tile_width_max;
}

Result<Bytes> make_hash_tile(const MerkleTree& tree, std::uint64_t size, const TileId& tile) {
    if (size > tree.size()) {
        return fail(errors::proof_range, "size " + std::to_string(size));
    }
    if (tile.kind != TileKind::hashes || tile.width == 0 || tile.width > tile_width_at(size, tile.level, tile.index)) {
        return fail(errors::tile_not_found, to_tile_path(tile));
    }
    Bytes out;
    out.reserve(tile.width * Sha256Digest::size_bytes);
    for (std::uint64_t i = 0; i < tile.width; ++i) {
        append(out, view(tree.node(tile.level * level_step, tile.index * tile_width_max + i)));
    }
    return out;
}

std::vector<TileId> tiles_between(std::uint64_t size_before, std::uint64_t size) {
    std::vector<TileId> tiles;
    const auto add_level = [&](TileKind kind, unsigned level) {
        const std::uint64_t before = hashes_at(size_before, level);
        const std::uint64_t now = hashes_at(size, level);
        for (std::uint64_t index = before / tile_width_max; before < now && index * tile_width_max < now; ++index) {
            tiles.push_back({kind, level, index, tile_width_at(size, level, index)});
        }
    };
    add_level(TileKind::entries, 0);
    for (unsigned level = 0; hashes_at(size, level) != 0; ++level) {
        add_level(TileKind::hashes, level);
    }
    return tiles;
}

Bytes make_bundle(std::span<const Bytes> entries) {
    ByteWriter writer;
    for (const Bytes& entry : entries) {
        ensure(entry.size() <= entry_bytes_max, "an entry fits a bundle");
        writer.u16(static_cast<std::uint16_t>(entry.size())).bytes(entry);
    }
    return writer.take();
}

Result<std::vector<Bytes>> parse_bundle(ByteView bundle, unsigned width) {
    ByteReader reader(bundle);
    std::vector<Bytes> entries;
    for (unsigned i = 0; i < width && reader.ok(); ++i) {
        const std::uint16_t length = reader.u16();
        entries.push_back(to_bytes(reader.read(length)));
    }
    if (!reader.finished()) {
        return fail(errors::entry_bundle_syntax, std::to_string(width) + " entries are needed");
    }
    return entries;
}

}  // namespace countersign::log
