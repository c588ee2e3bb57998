// What waits to be committed to the registry in a batch, in the vault's file: items, each a leaf, beside the
// credentials that they are of. An item belongs to one batch from the moment it is sealed; so whatever happens then, it
// is committed in that batch or not at all. Rules: docs/spec/batching.md (Q3 to Q6). Thread-safety: all functions, from
// any thread.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/service/hosted.hpp"
#include "api/service/vault.hpp"

namespace countersign::api::service {

/// What may share a batch.
struct ItemGroup {
    rules::IdentityId issuer{};
    HostedSigner::CommitChoice choice = {};
    friend bool operator<(const ItemGroup& a, const ItemGroup& b) noexcept;
};

enum class ItemState : std::uint8_t {
    waiting = 0,    ///< for others to share a batch with
    sealed = 1,     ///< in a batch that is on its way
    committed = 2,  ///< the registry has its batch
    refused = 3,    ///< the registry refused its batch for good
};
[[nodiscard]] std::string_view to_text(ItemState state) noexcept;

struct BatchItem {
    /// 32 hexadecimal characters.
    std::string id = {};
    ItemGroup group = {};
    /// Its index is set when it is sealed.
    Bytes leaf = {};
    UnixSeconds added_at{};
    ItemState state = ItemState::waiting;
    rules::BatchId batch{};
    std::uint32_t index = 0;
    /// A stable code of what refused it, or keeps it waiting.
    std::string problem = {};
    /// The credential's id; empty for content.
    std::string credential = {};
};

struct SealedBatch {
    ItemGroup group = {};
    rules::BatchId id{};
    /// In order.
    std::vector<Bytes> leaves = {};
};

struct WaitingGroup {
    ItemGroup group = {};
    std::size_t waiting = 0;
};

class BatchStore {
  public:
    /// Makes the tables where they are missing. `vault` must outlive it. Errors: store.*.
    [[nodiscard]] static Result<BatchStore> open(Vault& vault);

    /// Both durable when it returns, or neither. Errors: store.*.
    [[nodiscard]] Result<Done> add(const BatchItem& item, const std::optional<IssuedRecord>& issued);
    /// The oldest items of the group, at most `count`, become a batch; none where nothing waits. Errors: store.*.
    [[nodiscard]] Result<std::optional<SealedBatch>> seal(const ItemGroup& group, std::size_t count);
    /// Errors: store.*.
    [[nodiscard]] Result<Done> settle(const rules::BatchId& batch, ItemState state, std::string_view problem);
    /// What keeps it from being committed now. Errors: store.*.
    [[nodiscard]] Result<Done> note(const rules::BatchId& batch, std::string_view problem);
    /// Of a sealed batch that nobody was told of: its items are gone, and their credentials. Errors: store.*.
    [[nodiscard]] Result<Done> discard(const rules::BatchId& batch);
    /// Committed and refused content items from before that time; what refused credentials are is kept. Errors:
    /// store.*.
    [[nodiscard]] Result<Done> forget_before(UnixSeconds time);

    /// Errors: item.unknown, store.*.
    [[nodiscard]] Result<BatchItem> find(std::string_view id);
    [[nodiscard]] Result<std::vector<WaitingGroup>> load_waiting();
    [[nodiscard]] Result<std::vector<SealedBatch>> load_sealed();
    /// Whether anything of this identity waits or is on its way.
    [[nodiscard]] Result<bool> has_open(const rules::IdentityId& issuer);
    /// Credentials of this issuer that were promised and then refused: nobody may rely on them.
    [[nodiscard]] Result<std::vector<std::string>> refused_credentials(const rules::IdentityId& issuer);

  private:
    explicit BatchStore(Vault& vault) : vault_(&vault) {}
    Vault* vault_;
};

}  // namespace countersign::api::service
