// What may be said of actions, ingredients and redactions: the rules of C2PA 2.5 sections 11.3 and 16.4.1, held before
// anything is signed, so that validators have nothing to refuse. Data in: options as a caller gave them; data out: a
// stable error code. Rules: docs/spec/c2pa-writing.md (W13, W14, W38, W39, W45, W46). Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

/// Dot-separated parts, at least two: `c2pa.metadata`, `com.example.thing` (2.5 section 8.2).
[[nodiscard]] bool is_namespaced(std::string_view label);
/// Text that a person will read: bounded UTF-8 without control characters.
[[nodiscard]] bool is_text_for_people(std::string_view text);
/// A known term's URI, or a URI of either vocabulary (W13). Errors: sign.source_type.
[[nodiscard]] Result<std::string> source_type_uri(std::string_view given);

/// The action with its source type as a URI. Errors: sign.action, sign.source_type.
[[nodiscard]] Result<FurtherAction> check_action(FurtherAction action, const SignOptions& options);
/// Errors: sign.ingredient.
[[nodiscard]] Result<Done> check_ingredients(const SignOptions& options);
/// Errors: sign.update.
[[nodiscard]] Result<Done> check_update(const SignOptions& options);

}  // namespace countersign::verifier::c2pa
