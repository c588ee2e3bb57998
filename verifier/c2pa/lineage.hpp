// The manifests that an asset's active manifest leads to, and what they say about each other: redactions, later time
// stamps, OCSP responses (C2PA 2.5 sections 14.8.1.2, 14.9, 14.10.2, 14.11.3.3).
// Thread-safety: immutable after gather_lineage.
#pragma once

#include <deque>
#include <set>

#include "verifier/c2pa/check_signature.hpp"

namespace countersign::verifier::c2pa {

struct LineageNode {
    const Manifest* manifest = nullptr;
    ClaimResult claim;
    /// The nodes that its ingredient assertions lead to.
    std::vector<std::size_t> ingredients = {};
};

struct Lineage {
    /// The active manifest first, each manifest once. Addresses are stable.
    std::deque<LineageNode> nodes;
    /// Absolute URIs of what some claim redacts in a manifest that it leads to: nobody else may.
    std::set<std::string> redacted;
    /// Labels of the manifests that they are in.
    std::set<std::string, std::less<>> redacted_manifests;
    LaterEvidence later;
};

/// Manifests that nobody refers to stay outside. Requires an active manifest.
[[nodiscard]] Lineage gather_lineage(const Store& store);

}  // namespace countersign::verifier::c2pa
