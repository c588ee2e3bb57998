// What signing adds to a file beside the claim: the record in the registry, the receipt of it, and an identity of one's
// own. Thread-safety: one thread.
#pragma once

#include "api/cli/commands.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/base/json.hpp"
#include "identity/keys/key.hpp"
#include "verifier/c2pa/write/sign.hpp"

namespace countersign::cli {

[[nodiscard]] rules::AiDisclosure parse_disclosure(const std::string& text);
/// What was done, as far as the declaration tells.
[[nodiscard]] rules::ContentAction action_of(rules::AiDisclosure ai) noexcept;

/// Commits the record in the name of `options.identity`, in a batch of its own. Errors: those of the connection.
[[nodiscard]] Result<Json> register_record(const SignOptions& options, const PrivateKey& key,
                                           const rules::ContentLeaf& leaf);

/// The same of a file's bytes. Errors: also those of the file.
[[nodiscard]] Result<Json> register_content(const SignOptions& options, const PrivateKey& key, const std::string& file);

/// Registers each sealed manifest and fetches its receipt from the same registry. Both arguments must outlive it.
[[nodiscard]] verifier::c2pa::ReceiptSource register_manifests(const SignOptions& options, const PrivateKey& key);

/// By the certificate that the options name; none where they name none. Errors: those of the files, certificate.*,
/// sign.identity_certificate, sign.identity_role.
[[nodiscard]] Result<std::vector<verifier::c2pa::DynamicAssertion>> make_own_identities(const SignOptions& options,
                                                                                        UnixSeconds now);

}  // namespace countersign::cli
