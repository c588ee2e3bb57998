#include "api/service/anchorer.hpp"

#include "api/service/errors.hpp"
#include "contracts/chain/abi.hpp"
#include "contracts/chain/refusal.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/ledger/state.hpp"
#include "contracts/ledger/submit_proof.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::api::service {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view owner_name = "log-owner";
constexpr std::string_view recovery_name = "log-owner-recovery";
constexpr std::string_view salt_name = "log-owner-salt";
/// Between two looks at what is anchored while nothing is due: a chain may take back the last one.
constexpr unsigned looks_between = 30;
constexpr chain::Selector anchor_selector =
    chain::selector_of("anchor(bytes32,bytes32,uint64,bytes32,bytes32[],bytes)");
constexpr chain::Selector checkpoints_selector = chain::selector_of("checkpoints(bytes32)");
constexpr chain::Selector authority_selector = chain::selector_of("authority(bytes32,bytes32,uint16)");

Keccak256Digest anchor_type() { return keccak256(as_bytes("Anchor(bytes32 log,uint64 size,bytes32 root)")); }

Bytes word_of(std::uint64_t number) {
    ByteWriter out;
    return out.u64(0).u64(0).u64(0).u64(number).take();
}

chain::RelayRequest make_creation(const AnchorKeys& keys, const rules::DomainSeparator& domain) {
    rules::CreateIdentity body{};
    body.kind = rules::IdentityKind::organisation;
    body.custody = rules::Custody::self;
    body.salt = keys.salt;
    body.recovery = ledger::key_id(keys.recovery.public_key());
    ensure(body.keys.push({.key = ledger::to_rules_key(keys.owner.public_key()),
                           .roles = rules::roles::control | rules::roles::anchor,
                           .valid_from = {},
                           .valid_until = {}}),
           "one key fits");
    rules::OperationHeader header;
    header.domain = domain;
    header.signer = ledger::to_rules_key(keys.owner.public_key());
    const Bytes bytes = ledger::sign_operation({header, body}, keys.owner);
    const auto operation = std::make_unique<rules::Authenticated>();
    ensure(rules::authenticate(bytes, domain, ledger::host_crypto(), *operation) == rules::RuleError::none,
           "an operation of our own");
    const ledger::State nothing;
    auto proof = ledger::make_submit_proof(rules::ViewRef(nothing), bytes, *operation);
    ensure(proof.has_value(), "a creation needs no state");
    return {.operation = to_bytes(ByteView(bytes).first(operation->unsigned_bytes())),
            .proof = std::move(*proof),
            .identity = operation->identity(),
            .address = {}};
}

}  // namespace

Result<AnchorKeys> anchor_keys(Vault& vault, Entropy& entropy) {
    auto owner = vault.own_key(owner_name, KeyType::secp256k1);
    auto recovery = owner ? vault.own_key(recovery_name, KeyType::secp256k1) : fail(owner.error());
    auto kept = recovery ? vault.own_data(salt_name) : fail(recovery.error());
    if (!kept) {
        return fail(kept.error());
    }
    rules::Salt salt{};
    if (!*kept || !copy_exact(**kept, salt)) {
        salt = entropy.fixed<rules::Salt>();
        if (auto done = vault.put_own_data(salt_name, view(salt)); !done) {
            return fail(done.error());
        }
    }
    return AnchorKeys{std::move(*owner), std::move(*recovery), salt};
}

Anchorer::Anchorer(const Parts& parts, AnchorKeys keys, AnchorOptions options)
    : parts_(parts),
      options_(options),
      creation_(make_creation(
          keys, rules::chain_domain(parts.contracts.chain_id, rules::retag<rules::Address>(parts.contracts.registry),
                                    ledger::host_crypto()))),
      owner_(std::move(keys.owner)),
      identity_(creation_.identity),
      origin_(keccak256(as_bytes(parts.ledger.origin()))),
      since_(steady_clock::now()) {
    ByteWriter id;
    id.u8(0x4c).bytes(view(identity_)).bytes(view(origin_));
    static_cast<void>(copy_exact(view(keccak256(id.take())), log_));
    standing_.identity = identity_;
    standing_.log = log_;
    standing_.contract = parts.contracts.anchor;
}

