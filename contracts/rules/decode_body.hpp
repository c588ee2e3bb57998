// The body of an operation, and the rules of form that its fields hold by themselves. Bytes in; operation out. Private
// to contracts/rules. Freestanding. Thread-safety: pure functions.
#pragma once

#include "contracts/rules/codec.hpp"

namespace countersign::rules {

/// R3: scheme and form of a public key. Whether the point is on its curve is seen by the signature check.
[[nodiscard]] RuleError check_public_key(const PublicKey& key) noexcept;

/// Reads the body of that kind and makes the operation of it. `out` is unchanged where it is refused.
[[nodiscard]] RuleError read_body(Reader& in, OperationKind kind, const OperationHeader& header,
                                  Operation& out) noexcept;

}  // namespace countersign::rules
