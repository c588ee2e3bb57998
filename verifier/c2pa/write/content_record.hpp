// From a file to its record in the registry: the leaf that a batch commits to. It is detached: any file can have one,
// also of a kind that can't carry a manifest. And back: how the same declaration is said inside a manifest. Data in:
// what is known of the file and said of it; data out: the leaf, or signing options. Rules: docs/spec/c2pa-writing.md
// (W24, W25). Thread-safety: pure functions.
#pragma once

#include "contracts/rules/leaf.hpp"
#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

struct ContentFacts {
    /// Of the file as published: the signed one, where it was signed.
    Sha256Digest content;
    rules::ContentAction action = rules::ContentAction::published;
    rules::AiDisclosure ai = rules::AiDisclosure::undeclared;
    UnixSeconds claimed_at;
    /// Of the active manifest (ManifestSummary::sha256), where the file carries one.
    std::optional<Sha256Digest> manifest;
    /// Leaf hash of the record that this content derives from.
    std::optional<rules::TreeHash> parent;
};

/// `index` is the leaf's place in its batch. Who signs is the identity that commits the batch.
[[nodiscard]] rules::ContentLeaf make_content_leaf(const ContentFacts& facts, std::uint32_t index) noexcept;
/// The bytes that are hashed into the batch tree.
[[nodiscard]] Bytes content_leaf_bytes(const rules::ContentLeaf& leaf);

/// What a manifest says for that declaration: `captured` and `generated` are sources of a created file, `edited` is an
/// action on an opened one, `undeclared` only opens it.
[[nodiscard]] SignOptions options_for(rules::AiDisclosure ai);

}  // namespace countersign::verifier::c2pa