Anchorer::Standing Anchorer::standing() const {
    const std::lock_guard guard(mutex_);
    return standing_;
}

Result<Done> Anchorer::look() {
    auto done = step();
    const std::lock_guard guard(mutex_);
    standing_.problem = done ? std::nullopt : std::optional(done.error());
    return done;
}

Result<Done> Anchorer::step() {
    const auto checkpoint = parts_.ledger.checkpoint();
    if (!checkpoint) {
        return Done{};  // nothing to anchor yet
    }
    if (sent_) {
        const auto status = parts_.outbox.status(*sent_);
        if (status &&
            (status->state == chain::OperationState::queued || status->state == chain::OperationState::sent)) {
            return Done{};
        }
        sent_.reset();
        is_known_ = false;
        if (status && status->state == chain::OperationState::refused) {
            // What it says is looked at again from the start, at the next look.
            const std::lock_guard guard(mutex_);
            standing_.pending_size.reset();
            return fail(errors::chain_reverted, status->problem + " " + status->detail);
        }
    }
    if (!is_known_ || ++looks_ % looks_between == 0 || is_due(checkpoint->head.size)) {
        if (auto refreshed = refresh(); !refreshed) {
            return refreshed;
        }
    }
    if (!is_due(checkpoint->head.size)) {
        return Done{};
    }
    const auto authorised = is_authorised();
    return authorised && *authorised ? send(checkpoint->head)
                                     : (authorised ? Result<Done>(Done{}) : fail(authorised.error()));
}

Result<std::optional<AnchoredCheckpoint>> Anchorer::load(const chain::BlockReference& block) {
    Bytes data = to_bytes(view(checkpoints_selector));
    append(data, view(log_));
    const auto answer = parts_.node.call({.to = parts_.contracts.anchor, .data = data}, block);
    if (!answer) {
        return fail(answer.error());
    }
    static const chain::AbiType type = chain::abi_type("(bytes32,uint64,uint64)");
    const auto value = *answer ? chain::decode_abi(type, **answer)
                               : Result<chain::AbiValue>(fail(errors::chain_reverted, answer->error().message));
    if (!value) {
        // Nothing at all is what an address without a contract answers.
        return *answer && (*answer)->empty() ? fail(errors::chain_contract_missing) : fail(value.error());
    }
    AnchoredCheckpoint out;
    out.head.size = value->items()[1].u64();
    out.head.root = value->items()[0].fixed<Sha256Digest>();
    out.time = UnixSeconds{value->items()[2].u64()};
    return out.head.size == 0 ? std::optional<AnchoredCheckpoint>() : std::optional(out);
}

Result<Done> Anchorer::refresh() {
    const auto latest = load(chain::BlockTag::latest);
    if (!latest) {
        return fail(latest.error());
    }
    if (*latest) {
        if (auto good = check_fork(**latest); !good) {
            return good;
        }
    }
    const std::uint64_t before = last_ ? last_->head.size : 0;
    if (!is_known_ || (*latest ? (*latest)->head.size : 0) != before) {
        since_ = steady_clock::now();
    }
    last_ = *latest;
    is_known_ = true;
    // Where finality is younger than the contract there is nothing there yet.
    const auto finalized = load(chain::BlockTag::finalized);
    const std::lock_guard guard(mutex_);
    standing_.last = last_;
    standing_.finalized_size = finalized && *finalized ? (*finalized)->head.size : 0;
    if (!sent_) {
        standing_.pending_size.reset();
    }
    return Done{};
}

Result<Done> Anchorer::check_fork(const AnchoredCheckpoint& last) const {
    const auto view = parts_.ledger.view();
    const auto root = view.tree().root_at(last.head.size);
    return root && *root == last.head.root
               ? Result<Done>(Done{})
               : fail(errors::anchor_fork, "the chain has a checkpoint of " + std::to_string(last.head.size) +
                                               " entries that this log has not");
}

