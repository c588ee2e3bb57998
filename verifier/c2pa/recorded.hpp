// What the signers above a manifest recorded of it (C2PA 2.5 section 14.11.3.3): a finding that a signer saw and put
// into the ingredient assertion isn't new to those who read it. It counts for what lies below that assertion alone: an
// ingredient's word about itself, about whoever carries it, or about a neighbour excuses nothing, since whoever changes
// an ingredient writes it.
// Thread-safety: immutable after construction.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "verifier/c2pa/check_manifest.hpp"

namespace countersign::verifier::c2pa {

class RecordedResults {
  public:
    /// `manifests` in the order of the lineage, and must outlive it. O(what was recorded).
    RecordedResults(const Store& store, const std::vector<CheckedManifest>& manifests);

    /// Whether it was recorded on the way from the active manifest to this one. `key` is a recorded_key().
    [[nodiscard]] bool is_known_above(const std::string& key, std::size_t manifest) const;
    /// The manifest that an ingredient assertion of `owner` leads to; their number where there is none.
    [[nodiscard]] std::size_t target_of(std::size_t owner, const IngredientAssertion& ingredient) const;

  private:
    /// Places of a walk through the tree: a manifest lies below another where its place is in the other's stretch.
    struct Stretch {
        std::size_t first = 0;
        std::size_t end = 0;
    };
    void walk(const std::vector<std::vector<std::size_t>>& below);

    const Store& store_;
    const std::vector<CheckedManifest>& manifests_;
    std::map<std::string_view, std::size_t> by_label_;
    std::vector<Stretch> stretches_;
    /// Disjoint, ascending.
    std::map<std::string_view, std::vector<Stretch>> recorded_;
};

}  // namespace countersign::verifier::c2pa
