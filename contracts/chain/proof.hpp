// The portable proof of a chain: that a leaf is in a batch which the registry has, and stands, as of one block. One
// document, one text. Checked against a block hash that the checker trusts, with every server off.
// Data in: a document's text, what it should be of, and whose word counts; data out: an outcome. Also the other way:
// from a batch and a node to the text. Rules: docs/spec/chain-proof.md (P5 to P9). Thread-safety: pure functions;
// make_chain_proof as RpcClient.
#pragma once

#include <functional>
#include <optional>

#include "contracts/chain/trie.hpp"
#include "contracts/chain/words.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "contracts/rules/leaf.hpp"

namespace countersign::chain {

class RpcClient;

/// Told in a document, so that what it is can be seen.
inline constexpr std::string_view chain_proof_kind = "countersign-chain-proof";

struct ChainProof {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    /// As committed (registry.md section 5).
    Bytes leaf;
    /// Leaf to root.
    rules::InclusionProof path{};
    rules::BatchRecord batch{};
    /// RLP; the first is the block whose state is shown, each next one its child, the last is the trusted one.
    std::vector<Bytes> headers;
    TrieProof account;
    /// In the order in which judge_batch() asks for words.
    std::vector<TrieProof> words;
};

/// Canonical JSON (RFC 8785): one document, one text.
[[nodiscard]] std::string to_text(const ChainProof& proof);
/// Errors: chain.proof_form, chain.proof_version, chain.proof_too_large.
[[nodiscard]] Result<ChainProof> parse_chain_proof(std::string_view text);

/// Reads a word of the registry's storage, or says why it can't.
using ReadWord = std::function<Result<Uint256>(const StoragePlace&)>;

struct BatchStanding {
    /// Against the leaf and against its issuer, as of that block.
    std::uint32_t leaf_disputes = 0;
    std::uint32_t issuer_disputes = 0;
};
/// Whether the batch is committed as `batch` says and its leaf `index` stands (chain.md E15, with the commit's own
/// accreditor and arbiter). Errors: those of `read`; chain.proof_batch, chain.proof_withdrawn, chain.proof_key,
/// chain.proof_compromised, chain.proof_accreditation, chain.proof_disputed.
[[nodiscard]] Result<BatchStanding> judge_batch(const rules::BatchRecord& batch, std::uint32_t index,
                                                const ReadWord& read);

/// Which chain is meant, and what is trusted of it.
struct ChainAnchor {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    /// Empty: the outcome is `unanchored` at best.
    std::optional<BlockHash> block_hash;
};

enum class ProofStatus : std::uint8_t {
    holds,
    unanchored,  ///< everything fits together, but nobody says that this block is one of the chain
    fails,
};

struct ChainProofOutcome {
    ProofStatus status = ProofStatus::fails;
    /// Why it fails.
    std::optional<Error> failure;
    /// The block whose state is shown.
    BlockId block;
    UnixSeconds time{};
    /// The last block of the headers: the one to trust.
    BlockId anchor;
    rules::BatchRecord batch{};
    rules::BatchId batch_id{};
    std::uint32_t index = 0;
    BatchStanding standing;
};

/// `subject` is what the proof should be of: a file's SHA-256 for a content leaf, credential_commitment() for a
/// credential's. Checks in the order of P6 to P9; the first that fails is the outcome.
[[nodiscard]] ChainProofOutcome check_chain_proof(std::string_view text, const Sha256Digest& subject,
                                                  const ChainAnchor& anchor);

struct ChainProofRequest {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    Bytes leaf;
    rules::InclusionProof path{};
    rules::BatchRecord batch{};
    /// Whose state is shown.
    BlockId block;
    /// The same or a later one, by which it is to be trusted: at most limits::chain_proof_headers_max away.
    BlockId anchor;
};
struct MadeChainProof {
    std::string text;
    /// What a check of it will find, where the leaf doesn't stand.
    std::optional<Error> refusal;
};
/// Errors: chain.rpc_*, chain.node_*, chain.proof_* of trie proofs, chain.contract_missing, chain.proof_too_large.
[[nodiscard]] Result<MadeChainProof> make_chain_proof(RpcClient& rpc, const ChainProofRequest& request);

}  // namespace countersign::chain
