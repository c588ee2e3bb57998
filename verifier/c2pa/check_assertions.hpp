// The assertions of a claim: present, unchanged, well-formed, and the right ones for the kind of manifest
// (C2PA 2.5 section 14.10). One function for each group of rules.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/assertion.hpp"

namespace countersign::verifier::c2pa {

/// A manifest whose claim was read, as the checks see it.
struct ManifestView {
    const Store& store;
    const Manifest& manifest;
    const Claim& claim;
    /// Absolute URIs that some claim of the asset redacts.
    const std::set<std::string>& redacted;
};

/// 14.10.4.1: each reference of the claim, each box of the assertion store. Gives the assertions that can be judged
/// further.
[[nodiscard]] std::vector<Assertion> check_references(const ManifestView& view, StatusLists& out);

/// 14.10.1: bindings, parents and actions of a standard manifest; what an update manifest may hold.
void check_manifest_kind(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out);

/// 14.10.4.2: rules of single kinds (cloud data, external references, time stamps, metadata) but actions.
void check_kinds(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out);

/// 14.10.4.2.3 and 14.10.4.2.8: linked resources and alternative representations.
void check_outside(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out);

/// 14.10.4.2.4.
void check_actions(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out);

/// 14.10.4.3: a hashed URI inside an assertion. True where it resolves and its hash is right; else the code is in
/// `out`.
bool check_inner_reference(const ManifestView& view, const HashedUri& uri, const std::string& from_url,
                           StatusLists& out);

enum class HashOutcome : std::uint8_t { match, mismatch, unsupported };
/// 14.4.2: the URI's own algorithm, else the claim's. `hashed` is a part of the store.
[[nodiscard]] HashOutcome compare_hash(const Store& store, const HashedUri& uri,
                                       const std::optional<std::string>& claim_algorithm, ByteView hashed);

}  // namespace countersign::verifier::c2pa
