#include <algorithm>

#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/rules/eip712.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

struct Hashes {
    [[nodiscard]] Keccak256Digest keccak256(rules::ByteSpan data) const noexcept {
        return countersign::keccak256(ByteView(data.data(), data.size()));
    }
    [[nodiscard]] Sha256Digest sha256(rules::ByteSpan data) const noexcept {
        return countersign::sha256(ByteView(data.data(), data.size()));
    }
    [[nodiscard]] bool verify(rules::Scheme, const rules::PublicKey&, const rules::MessageDigest&,
                              const rules::SignatureBytes&) const noexcept {
        return false;  // no signature is checked here: the contract did
    }
};
const Hashes hashes;

/// `bits` bits of a word from bit `at` on, at most 64.
std::uint64_t bits_of(const Uint256& word, unsigned at, unsigned bits) {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned bit = at + i;
        out |= std::uint64_t{word.bytes[31 - bit / 8] >> (bit % 8) & 1U} << i;
    }
    return out;
}

// E13, table 10 of E12.
struct TenureTimes {
    std::uint64_t added = 0;
    std::uint64_t compromised = 0;
    std::uint64_t number = 0;
    explicit TenureTimes(const Uint256& word)
        : added(bits_of(word, 221, 35)), compromised(bits_of(word, 151, 35)), number(bits_of(word, 1, 3)) {}
};
bool is_suspended(const Uint256& accreditation) { return bits_of(accreditation, 19, 40) != 0; }

rules::BatchId id_of(const rules::BatchRecord& batch) {
    rules::Commit commit{};
    commit.root = batch.root;
    commit.count = batch.count;
    commit.hash_kind = batch.hash_kind;
    commit.leaf_kind = batch.leaf_kind;
    return rules::batch_id(batch.issuer, commit, rules::CryptoRef(hashes));
}

/// Reads words by a function and remembers the first that couldn't be had: zeros follow.
class Words {
  public:
    explicit Words(const ReadWord& read) : read_(read) {}
    Uint256 operator()(WordTable table, const Uint256& part) { return load(place_of_word(table, part)); }
    Uint256 operator()(WordTable table, const Uint256& first, const Uint256& second) {
        return load(place_of_word(table, first, second));
    }
    /// `otherwise`, unless something couldn't be read.
    tl::unexpected<Error> fail_with(const ErrorCode& code, std::string what) const {
        return error_ ? fail(*error_) : fail(code, std::move(what));
    }
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

  private:
    Uint256 load(const StoragePlace& place) {
        auto word = error_ ? Result<Uint256>(Uint256{}) : read_(place);
        if (!word) {
            error_ = word.error();
        }
        return word ? *word : Uint256{};
    }
    const ReadWord& read_;
    std::optional<Error> error_;
};

/// R25: the issuer's tenure that covers the commit, the latest first.
Result<Done> judge_key(const rules::BatchRecord& batch, Words& words) {
    const Uint256 key = to_word(batch.key);
    Uint256 word = words(WordTable::authority, to_word(batch.issuer), key);
    bool is_issuers = !word.is_zero();
    while (!is_issuers || TenureTimes(word).added > batch.committed_at.value) {
        const std::uint64_t number = TenureTimes(word).number;
        if (number == 0 || words.error()) {
            return words.fail_with(errors::chain_proof_key, "no tenure of the key covers the commit");
        }
        word = words(WordTable::earlier_tenure, key, to_uint256(number - 1));
        is_issuers = words(WordTable::earlier_holder, key, to_uint256(number - 1)) == to_word(batch.issuer);
    }
    const std::uint64_t since = TenureTimes(word).compromised;
    if (since != 0 && since <= batch.committed_at.value) {
        return fail(errors::chain_proof_compromised, "since " + std::to_string(since));
    }
    return Done{};
}

