#include "verifier/bundle/check.hpp"

#include <algorithm>

#include "contracts/ledger/signing.hpp"
#include "contracts/log/checkpoint.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/bundle/errors.hpp"
#include "verifier/bundle/replay.hpp"
#include "verifier/evidence/ledger_view.hpp"
#include "verifier/verdict/key_standing.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::bundle {

namespace {

using rules::RuleError;

// B4: the log's own key, and not one line by anybody else, since those nobody could check.
Result<log::Checkpoint> open_checkpoint(const std::string& note, std::span<const log::VerifierKey> keys) {
    const auto parsed = log::parse_note(note);
    const auto checkpoint = parsed ? log::parse_checkpoint_text(parsed->text) : fail(parsed.error());
    if (!checkpoint) {
        return fail(errors::bundle_checkpoint, std::string(checkpoint.error().code.name));
    }
    if (!checkpoint->extensions.empty()) {
        return fail(errors::bundle_checkpoint, "extension lines");
    }
    if (keys.empty()) {
        return *checkpoint;
    }
    std::vector<log::VerifierKey> own;
    std::ranges::copy_if(keys, std::back_inserter(own), [&checkpoint](const log::VerifierKey& key) {
        return key.name == checkpoint->origin && key.type == log::NoteKeyType::ed25519;
    });
    if (own.empty()) {
        return fail(errors::bundle_log_unknown, checkpoint->origin);
    }
    const auto opened = log::open_note(note, own);
    if (!opened) {
        return fail(errors::bundle_checkpoint, std::string(opened.error().code.name));
    }
    if (opened->signers.size() != opened->note.signatures.size()) {
        return fail(errors::bundle_signature_unknown);
    }
    return *checkpoint;
}

// B5.
Result<Done> check_inclusion(const BundleEntry& entry, const log::TreeHead& head) {
    const auto included =
        log::verify_inclusion(log::leaf_hash(entry.entry), entry.index, head.size, entry.path, head.root);
    if (!included) {
        return fail(errors::bundle_inclusion,
                    std::to_string(entry.index) + ": " + std::string(included.error().code.name));
    }
    return Done{};
}

Result<Done> check_log(const Bundle& bundle, std::span<const log::VerifierKey> keys, Outcome& outcome) {
    const auto checkpoint = open_checkpoint(bundle.checkpoint, keys);
    if (!checkpoint) {
        return fail(checkpoint.error());
    }
    for (const auto& entry : bundle.entries) {
        if (auto included = check_inclusion(entry, checkpoint->head); !included) {
            return included;
        }
    }
    if (bundle.last.index + 1 != checkpoint->head.size) {
        return fail(errors::bundle_inclusion, "last");
    }
    if (auto included = check_inclusion(bundle.last, checkpoint->head); !included) {
        return included;
    }
    const auto time = accepted_at(bundle.last.entry);
    if (!time) {
        return fail(time.error());
    }
    outcome.checkpoint = evidence::CheckpointFact{checkpoint->origin, checkpoint->head};
    outcome.log_time = *time;
    return Done{};
}

Result<Done> check_identity(const Bundle& bundle, const Replayed& replayed, Outcome& outcome) {
    rules::IdentityRecord record{};
    if (replayed.origin != outcome.checkpoint->origin) {
        return fail(errors::bundle_replay, "the registry is of another log");
    }
    if (rules::find_identity(replayed.state, bundle.identity, record) != RuleError::none) {
        return fail(errors::bundle_identity);
    }
    outcome.identity = bundle.identity;
    outcome.kind = record.kind;
    for (const auto& name : record.names) {
        outcome.names.emplace_back(as_text({name.data(), name.size()}));
    }
    outcome.shown.push_back({"identity.created", "The identity exists since " + verdict::to_words(record.created_at) +
                                                     ", with these keys and names."});
    return Done{};
}

// B7: the file's record is a leaf of a batch that the identity signed.
Result<Done> check_leaf(const Bundle& bundle, const Replayed& replayed, Outcome& outcome) {
    const BundleLeaf& given = *bundle.leaf;
    const auto batch_id = replayed.batches.find(given.entry);
    rules::BatchRecord batch{};
    if (batch_id == replayed.batches.end() ||
        rules::find_batch(replayed.state, batch_id->second, batch) != RuleError::none) {
        return fail(errors::bundle_leaf, "no such batch");
    }
    rules::InclusionProof path{};
    for (const auto& hash : given.path) {
        if (!path.push(rules::retag<rules::TreeHash>(hash))) {
            return fail(errors::bundle_leaf, "path");
        }
    }
    const auto crypto = ledger::host_crypto();
    rules::ContentLeaf leaf{};
    const rules::ByteSpan bytes(given.leaf);
    if (batch.leaf_kind != rules::LeafKind::content || !rules::decode(bytes, leaf) || leaf.index != given.index ||
        !rules::is_included(rules::leaf_hash(bytes, crypto), given.index, batch.count, path, batch.root, crypto)) {
        return fail(errors::bundle_leaf);
    }
    if (!(leaf.content == bundle.asset)) {
        return fail(errors::bundle_asset);
    }
    if (!(batch.issuer == bundle.identity)) {
        return fail(errors::bundle_identity);
    }
    outcome.registered_at = batch.committed_at;
    outcome.ai = leaf.ai;
    outcome.shown.push_back(
        {"record.registered", "The identity registered this file on " + verdict::to_words(batch.committed_at) + "."});
    rules::BatchStanding standing{};
    rules::Status status = rules::Status::revoked;
    if (rules::find_batch_standing(replayed.state, batch, outcome.log_time, crypto, standing) != RuleError::none ||
        rules::find_status(replayed.state, batch_id->second, given.index, status) != RuleError::none) {
        return fail(errors::bundle_leaf, "standing");
    }
    if (standing.key != RuleError::none) {
        return fail(errors::bundle_compromised);
    }
    if (status != rules::Status::valid) {
        return fail(errors::bundle_withdrawn);
    }
    return Done{};
}

const verifier::c2pa::ManifestSummary* active_manifest(const verifier::c2pa::Report& report) {
    const auto found =
        std::ranges::find(report.manifests, report.active_manifest, &verifier::c2pa::ManifestSummary::label);
    return found == report.manifests.end() ? nullptr : &*found;
}

// B8, first half: this very file is signed with that key, says its own report.
Result<Done> check_report(const Bundle& bundle, const CheckInput& input) {
    if (input.report == nullptr) {
        return bundle.leaf ? Result<Done>(Done{}) : fail(errors::bundle_report_needed);
    }
    const auto& report = *input.report;
    const auto* const manifest = active_manifest(report);
    const bool in_order =
        report.state == verifier::c2pa::State::valid || report.state == verifier::c2pa::State::trusted;
    if (!in_order || !(report.asset.sha256 == input.asset) || manifest == nullptr || !manifest->signer) {
        return fail(errors::bundle_claim_key, "the file's own signature isn't in order");
    }
    const auto key = parse_spki_der(manifest->signer->public_key);
    if (!key || !(*key == *bundle.claim_key)) {
        return fail(errors::bundle_claim_key, "another key signed the file");
    }
    return Done{};
}

evidence::SigningTime signing_time(const CheckInput& input, const Outcome& outcome) {
    const auto* const manifest = input.report == nullptr ? nullptr : active_manifest(*input.report);
    if (manifest != nullptr && manifest->time_stamp && manifest->time_stamp->trusted) {
        return {evidence::TimeSource::trusted_time_stamp, manifest->time_stamp->time};
    }
    return outcome.registered_at.value == 0
               ? evidence::SigningTime{}
               : evidence::SigningTime{evidence::TimeSource::registry, outcome.registered_at};
}

// B8, second half: the identity listed the key for signing content at that time.
Result<Done> check_claim_key(const Bundle& bundle, const CheckInput& input, const Replayed& replayed,
                             Outcome& outcome) {
    if (!bundle.claim_key) {
        return Done{};
    }
    if (auto signed_by = check_report(bundle, input); !signed_by) {
        return signed_by;
    }
    const auto signing = signing_time(input, outcome);
    const UnixSeconds at = signing.source == evidence::TimeSource::none ? outcome.log_time : signing.time;
    const auto id = ledger::key_id(*bundle.claim_key);
    rules::KeyRecord record{};
    if (rules::find_key_at(replayed.state, id, at, record) != RuleError::none &&
        rules::find_key(replayed.state, id, record) != RuleError::none) {
        return fail(errors::bundle_claim_key, "not listed");
    }
    if (!(record.identity == bundle.identity)) {
        return fail(errors::bundle_identity, "the key is another identity's");
    }
    const auto standing = verdict::judge_key(evidence::to_fact(id, record), signing, at);
    if (standing == verdict::KeyStanding::compromised) {
        return fail(errors::bundle_compromised);
    }
    if (standing != verdict::KeyStanding::good) {
        return fail(errors::bundle_claim_key, "not for this use, or not at that time");
    }
    outcome.shown.push_back({"key.listed", "The identity lists the key that signed the file, for signing content."});
    return Done{};
}

Result<Done> check_disputes_of(const Replayed& replayed, const rules::TargetId& target, std::uint32_t index,
                               const rules::IdentityId& arbiter, Outcome& outcome) {
    std::uint32_t count = 0;
    if (rules::count_disputes(replayed.state, target, index, count) != RuleError::none) {
        return fail(errors::bundle_replay, "disputes");
    }
    for (std::uint32_t page = 0; page * limits::disputes_per_page < count; ++page) {
        rules::DisputePage disputes{};
        if (rules::find_dispute_page(replayed.state, target, index, page, disputes) != RuleError::none) {
            return fail(errors::bundle_replay, "disputes");
        }
        for (const auto& id : disputes.disputes) {
            rules::DisputeRecord dispute{};
            if (rules::find_dispute(replayed.state, id, dispute) != RuleError::none) {
                return fail(errors::bundle_replay, "disputes");
            }
            const bool named = !arbiter.is_zero() && dispute.arbiter == arbiter;
            if (dispute.answer == rules::DisputeAnswer::conceded ||
                (named && dispute.ruling == rules::Ruling::upheld)) {
                return fail(errors::bundle_disputed);
            }
            outcome.shown.push_back({"dispute.told", "Disputed since " + verdict::to_words(dispute.opened_at) + ": " +
                                                         std::string(verdict::to_words(dispute.ground)) + "."});
        }
    }
    return Done{};
}

Result<Done> check_disputes(const Bundle& bundle, const Replayed& replayed, Outcome& outcome) {
    if (bundle.leaf) {
        const auto& batch = replayed.batches.at(bundle.leaf->entry);
        rules::BatchRecord record{};
        if (rules::find_batch(replayed.state, batch, record) != RuleError::none) {
            return fail(errors::bundle_leaf);
        }
        auto checked = check_disputes_of(replayed, rules::retag<rules::TargetId>(batch), bundle.leaf->index,
                                         record.arbiter, outcome);
        if (!checked) {
            return checked;
        }
    }
    return check_disputes_of(replayed, rules::retag<rules::TargetId>(bundle.identity), 0, {}, outcome);
}

// B10: an inclusion proof shows what happened, never that nothing else did.
void add_service_word(const Bundle& bundle, Outcome& outcome) {
    const std::string when = " since is the service's word, as of checkpoint " +
                             std::to_string(outcome.checkpoint->head.size) + " of " +
                             verdict::shown(outcome.checkpoint->origin) + ".";
    if (bundle.leaf) {
        outcome.service_word.push_back({"absence.status", "That the record wasn't withdrawn" + when});
    }
    outcome.service_word.push_back({"absence.key", "That no key was retired or reported stolen" + when});
    outcome.service_word.push_back({"absence.dispute", "That nothing else was disputed" + when});
}

Result<Done> check_all(const Bundle& bundle, const CheckInput& input, Outcome& outcome) {
    if (!(bundle.asset == input.asset)) {
        return fail(errors::bundle_asset);
    }
    if (auto logged = check_log(bundle, input.log_keys, outcome); !logged) {
        return logged;
    }
    const auto replayed = replay(bundle.entries);
    if (!replayed) {
        return fail(replayed.error());
    }
    if (auto known = check_identity(bundle, *replayed, outcome); !known) {
        return known;
    }
    if (bundle.leaf) {
        if (auto recorded = check_leaf(bundle, *replayed, outcome); !recorded) {
            return recorded;
        }
    }
    if (auto listed = check_claim_key(bundle, input, *replayed, outcome); !listed) {
        return listed;
    }
    return check_disputes(bundle, *replayed, outcome);
}

}  // namespace

Outcome check(std::string_view text, const CheckInput& input) {
    Outcome outcome;
    const auto bundle = parse_bundle(text);
    const auto checked = bundle ? check_all(*bundle, input, outcome) : fail(bundle.error());
    if (!checked) {
        outcome.failure = checked.error();
        return outcome;
    }
    outcome.status = input.log_keys.empty() ? CheckStatus::unanchored : CheckStatus::holds;
    add_service_word(*bundle, outcome);
    return outcome;
}

}  // namespace countersign::bundle
