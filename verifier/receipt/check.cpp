#include "verifier/receipt/check.hpp"

#include <algorithm>
#include <memory>

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/rules/authenticate.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/receipt/errors.hpp"
#include "verifier/receipt/receipt.hpp"

namespace countersign::verifier::receipt {
namespace {

/// The host of a base URI, without its port.
std::string_view host_of(std::string_view uri) {
    const std::size_t scheme = uri.find("://");
    uri = scheme == std::string_view::npos ? std::string_view() : uri.substr(scheme + 3);
    return uri.substr(0, uri.find_first_of(":/"));
}

/// The steps for one receipt, in their order; the first that fails is the last.
class ReceiptCheck {
  public:
    ReceiptCheck(const c2pa::ManifestSummary& manifest, std::span<const log::VerifierKey> log_keys, ReceiptFinding& out)
        : manifest_(manifest), log_keys_(log_keys), out_(out) {}

    void run(ByteView json) {
        auto receipt = parse_receipt(json);
        if (!receipt) {
            report(receipt.error().code == errors::receipt_foreign ? status::foreign : status::malformed,
                   receipt.error().detail);
            return;
        }
        receipt_ = std::move(*receipt);
        out_.repository = receipt_.repository;
        if (check_manifest() && check_entry() && check_leaf() && check_log()) {
            check_signer();
        }
    }

  private:
    bool report(const c2pa::StatusCode& code, std::string explanation = {}) {
        out_.codes.add(code, out_.url, std::move(explanation));
        return code.outcome == c2pa::Outcome::success;
    }

    // Y6: the receipt is of the very manifest that this one updates.
    bool check_manifest() {
        const rules::ByteSpan bytes(receipt_.leaf);
        if (!rules::decode(bytes, out_.leaf)) {
            return report(status::malformed, "leaf");
        }
        if (receipt_.manifest_id != to_manifest_id(manifest_.sha256) || !(out_.leaf.manifest == manifest_.sha256)) {
            return report(status::manifest_mismatch, "it is of another manifest");
        }
        return report(status::manifest_match);
    }

    // Y7: the entry is a commit of content records, signed by whom it says.
    bool check_entry() {
        const auto entry = ledger::parse_entry(receipt_.entry);
        const auto* const held = entry ? std::get_if<ledger::OperationEntry>(&*entry) : nullptr;
        const auto read = held != nullptr ? ledger::read_operation(*held)
                                          : Result<ledger::EntryOperation>(fail(errors::receipt_form));
        if (!read || read->operation.kind != rules::OperationKind::commit ||
            read->operation.body.commit.leaf_kind != rules::LeafKind::content) {
            return report(status::entry_invalid, "it commits no content records");
        }
        if (read->signatures) {
            const auto work = std::make_unique<rules::Authenticated>();
            const rules::RuleError error = rules::authenticate(
                rules::ByteSpan(held->operation), read->operation.header.domain, ledger::host_crypto(), *work);
            if (error != rules::RuleError::none) {
                return report(status::entry_invalid, std::string(rules::rule_error_name(error)));
            }
            committer_ = work->signer();
        }
        commit_ = read->operation.body.commit;
        out_.identity = read->identity;
        out_.registered_at = held->accepted_at;
        return true;
    }

    // Y8.
    bool check_leaf() {
        rules::InclusionProof path{};
        bool fits = true;
        for (const Sha256Digest& hash : receipt_.leaf_path) {
            fits = path.push(rules::retag<rules::TreeHash>(hash)) && fits;
        }
        const auto crypto = ledger::host_crypto();
        fits = fits && commit_.hash_kind == rules::HashKind::sha256 &&
               rules::is_included(rules::leaf_hash(rules::ByteSpan(receipt_.leaf), crypto), out_.leaf.index,
                                  commit_.count, path, commit_.root, crypto);
        return fits || report(status::leaf_mismatch, "the record isn't in the batch that was committed");
    }

    // Y9 and Y10: with a key for the checkpoint's origin it must have signed; without one nobody says which log this
    // is.
    bool check_log() {
        const auto proof = log::parse_tlog_proof(receipt_.tlog_proof);
        const auto note = proof ? log::parse_note(proof->checkpoint) : fail(proof.error());
        const auto checkpoint = note ? log::parse_checkpoint_text(note->text) : fail(note.error());
        if (!checkpoint) {
            return report(status::checkpoint_invalid, std::string(checkpoint.error().code.name));
        }
        out_.origin = checkpoint->origin;
        out_.head = checkpoint->head;
        out_.index = proof->index;
        const bool is_known = std::any_of(log_keys_.begin(), log_keys_.end(), [this](const log::VerifierKey& key) {
            return key.name == out_.origin && key.type == log::NoteKeyType::ed25519;
        });
        if (is_known && !is_signed(proof->checkpoint)) {
            return report(status::checkpoint_invalid, "the log's key hasn't signed it");
        }
        const auto included = log::verify_inclusion(log::leaf_hash(receipt_.entry), proof->index, out_.head.size,
                                                    proof->path, out_.head.root);
        if (!included) {
            return report(status::inclusion_mismatch, std::string(included.error().code.name));
        }
        // Y11.
        if (host_of(receipt_.repository) != std::string_view(out_.origin).substr(0, out_.origin.find_first_of(":/"))) {
            return report(status::repository_mismatch, "the log is another repository's");
        }
        report(status::inclusion_validated);
        report(is_known ? status::log_trusted : status::log_unknown, out_.origin);
        return true;
    }

    [[nodiscard]] bool is_signed(std::string_view note) const {
        return std::any_of(log_keys_.begin(), log_keys_.end(), [&](const log::VerifierKey& key) {
            return key.name == out_.origin && log::open_checkpoint(note, key).has_value();
        });
    }

    // Y12: whoever signed the claim has registered it. Where another key did, a registry has to say whose it is.
    void check_signer() {
        const auto key = manifest_.signer ? parse_spki_der(manifest_.signer->public_key)
                                          : Result<PublicKey>(fail(errors::receipt_form));
        if (key) {
            out_.claim_key = *key;
        }
        const bool is_same = key && committer_ && ledger::key_id(*key) == *committer_;
        report(is_same ? status::signer_match : status::signer_unconfirmed,
               is_same ? "" : "another key than the claim's has registered it");
    }

    const c2pa::ManifestSummary& manifest_;
    std::span<const log::VerifierKey> log_keys_;
    ReceiptFinding& out_;
    Receipt receipt_;
    rules::Commit commit_{};
    /// None where a chain has checked the signature.
    std::optional<rules::KeyId> committer_;
};

}  // namespace

Report check_receipts(const c2pa::Report& report, std::span<const log::VerifierKey> log_keys) {
    Report out;
    const bool is_reliable = c2pa::is_claim_whole(report);
    const auto line = c2pa::find_line(report);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const c2pa::ManifestSummary* const updated = line[i]->is_update && i + 1 < line.size() ? line[i + 1] : nullptr;
        for (const c2pa::ReceiptAssertion& assertion : line[i]->receipts) {
            ReceiptFinding& finding = out.receipts.emplace_back();
            finding.url = assertion.url;
            if (!is_reliable) {
                finding.state = State::not_assessed;
                continue;
            }
            if (updated == nullptr) {
                finding.codes.add(status::misplaced, finding.url, "only an update manifest may carry a receipt");  // Y5
            } else {
                finding.manifest = updated->label;
                ReceiptCheck(*updated, log_keys, finding).run(assertion.content);
            }
            finding.state = state_of(finding);
        }
    }
    out.state = state_of(out.receipts);
    return out;
}

}  // namespace countersign::verifier::receipt