Result<Done> judge_accreditation(const rules::BatchRecord& batch, Words& words) {
    if (batch.accreditor.is_zero()) {
        return Done{};
    }
    const Uint256 id =
        to_word(rules::accreditation_id(batch.accreditor, batch.issuer, batch.schema, rules::CryptoRef(hashes)));
    const Uint256 word = words(WordTable::accreditation, id);
    if (word.is_zero() || is_suspended(word)) {
        return words.fail_with(errors::chain_proof_accreditation, word.is_zero() ? "there is none" : "suspended");
    }
    if (bits_of(word, 17, 2) == 2) {
        const Uint256 parent = words(WordTable::accreditation, words(WordTable::parent, id));
        if (parent.is_zero() || is_suspended(parent)) {
            return words.fail_with(errors::chain_proof_accreditation, "its parent isn't in force");
        }
    }
    return Done{};
}

/// Gives how many disputes there are.
Result<std::uint32_t> judge_disputes(const Uint256& target, std::uint32_t index, const rules::IdentityId& arbiter,
                                     Words& words) {
    const Uint256 second = to_uint256(index);
    const Uint256 word = words(WordTable::disputes, target, second);
    if (bits_of(word, 32, 32) != 0) {
        return fail(errors::chain_proof_disputed, "conceded");
    }
    if (!word.is_zero() && !arbiter.is_zero()) {
        const Keccak256Digest both = keccak256(ByteWriter().bytes(view(target)).bytes(view(second)).view());
        if (!words(WordTable::upheld, to_word(both), to_word(arbiter)).is_zero()) {
            return fail(errors::chain_proof_disputed, "upheld");
        }
    }
    return words.error() ? Result<std::uint32_t>(fail(*words.error()))
                         : Result<std::uint32_t>(static_cast<std::uint32_t>(bits_of(word, 0, 32)));
}

struct Leaf {
    std::uint32_t index = 0;
    Sha256Digest subject{};
    UnixSeconds valid_from{};
    UnixSeconds valid_until{};
};

std::optional<Leaf> parse_leaf(const rules::BatchRecord& batch, ByteView bytes) {
    if (rules::ContentLeaf content{};
        batch.leaf_kind == rules::LeafKind::content && rules::decode(rules::ByteSpan(bytes), content)) {
        return Leaf{content.index, content.content};
    }
    if (rules::CredentialLeaf credential{};
        batch.leaf_kind == rules::LeafKind::credential && rules::decode(rules::ByteSpan(bytes), credential)) {
        return Leaf{credential.index, rules::retag<Sha256Digest>(credential.commitment), credential.valid_from,
                    credential.valid_until};
    }
    return std::nullopt;
}

Result<Leaf> check_leaf(const ChainProof& proof, const Sha256Digest& subject) {
    const auto leaf = parse_leaf(proof.batch, proof.leaf);
    if (!leaf) {
        return fail(errors::chain_proof_leaf, "no leaf of a file or a credential");
    }
    if (!(leaf->subject == subject)) {
        return fail(errors::chain_proof_subject);
    }
    const rules::CryptoRef crypto(hashes);
    if (!rules::is_included(rules::leaf_hash(rules::ByteSpan(proof.leaf), crypto), leaf->index, proof.batch.count,
                            proof.path, proof.batch.root, crypto)) {
        return fail(errors::chain_proof_leaf, "not in the batch");
    }
    return *leaf;
}

/// P7: the first header, once all lead from it to the last one.
Result<BlockHeader> check_headers(const ChainProof& proof, const ChainAnchor& anchor, ChainProofOutcome& outcome) {
    if (proof.chain_id != anchor.chain_id || !(proof.registry == anchor.registry)) {
        return fail(errors::chain_proof_anchor,
                    "of chain " + std::to_string(proof.chain_id) + ", registry " + to_checksum_address(proof.registry));
    }
    std::optional<BlockHeader> first;
    for (const Bytes& rlp : proof.headers) {
        auto header = parse_header(rlp);
        if (!header) {
            return fail(errors::chain_proof_headers, header.error().detail);
        }
        if (first && (!(header->parent == outcome.anchor.hash) || header->number != outcome.anchor.number + 1)) {
            return fail(errors::chain_proof_headers, "not the child of the one before");
        }
        outcome.anchor = {header->number, hash_header(*header)};
        if (!first) {
            outcome.block = outcome.anchor;
            outcome.time = {header->timestamp};
            first = std::move(*header);
        }
    }
    if (!first) {
        return fail(errors::chain_proof_headers, "none");
    }
    if (anchor.block_hash && !(*anchor.block_hash == outcome.anchor.hash)) {
        return fail(errors::chain_proof_anchor, "it leads to block " + to_hex_data(view(outcome.anchor.hash)));
    }
    return *first;
}

