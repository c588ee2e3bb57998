// DID documents as values: who controls a DID, with which keys, for which purposes. JSON in -> document, and back.
// Verification methods are read as Multikey or JsonWebKey (Controlled Identifiers 1.0); others stay known by name, so
// that a stranger's document with a key we can't use still serves its other keys.
// Rules: docs/spec/did.md (D4 to D8). Thread-safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/json.hpp"
#include "identity/base/strong.hpp"
#include "identity/did/did.hpp"
#include "identity/keys/key.hpp"

namespace countersign::did {

/// What a key may be used for (a verification relationship); a set of them is an or of these bits.
enum class Purpose : std::uint8_t {
    authentication = 1,
    assertion_method = 2,
    capability_invocation = 4,
    capability_delegation = 8,
    key_agreement = 16,
};
using Purposes = std::uint8_t;
[[nodiscard]] constexpr Purposes operator|(Purpose a, Purpose b) noexcept {
    return static_cast<Purposes>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr Purposes operator|(Purposes a, Purpose b) noexcept {
    return static_cast<Purposes>(unsigned{a} | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool has_purpose(Purposes set, Purpose purpose) noexcept {
    return (unsigned{set} & static_cast<unsigned>(purpose)) != 0;
}
/// `assertionMethod` and so on: the name in documents and in a proof's `proofPurpose`.
[[nodiscard]] std::string_view to_text(Purpose purpose) noexcept;

struct VerificationMethod {
    /// Absolute DID URL.
    std::string id;
    std::string controller;
    std::string type;
    /// Empty where the kind of key isn't supported.
    std::optional<PublicKey> key;
    Purposes purposes = 0;
    /// First second at which it no longer holds.
    std::optional<UnixSeconds> expires;
    std::optional<UnixSeconds> revoked;
    /// As published, where it is one: for verifiers that know more kinds of keys than this registry does.
    std::optional<Json> jwk = {};
};

struct DidDocument {
    Did id;
    std::vector<std::string> also_known_as;
    std::vector<VerificationMethod> methods;
};

/// `@context` for DID 1.0 readers. Methods with a JWK keep it, and where they are for assertions alone they stand
/// inside `assertionMethod`; all others as Multikey. Methods without a key are left out.
[[nodiscard]] Json to_json(const DidDocument& document);
/// Services and unknown members are ignored. Errors: did.document, did.syntax, did.too_long, and those of parse_json.
[[nodiscard]] Result<DidDocument> parse_did_document(std::string_view text);

/// The key behind a verification method, good for `purpose` at `time`.
/// Errors: did.method_not_found, did.method_controller, did.method_purpose, did.method_unsupported, did.method_expired,
/// did.method_revoked.
[[nodiscard]] Result<PublicKey> find_key(const DidDocument& document, std::string_view method_id, Purpose purpose,
                                         UnixSeconds time);

}  // namespace countersign::did
