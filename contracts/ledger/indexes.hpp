// What the state's keys can't answer: content by its hash, credentials by their commitment, operations by id, and
// the history of an identity, batch or accreditation. Derived from the log; identities by name or key, and disputes by
// target, are tables of the state itself (contracts/rules/queries.hpp).
// Thread-safety: as a map; read it through Ledger::View.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "contracts/rules/authenticate.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/strong.hpp"

namespace countersign::ledger {

/// Where a leaf is: leaf `index` of `batch`, which entry `entry` of the log commits.
struct LeafPlace {
    rules::BatchId batch{};
    std::uint32_t index = 0;
    LogIndex entry;

    friend bool operator==(const LeafPlace&, const LeafPlace&) = default;
};

/// The id of an identity, schema, accreditation or dispute.
using ObjectId = FixedBytes<32, struct ObjectIdTag>;

/// The first bytes of a hash are as good as any hash of it: nobody can choose many that collide in 64 bits of SHA-256
/// or Keccak-256, and one collision costs a comparison.
template <typename Fixed>
struct FixedHash {
    [[nodiscard]] std::size_t operator()(const Fixed& value) const noexcept {
        std::size_t out = 0;
        std::memcpy(&out, value.bytes, sizeof out);
        return out;
    }
};

class Indexes {
  public:
    /// Content leaves whose asset has this SHA-256, oldest first.
    [[nodiscard]] std::span<const LeafPlace> content(const Sha256Digest& sha256) const;
    /// Content leaves whose embedded provenance has this SHA-256, oldest first.
    [[nodiscard]] std::span<const LeafPlace> manifest(const Sha256Digest& sha256) const;
    /// The credential leaf with this commitment; the first, where it was committed again.
    [[nodiscard]] std::optional<LeafPlace> credential(const rules::ContentHash& commitment) const;
    /// All statement leaves, oldest first: what a reputation run reads.
    [[nodiscard]] std::span<const LeafPlace> statements() const { return statements_; }
    /// All content leaves, oldest first.
    [[nodiscard]] std::span<const LeafPlace> contents() const { return contents_; }

    [[nodiscard]] std::optional<LogIndex> operation(const rules::OperationId& id) const;
    /// The entry that commits the batch.
    [[nodiscard]] std::optional<LogIndex> batch(const rules::BatchId& id) const;
    /// Entries of operations by this identity, oldest first.
    [[nodiscard]] std::span<const LogIndex> operations_of(const rules::IdentityId& id) const;
    /// Entries of set_status on this batch, oldest first: reasons and effective times are there.
    [[nodiscard]] std::span<const LogIndex> status_changes(const rules::BatchId& id) const;
    /// Entries that made or changed what has this id, oldest first: of an identity its keys, recovery and names; of a
    /// schema, accreditation or dispute all that was said of it.
    [[nodiscard]] std::span<const LogIndex> history(const ObjectId& id) const;
    /// Accreditations that name this issuer, oldest first.
    [[nodiscard]] std::span<const rules::AccreditationId> accreditations_of(const rules::IdentityId& issuer) const;
    /// Every name and its holder, in order of the names.
    [[nodiscard]] const std::map<std::string, rules::IdentityId, std::less<>>& names() const { return names_; }
    /// All identities, oldest first.
    [[nodiscard]] std::span<const rules::IdentityId> identities() const { return identities_; }
    [[nodiscard]] std::span<const rules::SchemaId> schemas() const { return schemas_; }
    [[nodiscard]] std::span<const rules::DisputeId> disputes() const { return disputes_; }

    /// Takes in one accepted operation. `leaves` are those of its batch, checked to be of its kind.
    void add(LogIndex entry, const rules::Authenticated& operation, std::span<const Bytes> leaves);
    void clear();

  private:
    template <typename Key, typename Value>
    using Map = std::unordered_map<Key, Value, FixedHash<Key>>;

    void add_leaves(const rules::BatchId& batch, rules::LeafKind kind, LogIndex entry, std::span<const Bytes> leaves);

    Map<Sha256Digest, std::vector<LeafPlace>> content_;
    Map<Sha256Digest, std::vector<LeafPlace>> manifest_;
    Map<rules::ContentHash, LeafPlace> credential_;
    std::vector<LeafPlace> statements_;
    std::vector<LeafPlace> contents_;
    Map<rules::OperationId, LogIndex> operations_;
    Map<rules::BatchId, LogIndex> batches_;
    Map<rules::IdentityId, std::vector<LogIndex>> by_identity_;
    Map<rules::BatchId, std::vector<LogIndex>> status_changes_;
    Map<ObjectId, std::vector<LogIndex>> history_;
    Map<rules::IdentityId, std::vector<rules::AccreditationId>> accreditations_;
    std::map<std::string, rules::IdentityId, std::less<>> names_;
    std::vector<rules::IdentityId> identities_;
    std::vector<rules::SchemaId> schemas_;
    std::vector<rules::DisputeId> disputes_;
};

}  // namespace countersign::ledger
