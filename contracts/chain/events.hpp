// What the registry on a chain says in its events (docs/spec/chain.md, E8 to E10), decoded and normalised.
// Data in: a log's topics and data; data out: one accepted operation, or a direct form with what the event tells of it.
// Thread-safety: plain values, pure functions.
#pragma once

#include <optional>
#include <span>
#include <variant>

#include "contracts/chain/transaction.hpp"
#include "contracts/rules/types.hpp"
#include "identity/base/strong.hpp"

namespace countersign::chain {

using BlockHash = FixedBytes<32, struct BlockHashTag>;

struct BlockId {
    std::uint64_t number = 0;
    BlockHash hash{};
    friend bool operator==(const BlockId&, const BlockId&) = default;
};

/// Where an event stands. Events are ordered by block number, then `log_index`.
struct EventPlace {
    BlockId block;
    /// The block's time: the home's `now` for the rules.
    UnixSeconds time{};
    TransactionHash transaction{};
    /// Within the block, over all contracts: ascends, with gaps.
    std::uint32_t log_index = 0;
    friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

/// `Accepted`: everything but the signatures, which the contract has checked.
struct AcceptedOperation {
    EventPlace place;
    /// The actor; for a creation the new one.
    rules::IdentityId identity{};
    /// Canonical header and body (registry.md 3.1, 3.2). Its signer's last nonce becomes the header's.
    Bytes operation;
    friend bool operator==(const AcceptedOperation&, const AcceptedOperation&) = default;
};

/// `DirectCommit`, `DirectCommitNamed` (E8). The reader completes it from its own state: the actor is the identity that
/// holds the key, the signer's bytes are that key's, the nonce is its last one plus one. The key's last nonce stays.
struct DirectCommit {
    EventPlace place;
    rules::KeyId key{};
    rules::TreeHash root{};
    std::uint32_t count = 0;
    rules::LeafKind leaf_kind{};
    // Zero in the unnamed form.
    rules::SchemaId schema{};
    rules::IdentityId accreditor{};
    rules::IdentityId arbiter{};
    friend bool operator==(const DirectCommit&, const DirectCommit&) = default;
};

/// `DirectStatus` (E9): completed in the same way; the key's last nonce stays.
struct DirectStatus {
    EventPlace place;
    rules::KeyId key{};
    rules::BatchId batch{};
    std::uint32_t index = 0;
    UnixSeconds effective_at{};
    std::uint16_t reason = 0;
    rules::Status status{};
    // Of the batch.
    rules::LeafKind leaf_kind{};
    std::uint32_t count = 0;
    friend bool operator==(const DirectStatus&, const DirectStatus&) = default;
};

using RegistryEvent = std::variant<AcceptedOperation, DirectCommit, DirectStatus>;
[[nodiscard]] const EventPlace& place_of(const RegistryEvent& event);

/// Decodes one log of the registry. Errors: chain.event_unknown where it isn't one of E10's (another contract stands
/// at the address), chain.event_malformed, chain.abi_*.
[[nodiscard]] Result<RegistryEvent> decode_event(const EventPlace& place, std::span<const Keccak256Digest> topics,
                                                 ByteView data);

/// First topics of the events, in the order of the table of E10.
[[nodiscard]] std::span<const Keccak256Digest> event_topics();

}  // namespace countersign::chain
