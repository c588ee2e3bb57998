#include "api/cli/check_chain.hpp"

#include "api/cli/console.hpp"
#include "api/service/chain_contracts.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/byte_source.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::cli {
namespace {

Result<Sha256Digest> digest_of(const std::string& path) {
    const auto source = verifier::media::FileByteSource::open(path);
    if (!source) {
        return fail(source.error());
    }
    Sha2Hasher hasher;
    Bytes block(limits::hash_block_bytes);
    for (std::uint64_t at = 0; at < source->size();) {
        const std::size_t count = std::min<std::uint64_t>(block.size(), source->size() - at);
        if (const auto done = source->read_at(at, std::span(block).first(count)); !done) {
            return fail(done.error());
        }
        hasher.update(ByteView(block).first(count));
        at += count;
    }
    return hasher.finish_sha256();
}

/// Whose word counts: what the command says, else the proof's own, which is no anchor.
Result<chain::ChainAnchor> anchor_of(const CheckOptions& options, std::string_view text) {
    chain::ChainAnchor anchor;
    const auto proof = chain::parse_chain_proof(text);
    anchor.chain_id = options.chain_id != 0 ? options.chain_id : proof ? proof->chain_id : 0;
    anchor.registry = proof ? proof->registry : EthereumAddress{};
    if (!options.registry_address.empty()) {
        const auto registry = chain::parse_address(options.registry_address);
        if (!registry) {
            return fail(registry.error());
        }
        anchor.registry = *registry;
    }
    if (!options.block_hash.empty()) {
        const std::string_view hash = options.block_hash;
        const auto parsed = parse_hex_fixed<chain::BlockHash>(hash.starts_with("0x") ? hash.substr(2) : hash);
        if (!parsed) {
            return fail(parsed.error());
        }
        // A block of which chain, nobody else says.
        if (options.chain_id == 0) {
            return fail(errors::chain_proof_anchor, "--block-hash goes with --chain-id");
        }
        anchor.block_hash = *parsed;
        if (options.registry_address.empty()) {
            // The same code has the same address everywhere (docs/spec/chain.md, E20).
            anchor.registry = api::service::registry_address();
        }
    }
    return anchor;
}

Json to_json(const chain::ChainProofOutcome& outcome, std::string_view status) {
    Json json = Json::object({{"status", status}});
    if (outcome.failure) {
        json.set("code", outcome.failure->code.name);
        json.set("text", outcome.failure->code.text);
        return json;
    }
    json.set("issuer", to_hex(view(outcome.batch.issuer)));
    json.set("batch", to_hex(view(outcome.batch_id)));
    json.set("index", std::uint64_t{outcome.index});
    json.set("committedAt", outcome.batch.committed_at.value);
    json.set("block", Json::object({{"number", outcome.block.number},
                                    {"hash", chain::to_hex_data(view(outcome.block.hash))},
                                    {"time", outcome.time.value}}));
    json.set("anchor", Json::object({{"number", outcome.anchor.number},
                                     {"hash", chain::to_hex_data(view(outcome.anchor.hash))}}));
    json.set("disputes", std::uint64_t{outcome.standing.leaf_disputes} + outcome.standing.issuer_disputes);
    return json;
}

std::string to_lines(const chain::ChainProofOutcome& outcome) {
    if (outcome.failure) {
        return "[!!] The proof fails: " + std::string(outcome.failure->code.text) + " (" +
               std::string(outcome.failure->code.name) + ")\n";
    }
    const bool holds = outcome.status == chain::ProofStatus::holds;
    const std::uint64_t disputes = std::uint64_t{outcome.standing.leaf_disputes} + outcome.standing.issuer_disputes;
    std::string text = holds ? "[ok] Holds" : "[ ?] Fits together";
    text += " as of block " + std::to_string(outcome.block.number) + ", " + verdict::to_words(outcome.time) +
            ": committed by identity " + to_hex(view(outcome.batch.issuer)) + " on " +
            verdict::to_words(outcome.batch.committed_at) + ", and not withdrawn since.\n";
    if (disputes != 0) {
        text += "  - Disputes over it or its signer on record: " + std::to_string(disputes) + ".\n";
    }
    if (!holds) {
        text += "  Whether that block is one of the chain only --block-hash " +
                chain::to_hex_data(view(outcome.anchor.hash)) + ", taken from a source you trust, can say.\n";
    }
    return text;
}

}  // namespace

bool is_chain_proof(std::string_view text) { return text.find(chain::chain_proof_kind) != std::string_view::npos; }

Exit check_chain(const CheckOptions& options, std::string_view text) {
    auto subject = digest_of(options.file);
    const auto anchor = anchor_of(options, text);
    if (!subject || !anchor) {
        // V14: what was given to check by is no verdict.
        return report(!subject ? subject.error() : anchor.error()) == Exit::unreadable ? Exit::unreadable : Exit::usage;
    }
    if (!options.salt.empty()) {
        const auto salt = parse_hex_fixed<rules::Salt>(options.salt);
        if (!salt) {
            static_cast<void>(report(salt.error()));
            return Exit::usage;
        }
        subject = rules::retag<Sha256Digest>(rules::credential_commitment(*salt, *subject, ledger::host_crypto()));
    }
    const auto outcome = chain::check_chain_proof(text, *subject, *anchor);
    const bool holds = outcome.status == chain::ProofStatus::holds;
    const bool fails = outcome.status == chain::ProofStatus::fails;
    print_line(options.json ? to_pretty_json(to_json(outcome, holds   ? "holds"
                                                              : fails ? "fails"
                                                                      : "unanchored"))
                            : to_lines(outcome));
    return holds ? Exit::success : fails ? Exit::refused : Exit::unknown_signer;
}

}  // namespace countersign::cli
