#include "contracts/ledger/derive.hpp"

#include "contracts/ledger/batch.hpp"
#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/log/checkpoint.hpp"
#include "contracts/rules/apply.hpp"
#include "contracts/rules/queries.hpp"

namespace countersign::ledger {
namespace {

tl::unexpected<Error> corrupt(std::uint64_t entry, const std::string& what) {
    return fail(errors::ledger_corrupt, "entry " + std::to_string(entry) + ": " + what);
}

/// Takes every signature for good; hashes are real.
struct TrustingCrypto {
    [[nodiscard]] Keccak256Digest keccak256(rules::ByteSpan data) const noexcept {
        return countersign::keccak256(as_view(data));
    }
    [[nodiscard]] Sha256Digest sha256(rules::ByteSpan data) const noexcept {
        return countersign::sha256(as_view(data));
    }
    [[nodiscard]] bool verify(rules::Scheme /*scheme*/, const rules::PublicKey& /*key*/,
                              const rules::MessageDigest& /*digest*/,
                              const rules::SignatureBytes& /*signature*/) const noexcept {
        return true;
    }
};

class Deriver {
  public:
    Deriver(store::LogStore& store, Signatures signatures)
        : store_(store),
          crypto_(signatures == Signatures::verify ? host_crypto() : rules::CryptoRef(trusting_)),
          operation_(std::make_unique<rules::Authenticated>()),
          diff_(std::make_unique<rules::Diff>()) {}

    Result<Done> take(const store::StoredEntry& stored) {
        if (stored.index != derived_.tree.size()) {
            return corrupt(derived_.tree.size(), "missing");
        }
        const Sha256Digest hash = log::leaf_hash(stored.bytes);
        if (hash != stored.leaf_hash) {
            return corrupt(stored.index, "its bytes don't have the hash they were written with");
        }
        const auto entry = parse_entry(stored.bytes);
        if (!entry) {
            return corrupt(stored.index, entry.error().detail);
        }
        const auto* const genesis = std::get_if<GenesisEntry>(&*entry);
        if ((genesis != nullptr) != (stored.index == 0)) {
            return corrupt(stored.index, "the genesis entry is the first and only the first");
        }
        const auto taken = genesis != nullptr ? take_genesis(*genesis, hash)
                                              : take_operation(stored.index, std::get<OperationEntry>(*entry));
        if (!taken) {
            return fail(taken.error());
        }
        derived_.tree.append(hash);
        return Done{};
    }

    Result<Derived> finish(std::uint64_t size) {
        if (derived_.tree.size() != size || size == 0) {
            return corrupt(derived_.tree.size(), "missing");
        }
        const auto leaves = store_.count_leaves(0, derived_.tree.size());
        if (!leaves) {
            return fail(leaves.error());
        }
        if (*leaves != leaves_taken_) {
            return fail(errors::ledger_corrupt, "there are leaves of entries that commit none");
        }
        return std::move(derived_);
    }

  private:
    Result<Done> take_genesis(const GenesisEntry& genesis, const Sha256Digest& hash) {
        const store::LogIdentity& identity = store_.identity();
        if (genesis.origin != identity.origin || hash != identity.registry) {
            return corrupt(0, "the ledger's origin and registry id aren't those of its genesis entry");
        }
        static_cast<void>(copy_exact(view(hash), derived_.home.registry));
        derived_.home.chain = genesis.chain;
        domain_ = derived_.home.domain(crypto_);
        derived_.accepted_at.push_back(genesis.created_at);
        if (genesis.chain) {
            derived_.blocks.push_back(0);
        }
        return Done{};
    }

    Result<Done> take_operation(std::uint64_t index, const OperationEntry& entry) {
        if (entry.place.has_value() != derived_.home.chain.has_value()) {
            return corrupt(index, "it is of another home");
        }
        const auto error = entry.place
                               ? admit_mirrored(rules::ViewRef(derived_.state), entry.operation, domain_, *operation_)
                               : rules::authenticate(entry.operation, domain_, crypto_, *operation_);
        if (error != rules::RuleError::none) {
            return corrupt(index, rules::rule_error_name(error));
        }
        if (entry.accepted_at < derived_.last_accepted_at()) {
            return corrupt(index, "its time is before that of the entry before it");
        }
        const auto leaves = read_leaves(index);
        if (!leaves) {
            return fail(leaves.error());
        }
        Overlay overlay(derived_.state);
        if (const auto refused = apply_accepted(overlay, entry, *operation_, *diff_);
            refused != rules::RuleError::none) {
            return corrupt(index, rules::rule_error_name(refused));
        }
        overlay.merge_into(derived_.state);
        add_accepted(derived_, entry, *operation_, *leaves);
        leaves_taken_ += leaves->size();
        return Done{};
    }

