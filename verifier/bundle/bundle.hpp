// The portable proof as a value, its one text, and the parser of strangers' texts (docs/spec/bundle.md, B1 to B3).
// Thread-safety: plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/log/merkle.hpp"
#include "contracts/rules/types.hpp"
#include "identity/keys/key.hpp"

namespace countersign::bundle {

/// An entry of the log and the path from it to the root.
struct BundleEntry {
    std::uint64_t index = 0;
    Bytes entry;
    log::Proof path;
};

/// The record of the file: a leaf of the batch that entry `entry` commits, and the path to the batch's root.
struct BundleLeaf {
    std::uint64_t entry = 0;
    std::uint32_t index = 0;
    Bytes leaf;
    log::Proof path;
};

struct Bundle {
    Sha256Digest asset{};
    rules::IdentityId identity{};
    /// The key that signed the file's C2PA claim, where that is to be shown.
    std::optional<PublicKey> claim_key;
    /// The signed note.
    std::string checkpoint;
    /// Ascending; the first is entry 0.
    std::vector<BundleEntry> entries;
    /// The last entry that the checkpoint covers, for its time.
    BundleEntry last;
    std::optional<BundleLeaf> leaf;
};

/// Canonical JSON (RFC 8785): one bundle, one text.
[[nodiscard]] std::string to_text(const Bundle& bundle);
/// Errors: bundle.form, bundle.version, bundle.too_large.
[[nodiscard]] Result<Bundle> parse_bundle(std::string_view text);

}  // namespace countersign::bundle
