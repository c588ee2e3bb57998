// Checks a portable proof with nothing but the file and a log's key: no server, no registry, no network. A proof's "no"
// is an outcome, not an error. docs/spec/bundle.md, B4 to B11.
// Thread-safety: pure function.
#pragma once

#include <span>

#include "contracts/log/note.hpp"
#include "verifier/bundle/outcome.hpp"
#include "verifier/c2pa/report.hpp"

namespace countersign::bundle {

struct CheckInput {
    /// Of the file that the proof is said to be of.
    Sha256Digest asset{};
    /// The file's own C2PA report, made here from the same bytes; needed where the proof is of a signing key.
    const verifier::c2pa::Report* report = nullptr;
    /// Logs that are believed, each key named by its log's origin. None: the outcome is `unanchored` at best.
    std::span<const log::VerifierKey> log_keys = {};
};

[[nodiscard]] Outcome check(std::string_view text, const CheckInput& input);

}  // namespace countersign::bundle
