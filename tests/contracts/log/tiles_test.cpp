// Tiles and entry bundles of C2SP tlog-tiles.
#include "contracts/log/tiles.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <map>

#include "identity/base/encoding.hpp"

using namespace countersign;
using log::TileId;
using log::TileKind;

TEST_CASE("L30: a tile has one path", "[log][tiles]") {
    const auto round_trip = [](const TileId& tile, std::string_view path) {
        CHECK(log::to_tile_path(tile) == path);
        CHECK(log::parse_tile_path(path).value() == tile);
    };
    round_trip({TileKind::hashes, 0, 1234067, 256}, "tile/0/x001/x234/067");
    round_trip({TileKind::hashes, 0, 273, 112}, "tile/0/273.p/112");
    round_trip({TileKind::hashes, 63, 0, 1}, "tile/63/000.p/1");
    round_trip({TileKind::entries, 0, 1000, 255}, "tile/entries/x001/000.p/255");
    for (const std::string_view path : {"",
                                        "tile",
                                        "tile/",
                                        "/tile/0/000",
                                        "tile/0",
                                        "tile/0/",
                                        "tile/0/00",
                                        "tile/0/0000",
                                        "tile/0/000/",
                                        "tile/00/000",
                                        "tile/64/000",
                                        "tile/-1/000",
                                        "tile/0/000.p/0",
                                        "tile/0/000.p/256",
                                        "tile/0/000.p/01",
                                        "tile/0/000.p",
                                        "tile/0/000.p/",
                                        "tile/0/x000/001",
                                        "tile/0/x001",
                                        "tile/0/001/002",
                                        "tile/0/000.p/1/",
                                        "tile/entry/000",
                                        "tile/0/a00",
                                        "tile/0/x1/000",
                                        "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
        INFO(path);
        CHECK(log::parse_tile_path(path).error().code == errors::tile_path);
    }
    rc::prop("any tile", [] {
        const TileId tile{TileKind::hashes, *rc::gen::inRange(0U, 64U),
                          *rc::gen::inRange<std::uint64_t>(0, 1ULL << 55U), *rc::gen::inRange(1U, 257U)};
        RC_ASSERT(log::parse_tile_path(log::to_tile_path(tile)).value() == tile);
    });
}

TEST_CASE("L31: the tiles of a log of 70,000 entries are those the specification names", "[log][tiles]") {
    std::map<unsigned, std::pair<std::size_t, unsigned>> levels;  // full tiles, width of the partial one
    std::size_t bundles = 0;
    for (const TileId& tile : log::tiles_between(0, 70'000)) {
        if (tile.kind == TileKind::entries) {
            ++bundles;
        } else if (tile.width == 256) {
            ++levels[tile.level].first;
        } else {
            levels[tile.level].second = tile.width;
        }
    }
    CHECK(bundles == 274);
    CHECK(levels.size() == 3);
    CHECK(levels[0] == std::pair<std::size_t, unsigned>{273, 112});
    CHECK(levels[1] == std::pair<std::size_t, unsigned>{1, 17});
    CHECK(levels[2] == std::pair<std::size_t, unsigned>{0, 1});
    CHECK(log::tiles_between(0, 0).empty());
    CHECK(log::tiles_between(70'000, 70'000).empty());
    const auto of_256 = log::tiles_between(0, 256);
    REQUIRE(of_256.size() == 3);
    CHECK(of_256[2] == TileId{TileKind::hashes, 1, 0, 1});
    const auto next = log::tiles_between(256, 257);
    REQUIRE(next.size() == 2);
    CHECK(next[0] == TileId{TileKind::entries, 0, 1, 1});
}

TEST_CASE("L32: a tile holds the hashes of the tree, and no root needs anything else", "[log][tiles]") {
    log::MerkleTree tree;
    for (std::uint64_t i = 0; i < 600; ++i) {
        tree.append(log::leaf_hash(ByteWriter().u64(i).take()));
    }
    for (const std::uint64_t size : {1U, 255U, 256U, 257U, 512U, 600U}) {
        log::CompactTree from_tiles;
        for (std::uint64_t index = 0; index * 256 < size; ++index) {
            const unsigned width = log::tile_width_at(size, 0, index);
            const auto tile = log::make_hash_tile(tree, size, {TileKind::hashes, 0, index, width}).value();
            REQUIRE(tile.size() == width * 32U);
            ByteReader reader(tile);
            log::CompactTree one_tile;
            for (unsigned i = 0; i < width; ++i) {
                const auto hash = reader.fixed<Sha256Digest>();
                from_tiles.append(hash);
                one_tile.append(hash);
            }
            if (width == 256) {
                const auto above =
                    log::make_hash_tile(tree, size, {TileKind::hashes, 1, 0, static_cast<unsigned>(index + 1)}).value();
                CHECK(equal(ByteView(above).last(32), view(one_tile.root())));
            }
        }
        CHECK(from_tiles.root() == tree.root_at(size).value());
    }
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 0, 2, 88}).has_value());
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 0, 2, 40}).has_value());
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 0, 2, 89}).error().code == errors::tile_not_found);
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 0, 3, 1}).error().code == errors::tile_not_found);
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 8, 0, 1}).error().code == errors::tile_not_found);
    CHECK(log::make_hash_tile(tree, 600, {TileKind::hashes, 0, 0, 0}).error().code == errors::tile_not_found);
    CHECK(log::make_hash_tile(tree, 601, {TileKind::hashes, 0, 0, 1}).error().code == errors::proof_range);
}

TEST_CASE("L33: an entry bundle is lengths and entries, and nothing else", "[log][tiles]") {
    std::vector<Bytes> entries;
    for (std::uint8_t i = 0; i < 7; ++i) {
        entries.push_back({i});
    }
    const Bytes bundle = log::make_bundle(entries);
    CHECK(to_hex(bundle) == "000100000101000102000103000104000105000106");
    CHECK(log::parse_bundle(bundle, 7).value() == entries);
    CHECK(log::parse_bundle(bundle, 6).error().code == errors::entry_bundle_syntax);
    CHECK(log::parse_bundle(bundle, 8).error().code == errors::entry_bundle_syntax);
    CHECK(log::parse_bundle(ByteView(bundle).first(20), 7).error().code == errors::entry_bundle_syntax);
    CHECK(log::parse_bundle({}, 0).value().empty());
    const std::vector<Bytes> large{Bytes(log::entry_bytes_max, 1), Bytes()};
    CHECK(log::parse_bundle(log::make_bundle(large), 2).value() == large);
}
