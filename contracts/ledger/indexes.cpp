#include "contracts/ledger/indexes.hpp"

#include <algorithm>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/eip712.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

template <typename Map, typename Key>
auto list_of(const Map& map, const Key& key) {
    const auto found = map.find(key);
    using List = typename Map::mapped_type;
    return found == map.end() ? std::span<const typename List::value_type>{}
                              : std::span<const typename List::value_type>(found->second);
}

template <typename Map, typename Key>
std::optional<typename Map::mapped_type> value_of(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

// What an operation makes or changes, apart from batches, which have indexes of their own.
std::optional<ObjectId> object_of(const rules::IdentityId& actor, const rules::Operation& operation) {
    const rules::CryptoRef crypto = host_crypto();
    const auto& body = operation.body;
    switch (operation.kind) {
        case rules::OperationKind::create_identity:
        case rules::OperationKind::update_keys:
        case rules::OperationKind::declare_compromised:
        case rules::OperationKind::recover:
        case rules::OperationKind::claim_name: return rules::retag<ObjectId>(actor);
        case rules::OperationKind::register_schema:
            return rules::retag<ObjectId>(rules::schema_id(actor, body.register_schema.content, crypto));
        case rules::OperationKind::accredit:
            return rules::retag<ObjectId>(
                rules::accreditation_id(actor, body.accredit.issuer, body.accredit.schema, crypto));
        case rules::OperationKind::suspend: return rules::retag<ObjectId>(body.suspend.accreditation);
        case rules::OperationKind::open_dispute:
            return rules::retag<ObjectId>(rules::dispute_id(actor, body.open_dispute, crypto));
        case rules::OperationKind::answer_dispute: return rules::retag<ObjectId>(body.answer_dispute.dispute);
        case rules::OperationKind::rule_dispute: return rules::retag<ObjectId>(body.rule_dispute.dispute);
        case rules::OperationKind::commit:
        case rules::OperationKind::set_status: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::span<const LeafPlace> Indexes::content(const Sha256Digest& sha256) const { return list_of(content_, sha256); }
std::span<const LeafPlace> Indexes::manifest(const Sha256Digest& sha256) const { return list_of(manifest_, sha256); }
std::optional<LeafPlace> Indexes::credential(const rules::ContentHash& commitment) const {
    return value_of(credential_, commitment);
}
std::optional<LogIndex> Indexes::operation(const rules::OperationId& id) const { return value_of(operations_, id); }
std::optional<LogIndex> Indexes::batch(const rules::BatchId& id) const { return value_of(batches_, id); }
std::span<const LogIndex> Indexes::operations_of(const rules::IdentityId& id) const {
    return list_of(by_identity_, id);
}
std::span<const LogIndex> Indexes::status_changes(const rules::BatchId& id) const {
    return list_of(status_changes_, id);
}
std::span<const LogIndex> Indexes::history(const ObjectId& id) const { return list_of(history_, id); }
std::span<const rules::AccreditationId> Indexes::accreditations_of(const rules::IdentityId& issuer) const {
    return list_of(accreditations_, issuer);
}

void Indexes::add(LogIndex entry, const rules::Authenticated& accepted, std::span<const Bytes> leaves) {
    const rules::CryptoRef crypto = host_crypto();
    const rules::Operation& operation = accepted.operation();
    const rules::IdentityId& identity = accepted.identity();
    operations_.emplace(accepted.id(), entry);
    by_identity_[identity].push_back(entry);
    if (const auto object = object_of(identity, operation)) {
        history_[*object].push_back(entry);
    }
    switch (operation.kind) {
        case rules::OperationKind::create_identity: identities_.push_back(identity); break;
        case rules::OperationKind::claim_name: {
            const rules::Name& name = operation.body.claim_name.name;
            names_.emplace(as_text({name.data(), name.size()}), identity);
            break;
        }
        case rules::OperationKind::register_schema:
            schemas_.push_back(rules::schema_id(identity, operation.body.register_schema.content, crypto));
            break;
        case rules::OperationKind::accredit: {
            const rules::Accredit& accredit = operation.body.accredit;
            const auto id = rules::accreditation_id(identity, accredit.issuer, accredit.schema, crypto);
            auto& list = accreditations_[accredit.issuer];
            // Accrediting again renews the same accreditation.
            if (std::find(list.begin(), list.end(), id) == list.end()) {
                list.push_back(id);
            }
            break;
        }
        case rules::OperationKind::commit: {
            const rules::Commit& commit = operation.body.commit;
            const rules::BatchId batch = rules::batch_id(identity, commit, crypto);
            batches_.emplace(batch, entry);
            add_leaves(batch, commit.leaf_kind, entry, leaves);
            break;
        }
        case rules::OperationKind::set_status: status_changes_[operation.body.set_status.batch].push_back(entry); break;
        case rules::OperationKind::open_dispute:
            disputes_.push_back(rules::dispute_id(identity, operation.body.open_dispute, crypto));
            break;
        case rules::OperationKind::update_keys:
        case rules::OperationKind::declare_compromised:
        case rules::OperationKind::recover:
        case rules::OperationKind::suspend:
        case rules::OperationKind::answer_dispute:
        case rules::OperationKind::rule_dispute: break;
    }
}

void Indexes::add_leaves(const rules::BatchId& batch, rules::LeafKind kind, LogIndex entry,
                         std::span<const Bytes> leaves) {
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const LeafPlace place{.batch = batch, .index = static_cast<std::uint32_t>(i), .entry = entry};
        switch (kind) {
            case rules::LeafKind::content: {
                rules::ContentLeaf leaf{};
                ensure(rules::decode(leaves[i], leaf), "a checked leaf");
                contents_.push_back(place);
                content_[leaf.content].push_back(place);
                if (!leaf.manifest.is_zero()) {
                    manifest_[leaf.manifest].push_back(place);
                }
                break;
            }
            case rules::LeafKind::credential: {
                rules::CredentialLeaf leaf{};
                ensure(rules::decode(leaves[i], leaf), "a checked leaf");
                credential_.emplace(leaf.commitment, place);
                break;
            }
            case rules::LeafKind::statement: statements_.push_back(place); break;
        }
    }
}

void Indexes::clear() { *this = Indexes(); }

}  // namespace countersign::ledger
