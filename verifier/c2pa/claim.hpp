// A claim, version 1 or 2 (C2PA 2.5 chapter 10 and section 14.6), parsed once into what the checks need.
// Thread-safety: plain values and pure functions.
#pragma once

#include "verifier/c2pa/status.hpp"
#include "verifier/c2pa/store.hpp"

namespace countersign::verifier::c2pa {

enum class AssertionList : std::uint8_t { assertions_v1, created, gathered };

struct ClaimAssertion {
    HashedUri uri;
    AssertionList list = AssertionList::created;
    Target target;
    /// From the URI, so that a missing assertion has one too.
    std::string label;
};

struct Claim {
    unsigned version = 2;
    const Superbox* box = nullptr;
    ByteView bytes;   ///< the CBOR that is signed
    std::string url;  ///< absolute, of the claim box
    Cbor fields;
    std::string signature_uri;
    std::optional<std::string> algorithm;
    std::vector<ClaimAssertion> assertions;
    std::vector<std::string> redacted;  ///< absolute
    std::string instance_id;
    std::string generator;
};

struct ClaimResult {
    std::optional<Claim> claim;  ///< nothing where the claim can't be judged further
    StatusLists statuses;
};

/// 14.6: exactly one claim, well-formed, with the fields of its version.
[[nodiscard]] ClaimResult read_claim(const Store& store, const Manifest& manifest);

}  // namespace countersign::verifier::c2pa
