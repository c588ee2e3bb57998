// The leaves of a batch: fixed-width bytes of a content record, a credential commitment and a statement, and their
// hashes. A leaf holds its own index, which is its status index. Layouts: docs/spec/registry.md, section 5.
// Nothing personal: commitments are salted. Freestanding. Thread-safety: pure functions.
#pragma once

#include "contracts/rules/crypto.hpp"

namespace countersign::rules {

inline constexpr uint8_t leaf_version = 1;
inline constexpr size_t leaf_bytes_max = 192;

/// What was done with the content.
enum class ContentAction : uint8_t { created = 1, edited = 2, published = 3, derived = 4 };
enum class AiDisclosure : uint8_t { undeclared = 0, captured = 1, edited = 2, generated = 3 };

/// "This identity stands behind these bytes."
struct ContentLeaf {
    uint32_t index;
    Sha256Digest content;      ///< of the asset as published
    Sha256Digest manifest;     ///< of the embedded provenance; zero: none
    TreeHash parent;           ///< leaf hash of what it derives from; zero: none
    ContentHash fingerprints;  ///< SHA-256 of the fingerprint list; zero: none
    ContentAction action;
    AiDisclosure ai;
    UnixSeconds claimed_at;  ///< the signer's word; the log's time is the batch's
    static constexpr size_t size_bytes = 1 + 1 + 4 + 4 * 32 + 1 + 1 + 8;
};

/// "I issued a credential": a salted commitment, so that destroying the salt erases the person.
struct CredentialLeaf {
    uint32_t index;
    ContentHash commitment;  ///< credential_commitment()
    UnixSeconds valid_from;
    UnixSeconds valid_until;  ///< 0: no end
    static constexpr size_t size_bytes = 1 + 1 + 4 + 32 + 8 + 8;
};

/// "I say this of that": an endorsement or rating, the input of reputation.
struct StatementLeaf {
    uint32_t index;
    ContentHash context;  ///< SHA-256 of the context's name
    TargetKind subject_kind;
    SubjectId subject;
    ScorePpm score;         ///< 0 to 1,000,000
    ContentHash statement;  ///< salted commitment to a text; zero: none
    TreeHash interaction;   ///< leaf that shows the two met; zero: none
    UnixSeconds stated_at;
    static constexpr size_t size_bytes = 1 + 1 + 4 + 32 + 1 + 32 + 4 + 32 + 32 + 8;
};

// Writes exactly Leaf::size_bytes.
void encode(const ContentLeaf& leaf, Writer& out) noexcept;
void encode(const CredentialLeaf& leaf, Writer& out) noexcept;
void encode(const StatementLeaf& leaf, Writer& out) noexcept;
// False where the bytes aren't exactly one leaf of that kind.
[[nodiscard]] bool decode(ByteSpan bytes, ContentLeaf& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, CredentialLeaf& out) noexcept;
[[nodiscard]] bool decode(ByteSpan bytes, StatementLeaf& out) noexcept;

/// SHA-256("countersign credential v1" || salt || SHA-256 of the credential's bytes).
[[nodiscard]] ContentHash credential_commitment(const Salt& salt, const Sha256Digest& credential,
                                                CryptoRef crypto) noexcept;

/// SHA-256(0x00 || leaf bytes), at most leaf_bytes_max bytes.
[[nodiscard]] TreeHash leaf_hash(ByteSpan leaf, CryptoRef crypto) noexcept;
/// SHA-256(0x01 || left || right).
[[nodiscard]] TreeHash node_hash(const TreeHash& left, const TreeHash& right, CryptoRef crypto) noexcept;

}  // namespace countersign::rules
