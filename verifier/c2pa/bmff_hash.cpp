#include "verifier/c2pa/bmff_hash.hpp"

#include <algorithm>
#include <set>

#include "identity/base/limits.hpp"

namespace countersign::verifier::c2pa {
namespace {

const Cbor* find_present(const Cbor& map, std::string_view key) {
    const Cbor* const value = map.find(key);
    return value == nullptr || value->is_null() || value->is_undefined() ? nullptr : value;
}

bool is_count(const Cbor* value) { return value != nullptr && value->is_unsigned() && value->fits_int64(); }

std::optional<std::vector<Bytes>> read_hashes(const Cbor* list) {
    if (list == nullptr || !list->is_array()) {
        return std::nullopt;
    }
    std::vector<Bytes> out;
    for (const Cbor& hash : list->as_array()) {
        if (!hash.is_bytes()) {
            return std::nullopt;
        }
        out.push_back(hash.as_bytes());
    }
    return out;
}

/// The row's length must be that of a row of the tree.
bool is_row(std::uint64_t count, std::uint64_t length) noexcept {
    while (count > length && count > 1) {
        count = count / 2 + count % 2;
    }
    return count == length;
}

bool read_block_sizes(const Cbor& map, MerkleMap& out) {
    if (const Cbor* const size = find_present(map, "fixedBlockSize")) {
        if (!is_count(size) || size->as_unsigned() == 0) {
            return false;
        }
        out.fixed_block_size = size->as_unsigned();
    }
    const Cbor* const sizes = find_present(map, "variableBlockSizes");
    if (sizes == nullptr) {
        return true;
    }
    if (!sizes->is_array() || out.fixed_block_size) {
        return false;
    }
    out.variable_block_sizes.emplace();
    for (const Cbor& size : sizes->as_array()) {
        if (!is_count(&size)) {
            return false;
        }
        out.variable_block_sizes->push_back(size.as_unsigned());
    }
    return true;
}

std::optional<MerkleMap> read_merkle_map(const Cbor& map) {
    const Cbor* const unique = map.find("uniqueId");
    const Cbor* const local = map.find("localId");
    const Cbor* const count = map.find("count");
    auto hashes = read_hashes(map.find("hashes"));
    if (unique == nullptr || !unique->fits_int64() || local == nullptr || !local->fits_int64() || !is_count(count) ||
        !hashes || hashes->empty() || !is_row(count->as_unsigned(), hashes->size())) {
        return std::nullopt;
    }
    MerkleMap out;
    out.unique_id = unique->as_int64();
    out.local_id = local->as_int64();
    out.count = count->as_unsigned();
    out.hashes = std::move(*hashes);
    if (const Cbor* const algorithm = find_present(map, "alg")) {
        out.algorithm = algorithm->is_text() ? algorithm->as_text() : std::string();
    }
    if (const Cbor* const hash = find_present(map, "initHash")) {
        if (!hash->is_bytes()) {
            return std::nullopt;
        }
        out.init_hash = hash->as_bytes();
    }
    return read_block_sizes(map, out) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

bool BmffHash::has_init_hash() const noexcept {
    return std::any_of(merkle.begin(), merkle.end(), [](const MerkleMap& map) { return map.init_hash.has_value(); });
}

const MerkleMap* BmffHash::find(std::int64_t unique_id, std::int64_t local_id) const noexcept {
    const auto found = std::find_if(merkle.begin(), merkle.end(), [&](const MerkleMap& map) {
        return map.unique_id == unique_id && map.local_id == local_id;
    });
    return found == merkle.end() ? nullptr : &*found;
}

tl::expected<BmffHash, std::string_view> read_bmff_hash(const Cbor& content) {
    auto exclusions = read_bmff_exclusions(content);
    if (!exclusions) {
        return tl::unexpected<std::string_view>("the exclusions aren't a list of well-formed entries");
    }
    BmffHash out;
    out.exclusions = std::move(*exclusions);
    if (const Cbor* const algorithm = find_present(content, "alg")) {
        out.algorithm = algorithm->is_text() ? algorithm->as_text() : std::string();
    }
    if (const Cbor* const hash = find_present(content, "hash")) {
        if (!hash->is_bytes()) {
            return tl::unexpected<std::string_view>("the hash isn't a byte string");
        }
        out.hash = hash->as_bytes();
    }
    const Cbor* const merkle = find_present(content, "merkle");
    if (merkle == nullptr) {
        return out;
    }
    if (!merkle->is_array() || merkle->as_array().empty() || merkle->as_array().size() > limits::bmff_merkle_maps_max) {
        return tl::unexpected<std::string_view>("no list of Merkle trees");
    }
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (const Cbor& entry : merkle->as_array()) {
        auto map = read_merkle_map(entry);
        if (!map || !seen.emplace(map->unique_id, map->local_id).second) {
            return tl::unexpected<std::string_view>("a Merkle tree lacks a field, or two have the same name");
        }
        out.merkle.push_back(std::move(*map));
    }
    return out;
}

Result<std::optional<MerkleProof>> read_merkle_proof(const media::ByteSource& source, const media::ByteRange& data) {
    const auto bytes =
        read_bytes(source, data.start, std::min<std::uint64_t>(data.length, limits::bmff_merkle_box_bytes_max));
    if (!bytes) {
        return fail(bytes.error());
    }
    const auto parsed = parse_cbor_prefix(*bytes);
    if (!parsed) {
        return std::nullopt;
    }
    const Cbor& map = parsed->item;
    const Cbor* const unique = map.find("uniqueId");
    const Cbor* const local = map.find("localId");
    const Cbor* const location = map.find("location");
    if (unique == nullptr || !unique->fits_int64() || local == nullptr || !local->fits_int64() || !is_count(location)) {
        return std::nullopt;
    }
    MerkleProof out{unique->as_int64(), local->as_int64(), location->as_unsigned(), {}};
    if (const Cbor* const list = find_present(map, "hashes")) {
        auto hashes = read_hashes(list);
        if (!hashes) {
            return std::nullopt;
        }
        out.hashes = std::move(*hashes);
    }
    return out;
}

bool leads_to_row(const MerkleMap& map, std::uint64_t location, Bytes leaf, const std::vector<Bytes>& proof,
                  Sha2 algorithm) {
    if (location >= map.count) {
        return false;
    }
    std::uint64_t row = map.count;
    std::size_t used = 0;
    while (row > map.hashes.size()) {
        const std::uint64_t neighbour = location ^ 1U;
        if (neighbour < row) {
            if (used == proof.size()) {
                return false;
            }
            Sha2Hasher hasher(algorithm);
            hasher.update((location & 1U) != 0 ? proof[used] : leaf);
            hasher.update((location & 1U) != 0 ? leaf : proof[used]);
            leaf = hasher.finish();
            ++used;
        }
        location /= 2;
        row = row / 2 + row % 2;
    }
    return used == proof.size() && equal(map.hashes[location], leaf);
}

Result<Done> RootBoxHasher::add(const media::BmffBox& box, Sha2Hasher* hasher) {
    const auto excluded = finder_.find(box);
    if (!excluded) {
        return fail(excluded.error());
    }
    if (excluded->is_whole || hasher == nullptr) {
        return Done{};
    }
    hasher->update(ByteWriter().u64(box.range.start).view());
    std::uint64_t at = box.range.start;
    for (const media::ByteRange& hole : excluded->ranges) {
        if (auto done = feeder_.feed({at, hole.start - at}, *hasher); !done) {
            return done;
        }
        at = hole.end();
    }
    return feeder_.feed({at, box.range.end() - at}, *hasher);
}

Result<Bytes> digest_root_boxes(const media::ByteSource& source, std::uint64_t end,
                                const std::vector<BmffExclusion>& exclusions, Sha2 algorithm) {
    Sha2Hasher hasher(algorithm);
    RootBoxHasher boxes(source, exclusions);
    media::HeaderReader reader(source);
    media::BoxBudget budget = media::full_box_budget();
    const auto last = media::walk_bmff_boxes(reader, {0, end}, budget,
                                             [&](const media::BmffBox& box) { return boxes.add(box, &hasher); });
    if (!last) {
        return fail(last.error());
    }
    if (const auto rest = boxes.add_rest({*last, end - *last}, hasher); !rest) {
        return fail(rest.error());
    }
    return hasher.finish();
}

}  // namespace countersign::verifier::c2pa
