// Makes the portable proof of one file from the ledger. docs/spec/bundle.md, B12, B13.
// Thread-safety: that of the ledger.
#pragma once

#include "contracts/ledger/ledger.hpp"
#include "verifier/bundle/bundle.hpp"

namespace countersign::bundle {

struct MakeInput {
    Sha256Digest asset{};
    /// The key that signed the file's C2PA claim, where the file has one.
    std::optional<PublicKey> claim_key;
    /// Whose record is wanted; none: that of the key's identity, else the first that stands.
    std::optional<rules::IdentityId> identity;
};

/// The text of a bundle over the last checkpoint; one is signed first where that doesn't cover everything yet.
/// Errors: bundle.nothing, bundle.too_large, bundle.on_chain where the ledger mirrors one, those of the ledger.
[[nodiscard]] Result<std::string> make(ledger::Ledger& ledger, const MakeInput& input);

}  // namespace countersign::bundle
