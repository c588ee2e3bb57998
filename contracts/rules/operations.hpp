// The closed set of operations that change the registry, as values. Field order is that of the canonical bytes and
// of the EIP-712 struct (docs/spec/registry.md, section 3). Freestanding. Thread-safety: plain values.
#pragma once

#include "contracts/rules/types.hpp"
#include "identity/base/limits.hpp"

namespace countersign::rules {

enum class OperationKind : uint8_t {
    create_identity = 1,
    update_keys = 2,
    declare_compromised = 3,
    recover = 4,
    claim_name = 5,
    register_schema = 6,
    accredit = 7,
    suspend = 8,
    commit = 9,
    set_status = 10,
    open_dispute = 11,
    answer_dispute = 12,
    rule_dispute = 13,
    // Reserved, refused with registry.kind_reserved: 14 guardians, 15 appeal, 16 publish_scores.
};
inline constexpr uint8_t operation_version = 1;
inline constexpr uint8_t operation_kind_last = 13;
inline constexpr uint8_t operation_kind_reserved_last = 16;

using Name = Text<limits::name_bytes_max>;
using SchemaUri = Text<limits::schema_uri_bytes_max>;

/// A key, what it may do and when. Times: `valid_from` 0 is "since accepted", `valid_until` 0 is "no end" (exclusive).
struct KeyGrant {
    PublicKey key;
    Roles roles;
    UnixSeconds valid_from;
    UnixSeconds valid_until;
};

/// The signer is one of `keys`, with the control role. Every other key proves possession by co-signing.
struct CreateIdentity {
    IdentityKind kind;
    Custody custody;
    Salt salt;
    KeyId recovery;  ///< key id of the pre-committed next key
    List<KeyGrant, limits::create_keys_max> keys;
};

/// Retires first, then adds. A `recovery` other than zero replaces the commitment and needs the present recovery
/// key's co-signature.
struct UpdateKeys {
    List<KeyGrant, limits::update_keys_added_max> add;
    List<KeyId, limits::update_keys_retired_max> retire;
    Custody custody;
    KeyId recovery;
};

struct DeclareCompromised {
    KeyId key;
    UnixSeconds since;
};

/// The signer is the pre-committed key: it becomes a control key, others are retired as `scope` says.
struct Recover {
    Roles roles;
    KeyId recovery;
    Custody custody;
    RecoveryScope scope;
};

struct ClaimName {
    Name name;
};

struct RegisterSchema {
    ContentHash content;  ///< SHA-256 of the schema document
    SchemaUri uri;        ///< where a copy may be found; may be empty
};

struct Accredit {
    IdentityId issuer;
    SchemaId schema;
    AccreditationId parent;  ///< zero: the accreditor speaks for itself
    UnixSeconds valid_from;
    UnixSeconds valid_until;
    bool delegable;
};

struct Suspend {
    AccreditationId accreditation;
    bool suspended;  ///< false lifts the suspension
    uint16_t reason;
};

struct Commit {
    TreeHash root;
    uint32_t count;
    HashKind hash_kind;
    LeafKind leaf_kind;
    SchemaId schema;        ///< zero: none
    IdentityId accreditor;  ///< zero: none
    IdentityId arbiter;     ///< zero: the disputing party names one
};

struct SetStatus {
    BatchId batch;
    Status status;
    uint16_t reason;
    UnixSeconds effective_at;                            ///< 0: when accepted
    List<uint32_t, limits::status_indices_max> indices;  ///< strictly ascending
};

struct OpenDispute {
    TargetKind target_kind;
    TargetId target;  ///< batch id or identity id
    uint32_t index;   ///< leaf of the batch; 0 for an identity
    DisputeGround ground;
    ContentHash evidence;
    uint32_t answer_seconds;
    IdentityId arbiter;
};

struct AnswerDispute {
    DisputeId dispute;
    DisputeAnswer answer;
    ContentHash statement;
};

struct RuleDispute {
    DisputeId dispute;
    Ruling ruling;
    ContentHash reasons;
};

/// Exactly the member that Operation::kind names is active.
union OperationBody {
    CreateIdentity create_identity;
    UpdateKeys update_keys;
    DeclareCompromised declare_compromised;
    Recover recover;
    ClaimName claim_name;
    RegisterSchema register_schema;
    Accredit accredit;
    Suspend suspend;
    Commit commit;
    SetStatus set_status;
    OpenDispute open_dispute;
    AnswerDispute answer_dispute;
    RuleDispute rule_dispute;

