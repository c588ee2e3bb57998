// An assertion that rests on the others of its manifest and so is made after them: an identity that signs over their
// hashes. Its room is measured before anything is hashed, and filled exactly.
// Data in: references to the assertions made so far; data out: the assertion's CBOR.
// Rules: docs/spec/c2pa-writing.md (W50). Standards: CAWG Identity Assertion 1.3 chapter 6, C2PA 2.5 section 10.4.
// Thread-safety: as that of the functions inside.
#pragma once

#include <functional>
#include <string>

#include "verifier/c2pa/cbor.hpp"

namespace countersign::verifier::c2pa {

struct DynamicAssertion {
    /// `cawg.identity`; a second of the same label becomes `..__1`.
    std::string label;
    /// How many bytes of CBOR it will take, given these references (`hashed-uri-map`; their hashes don't count).
    std::function<std::size_t(const Cbor::Array& references)> measure;
    /// Its CBOR, exactly as long as measured. Errors: its own.
    std::function<Result<Bytes>(const Cbor::Array& references, std::size_t bytes)> make;
};

}  // namespace countersign::verifier::c2pa
