#include "contracts/ledger/batch.hpp"

#include <optional>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

template <typename Leaf>
std::optional<std::uint32_t> index_of(ByteView bytes) {
    Leaf leaf{};
    return rules::decode(bytes, leaf) ? std::optional(leaf.index) : std::nullopt;
}

/// The index that the leaf names, or nothing where it isn't of that kind.
std::optional<std::uint32_t> index_of(rules::LeafKind kind, ByteView bytes) {
    switch (kind) {
        case rules::LeafKind::content: return index_of<rules::ContentLeaf>(bytes);
        case rules::LeafKind::credential: return index_of<rules::CredentialLeaf>(bytes);
        case rules::LeafKind::statement: return index_of<rules::StatementLeaf>(bytes);
    }
    return std::nullopt;
}

}  // namespace

Result<Done> check_leaves(const rules::Operation& operation, std::span<const Bytes> leaves) {
    if (operation.kind != rules::OperationKind::commit) {
        return leaves.empty() ? Result<Done>(Done{}) : fail(errors::ledger_leaves_unexpected);
    }
    const rules::Commit& commit = operation.body.commit;
    if (leaves.size() != commit.count || leaves.empty()) {
        return fail(errors::ledger_leaves_missing,
                    std::to_string(leaves.size()) + " leaves for " + std::to_string(commit.count));
    }
    const rules::CryptoRef crypto = host_crypto();
    rules::BatchTree tree;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        if (index_of(commit.leaf_kind, leaves[i]) != i) {
            return fail(errors::ledger_leaf_form, "leaf " + std::to_string(i));
        }
        ensure(tree.add(rules::leaf_hash(leaves[i], crypto), crypto), "no more leaves than a commit counts");
    }
    if (tree.root(crypto) != commit.root) {
        return fail(errors::ledger_leaves_root);
    }
    return Done{};
}

}  // namespace countersign::ledger
