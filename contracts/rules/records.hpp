// The records of the state and their fixed-width bytes. Each has exactly one encoding; `decode` refuses anything
// else. Layouts: docs/spec/registry.md, section 4. Freestanding. Thread-safety: plain values.
#pragma once

#include "contracts/rules/operations.hpp"

namespace countersign::rules {

inline constexpr uint8_t record_version = 1;

struct IdentityRecord {
    IdentityKind kind;
    Custody custody;
    UnixSeconds created_at;
    UnixSeconds updated_at;  ///< last change of keys, custody or recovery
    KeyId recovery;
    uint32_t recoveries;
    List<KeyId, limits::identity_keys_max> keys;  ///< the present keys
    List<Name, limits::identity_names_max> names;
    static constexpr size_t size_bytes = 1 + 1 + 1 + 8 + 8 + 32 + 4 + 1 + 32 * limits::identity_keys_max + 1 +
                                         (1 + limits::name_bytes_max) * limits::identity_names_max;
};

/// One tenure of a key: its time with one identity. Earlier ones are kept under earlier_tenure_key(key, tenure).
struct KeyRecord {
    IdentityId identity;
    PublicKey key;
    Roles roles;
    UnixSeconds valid_from;
    UnixSeconds valid_until;  ///< exclusive; 0: no end
    UnixSeconds added_at;
    UnixSeconds retired_at;         ///< 0: present
    UnixSeconds compromised_since;  ///< 0: not declared compromised
    UnixSeconds declared_at;
    uint8_t tenure;  ///< 0 for the first
    static constexpr size_t size_bytes = 1 + 32 + 34 + 2 + 6 * 8 + 1;
};

struct NonceRecord {
    uint64_t last;
    static constexpr size_t size_bytes = 8;
};

struct NameRecord {
    IdentityId identity;
    UnixSeconds claimed_at;
    static constexpr size_t size_bytes = 1 + 32 + 8;
};

struct SchemaRecord {
    IdentityId owner;
    ContentHash content;
    UnixSeconds registered_at;
    SchemaUri uri;
    static constexpr size_t size_bytes = 1 + 32 + 32 + 8 + 1 + limits::schema_uri_bytes_max;
};

struct AccreditationRecord {
    IdentityId accreditor;
    IdentityId issuer;
    SchemaId schema;
    AccreditationId parent;  ///< zero: depth 1
    uint8_t depth;
    bool delegable;
    UnixSeconds valid_from;
    UnixSeconds valid_until;
    UnixSeconds accredited_at;
    UnixSeconds suspended_at;  ///< 0: not suspended
    uint16_t reason;
    static constexpr size_t size_bytes = 1 + 4 * 32 + 1 + 1 + 4 * 8 + 2;
};

struct BatchRecord {
    IdentityId issuer;
    KeyId key;  ///< the key that signed the commit
    TreeHash root;
    uint32_t count;
    HashKind hash_kind;
    LeafKind leaf_kind;
    SchemaId schema;
    IdentityId accreditor;
    IdentityId arbiter;
    UnixSeconds committed_at;
    static constexpr size_t size_bytes = 1 + 6 * 32 + 4 + 1 + 1 + 8;
};

/// The status of 128 leaves: a big-endian 256-bit number with leaf i of the word at bits 2i and 2i + 1. No record of
/// a word means that all its leaves are valid.
struct StatusWord {
    static constexpr size_t size_bytes = 32;
    static constexpr uint32_t leaves = 128;

    uint8_t bytes[size_bytes];

    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes; }
    [[nodiscard]] static constexpr size_t size() noexcept { return size_bytes; }
    /// `position` is below 128.
    [[nodiscard]] constexpr uint8_t get(uint32_t position) const noexcept {
        return static_cast<uint8_t>((unsigned{bytes[31 - position / 4]} >> (2U * (position % 4U))) & 3U);
    }
    constexpr void set(uint32_t position, uint8_t two_bits) noexcept {
        uint8_t& byte = bytes[31 - position / 4];
        const unsigned shift = 2U * (position % 4U);
        byte = static_cast<uint8_t>((byte & ~(3U << shift)) | (unsigned{two_bits} << shift));
    }
};

struct DisputeRecord {
    IdentityId opener;
    IdentityId respondent;
    IdentityId arbiter;
    TargetKind target_kind;
    TargetId target;
    uint32_t index;
    DisputeGround ground;
    ContentHash evidence;
    UnixSeconds opened_at;
    UnixSeconds answer_until;  ///< exclusive
    DisputeAnswer answer;
    ContentHash statement;
    UnixSeconds answered_at;
    Ruling ruling;
    ContentHash reasons;
    UnixSeconds ruled_at;
    static constexpr size_t size_bytes = 1 + 3 * 32 + 1 + 32 + 4 + 1 + 32 + 8 + 8 + 1 + 32 + 8 + 1 + 32 + 8;
};

struct DisputeCount {
    uint32_t count;
    static constexpr size_t size_bytes = 4;
};

struct DisputePage {
    List<DisputeId, limits::disputes_per_page> disputes;
    static constexpr size_t size_bytes = 1 + 32 * limits::disputes_per_page;
};

static_assert(IdentityRecord::size_bytes <= limits::record_bytes_max);
static_assert(DisputePage::size_bytes <= limits::record_bytes_max);

// Writes exactly Record::size_bytes.
void encode(const IdentityRecord& record, Writer& out) noexcept;
void encode(const KeyRecord& record, Writer& out) noexcept;
void encode(const NonceRecord& record, Writer& out) noexcept;
void encode(const NameRecord& record, Writer& out) noexcept;
void encode(const SchemaRecord& record, Writer& out) noexcept;
void encode(const AccreditationRecord& record, Writer& out) noexcept;
void encode(const BatchRecord& record, Writer& out) noexcept;
void encode(const StatusWord& record, Writer& out) noexcept;
void encode(const DisputeRecord& record, Writer& out) noexcept;
void encode(const DisputeCount& record, Writer& out) noexcept;
void encode(const DisputePage& record, Writer& out) noexcept;

// False where the bytes aren't exactly one record of that table.
[[nodiscard]] bool decode(ByteSpan bytes, IdentityRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, KeyRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, NonceRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, NameRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, SchemaRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, AccreditationRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, BatchRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, StatusWord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, DisputeRecord& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, DisputeCount& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, DisputePage& out) noexcept;

}  // namespace countersign::rules
