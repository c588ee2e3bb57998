// The form of a `cawg.identity` assertion: what is presented for signature, and the assertion around the signature.
// Data in: references and a signature; data out: CBOR. Rules: docs/spec/c2pa-writing.md (W50 to W52).
// Standard: CAWG Identity Assertion 1.3 chapters 5 and 6. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "verifier/c2pa/cbor.hpp"

namespace countersign::verifier::cawg {

/// `signer_payload`. `references` are those of the manifest, the content's binding among them; `roles` such as
/// `cawg.creator`, or none.
[[nodiscard]] c2pa::Cbor make_signer_payload(const c2pa::Cbor::Array& references, std::string_view type,
                                             const std::vector<std::string>& roles);
/// `cawg.creator` and the other six of section 5.1.2.
[[nodiscard]] bool is_named_role(std::string_view role) noexcept;

/// The assertion without padding.
[[nodiscard]] Bytes encode_identity(const c2pa::Cbor& payload, const Bytes& signature);
/// The same, padded with zeros to exactly `bytes`. Errors: sign.identity_room where it doesn't fit.
[[nodiscard]] Result<Bytes> encode_identity(const c2pa::Cbor& payload, const Bytes& signature, std::size_t bytes);

}  // namespace countersign::verifier::cawg
