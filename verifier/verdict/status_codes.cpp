#include "verifier/verdict/status_codes.hpp"

#include <algorithm>
#include <array>

#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

// A hash or signature that was there and doesn't fit: somebody changed something after signing.
constexpr std::array<std::string_view, 12> altered = {"assertion.dataHash.mismatch",
                                                      "assertion.boxesHash.mismatch",
                                                      "assertion.boxesHash.unknownBox",
                                                      "assertion.bmffHash.mismatch",
                                                      "assertion.collectionHash.mismatch",
                                                      "assertion.collectionHash.incorrectFileCount",
                                                      "assertion.multiAssetHash.mismatch",
                                                      "assertion.multiAssetHash.missingPart",
                                                      "assertion.hashedURI.mismatch",
                                                      "hashedURI.mismatch",
                                                      "assertion.undeclared",
                                                      "claimSignature.mismatch"};
constexpr std::array<std::string_view, 5> binding_matches = {
    "assertion.dataHash.match", "assertion.boxesHash.match", "assertion.bmffHash.match",
    "assertion.collectionHash.match", "assertion.multiAssetHash.match"};

// Who signed, and when; not what was signed.
bool is_about_signer(std::string_view code) noexcept {
    return code.starts_with("signingCredential.") || code.starts_with("timeStamp.") ||
           code.starts_with("ingredient.") || code == "claimSignature.outsideValidity";
}

struct Sentence {
    std::string_view code;
    std::string_view text;
};
constexpr std::array<Sentence, 26> sentences = {{
    {"assertion.dataHash.mismatch", "The content isn't the one that was signed."},
    {"assertion.boxesHash.mismatch", "A part of the content isn't the one that was signed."},
    {"assertion.boxesHash.unknownBox", "The content has a part that wasn't there when it was signed."},
    {"assertion.collectionHash.mismatch", "A file in the document isn't the one that was signed."},
    {"assertion.collectionHash.incorrectFileCount", "A signed file is missing from the document."},
    {"assertion.multiAssetHash.mismatch", "A part of the content isn't the one that was signed."},
    {"assertion.multiAssetHash.missingPart", "A part of the content was taken away, and its signer wanted it kept."},
    {"assertion.multiAssetHash.malformed", "The content isn't made of the parts that were signed."},
    {"assertion.hashedURI.mismatch", "A signed statement was changed after signing."},
    {"hashedURI.mismatch", "A part of the manifest was changed after signing."},
    {"assertion.undeclared", "The manifest holds a statement that was never signed."},
    {"assertion.missing", "A signed statement is missing from the manifest."},
    {"claimSignature.mismatch", "The signature doesn't belong to this manifest."},
    {"claimSignature.missing", "The manifest has no signature."},
    {"claimSignature.outsideValidity", "The signature was made outside the validity of its certificate."},
    {"claim.hardBindings.missing", "The manifest isn't bound to any content."},
    {"signingCredential.untrusted", "The signer's certificate isn't on the trust list."},
    {"signingCredential.expired", "The signer's certificate had expired."},
    {"signingCredential.invalid", "The signer's certificate may not sign content."},
    {"signingCredential.ocsp.revoked", "The signer's certificate was revoked by its issuer."},
    {"algorithm.unsupported", "The manifest uses an algorithm that isn't allowed."},
    {"timeStamp.mismatch", "The time stamp belongs to another signature and was ignored."},
    {"timeStamp.untrusted", "The time stamp isn't by an authority of the trust list and was ignored."},
    {"timeStamp.malformed", "The time stamp can't be read and was ignored."},
    {"timeStamp.outsideValidity", "The time stamp lies outside its authority's validity and was ignored."},
    {"manifest.inaccessible.malformed", "The manifest is damaged."},
}};

}  // namespace

bool has_code(const std::vector<c2pa::StatusEntry>& entries, std::string_view code) noexcept {
    return std::ranges::any_of(entries, [code](const c2pa::StatusEntry& entry) { return entry.code == code; });
}

Integrity classify_integrity(c2pa::State state, const c2pa::StatusLists& codes) noexcept {
    const auto any = [](const std::vector<c2pa::StatusEntry>& entries, const auto& list) {
        return std::ranges::any_of(entries, [&list](const c2pa::StatusEntry& entry) {
            return std::ranges::find(list, entry.code) != list.end();
        });
    };
    if (any(codes.failure, altered)) {
        return Integrity::altered;
    }
    if (state == c2pa::State::valid || state == c2pa::State::trusted) {
        return Integrity::intact;
    }
    const bool only_signer =
        std::ranges::all_of(codes.failure, [](const c2pa::StatusEntry& entry) { return is_about_signer(entry.code); });
    return only_signer && has_code(codes.success, "claimSignature.validated") && any(codes.success, binding_matches)
               ? Integrity::intact
               : Integrity::unverifiable;
}

std::string explain(const c2pa::StatusEntry& entry) {
    const auto found = std::ranges::find(sentences, std::string_view(entry.code), &Sentence::code);
    if (found != sentences.end()) {
        return std::string(found->text);
    }
    return entry.explanation.empty() ? "C2PA status " + shown(entry.code) + "." : shown(entry.explanation);
}

}  // namespace countersign::verdict
