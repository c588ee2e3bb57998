// What checking the repository receipts of a file found: apart from the C2PA result, and never part of its state.
// Thread-safety: plain values.
#pragma once

#include "contracts/log/merkle.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/keys/key.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/receipt/status.hpp"

namespace countersign::verifier::receipt {

enum class State : std::uint8_t {
    absent,        ///< no receipt
    not_assessed,  ///< there is one, in a manifest that can't be relied on
    invalid,       ///< one rule fails: it counts for nothing
    valid,         ///< everything fits, but nobody whom the caller knows says that this log is one
    trusted,       ///< valid, and the log's checkpoint is signed by a key that the caller holds
};
/// `absent`, `not-assessed`, `invalid`, `valid`, `trusted`.
[[nodiscard]] std::string_view to_text(State state) noexcept;

struct ReceiptFinding {
    /// Of the assertion.
    std::string url;
    State state = State::invalid;
    /// Label of the manifest that it is about.
    std::string manifest;
    std::string repository;
    /// Of the log, as its checkpoint says.
    std::string origin;
    log::TreeHead head;
    std::uint64_t index = 0;
    /// When the log took the entry: the manifest existed by then.
    UnixSeconds registered_at;
    /// Who committed the record.
    rules::IdentityId identity{};
    rules::ContentLeaf leaf{};
    /// The key of the manifest's claim, where it is of a kind that the registry knows.
    std::optional<PublicKey> claim_key;
    c2pa::StatusLists codes;
};

struct Report {
    State state = State::absent;
    std::vector<ReceiptFinding> receipts;
};

/// From its codes: `invalid` with a failure, `trusted` where the log is known, else `valid`. A foreign one is
/// `not_assessed`.
[[nodiscard]] State state_of(const ReceiptFinding& finding) noexcept;
/// The worst of all, for whoever reads one word; absent where there are none.
[[nodiscard]] State state_of(const std::vector<ReceiptFinding>& findings) noexcept;

}  // namespace countersign::verifier::receipt
