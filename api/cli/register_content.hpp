// The record that an identity stands behind a file: a batch of one, with the identity's own key.
// Thread-safety: used from main alone.
#pragma once

#include "api/cli/commands.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/base/json.hpp"
#include "identity/keys/key.hpp"

namespace countersign::cli {

/// `generated`, `edited`, `captured`; anything else is `undeclared`.
[[nodiscard]] rules::AiDisclosure parse_disclosure(const std::string& text);

/// The accepted operation as served. Errors: those of the file and of the connection, cli.key_not_listed.
[[nodiscard]] Result<Json> register_content(const SignOptions& options, const PrivateKey& key, const std::string& file);

}  // namespace countersign::cli
