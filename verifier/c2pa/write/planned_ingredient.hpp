// An ingredient of a file that is signed: what it is to the file, and the manifests that it carries, ready to be
// carried along. Data in: a store and what validating it found; data out: boxes, and the content of
// `c2pa.ingredient.v3`. Rules: docs/spec/c2pa-writing.md (W18, W19, W39, W46). Standard: C2PA 2.5 sections 10.3.2, 11.4
// and 16.5. Thread-safety: plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/base/hash.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

/// One box of a store, whole; its label, or empty where it has none.
struct CarriedBox {
    std::string label;
    Bytes whole;
};

/// The manifests of a file that is now an ingredient.
struct CarriedManifest {
    /// Of the active one.
    std::string label;
    Sha256Digest manifest_hash;
    Sha256Digest signature_hash;
    /// `validation-results-map`.
    Cbor validation_results;
    /// Every box of the store, in its order.
    std::vector<CarriedBox> boxes;
};

struct PlannedIngredient {
    Relationship relationship = Relationship::parent_of;
    std::string title;
    std::string media_type;
    std::optional<CarriedManifest> manifest;
};

/// Errors: sign.manifest_unreadable.
[[nodiscard]] Result<CarriedManifest> read_carried(ByteView store, const Report& report);

/// The boxes of all ingredients, each once and in order: those of one label must be the same.
/// Errors: sign.ingredient_conflict.
[[nodiscard]] Result<std::vector<CarriedBox>> join_carried(const std::vector<PlannedIngredient>& ingredients);

/// Takes the assertion out of the manifest that holds it (2.5 section 6.8). Errors: sign.redaction (no such assertion,
/// or one that can't be redacted: an actions assertion, a hard binding, or in a compressed manifest).
[[nodiscard]] Result<Done> redact(std::vector<CarriedBox>& boxes, const std::string& uri);

/// Sets what an ingredient says of a manifest that is carried along (W18, W19).
void refer_to_manifest(const CarriedManifest& carried, Cbor& ingredient);
/// Content of `c2pa.ingredient.v3`.
[[nodiscard]] Cbor ingredient_assertion(const PlannedIngredient& ingredient);

}  // namespace countersign::verifier::c2pa
