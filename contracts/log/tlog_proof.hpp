// The portable proof that an entry is in a log (C2SP tlog-proof@v1): index, audit path and signed checkpoint as one
// text, checked with nothing but the log's public key. docs/spec/log.md (L40 on).
// Thread-safety: pure functions.
#pragma once

#include "contracts/log/checkpoint.hpp"

namespace countersign::log {

struct TlogProof {
    /// Not authenticated by anything: a hint at most.
    std::optional<Bytes> extra;
    std::uint64_t index = 0;
    Proof path;
    /// The signed note, with whatever cosignatures it has.
    std::string checkpoint;
};

[[nodiscard]] std::string to_text(const TlogProof& proof);
/// Errors: tlog_proof.syntax. Whether the checkpoint is one, verify_tlog_proof says.
[[nodiscard]] Result<TlogProof> parse_tlog_proof(std::string_view text);

/// Checks that the entry with this leaf hash is in the log that `log_key` signs for, in this order: the log's
/// signature and origin, the witnesses' signatures, the inclusion. The caller computes the leaf hash from the entry it
/// holds. Errors: those of open_checkpoint, then those of verify_inclusion.
[[nodiscard]] Result<OpenedCheckpoint> verify_tlog_proof(const TlogProof& proof, const Sha256Digest& leaf,
                                                         const VerifierKey& log_key,
                                                         std::span<const VerifierKey> witnesses = {});

}  // namespace countersign::log
