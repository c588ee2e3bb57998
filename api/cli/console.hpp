// What the commands share: saying what went wrong, and reading passwords, keys and small files.
// Thread-safety: used from main alone.
#pragma once

#include <string>

#include "api/cli/commands.hpp"
#include "identity/base/json.hpp"
#include "identity/base/secret.hpp"
#include "identity/keys/key.hpp"

namespace countersign::cli {

/// Prints `countersign: sentence detail [code]` and gives the status that fits the kind of error.
[[nodiscard]] Exit report(const Error& error);

/// The first line of a file or pipe, without its line end. Errors: those of read_file, cli.password_empty.
[[nodiscard]] Result<SecretBytes> read_password(const std::string& file);

/// The one key of a key file. Errors: those of read_password and read_keystore.
[[nodiscard]] Result<PrivateKey> load_key(const KeyOptions& options);

/// Writes the text durably to `file`, or to standard output where that is empty. Errors: those of write_file.
[[nodiscard]] Result<Done> put_text(const std::string& file, const std::string& text);

/// A recovery code, shown this once: to the file, or printed. Errors: those of write_file.
[[nodiscard]] Result<Done> put_recovery_code(const std::string& file, const std::string& code);

void print_line(const std::string& text);

}  // namespace countersign::cli
