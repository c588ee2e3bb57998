// The update manifest that follows a manifest just made and carries the receipt of its registration. A receipt can only
// be had once the manifest is sealed, and only an update manifest may carry it (C2PA 2.5 section 16.4.5); so room is
// kept for it behind the manifest while the content is hashed, and filled to the byte. Data in: the store so far and
// the receipt; data out: the store with one manifest more. Rules: docs/spec/c2pa-writing.md (W80 to W83). Standard:
// C2PA 2.5 sections 11.2.3 and 16.4.5. Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/claim_signer.hpp"
#include "verifier/c2pa/write/manifest_builder.hpp"

namespace countersign::verifier::c2pa {

/// How many bytes of the store the update manifest of this plan takes, whatever the receipt; `plan.update` is set.
[[nodiscard]] std::size_t measure_update(const ManifestPlan& plan, const ClaimSigner& signer, bool is_stamped);

struct UpdateInput {
    /// What is updated, as read_carried gives it: with all boxes of the store so far.
    const CarriedManifest& updated;
    /// JSON of the receipt assertion.
    ByteView receipt;
};
/// The store with the update manifest, which is exactly as long as measured and so becomes the active one.
/// Errors: sign.receipt_room, those of the signer and, where there is one, of the time stamper.
[[nodiscard]] Result<Bytes> add_update(const ManifestPlan& plan, const UpdateInput& input, const ClaimSigner& signer,
                                       TimeStamper* time_stamper);

}  // namespace countersign::verifier::c2pa