bool Anchorer::is_due(std::uint64_t size) const {
    const std::uint64_t before = last_ ? last_->head.size : 0;
    if (size <= before) {
        return false;
    }
    return before == 0 || (options_.count != 0 && size - before >= options_.count) ||
           (options_.seconds != 0 && steady_clock::now() - since_ >= std::chrono::seconds(options_.seconds));
}

Result<bool> Anchorer::is_authorised() {
    if (is_authorised_) {
        return true;
    }
    Bytes data = to_bytes(view(authority_selector));
    append(data, view(identity_));
    append(data, view(ledger::key_id(owner_.public_key())));
    append(data, ByteView(word_of(rules::roles::anchor)));
    const auto answer = parts_.node.call({.to = parts_.contracts.registry, .data = data}, chain::BlockTag::latest);
    if (!answer) {
        return fail(answer.error());
    }
    is_authorised_ = *answer && **answer == word_of(0);
    if (is_authorised_) {
        return true;
    }
    // Taken once, however often it is handed in.
    const auto sent = parts_.relayer.submit(creation_);
    return sent ? Result<bool>(false) : fail(sent.error());
}

/// E18: scheme, recovery bit, both coordinates, and the signature.
Bytes Anchorer::sign(const log::TreeHead& head) const {
    ByteWriter message;
    message.bytes(view(anchor_type())).bytes(view(log_)).bytes(word_of(head.size)).bytes(view(head.root));
    const auto domain = rules::chain_domain(
        parts_.contracts.chain_id, rules::retag<rules::Address>(parts_.contracts.anchor), ledger::host_crypto());
    ByteWriter typed;
    typed.u8(0x19).u8(0x01).bytes(view(domain)).bytes(view(keccak256(message.take())));
    const RecoverableSignature signature = sign_recoverable(owner_, keccak256(typed.take()));
    ByteWriter out;
    out.u8(1).u8(static_cast<std::uint8_t>(signature.bytes[64] - 27));
    out.bytes(ByteView(uncompressed_point(owner_.public_key())).subspan(1)).bytes(view(signature).first(64));
    return out.take();
}

Result<Done> Anchorer::send(const log::TreeHead& head) {
    const std::uint64_t before = last_ ? last_->head.size : 0;
    log::Proof proof;
    if (before != 0) {
        auto made = parts_.ledger.prove_consistency(before, head.size);
        if (!made) {
            return fail(made.error());
        }
        proof = std::move(*made);
    }
    chain::AbiValue::List hashes;
    for (const Sha256Digest& hash : proof) {
        hashes.push_back(chain::AbiValue::fixed(hash));
    }
    static const chain::AbiType arguments = chain::abi_type("(bytes32,bytes32,uint64,bytes32,bytes32[],bytes)");
    const auto data = chain::encode_call(
        anchor_selector, arguments,
        chain::AbiValue::list({chain::AbiValue::fixed(identity_), chain::AbiValue::fixed(origin_),
                               chain::AbiValue(head.size), chain::AbiValue::fixed(head.root),
                               chain::AbiValue::list(std::move(hashes)), chain::AbiValue::bytes(sign(head))}));
    ensure(data.has_value(), "the arguments of anchor");
    ByteWriter name;
    name.bytes(as_bytes("anchor")).bytes(view(log_)).u64(before).u64(head.size);
    chain::OperationKey key{};
    static_cast<void>(copy_exact(view(keccak256(name.take())), key));
    const auto queued = parts_.outbox.enqueue(key, {.to = parts_.contracts.anchor, .data = *data});
    if (!queued) {
        return fail(queued.error());
    }
    sent_ = key;
    const std::lock_guard guard(mutex_);
    standing_.pending_size = head.size;
    return Done{};
}

}  // namespace countersign::api::service
