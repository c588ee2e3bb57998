#include "api/service/content_receipt.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/receipt/receipt.hpp"

namespace countersign::api::service {
namespace {

namespace c2pa = verifier::c2pa;
namespace receipt = verifier::receipt;

Result<log::TlogProof> prove(ledger::Ledger& ledger, LogIndex index) {
    auto proof = ledger.prove_entry(index);
    if (proof || !(proof.error().code == errors::ledger_no_checkpoint)) {
        return proof;
    }
    const auto published = ledger.publish();
    return published ? ledger.prove_entry(index) : fail(published.error());
}

}  // namespace

Result<Json> make_receipt(Context& context, const ledger::LeafPlace& place) {
    ledger::Ledger& ledger = context.ledger;
    if (ledger.home().chain) {
        // An entry is covered by a checkpoint only once its block is final, which nobody waits for while signing.
        return fail(errors::receipt_on_chain);
    }
    const auto leaf = ledger.prove_leaf(place.batch, place.index);
    const auto entry = leaf ? ledger.entry(place.entry) : fail(leaf.error());
    const auto proof = entry ? prove(ledger, place.entry) : fail(entry.error());
    if (!proof) {
        return fail(proof.error());
    }
    rules::ContentLeaf record{};
    if (!rules::decode(rules::ByteSpan(leaf->leaf), record) || record.manifest.is_zero()) {
        return fail(errors::receipt_no_manifest);
    }
    return receipt::to_json({.repository = "https://" + ledger.origin(),
                             .manifest_id = receipt::to_manifest_id(record.manifest),
                             .anchor = context.address.url + "/v1/content/" + hex(record.content) + "/receipt",
                             .leaf = leaf->leaf,
                             .leaf_path = leaf->path,
                             .entry = entry->bytes,
                             .tlog_proof = log::to_text(*proof)});
}

Result<Json> GetContentReceipt::handle(const Sha256Digest& sha256) const {
    const evidence::LedgerView registry = plain_registry(context_);
    for (const evidence::ContentFact& fact : registry.find_content(sha256)) {
        if (fact.status == rules::Status::valid && !fact.key_compromised) {
            return make_receipt(context_, {fact.batch, fact.leaf.index, LogIndex{fact.log_index}});
        }
    }
    return fail(errors::content_unknown);
}

http::Response GetContentReceipt::operator()(const http::Request& request) const {
    const auto sha256 = parse_hex_fixed<Sha256Digest>(request.parameters[0]);
    if (!sha256) {
        return http::problem_response({errors::content_hash, printable(request.parameters[0], 80)});
    }
    const auto json = handle(*sha256);
    if (!json) {
        return http::problem_response(json.error());
    }
    http::Response response = http::json_response(200, to_json_text(*json));
    response.content_type = "application/ld+json";
    // Another one tomorrow, to a later checkpoint.
    response.cache_control = "no-cache";
    return response;
}

c2pa::ReceiptSource register_manifests(Context& context, const PrivateKey& key, ManifestRegistration registration) {
    return {[&context, &key,
             registration = std::move(registration)](const c2pa::SealedManifest& manifest) -> Result<Bytes> {
        // W83: the record is of the manifest itself: the file that will carry its receipt isn't there yet.
        const rules::ContentLeaf leaf = c2pa::make_content_leaf({.content = manifest.sha256,
                                                                 .action = registration.action,
                                                                 .ai = registration.ai,
                                                                 .claimed_at = context.clock.now(),
                                                                 .manifest = manifest.sha256,
                                                                 .parent = {}},
                                                                0);
        const auto done =
            context.hosted.commit(registration.identity, key, c2pa::content_leaf_bytes(leaf), {}, registration.address);
        const auto json = done ? make_receipt(context, {done->batch, 0, done->receipt.index}) : fail(done.error());
        return json ? Result<Bytes>(to_bytes(as_bytes(to_json_text(*json)))) : fail(json.error());
    }};
}

}  // namespace countersign::api::service
