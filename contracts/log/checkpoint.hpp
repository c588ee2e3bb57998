// Checkpoints (C2SP tlog-checkpoint v1.0.0): a signed note that states a log's origin, size and root.
// Data in: text; data out: a checkpoint that the caller's keys vouch for. docs/spec/log.md (L20 on).
// Thread-safety: pure functions.
#pragma once

#include "contracts/log/merkle.hpp"
#include "contracts/log/note.hpp"

namespace countersign::log {

struct Checkpoint {
    std::string origin;
    TreeHead head;
    /// Extension lines, read but never written: monitors can't audit them.
    std::vector<std::string> extensions;
};

/// A decimal number without leading zeros, at most 2^63 - 1.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text) noexcept;

/// The note's text: origin, size and base64 root, a line each.
[[nodiscard]] std::string to_checkpoint_text(const std::string& origin, const TreeHead& head);
/// Errors: checkpoint.syntax, also for size 0 with a root that isn't the empty tree's.
[[nodiscard]] Result<Checkpoint> parse_checkpoint_text(std::string_view text);

/// A log's origin must be a usable key name, since its key is named by it. Errors: note.key_name.
[[nodiscard]] Result<Done> check_origin(std::string_view origin);

struct OpenedCheckpoint {
    Checkpoint checkpoint;
    /// Which of the witnesses given have cosigned, and the time that each states.
    std::vector<KnownSignature> cosigners;
};

/// Opens a checkpoint of the one log that signs with `log_key`, whose name is the origin. Any witness that is given and
/// has signed must have signed well; how many are needed is the caller's policy.
/// Errors: those of open_note, note.unsigned where the log itself hasn't signed, checkpoint.syntax, checkpoint.origin.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log_key,
                                                       std::span<const VerifierKey> witnesses = {});

/// The signed note. `log_signer` must be named by the origin it signs for.
[[nodiscard]] std::string sign_checkpoint(const TreeHead& head, const NoteSigner& log_signer);

}  // namespace countersign::log
