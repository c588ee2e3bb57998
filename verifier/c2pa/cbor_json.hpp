// JSON as the CBOR of the same meaning: objects become maps, in their order. Thread-safety: a pure function.
#pragma once

#include "identity/base/json.hpp"
#include "verifier/c2pa/cbor.hpp"

namespace countersign::verifier::c2pa {

[[nodiscard]] Cbor to_cbor(const Json& json);

}  // namespace countersign::verifier::c2pa