Result<Done> run(const ChainProof& proof, const Sha256Digest& subject, const ChainAnchor& anchor,
                 ChainProofOutcome& outcome) {
    outcome.batch = proof.batch;
    outcome.batch_id = id_of(proof.batch);
    const auto leaf = check_leaf(proof, subject);
    if (!leaf) {
        return fail(leaf.error());
    }
    outcome.index = leaf->index;
    const auto header = check_headers(proof, anchor, outcome);
    if (!header) {
        return fail(header.error());
    }
    const auto account = verify_account_proof(header->state_root, proof.registry, proof.account);
    if (!account) {
        return fail(account.error());
    }
    if (!*account) {
        return fail(errors::chain_contract_missing, to_checksum_address(proof.registry));
    }
    std::size_t next = 0;
    const auto standing = judge_batch(proof.batch, leaf->index, [&](const StoragePlace& place) -> Result<Uint256> {
        if (next == proof.words.size()) {
            return fail(errors::chain_proof_incomplete, std::to_string(next) + " words");
        }
        return verify_storage_proof((*account)->storage_root, to_word(place), proof.words[next++]);
    });
    if (!standing) {
        return fail(standing.error());
    }
    outcome.standing = *standing;
    if (next != proof.words.size()) {
        return fail(errors::chain_proof_trailing, "words that weren't asked for");
    }
    // P9, last: what a credential says of itself.
    const std::uint64_t until = leaf->valid_until.value;
    if (header->timestamp < leaf->valid_from.value || (until != 0 && until <= header->timestamp)) {
        return fail(errors::chain_proof_time, "at the block's time");
    }
    return Done{};
}

}  // namespace

Result<BatchStanding> judge_batch(const rules::BatchRecord& batch, std::uint32_t index, const ReadWord& read) {
    Words words(read);
    const rules::BatchId id = id_of(batch);
    if (!(words(WordTable::batch, to_word(id)) == pack_batch(batch))) {
        return words.fail_with(errors::chain_proof_batch, "no such commit");
    }
    const Uint256 status = words(WordTable::status, to_word(id), to_uint256(index / rules::StatusWord::leaves));
    if (const auto of_leaf = bits_of(status, 2 * (index % rules::StatusWord::leaves), 2); of_leaf != 0) {
        return fail(errors::chain_proof_withdrawn, of_leaf == 1 ? "suspended" : "revoked");
    }
    if (const auto done = judge_key(batch, words); !done) {
        return fail(done.error());
    }
    if (const auto done = judge_accreditation(batch, words); !done) {
        return fail(done.error());
    }
    const auto of_leaf = judge_disputes(to_word(id), index, batch.arbiter, words);
    if (!of_leaf) {
        return fail(of_leaf.error());
    }
    const auto of_issuer = judge_disputes(to_word(batch.issuer), 0, batch.arbiter, words);
    if (!of_issuer) {
        return fail(of_issuer.error());
    }
    return BatchStanding{*of_leaf, *of_issuer};
}

ChainProofOutcome check_chain_proof(std::string_view text, const Sha256Digest& subject, const ChainAnchor& anchor) {
    ChainProofOutcome outcome;
    const auto proof = parse_chain_proof(text);
    const auto done = proof ? run(*proof, subject, anchor, outcome) : fail(proof.error());
    if (!done) {
        outcome.failure = done.error();
        return outcome;
    }
    outcome.status = anchor.block_hash ? ProofStatus::holds : ProofStatus::unanchored;
    return outcome;
}

}  // namespace countersign::chain
