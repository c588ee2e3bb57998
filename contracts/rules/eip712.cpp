#include "contracts/rules/eip712.hpp"

#include "contracts/rules/keccak.hpp"

namespace countersign::rules {

namespace {

struct Type {
    const char* text;
    Keccak256Digest hash;
};

template <size_t N>
constexpr Type make_type(const char (&text)[N]) noexcept {
    return {text, keccak256_text(text)};
}

constexpr Type key_grant_type = make_type("KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)");
constexpr Type embedded_domain_type = make_type("EIP712Domain(string name,string version,bytes32 salt)");
constexpr Type chain_domain_type =
    make_type("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
constexpr Keccak256Digest domain_name_hash = keccak256_text("Countersign");
constexpr Keccak256Digest domain_version_hash = keccak256_text("1");

// In the order of OperationKind, from 1.
constexpr Type operation_types[operation_kind_last] = {
    make_type("CreateIdentity(uint8 kind,uint8 custody,bytes32 salt,bytes32 recovery,KeyGrant[] keys,bytes signer)"
              "KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)"),
    make_type("UpdateKeys(bytes32 identity,KeyGrant[] add,bytes32[] retire,uint8 custody,bytes32 recovery,bytes signer,"
              "uint64 nonce)KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)"),
    make_type("DeclareCompromised(bytes32 identity,bytes32 key,uint64 since,bytes signer,uint64 nonce)"),
    make_type("Recover(bytes32 identity,uint16 roles,bytes32 recovery,uint8 custody,uint8 scope,bytes signer,"
              "uint64 nonce)"),
    make_type("ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)"),
    make_type("RegisterSchema(bytes32 identity,bytes32 content,string uri,bytes signer,uint64 nonce)"),
    make_type("Accredit(bytes32 identity,bytes32 issuer,bytes32 schema,bytes32 parent,uint64 validFrom,"
              "uint64 validUntil,bool delegable,bytes signer,uint64 nonce)"),
    make_type("Suspend(bytes32 identity,bytes32 accreditation,bool suspended,uint16 reason,bytes signer,uint64 nonce)"),
    make_type("Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,"
              "bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)"),
    make_type("SetStatus(bytes32 identity,bytes32 batch,uint8 status,uint16 reason,uint64 effectiveAt,"
              "uint32[] indices,bytes signer,uint64 nonce)"),
    make_type("OpenDispute(bytes32 identity,uint8 targetKind,bytes32 target,uint32 index,uint8 ground,"
              "bytes32 evidence,uint32 answerSeconds,bytes32 arbiter,bytes signer,uint64 nonce)"),
    make_type("AnswerDispute(bytes32 identity,bytes32 dispute,uint8 answer,bytes32 statement,bytes signer,"
              "uint64 nonce)"),
    make_type("RuleDispute(bytes32 identity,bytes32 dispute,uint8 ruling,bytes32 reasons,bytes signer,uint64 nonce)"),
};

/// The 32-byte words of encodeData. N is the number of words.
template <size_t N>
class Words {
  public:
    explicit Words(const Keccak256Digest& type) noexcept { out_.bytes(type); }

    Words& number(uint64_t value) noexcept {
        out_.zeros(24).u64(value);
        return *this;
    }
    template <typename Tag>
    Words& word(const FixedBytes<32, Tag>& value) noexcept {
        out_.bytes(value);
        return *this;
    }
    Words& dynamic(ByteSpan value, CryptoRef crypto) noexcept { return word(crypto.keccak256(value)); }
    [[nodiscard]] Keccak256Digest hash(CryptoRef crypto) const noexcept { return crypto.keccak256(out_.written()); }

  private:
    uint8_t bytes_[32 * N];
    Writer out_{MutableByteSpan{bytes_, sizeof(bytes_)}};
};

template <typename Enum>
constexpr uint64_t number_of(Enum value) noexcept {
    return static_cast<uint64_t>(value);
}

template <size_t N>
Keccak256Digest hash_grants(const List<KeyGrant, N>& grants, CryptoRef crypto) noexcept {
    uint8_t bytes[32 * N];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    for (const KeyGrant& grant : grants) {
        Words<5> words(key_grant_type.hash);
        words.dynamic(grant.key, crypto).number(grant.roles);
        words.number(grant.valid_from.value).number(grant.valid_until.value);
        out.bytes(words.hash(crypto));
    }
    return crypto.keccak256(out.written());
}

Keccak256Digest hash_ids(const List<KeyId, limits::update_keys_retired_max>& ids, CryptoRef crypto) noexcept {
    uint8_t bytes[32 * limits::update_keys_retired_max];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    for (const KeyId& id : ids) {
        out.bytes(id);
    }
    return crypto.keccak256(out.written());
}

Keccak256Digest hash_indices(const List<uint32_t, limits::status_indices_max>& indices, CryptoRef crypto) noexcept {
    uint8_t bytes[32 * limits::status_indices_max];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    for (const uint32_t index : indices) {
        out.zeros(28).u32(index);
    }
    return crypto.keccak256(out.written());
}

using OperationWords = Words<11>;

// The fields between `identity` and `signer`.
void put(OperationWords& out, const CreateIdentity& v, CryptoRef crypto) noexcept {
    out.number(number_of(v.kind)).number(number_of(v.custody)).word(v.salt).word(v.recovery);
    out.word(hash_grants(v.keys, crypto));
}
void put(OperationWords& out, const UpdateKeys& v, CryptoRef crypto) noexcept {
    out.word(hash_grants(v.add, crypto)).word(hash_ids(v.retire, crypto));
    out.number(number_of(v.custody)).word(v.recovery);
}
void put(OperationWords& out, const DeclareCompromised& v) noexcept { out.word(v.key).number(v.since.value); }
void put(OperationWords& out, const Recover& v) noexcept {
    out.number(v.roles).word(v.recovery).number(number_of(v.custody)).number(number_of(v.scope));
}
void put(OperationWords& out, const Accredit& v) noexcept {
    out.word(v.issuer).word(v.schema).word(v.parent);
    out.number(v.valid_from.value).number(v.valid_until.value).number(v.delegable ? 1 : 0);
}
void put(OperationWords& out, const Suspend& v) noexcept {
    out.word(v.accreditation).number(v.suspended ? 1 : 0).number(v.reason);
}
void put(OperationWords& out, const Commit& v) noexcept {
    out.word(v.root).number(v.count).number(number_of(v.hash_kind)).number(number_of(v.leaf_kind));
    out.word(v.schema).word(v.accreditor).word(v.arbiter);
}
void put(OperationWords& out, const SetStatus& v, CryptoRef crypto) noexcept {
    out.word(v.batch).number(number_of(v.status)).number(v.reason).number(v.effective_at.value);
    out.word(hash_indices(v.indices, crypto));
}
void put(OperationWords& out, const OpenDispute& v) noexcept {
    out.number(number_of(v.target_kind)).word(v.target).number(v.index).number(number_of(v.ground));
    out.word(v.evidence).number(v.answer_seconds).word(v.arbiter);
}
void put(OperationWords& out, const AnswerDispute& v) noexcept {
    out.word(v.dispute).number(number_of(v.answer)).word(v.statement);
}
void put(OperationWords& out, const RuleDispute& v) noexcept {
    out.word(v.dispute).number(number_of(v.ruling)).word(v.reasons);
}

void put_body(OperationWords& out, const Operation& operation, CryptoRef crypto) noexcept {
    const OperationBody& body = operation.body;
    switch (operation.kind) {
        case OperationKind::create_identity: return put(out, body.create_identity, crypto);
        case OperationKind::update_keys: return put(out, body.update_keys, crypto);
        case OperationKind::declare_compromised: return put(out, body.declare_compromised);
        case OperationKind::recover: return put(out, body.recover);
        case OperationKind::claim_name: out.dynamic(body.claim_name.name, crypto); return;
        case OperationKind::register_schema:
            out.word(body.register_schema.content).dynamic(body.register_schema.uri, crypto);
            return;
        case OperationKind::accredit: return put(out, body.accredit);
        case OperationKind::suspend: return put(out, body.suspend);
        case OperationKind::commit: return put(out, body.commit);
        case OperationKind::set_status: return put(out, body.set_status, crypto);
        case OperationKind::open_dispute: return put(out, body.open_dispute);
        case OperationKind::answer_dispute: return put(out, body.answer_dispute);
        case OperationKind::rule_dispute: return put(out, body.rule_dispute);
    }
}

/// R7: keccak256 over the table's letter and fixed-width fields.
template <size_t N>
class IdHash {
  public:
    explicit IdHash(char letter) noexcept { out_.u8(static_cast<uint8_t>(letter)); }
    template <typename Tag>
    IdHash& word(const FixedBytes<32, Tag>& value) noexcept {
        out_.bytes(value);
        return *this;
    }
    IdHash& number(uint64_t value, size_t width) noexcept {
        out_.integer(value, width);
        return *this;
    }
    template <typename Id>
    [[nodiscard]] Id id(CryptoRef crypto) const noexcept {
        return retag<Id>(crypto.keccak256(out_.written()));
    }

  private:
    uint8_t bytes_[1 + N];
    Writer out_{MutableByteSpan{bytes_, sizeof(bytes_)}};
};

}  // namespace

DomainSeparator embedded_domain(const RegistryId& registry, CryptoRef crypto) noexcept {
    Words<4> words(embedded_domain_type.hash);
    words.word(domain_name_hash).word(domain_version_hash).word(registry);
    return retag<DomainSeparator>(words.hash(crypto));
}

DomainSeparator chain_domain(uint64_t chain_id, const Address& contract, CryptoRef crypto) noexcept {
    FixedBytes<32, struct AddressWordTag> address_word{};
    copy_bytes(address_word.bytes + 12, contract.bytes, 20);
    Words<5> words(chain_domain_type.hash);
    words.word(domain_name_hash).word(domain_version_hash).number(chain_id).word(address_word);
    return retag<DomainSeparator>(words.hash(crypto));
}

Keccak256Digest struct_hash(const Operation& operation, CryptoRef crypto) noexcept {
    return struct_hash(operation, key_id(operation.header.signer, crypto), crypto);
}

Keccak256Digest struct_hash(const Operation& operation, const KeyId& signer, CryptoRef crypto) noexcept {
    const bool creates = operation.kind == OperationKind::create_identity;
    OperationWords words(type_hash(operation.kind));
    if (!creates) {
        words.word(operation.header.identity);
    }
    put_body(words, operation, crypto);
    words.word(signer);
    if (!creates) {
        words.number(operation.header.nonce);
    }
    return words.hash(crypto);
}

MessageDigest operation_digest(const Operation& operation, const Keccak256Digest& hash, CryptoRef crypto) noexcept {
    uint8_t bytes[66];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    out.u8(0x19).u8(0x01).bytes(operation.header.domain).bytes(hash);
    return retag<MessageDigest>(crypto.keccak256(out.written()));
}

MessageDigest operation_digest(const Operation& operation, CryptoRef crypto) noexcept {
    return operation_digest(operation, struct_hash(operation, crypto), crypto);
}

IdentityId created_identity_id(const Operation& create, CryptoRef crypto) noexcept {
    return retag<IdentityId>(struct_hash(create, crypto));
}

KeyId key_id(const PublicKey& key, CryptoRef crypto) noexcept { return retag<KeyId>(crypto.keccak256(key)); }

OperationId operation_id(ByteSpan unsigned_bytes, CryptoRef crypto) noexcept {
    return retag<OperationId>(crypto.keccak256(unsigned_bytes));
}

SchemaId schema_id(const IdentityId& owner, const ContentHash& content, CryptoRef crypto) noexcept {
    return IdHash<64>('S').word(owner).word(content).id<SchemaId>(crypto);
}

AccreditationId accreditation_id(const IdentityId& accreditor, const IdentityId& issuer, const SchemaId& schema,
                                 CryptoRef crypto) noexcept {
    return IdHash<96>('A').word(accreditor).word(issuer).word(schema).id<AccreditationId>(crypto);
}

BatchId batch_id(const IdentityId& issuer, const Commit& commit, CryptoRef crypto) noexcept {
    return IdHash<70>('B')
        .word(issuer)
        .word(commit.root)
        .number(commit.count, 4)
        .number(number_of(commit.hash_kind), 1)
        .number(number_of(commit.leaf_kind), 1)
        .id<BatchId>(crypto);
}

DisputeId dispute_id(const IdentityId& opener, const OpenDispute& dispute, CryptoRef crypto) noexcept {
    return IdHash<101>('D')
        .word(opener)
        .number(number_of(dispute.target_kind), 1)
        .word(dispute.target)
        .number(dispute.index, 4)
        .word(dispute.evidence)
        .id<DisputeId>(crypto);
}

const char* type_text(OperationKind kind) noexcept { return operation_types[static_cast<size_t>(kind) - 1].text; }

const Keccak256Digest& type_hash(OperationKind kind) noexcept {
    return operation_types[static_cast<size_t>(kind) - 1].hash;
}

}  // namespace countersign::rules
