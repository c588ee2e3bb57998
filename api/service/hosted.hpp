// Acts for hosted identities: makes operations, signs them with the keys of the vault and submits them. One operation
// of an identity at a time, since each takes its key's next nonce; identities side by side share the ledger's syncs.
// Thread-safety: all member functions, from any thread.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <span>
#include <string>

#include "api/service/vault.hpp"
#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/signing.hpp"

namespace countersign::api::service {

class HostedSigner {
  public:
    HostedSigner(ledger::Ledger& ledger, Vault& vault) : ledger_(ledger), vault_(vault) {}

    /// From the header that the next operation of this key carries to the operation.
    using Maker = std::function<rules::Operation(const rules::OperationHeader& header)>;

    /// Signs with the key given, which must be the identity's. Errors: those of Ledger::submit.
    /// `address`: who asked for it, where the service pays for others (ledger::Submission).
    [[nodiscard]] Result<ledger::Receipt> submit(const rules::IdentityId& identity, const PrivateKey& key,
                                                 const Maker& make, std::vector<Bytes> leaves = {},
                                                 std::string address = {});
    struct Committed {
        ledger::Receipt receipt;
        rules::BatchId batch{};
    };
    struct CommitChoice {
        rules::LeafKind kind = rules::LeafKind::content;
        rules::SchemaId schema{};
        rules::IdentityId accreditor{};
    };
    /// A batch of one. Errors: as submit.
    [[nodiscard]] Result<Committed> commit(const rules::IdentityId& identity, const PrivateKey& key, Bytes leaf,
                                           const CommitChoice& choice, std::string address = {});
    /// One batch over leaves that name their own indexes. The same leaves again are the batch that is there. Errors: as
    /// submit.
    [[nodiscard]] Result<Committed> commit_all(const rules::IdentityId& identity, const PrivateKey& key,
                                               std::vector<Bytes> leaves, const CommitChoice& choice,
                                               std::string address = {});
    [[nodiscard]] static rules::Commit make_commit(std::span<const Bytes> leaves, const CommitChoice& choice);

    /// The header that the key's next operation carries.
    [[nodiscard]] rules::OperationHeader next_header(const rules::IdentityId& identity, const PublicKey& key) const;
    [[nodiscard]] std::mutex& mutex_of(const rules::IdentityId& identity) noexcept {
        return mutexes_[identity.bytes[0] % mutexes_.size()];
    }
    [[nodiscard]] ledger::Ledger& ledger() noexcept { return ledger_; }
    [[nodiscard]] Vault& vault() noexcept { return vault_; }

  private:
    ledger::Ledger& ledger_;
    Vault& vault_;
    std::array<std::mutex, 64> mutexes_;
};

/// The canonical bytes of a leaf.
template <typename Leaf>
[[nodiscard]] Bytes encode_leaf(const Leaf& leaf) {
    Bytes out(Leaf::size_bytes);
    rules::Writer writer({out.data(), out.size()});
    rules::encode(leaf, writer);
    return out;
}

}  // namespace countersign::api::service
