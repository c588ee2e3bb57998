// Reading a ledger: entries, leaves, tiles and proofs.
#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/parts.hpp"
#include "contracts/log/tiles.hpp"

namespace countersign::ledger {
namespace {

Result<Bytes> make_bundle(store::LogStore& store, const log::TileId& tile) {
    std::vector<Bytes> entries;
    const std::uint64_t first = tile.index * log::tile_width_max;
    const auto read = store.read_entries(first, first + tile.width, [&](store::StoredEntry entry) -> Result<Done> {
        entries.push_back(std::move(entry.bytes));
        return Done{};
    });
    if (!read) {
        return fail(read.error());
    }
    if (entries.size() != tile.width) {
        return fail(errors::ledger_corrupt, log::to_tile_path(tile));
    }
    return log::make_bundle(entries);
}

}  // namespace

Result<store::StoredEntry> Ledger::entry(LogIndex index) const {
    auto found = entries(index, 1);
    if (!found) {
        return fail(found.error());
    }
    if (found->empty()) {
        return fail(errors::store_no_entry, std::to_string(index.value));
    }
    return std::move(found->front());
}

Result<std::vector<store::StoredEntry>> Ledger::entries(LogIndex first, std::size_t count) const {
    // What is on disk but not acknowledged yet isn't shown.
    const std::uint64_t size = view().head().size;
    std::vector<store::StoredEntry> found;
    if (first.value >= size) {
        return found;
    }
    const std::uint64_t end = count < size - first.value ? first.value + count : size;
    const auto read =
        parts_->core->store->read_entries(first.value, end, [&](store::StoredEntry entry) -> Result<Done> {
            found.push_back(std::move(entry));
            return Done{};
        });
    if (!read) {
        return fail(read.error());
    }
    return found;
}

Result<log::TlogProof> Ledger::prove_entry(LogIndex index) const {
    const auto signed_head = checkpoint();
    if (!signed_head || index.value >= signed_head->head.size) {
        const bool exists = index.value < view().head().size;
        return exists ? fail(errors::ledger_no_checkpoint, std::to_string(index.value))
                      : fail(errors::store_no_entry, std::to_string(index.value));
    }
    const auto lock = parts_->core->lock_to_read();
    auto path = parts_->core->derived.tree.inclusion_proof(index.value, signed_head->head.size);
    if (!path) {
        return fail(path.error());
    }
    return log::TlogProof{
        .extra = std::nullopt, .index = index.value, .path = std::move(*path), .checkpoint = signed_head->note};
}

Result<log::Proof> Ledger::prove_consistency(std::uint64_t older, std::uint64_t newer) const {
    const auto lock = parts_->core->lock_to_read();
    return parts_->core->derived.tree.consistency_proof(older, newer);
}

Result<Bytes> Ledger::tile(std::string_view path) const {
    const auto tile = log::parse_tile_path(path);
    if (!tile) {
        return fail(tile.error());
    }
    const auto signed_head = checkpoint();
    const std::uint64_t size = signed_head ? signed_head->head.size : 0;
    if (tile->width > log::tile_width_at(size, tile->level, tile->index)) {
        return fail(errors::tile_not_found, std::string(path));
    }
    if (tile->kind == log::TileKind::entries) {
        return make_bundle(*parts_->core->store, *tile);
    }
    const auto lock = parts_->core->lock_to_read();
    return log::make_hash_tile(parts_->core->derived.tree, size, *tile);
}

Result<Bytes> Ledger::leaf(const LeafPlace& place) const {
    auto bytes = parts_->core->store->read_leaf(place.entry.value, place.index);
    if (!bytes && bytes.error().code == errors::store_no_entry) {
        return fail(errors::ledger_not_found, bytes.error().detail);
    }
    return bytes;
}

Result<std::vector<Bytes>> Ledger::leaves(const rules::BatchId& batch) const {
    const auto entry = view().indexes().batch(batch);
    if (!entry) {
        return fail(errors::ledger_not_found, "batch");
    }
    auto stored = parts_->core->store->read_leaves(entry->value);
    if (!stored) {
        return fail(stored.error());
    }
    std::vector<Bytes> leaves;
    leaves.reserve(stored->size());
    for (store::StoredLeaf& leaf : *stored) {
        leaves.push_back(std::move(leaf.bytes));
    }
    return leaves;
}

Result<LeafProof> Ledger::prove_leaf(const rules::BatchId& batch, std::uint32_t index) const {
    LeafProof proof{.place = {.batch = batch, .index = index, .entry = {}}, .leaf = {}, .path = {}};
    {
        const View present = view();
        const auto entry = present.indexes().batch(batch);
        rules::BatchRecord record{};
        if (!entry || rules::find_batch(present.state(), batch, record) != rules::RuleError::none ||
            index >= record.count) {
            return fail(errors::ledger_not_found, "leaf " + std::to_string(index) + " of the batch");
        }
        proof.place.entry = *entry;
        proof.root = record.root;
        proof.count = record.count;
    }
    auto bytes = leaf(proof.place);
    if (!bytes) {
        return fail(bytes.error());
    }
    proof.leaf = std::move(*bytes);
    if (proof.count > 1) {
        auto path = parts_->batch_trees.prove(batch, index, [&] { return leaves(batch); });
        if (!path) {
            return fail(path.error());
        }
        proof.path = std::move(*path);
    }
    return proof;
}

}  // namespace countersign::ledger
