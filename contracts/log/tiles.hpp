// Tiles and entry bundles (C2SP tlog-tiles v0.1.0): the log as static files that any web server or cache can hold, and
// from which a client computes every proof itself. docs/spec/log.md (L30 on).
// Thread-safety: pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/log/tree.hpp"

namespace countersign::log {

inline constexpr unsigned tile_width_max = 256;
inline constexpr unsigned tile_level_max = 63;
/// An entry's length is written in two bytes.
inline constexpr std::size_t entry_bytes_max = 65'535;

enum class TileKind : std::uint8_t { hashes, entries };

/// `width` hashes (or entries) from `index` * 256 on; 256 is a full tile. `level` is 0 for entries.
struct TileId {
    TileKind kind = TileKind::hashes;
    unsigned level = 0;
    std::uint64_t index = 0;
    unsigned width = tile_width_max;

    friend bool operator==(const TileId&, const TileId&) = default;
};

/// `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, without a leading slash.
[[nodiscard]] std::string to_tile_path(const TileId& tile);
/// One tile, one path. Errors: tile.path.
[[nodiscard]] Result<TileId> parse_tile_path(std::string_view path);

/// How many hashes (or entries) of the tile at `level` and `index` a log of `size` entries has: 0 to 256.
[[nodiscard]] unsigned tile_width_at(std::uint64_t size, unsigned level, std::uint64_t index) noexcept;

/// The tile's hashes, 32 bytes each, for a log of `size` entries. A narrower tile than `size` allows is served too,
/// since it belonged to an earlier checkpoint. Errors: tile.not_found; proof.range where the tree is smaller than
/// `size`.
[[nodiscard]] Result<Bytes> make_hash_tile(const MerkleTree& tree, std::uint64_t size, const TileId& tile);

/// Every tile and bundle that a log of `size` entries has and a log of `size_before` lacks, widest only.
[[nodiscard]] std::vector<TileId> tiles_between(std::uint64_t size_before, std::uint64_t size);

/// Each entry after its length in two bytes. Every entry must be at most entry_bytes_max.
[[nodiscard]] Bytes make_bundle(std::span<const Bytes> entries);
/// Exactly `width` entries and nothing more. Errors: entry_bundle.syntax.
[[nodiscard]] Result<std::vector<Bytes>> parse_bundle(ByteView bundle, unsigned width);

}  // namespace countersign::log
