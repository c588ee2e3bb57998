// The status codes of C2PA 2.5 appendix D that this validator gives, and lists of them. The names are the standard's.
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace countersign::verifier::c2pa {

enum class Outcome : unsigned char { success, informational, failure };

struct StatusCode {
    std::string_view name;
    Outcome outcome = Outcome::failure;
    friend constexpr bool operator==(const StatusCode& a, const StatusCode& b) noexcept { return a.name == b.name; }
};

/// What was found, where (a JUMBF URI), and a sentence for people.
struct StatusEntry {
    std::string code;
    std::string url;
    std::string explanation;
    /// Of the resource that it is about, where it isn't about a box (`assertion.linkedResourceIntegrity.*`).
    std::string resource_url = {};
    friend bool operator==(const StatusEntry&, const StatusEntry&) = default;
};

struct StatusLists {
    std::vector<StatusEntry> success;
    std::vector<StatusEntry> informational;
    std::vector<StatusEntry> failure;

    void add(const StatusCode& code, std::string url, std::string explanation = {});
    /// Takes over all of `more`.
    void append(StatusLists more);
    [[nodiscard]] bool has(const StatusCode& code) const noexcept;
    [[nodiscard]] bool is_empty() const noexcept { return success.empty() && informational.empty() && failure.empty(); }
};

namespace status {

// Success.
inline constexpr StatusCode bmff_hash_match{"assertion.bmffHash.match", Outcome::success};
inline constexpr StatusCode boxes_hash_match{"assertion.boxesHash.match", Outcome::success};
inline constexpr StatusCode collection_hash_match{"assertion.collectionHash.match", Outcome::success};
inline constexpr StatusCode data_hash_match{"assertion.dataHash.match", Outcome::success};
inline constexpr StatusCode multi_asset_match{"assertion.multiAssetHash.match", Outcome::success};
inline constexpr StatusCode hashed_uri_match{"assertion.hashedURI.match", Outcome::success};
inline constexpr StatusCode inside_validity{"claimSignature.insideValidity", Outcome::success};
inline constexpr StatusCode signature_validated{"claimSignature.validated", Outcome::success};
inline constexpr StatusCode ingredient_signature_validated{"ingredient.claimSignature.validated", Outcome::success};
inline constexpr StatusCode ingredient_manifest_validated{"ingredient.manifest.validated", Outcome::success};
inline constexpr StatusCode credential_trusted{"signingCredential.trusted", Outcome::success};
inline constexpr StatusCode ocsp_not_revoked{"signingCredential.ocsp.notRevoked", Outcome::success};
inline constexpr StatusCode time_stamp_trusted{"timeStamp.trusted", Outcome::success};
inline constexpr StatusCode time_stamp_validated{"timeStamp.validated", Outcome::success};

inline constexpr StatusCode alternative_match{"assertion.alternativeContentRepresentation.match", Outcome::success};

// Informational.
inline constexpr StatusCode linked_skipped{"assertion.linkedResourceIntegrity.skipped", Outcome::informational};
inline constexpr StatusCode action_ingredient_location{"assertion.action.ingredientLocationMismatch",
                                                       Outcome::informational};
inline constexpr StatusCode bmff_hash_exclusions{"assertion.bmffHash.additionalExclusionsPresent",
                                                 Outcome::informational};
inline constexpr StatusCode boxes_hash_exclusions{"assertion.boxesHash.additionalExclusionsPresent",
                                                  Outcome::informational};
inline constexpr StatusCode data_hash_exclusions{"assertion.dataHash.additionalExclusionsPresent",
                                                 Outcome::informational};
inline constexpr StatusCode assertion_redacted{"assertion.redacted", Outcome::informational};
inline constexpr StatusCode ingredient_unknown{"ingredient.unknownProvenance", Outcome::informational};
inline constexpr StatusCode ocsp_skipped{"signingCredential.ocsp.skipped", Outcome::informational};
inline constexpr StatusCode signing_time_inside{"timeOfSigning.insideValidity", Outcome::informational};
inline constexpr StatusCode signing_time_outside{"timeOfSigning.outsideValidity", Outcome::informational};
inline constexpr StatusCode time_stamp_credential{"timeStamp.credentialInvalid", Outcome::informational};
inline constexpr StatusCode time_stamp_malformed{"timeStamp.malformed", Outcome::informational};
inline constexpr StatusCode time_stamp_mismatch{"timeStamp.mismatch", Outcome::informational};
inline constexpr StatusCode time_stamp_outside{"timeStamp.outsideValidity", Outcome::informational};
inline constexpr StatusCode time_stamp_untrusted{"timeStamp.untrusted", Outcome::informational};

// Failure.
inline constexpr StatusCode algorithm_unsupported{"algorithm.unsupported", Outcome::failure};
inline constexpr StatusCode action_ingredient{"assertion.action.ingredientMismatch", Outcome::failure};
inline constexpr StatusCode action_malformed{"assertion.action.malformed", Outcome::failure};
inline constexpr StatusCode action_redacted{"assertion.action.redacted", Outcome::failure};
inline constexpr StatusCode action_redaction{"assertion.action.redactionMismatch", Outcome::failure};
inline constexpr StatusCode action_soft_binding{"assertion.action.softBindingMissing", Outcome::failure};
inline constexpr StatusCode bmff_hash_malformed{"assertion.bmffHash.malformed", Outcome::failure};
inline constexpr StatusCode bmff_hash_mismatch{"assertion.bmffHash.mismatch", Outcome::failure};
inline constexpr StatusCode boxes_hash_malformed{"assertion.boxesHash.malformed", Outcome::failure};
inline constexpr StatusCode boxes_hash_mismatch{"assertion.boxesHash.mismatch", Outcome::failure};
inline constexpr StatusCode boxes_hash_unknown{"assertion.boxesHash.unknownBox", Outcome::failure};
inline constexpr StatusCode assertion_cbor{"assertion.cbor.invalid", Outcome::failure};
inline constexpr StatusCode assertion_json{"assertion.json.invalid", Outcome::failure};
inline constexpr StatusCode assertion_missing{"assertion.missing", Outcome::failure};
inline constexpr StatusCode assertion_outside{"assertion.outsideManifest", Outcome::failure};
inline constexpr StatusCode assertion_undeclared{"assertion.undeclared", Outcome::failure};
inline constexpr StatusCode assertion_self_redacted{"assertion.selfRedacted", Outcome::failure};
inline constexpr StatusCode assertion_not_redacted{"assertion.notRedacted", Outcome::failure};
inline constexpr StatusCode multiple_hard_bindings{"assertion.multipleHardBindings", Outcome::failure};
inline constexpr StatusCode hard_binding_redacted{"assertion.hardBinding.redacted", Outcome::failure};
inline constexpr StatusCode assertion_uri_mismatch{"assertion.hashedURI.mismatch", Outcome::failure};
inline constexpr StatusCode ingredient_malformed{"assertion.ingredient.malformed", Outcome::failure};
inline constexpr StatusCode metadata_malformed{"assertion.metadata.malformed", Outcome::failure};
inline constexpr StatusCode time_stamp_assertion{"assertion.timestamp.malformed", Outcome::failure};
inline constexpr StatusCode cloud_actions{"assertion.cloud-data.actions", Outcome::failure};
inline constexpr StatusCode cloud_hard_binding{"assertion.cloud-data.hardBinding", Outcome::failure};
inline constexpr StatusCode cloud_malformed{"assertion.cloud-data.malformed", Outcome::failure};
inline constexpr StatusCode external_created{"assertion.external-reference.created", Outcome::failure};
inline constexpr StatusCode external_malformed{"assertion.external-reference.malformed", Outcome::failure};
inline constexpr StatusCode linked_malformed{"assertion.linkedResourceIntegrity.malformed", Outcome::failure};
inline constexpr StatusCode linked_not_created{"assertion.linkedResourceIntegrity.notCreated", Outcome::failure};
inline constexpr StatusCode linked_invalid_uri{"assertion.linkedResourceIntegrity.invalidURI", Outcome::failure};
inline constexpr StatusCode alternative_malformed{"assertion.alternativeContentRepresentation.malformed",
                                                  Outcome::failure};
inline constexpr StatusCode alternative_missing{"assertion.alternativeContentRepresentation.missing", Outcome::failure};
inline constexpr StatusCode alternative_mismatch{"assertion.alternativeContentRepresentation.hashMismatch",
                                                 Outcome::failure};
inline constexpr StatusCode collection_hash_count{"assertion.collectionHash.incorrectFileCount", Outcome::failure};
inline constexpr StatusCode collection_hash_uri{"assertion.collectionHash.invalidURI", Outcome::failure};
inline constexpr StatusCode collection_hash_malformed{"assertion.collectionHash.malformed", Outcome::failure};
inline constexpr StatusCode collection_hash_mismatch{"assertion.collectionHash.mismatch", Outcome::failure};
inline constexpr StatusCode data_hash_malformed{"assertion.dataHash.malformed", Outcome::failure};
inline constexpr StatusCode data_hash_mismatch{"assertion.dataHash.mismatch", Outcome::failure};
inline constexpr StatusCode multi_asset_malformed{"assertion.multiAssetHash.malformed", Outcome::failure};
inline constexpr StatusCode multi_asset_mismatch{"assertion.multiAssetHash.mismatch", Outcome::failure};
inline constexpr StatusCode multi_asset_missing{"assertion.multiAssetHash.missingPart", Outcome::failure};
inline constexpr StatusCode actions_missing{"claim.actions.missing", Outcome::failure};
inline constexpr StatusCode claim_cbor{"claim.cbor.invalid", Outcome::failure};
inline constexpr StatusCode hard_binding_missing{"claim.hardBindings.missing", Outcome::failure};
inline constexpr StatusCode claim_malformed{"claim.malformed", Outcome::failure};
inline constexpr StatusCode claim_missing{"claim.missing", Outcome::failure};
inline constexpr StatusCode claim_multiple{"claim.multiple", Outcome::failure};
inline constexpr StatusCode signature_mismatch{"claimSignature.mismatch", Outcome::failure};
inline constexpr StatusCode signature_missing{"claimSignature.missing", Outcome::failure};
inline constexpr StatusCode outside_validity{"claimSignature.outsideValidity", Outcome::failure};
inline constexpr StatusCode general_error{"general.error", Outcome::failure};
inline constexpr StatusCode uri_mismatch{"hashedURI.mismatch", Outcome::failure};
inline constexpr StatusCode uri_missing{"hashedURI.missing", Outcome::failure};
inline constexpr StatusCode ingredient_signature_mismatch{"ingredient.claimSignature.mismatch", Outcome::failure};
inline constexpr StatusCode ingredient_signature_missing{"ingredient.claimSignature.missing", Outcome::failure};
inline constexpr StatusCode ingredient_manifest_mismatch{"ingredient.manifest.mismatch", Outcome::failure};
inline constexpr StatusCode ingredient_manifest_missing{"ingredient.manifest.missing", Outcome::failure};
inline constexpr StatusCode compressed_invalid{"manifest.compressed.invalid", Outcome::failure};
inline constexpr StatusCode manifest_inaccessible{"manifest.inaccessible", Outcome::failure};
inline constexpr StatusCode manifest_malformed{"manifest.inaccessible.malformed", Outcome::failure};
inline constexpr StatusCode no_sentinel{"manifest.appendOnlyText.noSentinel", Outcome::failure};
inline constexpr StatusCode multiple_parents{"manifest.multipleParents", Outcome::failure};
inline constexpr StatusCode update_invalid{"manifest.update.invalid", Outcome::failure};
inline constexpr StatusCode update_wrong_parents{"manifest.update.wrongParents", Outcome::failure};
inline constexpr StatusCode credential_invalid{"signingCredential.invalid", Outcome::failure};
inline constexpr StatusCode credential_revoked{"signingCredential.ocsp.revoked", Outcome::failure};
inline constexpr StatusCode credential_untrusted{"signingCredential.untrusted", Outcome::failure};

}  // namespace status
}  // namespace countersign::verifier::c2pa
