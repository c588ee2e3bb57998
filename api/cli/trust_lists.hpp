// Whose signatures count, as the options of a command name it: certificate roots, time-stamp authorities, purposes.
// Thread-safety: used from main alone.
#pragma once

#include <string>
#include <vector>

#include "contracts/log/note.hpp"
#include "verifier/c2pa/report.hpp"

namespace countersign::cli {

/// The files' texts, one after the other. Errors: those of read_file.
[[nodiscard]] Result<std::string> read_texts(const std::vector<std::string>& files);

/// The same for PEM certificates; a file without any is told on standard error: it would be as good as none, and nobody
/// would notice. Errors: those of read_file.
[[nodiscard]] Result<std::string> read_anchors(const std::vector<std::string>& files);

/// One OID a line; blank lines and lines that begin with `//` or `#` are passed over; without a file the usual ones.
/// Errors: those of read_file.
[[nodiscard]] Result<std::vector<std::string>> read_ekus(const std::string& file);

/// Each file as above. Errors: those of read_file, c2pa.anchors_malformed.
[[nodiscard]] Result<verifier::c2pa::Validator> read_validator(const std::vector<std::string>& trust_anchor_files,
                                                               const std::vector<std::string>& tsa_anchor_files,
                                                               const std::string& eku_file);

/// Verification keys of logs, as `countersign init` prints them. Errors: those of parse_vkey.
[[nodiscard]] Result<std::vector<log::VerifierKey>> read_log_keys(const std::vector<std::string>& texts);

}  // namespace countersign::cli
