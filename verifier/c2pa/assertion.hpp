// Assertions as values: content parsed once, with what each kind is. Ingredients of all three versions become one
// type.
// Thread-safety: plain values and pure functions.
#pragma once

#include <set>

#include "verifier/c2pa/claim.hpp"

namespace countersign::verifier::c2pa {

struct Assertion {
    std::string_view label;  ///< with its instance number
    std::string_view base;   ///< without
    std::string url;         ///< absolute
    AssertionList list = AssertionList::created;
    bool is_redacted = false;
    const Superbox* box = nullptr;  ///< null where redacted away
    /// Null where the content isn't CBOR or is broken.
    Cbor content;

    [[nodiscard]] bool is_actions() const noexcept { return base == "c2pa.actions" || base == "c2pa.actions.v2"; }
    [[nodiscard]] bool is_ingredient() const noexcept;
    /// Any hard binding of 14.10.1.2, also of formats that aren't read here.
    [[nodiscard]] bool is_hard_binding() const noexcept;
    [[nodiscard]] bool is_thumbnail() const noexcept { return base.starts_with("c2pa.thumbnail."); }
};
/// True for an early manifest that is bound by `c2pa.hash.bmff` alone: that hash isn't looked at any more, so it binds
/// no content; but an ingredient, of which the content isn't here, had its binding.
[[nodiscard]] bool has_early_bmff_hash(const Claim& claim, const std::vector<Assertion>& assertions) noexcept;
[[nodiscard]] bool is_hard_binding_label(std::string_view base) noexcept;

struct IngredientAssertion {
    const Assertion* assertion = nullptr;
    unsigned version = 3;
    std::string relationship;
    std::string title;
    std::string format;
    std::string instance_id;
    std::optional<HashedUri> manifest;         ///< activeManifest or c2pa_manifest
    std::optional<HashedUri> claim_signature;  ///< v3 only
    bool has_thumbnail = false;
    bool has_results = false;
    /// What its signer recorded: `code url`, for its manifest and below.
    std::set<std::string> recorded;
};
/// Requires an ingredient assertion. URIs in recorded results are made absolute.
[[nodiscard]] IngredientAssertion read_ingredient(const Store& store, const Manifest& manifest,
                                                  const Assertion& assertion);

/// The key of `recorded`.
[[nodiscard]] std::string recorded_key(std::string_view code, std::string_view absolute_url);

}  // namespace countersign::verifier::c2pa
