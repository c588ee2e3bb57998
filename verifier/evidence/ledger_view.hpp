// The registry as an embedded ledger tells it. Reads only; every answer is a short look at what is acknowledged.
// Thread-safety: all member functions, from any thread.
#pragma once

#include <functional>

#include "contracts/ledger/ledger.hpp"
#include "verifier/evidence/name_book.hpp"
#include "verifier/evidence/reputation_book.hpp"

namespace countersign::evidence {

/// A credential about an identity that may be shown: the ledger holds only a salted commitment, so whoever has the
/// credential says what it is and where it is committed.
struct ShownCredential {
    std::string type;
    rules::ContentHash commitment{};
};

struct LedgerViewParts {
    /// All must outlive the view.
    const ledger::Ledger& ledger;
    NameBook& names;
    /// May be null: no reputation.
    const ReputationBook* reputation = nullptr;
    /// The DID under which this home serves an identity.
    std::function<std::string(const rules::IdentityId&)> did_of;
    /// Credentials about an identity; may be empty.
    std::function<std::vector<ShownCredential>(const rules::IdentityId&)> credentials_about = {};
};

class LedgerView final : public RegistryView {
  public:
    explicit LedgerView(LedgerViewParts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] std::optional<CheckpointFact> checkpoint() const override;
    [[nodiscard]] std::optional<bool> is_own_head(std::string_view origin, const log::TreeHead& head) const override;
    [[nodiscard]] std::optional<KeyFact> find_key(const PublicKey& key, UnixSeconds at) const override;
    [[nodiscard]] std::optional<IdentityFact> find_identity(const rules::IdentityId& id) const override;
    [[nodiscard]] std::vector<ContentFact> find_content(const Sha256Digest& sha256) const override;
    /// What is shown of the identity, then its accreditations as an issuer.
    [[nodiscard]] std::vector<CredentialFact> credentials_of(const rules::IdentityId& id,
                                                             UnixSeconds at) const override;
    [[nodiscard]] std::vector<DisputeFact> disputes_of_identity(const rules::IdentityId& id) const override;
    [[nodiscard]] std::vector<DisputeFact> disputes_of_leaf(const rules::BatchId& batch,
                                                            std::uint32_t index) const override;
    [[nodiscard]] std::vector<ReputationFact> reputation_of(const rules::IdentityId& id) const override;
    [[nodiscard]] std::optional<LookalikeFact> find_lookalike(std::string_view name,
                                                              const rules::IdentityId& holder) const override;

  private:
    [[nodiscard]] std::vector<DisputeFact> disputes_of(const rules::TargetId& target, std::uint32_t index) const;
    [[nodiscard]] std::string name_of(rules::ViewRef state, const rules::IdentityId& id) const;
    [[nodiscard]] CredentialFact read_credential(const ledger::Ledger::View& view, const ledger::LeafPlace& place,
                                                 UnixSeconds at) const;
    [[nodiscard]] CredentialFact read_accreditation(const ledger::Ledger::View& view, const rules::AccreditationId& id,
                                                    UnixSeconds at) const;

    LedgerViewParts parts_;
};

[[nodiscard]] KeyFact to_fact(const rules::KeyId& id, const rules::KeyRecord& record);

/// Who accredits this issuer for this schema with effect at `at`, the nearest first, then those above them.
[[nodiscard]] std::vector<rules::IdentityId> accreditors_of(const ledger::Ledger::View& view,
                                                            const rules::IdentityId& issuer,
                                                            const rules::SchemaId& schema, UnixSeconds at);

}  // namespace countersign::evidence