    Result<std::vector<Bytes>> read_leaves(std::uint64_t index) {
        if (operation_->operation().kind != rules::OperationKind::commit) {
            return std::vector<Bytes>{};
        }
        auto stored = store_.read_leaves(index);
        if (!stored) {
            return fail(stored.error());
        }
        std::vector<Bytes> leaves;
        leaves.reserve(stored->size());
        for (store::StoredLeaf& leaf : *stored) {
            if (store::leaf_mark(leaf.bytes) != leaf.mark) {
                return corrupt(index, "leaf " + std::to_string(leaves.size()) + " isn't what was written");
            }
            leaves.push_back(std::move(leaf.bytes));
        }
        // Others commit on a chain too, and keep their leaves to themselves.
        const bool kept_elsewhere = derived_.home.chain && leaves.empty();
        if (const auto good = check_leaves(operation_->operation(), leaves); !good && !kept_elsewhere) {
            return corrupt(index, std::string(good.error().code.name) + " " + good.error().detail);
        }
        return leaves;
    }

    TrustingCrypto trusting_;
    store::LogStore& store_;
    rules::CryptoRef crypto_;
    std::unique_ptr<rules::Authenticated> operation_;
    std::unique_ptr<rules::Diff> diff_;
    rules::DomainSeparator domain_{};
    Derived derived_;
    std::uint64_t leaves_taken_ = 0;
};

}  // namespace

rules::RuleError admit_mirrored(rules::ViewRef state, ByteView operation, const rules::DomainSeparator& domain,
                                rules::Authenticated& out) {
    const rules::ByteSpan bytes{operation.data(), operation.size()};
    rules::IdentityRecord identity{};
    if (operation.size() >= rules::operation_header_bytes) {
        rules::IdentityId actor{};
        static_cast<void>(copy_exact(operation.subspan(rules::operation_identity_offset, sizeof actor.bytes), actor));
        // Unknown: a creation, or what apply refuses.
        static_cast<void>(rules::find_identity(state, actor, identity));
    }
    return rules::admit(bytes, domain, identity.recovery, host_crypto(), out);
}

rules::RuleError apply_accepted(Overlay& overlay, const OperationEntry& entry, const rules::Authenticated& operation,
                                rules::Diff& diff) {
    // The time of the last checkpoint only gates acceptance: what was accepted is not judged by it again.
    const rules::Moment moment{.now = entry.accepted_at, .checkpoint = {}};
    const auto error = rules::apply(rules::ViewRef(overlay), operation, moment, host_crypto(), diff);
    if (error == rules::RuleError::none) {
        const bool moves_nonce = !entry.place || entry.place->moves_nonce;
        overlay.put(diff, moves_nonce ? Overlay::Nonces::move : Overlay::Nonces::stay);
    }
    return error;
}

void add_accepted(Derived& derived, const OperationEntry& entry, const rules::Authenticated& operation,
                  std::span<const Bytes> leaves) {
    derived.indexes.add(LogIndex{derived.accepted_at.size()}, operation, leaves);
    derived.accepted_at.push_back(entry.accepted_at);
    if (entry.place) {
        derived.blocks.push_back(entry.place->block.number);
    }
}

Result<Derived> derive(store::LogStore& store, Signatures signatures) {
    const auto size = store.size();
    return size ? derive(store, signatures, *size) : fail(size.error());
}

Result<Derived> derive(store::LogStore& store, Signatures signatures, std::uint64_t size) {
    Deriver deriver(store, signatures);
    const auto read = store.read_entries(0, size, [&](const store::StoredEntry& entry) { return deriver.take(entry); });
    if (!read) {
        return fail(read.error());
    }
    return deriver.finish(size);
}

Result<Done> check_published(const log::MerkleTree& tree, const store::Published& published) {
    if (published.head.size > tree.size()) {
        return fail(errors::ledger_behind_checkpoint, "the log has " + std::to_string(tree.size()) +
                                                          " entries, its last checkpoint " +
                                                          std::to_string(published.head.size));
    }
    const auto root = tree.root_at(published.head.size);
    if (!root || *root != published.head.root) {
        return fail(errors::ledger_corrupt, "the log doesn't lead to the checkpoint it published");
    }
    if (published.head.size == 0) {
        return Done{};
    }
    const auto note = log::parse_note(published.note);
    const auto checkpoint = note ? log::parse_checkpoint_text(note->text) : fail(note.error());
    if (!checkpoint || checkpoint->head != published.head) {
        return fail(errors::ledger_corrupt, "the published checkpoint doesn't say what it is kept as");
    }
    return Done{};
}

}  // namespace countersign::ledger