    OperationBody() noexcept : rule_dispute{} {}
    explicit OperationBody(const CreateIdentity& v) noexcept : create_identity(v) {}
    explicit OperationBody(const UpdateKeys& v) noexcept : update_keys(v) {}
    explicit OperationBody(const DeclareCompromised& v) noexcept : declare_compromised(v) {}
    explicit OperationBody(const Recover& v) noexcept : recover(v) {}
    explicit OperationBody(const ClaimName& v) noexcept : claim_name(v) {}
    explicit OperationBody(const RegisterSchema& v) noexcept : register_schema(v) {}
    explicit OperationBody(const Accredit& v) noexcept : accredit(v) {}
    explicit OperationBody(const Suspend& v) noexcept : suspend(v) {}
    explicit OperationBody(const Commit& v) noexcept : commit(v) {}
    explicit OperationBody(const SetStatus& v) noexcept : set_status(v) {}
    explicit OperationBody(const OpenDispute& v) noexcept : open_dispute(v) {}
    explicit OperationBody(const AnswerDispute& v) noexcept : answer_dispute(v) {}
    explicit OperationBody(const RuleDispute& v) noexcept : rule_dispute(v) {}
};

/// What every operation says before its body.
struct OperationHeader {
    DomainSeparator domain{};  ///< the home it was signed for
    IdentityId identity{};     ///< who acts; zero for create_identity
    PublicKey signer{};
    uint64_t nonce = 0;  ///< the signer key's last nonce + 1; 0 for create_identity
};

struct Operation {
    OperationKind kind = OperationKind::rule_dispute;
    OperationHeader header;
    OperationBody body;

    Operation() noexcept = default;
    Operation(const OperationHeader& h, const CreateIdentity& v) noexcept
        : kind(OperationKind::create_identity), header(h), body(v) {}
    Operation(const OperationHeader& h, const UpdateKeys& v) noexcept
        : kind(OperationKind::update_keys), header(h), body(v) {}
    Operation(const OperationHeader& h, const DeclareCompromised& v) noexcept
        : kind(OperationKind::declare_compromised), header(h), body(v) {}
    Operation(const OperationHeader& h, const Recover& v) noexcept : kind(OperationKind::recover), header(h), body(v) {}
    Operation(const OperationHeader& h, const ClaimName& v) noexcept
        : kind(OperationKind::claim_name), header(h), body(v) {}
    Operation(const OperationHeader& h, const RegisterSchema& v) noexcept
        : kind(OperationKind::register_schema), header(h), body(v) {}
    Operation(const OperationHeader& h, const Accredit& v) noexcept
        : kind(OperationKind::accredit), header(h), body(v) {}
    Operation(const OperationHeader& h, const Suspend& v) noexcept : kind(OperationKind::suspend), header(h), body(v) {}
    Operation(const OperationHeader& h, const Commit& v) noexcept : kind(OperationKind::commit), header(h), body(v) {}
    Operation(const OperationHeader& h, const SetStatus& v) noexcept
        : kind(OperationKind::set_status), header(h), body(v) {}
    Operation(const OperationHeader& h, const OpenDispute& v) noexcept
        : kind(OperationKind::open_dispute), header(h), body(v) {}
    Operation(const OperationHeader& h, const AnswerDispute& v) noexcept
        : kind(OperationKind::answer_dispute), header(h), body(v) {}
    Operation(const OperationHeader& h, const RuleDispute& v) noexcept
        : kind(OperationKind::rule_dispute), header(h), body(v) {}
};

/// A key's co-signature by a key that the body doesn't show in full (the recovery key).
struct KeySignature {
    PublicKey key;
    SignatureBytes bytes;
};

/// The signatures that follow the canonical bytes, in this order. All are over the operation's one digest.
struct Signatures {
    SignatureBytes signer{};                                     ///< by header.signer
    List<SignatureBytes, limits::create_keys_max> possession{};  ///< by each added key but the signer, in order
    bool has_recovery = false;
    KeySignature recovery{};  ///< update_keys that replaces the commitment: by the present recovery key
};

}  // namespace countersign::rules
