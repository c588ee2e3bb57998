// Identities, operations and ledgers for the tests: deterministic keys, a clock that stands still.
#pragma once

#include <atomic>

#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::ledger_test {

inline constexpr UnixSeconds start_time{1'780'000'000};
inline constexpr std::string_view origin = "log.example/ledger";

/// SHA-256 of a seed and a counter. For tests only.
class SeededEntropy final : public Entropy {
  public:
    explicit SeededEntropy(std::uint64_t seed) : seed_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (std::uint8_t& byte : out) {
            const auto input = ByteWriter().u64(seed_).u64(counter_++).take();
            byte = sha256(input).bytes[0];
        }
    }

  private:
    std::uint64_t seed_;
    std::uint64_t counter_ = 0;
};

inline PrivateKey test_key(std::uint64_t number, KeyType type = KeyType::secp256k1) {
    SeededEntropy entropy(number + 1'000'000);
    return PrivateKey::generate(type, entropy);
}

inline log::NoteSigner checkpoint_signer(std::uint8_t seed = 7, std::string_view name = origin) {
    return log::NoteSigner::make(std::string(name), PrivateKey::parse(KeyType::ed25519, Bytes(32, seed)).value())
        .value();
}

/// Someone with one key that may do everything.
class Actor {
  public:
    Actor(std::uint64_t number, const rules::DomainSeparator& domain, KeyType type = KeyType::secp256k1)
        : number_(number), domain_(domain), key_(test_key(number, type)) {}

    /// The first operation: it creates the identity.
    ledger::Submission create() {
        rules::CreateIdentity body{};
        body.kind = rules::IdentityKind::person;
        body.custody = rules::Custody::self;
        body.salt = filled<rules::Salt>(number_);
        body.recovery = ledger::key_id(test_key(number_ + 500'000).public_key());
        ensure(body.keys.push({.key = ledger::to_rules_key(key_.public_key()),
                               .roles = rules::roles::all,
                               .valid_from = {},
                               .valid_until = {}}));
        rules::OperationHeader header;
        header.domain = domain_;
        header.signer = ledger::to_rules_key(key_.public_key());
        const rules::Operation operation(header, body);
        id_ = rules::created_identity_id(operation, ledger::host_crypto());
        return {ledger::sign_operation(operation, key_), {}};
    }

    /// Any later operation, with the next nonce.
    template <typename Body>
    ledger::Submission act(const Body& body, std::vector<Bytes> leaves = {}) {
        return {ledger::sign_operation(rules::Operation(next_header(), body), key_), std::move(leaves)};
    }
    ledger::Submission claim(std::string_view name) {
        rules::ClaimName body{};
        const ByteView bytes = as_bytes(name);
        ensure(body.name.assign({bytes.data(), bytes.size()}));
        return act(body);
    }
    /// A batch of content records of made-up files, the first of which has the SHA-256 of `first`.
    ledger::Submission commit(std::uint64_t first, std::uint32_t count) {
        std::vector<Bytes> leaves;
        for (std::uint32_t i = 0; i < count; ++i) {
            rules::ContentLeaf leaf{};
            leaf.index = i;
            leaf.content = content_hash(first + i);
            leaf.action = rules::ContentAction::created;
            leaves.push_back(encode(leaf));
        }
        return commit(rules::LeafKind::content, std::move(leaves));
    }
    ledger::Submission commit(rules::LeafKind kind, std::vector<Bytes> leaves) {
        const rules::Commit body = commit_body(kind, leaves);
        return act(body, std::move(leaves));
    }
    static rules::Commit commit_body(rules::LeafKind kind, const std::vector<Bytes>& leaves) {
        rules::BatchTree tree;
        for (const Bytes& leaf : leaves) {
            ensure(tree.add(rules::leaf_hash(leaf, ledger::host_crypto()), ledger::host_crypto()));
        }
        rules::Commit body{};
        body.root = tree.root(ledger::host_crypto());
        body.count = tree.count();
        body.hash_kind = rules::HashKind::sha256;
        body.leaf_kind = kind;
        return body;
    }
    template <typename Leaf>
    static Bytes encode(const Leaf& leaf) {
        Bytes bytes(Leaf::size_bytes);
        rules::Writer writer({bytes.data(), bytes.size()});
        rules::encode(leaf, writer);
        return bytes;
    }
    static Sha256Digest content_hash(std::uint64_t number) { return sha256(ByteWriter().u64(number).take()); }

    template <typename Fixed>
    static Fixed filled(std::uint64_t number) {
        Fixed out{};
        const Sha256Digest hash = sha256(ByteWriter().u64(number).u8(1).take());
        ensure(copy_exact(view(hash), out));
        return out;
    }

    [[nodiscard]] const rules::IdentityId& id() const { return id_; }
    [[nodiscard]] const PrivateKey& key() const { return key_; }
    [[nodiscard]] rules::OperationHeader next_header() {
        rules::OperationHeader header;
        header.domain = domain_;
        header.identity = id_;
        header.signer = ledger::to_rules_key(key_.public_key());
        header.nonce = ++nonce_;
        return header;
    }

  private:
    std::uint64_t number_;
    rules::DomainSeparator domain_;
    PrivateKey key_;
    rules::IdentityId id_{};
    std::uint64_t nonce_ = 0;
};

/// Ledgers that sign only when asked, over the clock given.
inline ledger::LedgerOptions quiet_options(const Clock& clock) {
    return {.clock = clock,
            .signer = checkpoint_signer(),
            .access = ledger::Access::read_write,
            .queue_operations_max = limits::ledger_queue_operations_max,
            .checkpoint_interval_ms = 0};
}

inline std::unique_ptr<ledger::Ledger> memory_ledger(const Clock& clock) {
    SeededEntropy entropy(1);
    auto made = ledger::Ledger::in_memory(std::string(origin), entropy, quiet_options(clock));
    ensure(made.has_value());
    return std::move(*made);
}

}  // namespace countersign::ledger_test
