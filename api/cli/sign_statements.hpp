// What `countersign sign` says of a file, from the words of the command line: actions, ingredients, assertions, a
// thumbnail, redactions. Thread-safety: used from main alone.
#pragma once

#include <list>

#include "api/cli/commands.hpp"
#include "verifier/c2pa/write/sign_options.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::cli {

/// The options, and the files that they refer to.
struct SignStatements {
    verifier::c2pa::SignOptions options;
    std::list<verifier::media::FileByteSource> files;
};

/// Errors: those of read_file, sign.action, sign.assertion, sign.ingredient, sign.redaction.
[[nodiscard]] Result<SignStatements> read_statements(const SignOptions& options);

}  // namespace countersign::cli
