// What gathering asks of a registry: read-only questions, each answered as of one checkpoint. Injected, so that a
// verifier can run over a ledger in process, over another home, or over nothing. ledger_view.hpp is the embedded one.
// Every fact here is what the registry says; whether it may be relied on is for the policy to decide.
// Thread-safety: an implementation may be asked by several threads at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contracts/log/merkle.hpp"
#include "contracts/rules/leaf.hpp"
#include "contracts/rules/operations.hpp"
#include "identity/keys/key.hpp"
#include "identity/names/lookalike.hpp"
#include "identity/reputation/engine.hpp"

namespace countersign::evidence {

struct CheckpointFact {
    std::string origin;
    log::TreeHead head;
};

struct IdentityFact {
    rules::IdentityId id{};
    std::string did;
    rules::IdentityKind kind = rules::IdentityKind::person;
    rules::Custody custody = rules::Custody::self;
    UnixSeconds created_at;
    /// In the order in which they were claimed; often one or none.
    std::vector<std::string> names;
};

/// One tenure of a key: with whom, for what, and how it ended. Times are 0 where they are not set.
struct KeyFact {
    rules::KeyId id{};
    rules::IdentityId identity{};
    rules::Roles roles = 0;
    UnixSeconds valid_from;
    UnixSeconds valid_until;
    UnixSeconds added_at;
    UnixSeconds retired_at;
    UnixSeconds compromised_since;
    UnixSeconds declared_at;
};

/// "This identity stands behind these bytes": a content record and where it is.
struct ContentFact {
    rules::IdentityId identity{};
    /// The key that signed the commit, its compromise as known now, and whether the commit came before it.
    rules::KeyId key{};
    bool key_compromised = false;
    rules::BatchId batch{};
    rules::ContentLeaf leaf{};
    rules::Status status = rules::Status::valid;
    /// When the log took it: an upper bound for the time at which the bytes existed.
    UnixSeconds registered_at;
    /// Of the commit.
    rules::OperationId operation{};
    std::uint64_t log_index = 0;
    /// Who may rule disputes over it by the commit's own choice; zero: nobody in particular.
    rules::IdentityId arbiter{};
};

enum class CredentialStatus : std::uint8_t { valid, suspended, revoked, expired, not_yet_valid };

/// What an issuer says of an identity. `accredited_by` are the accreditors in force for this issuer and schema, the
/// nearest first.
struct CredentialFact {
    std::string type;
    rules::IdentityId issuer{};
    std::string issuer_name;
    std::vector<rules::IdentityId> accredited_by;
    CredentialStatus status = CredentialStatus::valid;
    UnixSeconds valid_from;
    UnixSeconds valid_until;
};

struct DisputeFact {
    rules::DisputeId id{};
    rules::IdentityId opener{};
    rules::IdentityId respondent{};
    rules::IdentityId arbiter{};
    rules::TargetKind target_kind = rules::TargetKind::leaf;
    rules::DisputeGround ground = rules::DisputeGround::other;
    UnixSeconds opened_at;
    UnixSeconds answer_until;
    rules::DisputeAnswer answer = rules::DisputeAnswer::none;
    UnixSeconds answered_at;
    rules::Ruling ruling = rules::Ruling::none;
    UnixSeconds ruled_at;
};

struct ReputationFact {
    std::string context;
    reputation::Explanation explanation;
};

/// A name that imitates an earlier one, and who holds that.
struct LookalikeFact {
    names::Lookalike lookalike;
    rules::IdentityId existing_holder{};
};

class RegistryView {
  public:
    virtual ~RegistryView() = default;

    /// The state that every other answer rests on; nothing where no checkpoint was signed yet.
    [[nodiscard]] virtual std::optional<CheckpointFact> checkpoint() const = 0;
    /// Whether the log of this registry had that tree; nothing where the origin is another log's.
    [[nodiscard]] virtual std::optional<bool> is_own_head(std::string_view origin, const log::TreeHead& head) const = 0;
    /// The tenure in force at `at`; where there is none, the last one before it, else the first.
    [[nodiscard]] virtual std::optional<KeyFact> find_key(const PublicKey& key, UnixSeconds at) const = 0;
    [[nodiscard]] virtual std::optional<IdentityFact> find_identity(const rules::IdentityId& id) const = 0;
    /// Every record of the content, in the order of the log; at most limits::content_records_max.
    [[nodiscard]] virtual std::vector<ContentFact> find_content(const Sha256Digest& sha256) const = 0;
    [[nodiscard]] virtual std::vector<CredentialFact> credentials_of(const rules::IdentityId& id,
                                                                     UnixSeconds at) const = 0;
    [[nodiscard]] virtual std::vector<DisputeFact> disputes_of_identity(const rules::IdentityId& id) const = 0;
    [[nodiscard]] virtual std::vector<DisputeFact> disputes_of_leaf(const rules::BatchId& batch,
                                                                    std::uint32_t index) const = 0;
    /// One for each context in which there is anything to say.
    [[nodiscard]] virtual std::vector<ReputationFact> reputation_of(const rules::IdentityId& id) const = 0;
    /// What the text imitates, where that isn't held by `holder` itself (zero: a stranger).
    [[nodiscard]] virtual std::optional<LookalikeFact> find_lookalike(std::string_view name,
                                                                      const rules::IdentityId& holder) const = 0;
};

}  // namespace countersign::evidence
