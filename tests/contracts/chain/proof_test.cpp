// Portable proofs: made from the real registry on a real node, and checked from the committed samples with every node
// off. The same samples are checked by viem in tests/interop/chain_proof.mjs.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/chain/state_proof.hpp"
#include "contracts/rules/codec.hpp"
#include "identity/base/file.hpp"
#include "tests/contracts/chain/anvil.hpp"
#include "tests/contracts/rules/home.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;
using rules::test::test_crypto;

namespace {

constexpr std::uint32_t leaves_count = 300;

Sha256Digest file_digest(std::uint32_t index) { return sha256(as_bytes("file " + std::to_string(index))); }

Bytes leaf_bytes(rules::LeafKind kind, std::uint32_t index) {
    std::array<std::uint8_t, rules::leaf_bytes_max> buffer{};
    rules::Writer writer({buffer.data(), buffer.size()});
    if (kind == rules::LeafKind::content) {
        rules::encode(rules::ContentLeaf{.index = index,
                                         .content = file_digest(index),
                                         .manifest = {},
                                         .parent = {},
                                         .fingerprints = {},
                                         .action = rules::ContentAction::created,
                                         .ai = rules::AiDisclosure::captured,
                                         .claimed_at = {1'780'000'000}},
                      writer);
    } else {
        rules::encode(rules::CredentialLeaf{.index = index,
                                            .commitment = rules::retag<rules::ContentHash>(file_digest(index)),
                                            .valid_from = {1'780'000'000},
                                            .valid_until = {index == 7 ? std::uint64_t{1'780'000'001} : 0}},
                      writer);
    }
    return to_bytes(ByteView(buffer).first(writer.size()));
}

/// The real registry on a node, with one identity whose key is that of anvil's first account.
class Chain {
  public:
    explicit Chain(Anvil& anvil) : anvil_(anvil), rpc_(loopback_client(), entropy(), {.endpoints = {{anvil.url()}}}) {
        const Json artifact =
            parse_json(as_text(read_file(source_folder() / "contracts/evm/artifacts/Registry.json", 1U << 20U).value()))
                .value();
        from_ = anvil.ask("eth_accounts").as_array().at(0).as_string();
        registry_ = unhex_fixed<EthereumAddress>(
            send(Json::object({{"data", artifact.find("initCode")->as_string()}, {"gas", "0xf00000"}})),
            "contractAddress");
        const auto account = rich_key(0);
        key_ = rules::make_public_key(rules::Scheme::secp256k1, account.public_key().bytes());
        const Bytes point = uncompressed_point(account.public_key());
        REQUIRE(copy_exact(ByteView(point).subspan(1, 32), x_));
        REQUIRE(copy_exact(ByteView(point).subspan(33, 32), y_));
        create();
    }

    [[nodiscard]] RpcClient& rpc() { return rpc_; }
    [[nodiscard]] const EthereumAddress& registry() const { return registry_; }
    [[nodiscard]] BlockId head() {
        const Json block = anvil_.ask("eth_getBlockByNumber", Json::array({"latest", false}));
        return {parse_quantity(*block.find("number"), "n").value(), unhex_fixed<BlockHash>(block, "hash")};
    }

    rules::BatchRecord commit(rules::LeafKind kind) {
        rules::BatchRecord batch{};
        std::vector<rules::TreeHash>& hashes = leaves_[kind];
        rules::BatchTree tree;
        for (std::uint32_t i = 0; i < leaves_count; ++i) {
            hashes.push_back(rules::leaf_hash(rules::ByteSpan(leaf_bytes(kind, i)), test_crypto));
            REQUIRE(tree.add(hashes.back(), test_crypto));
        }
        batch.issuer = identity_;
        batch.key = rules::key_id(key_, test_crypto);
        batch.root = tree.root(test_crypto);
        batch.count = leaves_count;
        batch.hash_kind = rules::HashKind::sha256;
        batch.leaf_kind = kind;
        // E8's short form.
        batch.committed_at = transact(ByteWriter()
                                          .u8(9)
                                          .u32(leaves_count)
                                          .u8(static_cast<std::uint8_t>(kind))
                                          .bytes(view(identity_))
                                          .bytes(view(x_))
                                          .bytes(view(y_))
                                          .bytes(view(batch.root))
                                          .view());
        return batch;
    }
    void revoke(const rules::BatchRecord& batch, std::uint32_t index) {
        const Bytes change = ByteWriter()
                                 .u32(0)
                                 .u64(0)
                                 .u32(batch.count)
                                 .u8(static_cast<std::uint8_t>(batch.leaf_kind))
                                 .u8(2)
                                 .u16(1)
                                 .u64(batch.committed_at.value)
                                 .u32(index)
                                 .take();
        Uint256 packed{};
        REQUIRE(copy_exact(change, packed));
        call(selector_of("setStatusDirect(bytes32,bytes32,bytes32,bytes32,uint256)"),
             "(bytes32,bytes32,bytes32,bytes32,uint256)", {to_word(identity_), x_, y_, to_word(batch.root), packed});
    }
    void declare_compromised(UnixSeconds since) {
        const rules::Operation operation({domain(), identity_, key_, 1},
                                         rules::DeclareCompromised{rules::key_id(key_, test_crypto), since});
        Bytes record(rules::IdentityRecord::size_bytes);
        rules::Writer writer({record.data(), record.size()});
        rules::encode(identity_record_, writer);
        submit(operation, record);
    }

    MadeChainProof make(const rules::BatchRecord& batch, std::uint32_t index, const BlockId& block,
                        const BlockId& anchor) {
        const auto& hashes = leaves_[batch.leaf_kind];
        const auto made =
            make_chain_proof(rpc_, {.chain_id = 31337,
                                    .registry = registry_,
                                    .leaf = leaf_bytes(batch.leaf_kind, index),
                                    .path = rules::prove_inclusion(hashes.data(), leaves_count, index, test_crypto),
                                    .batch = batch,
                                    .block = block,
                                    .anchor = anchor});
        INFO((made ? "" : made.error().detail));
        REQUIRE(made.has_value());
        return *made;
    }

  private:
    [[nodiscard]] rules::DomainSeparator domain() const {
        rules::Address address{};
        std::memcpy(address.bytes, registry_.bytes, 20);
        return rules::chain_domain(31337, address, test_crypto);
    }
    Json send(Json transaction) {
        transaction.set("from", from_);
        const Json hash = anvil_.ask("eth_sendTransaction", Json::array({transaction}));
        for (;;) {
            Json receipt = anvil_.ask("eth_getTransactionReceipt", Json::array({hash}));
            if (!receipt.is_null()) {
                REQUIRE(receipt.find("status")->as_string() == "0x1");
                return receipt;
            }
        }
    }
    /// The block's time.
    UnixSeconds call(const Selector& selector, std::string_view type, AbiValue::List values) {
        return transact(encode_call(selector, abi_type(type), AbiValue::list(std::move(values))).value());
    }
    UnixSeconds transact(const Bytes& data) {
        const Json receipt = send(
            Json::object({{"to", to_hex_data(view(registry_))}, {"data", to_hex_data(data)}, {"gas", "0xf00000"}}));
        const Json block = anvil_.ask("eth_getBlockByNumber", Json::array({*receipt.find("blockNumber"), false}));
        return {parse_quantity(*block.find("timestamp"), "time").value()};
    }
    UnixSeconds submit(const rules::Operation& operation, ByteView state_hint) {
        std::array<std::uint8_t, limits::operation_bytes_max> buffer{};
        const std::size_t size = rules::encode_unsigned(operation, {buffer.data(), buffer.size()});
        const Bytes proof = ByteWriter().u8(0).bytes(view(y_)).bytes(state_hint).take();
        return call(selector_of("submitDirect(bytes,bytes)"), "(bytes,bytes)",
                    {AbiValue::bytes(ByteView(buffer).first(size)), AbiValue::bytes(proof)});
    }
    void create() {
        rules::CreateIdentity body{};
        body.kind = rules::IdentityKind::person;
        body.custody = rules::Custody::self;
        body.salt = rules::Salt{{3}};
        body.recovery = rules::KeyId{{5}};
        REQUIRE(body.keys.push({key_, rules::roles::all, {}, {}}));
        const rules::Operation operation({domain(), {}, key_, 0}, body);
        identity_ = rules::created_identity_id(operation, test_crypto);
        identity_record_.kind = body.kind;
        identity_record_.custody = body.custody;
        identity_record_.created_at = identity_record_.updated_at = submit(operation, {});
        identity_record_.recovery = body.recovery;
        REQUIRE(identity_record_.keys.push(rules::key_id(key_, test_crypto)));
    }

    Anvil& anvil_;
    RpcClient rpc_;
    std::string from_;
    EthereumAddress registry_{};
    rules::PublicKey key_{};
    Uint256 x_{};
    Uint256 y_{};
    rules::IdentityId identity_{};
    rules::IdentityRecord identity_record_{};
    std::map<rules::LeafKind, std::vector<rules::TreeHash>> leaves_;
};

std::string failure(const ChainProofOutcome& outcome) {
    return outcome.failure ? std::string(outcome.failure->code.name) : "";
}

struct Sample {
    std::string text;
    Sha256Digest subject{};
    ChainAnchor anchor;
    std::string expected;
};

std::vector<Sample> samples() {
    std::vector<Sample> out;
    const Json all = read_vectors("chain_proofs.json");
    for (const Json& each : all.as_array()) {
        out.push_back({each.find("text")->as_string(),
                       unhex_fixed<Sha256Digest>(each, "subject"),
                       {get_unsigned(each, "chainId").value(), unhex_fixed<EthereumAddress>(each, "registry"),
                        unhex_fixed<BlockHash>(each, "blockHash")},
                       each.find("expected")->as_string()});
    }
    return out;
}

}  // namespace

TEST_CASE("P5 to P9: a proof made from the registry on a node holds for as long as the leaf stands", "[chain][proof]") {
    const auto anvil = Anvil::start({"--timestamp", "1790000000"});
    if (!anvil) {
        return;
    }
    Chain chain(*anvil);
    Json written = Json::array();
    const auto check = [&](const rules::BatchRecord& batch, std::uint32_t index, const BlockId& block,
                           const BlockId& anchor, const std::string& expected) {
        const auto made = chain.make(batch, index, block, anchor);
        CHECK((made.refusal ? std::string(made.refusal->code.name) : "") ==
              (expected == "chain.proof_time" ? "" : expected));
        const ChainAnchor trusted{31337, chain.registry(), anchor.hash};
        const auto outcome = check_chain_proof(made.text, file_digest(index), trusted);
        INFO((outcome.failure ? outcome.failure->detail : ""));
        CHECK(failure(outcome) == expected);
        CHECK((outcome.status == ProofStatus::holds) == expected.empty());
        CHECK(outcome.anchor == anchor);
        CHECK(outcome.block == block);
        CHECK(outcome.index == index);
        written.push(Json::object({{"text", made.text},
                                   {"subject", to_hex_data(view(file_digest(index)))},
                                   {"chainId", 31337},
                                   {"registry", to_hex_data(view(chain.registry()))},
                                   {"blockHash", to_hex_data(view(anchor.hash))},
                                   {"expected", expected}}));
        auto unanchored = trusted;
        unanchored.block_hash.reset();
        CHECK((check_chain_proof(made.text, file_digest(index), unanchored).status == ProofStatus::unanchored) ==
              expected.empty());
    };
    const auto content = chain.commit(rules::LeafKind::content);
    const BlockId first = chain.head();
    check(content, 0, first, first, "");
    anvil->ask("evm_increaseTime", Json::array({10}));
    const auto credentials = chain.commit(rules::LeafKind::credential);
    anvil->mine(3);
    check(content, 299, first, chain.head(), "");
    check(credentials, 130, chain.head(), chain.head(), "");
    check(credentials, 7, chain.head(), chain.head(), "chain.proof_time");
    const BlockId before = chain.head();
    chain.revoke(content, 200);
    check(content, 200, chain.head(), chain.head(), "chain.proof_withdrawn");
    check(content, 200, before, chain.head(), "");
    check(content, 201, chain.head(), chain.head(), "");
    auto other = content;
    other.committed_at.value += 1;
    check(other, 1, chain.head(), chain.head(), "chain.proof_batch");
    other = content;
    other.arbiter = rules::IdentityId{{9}};
    check(other, 1, chain.head(), chain.head(), "chain.proof_batch");
    chain.declare_compromised(credentials.committed_at);
    check(credentials, 1, chain.head(), chain.head(), "chain.proof_compromised");
    check(credentials, 1, before, chain.head(), "");
    if (credentials.committed_at.value > content.committed_at.value) {
        check(content, 1, chain.head(), chain.head(), "");
    }
    if (std::getenv("COUNTERSIGN_WRITE_VECTORS") != nullptr) {
        const std::string text = to_pretty_json(written) + "\n";
        std::ofstream(source_folder() / "tests/contracts/chain/chain_proofs.json") << text;
    }
    // What can't be made.
    const auto code = [&](const BlockId& block, const BlockId& anchor) {
        const auto made = make_chain_proof(chain.rpc(), {.chain_id = 31337,
                                                         .registry = chain.registry(),
                                                         .leaf = leaf_bytes(rules::LeafKind::content, 0),
                                                         .path = {},
                                                         .batch = content,
                                                         .block = block,
                                                         .anchor = anchor});
        return made ? "" : std::string(made.error().code.name);
    };
    CHECK(code(chain.head(), first) == "chain.proof_too_large");
    CHECK(code(first, {first.number + 1, first.hash}) == "chain.node_inconsistent");
    CHECK(code({first.number, {{1}}}, first) == "chain.node_pruned");
    const auto nobody = make_chain_proof(chain.rpc(), {.chain_id = 31337,
                                                       .registry = EthereumAddress{{1}},
                                                       .leaf = leaf_bytes(rules::LeafKind::content, 0),
                                                       .path = {},
                                                       .batch = content,
                                                       .block = first,
                                                       .anchor = first});
    REQUIRE_FALSE(nobody.has_value());
    CHECK(nobody.error().code.name == "chain.contract_missing");
}

TEST_CASE("P5 to P9: the samples give what they gave when they were made", "[chain][proof]") {
    const auto all = samples();
    REQUIRE(all.size() >= 10);
    for (const Sample& sample : all) {
        CHECK(failure(check_chain_proof(sample.text, sample.subject, sample.anchor)) == sample.expected);
    }
}

TEST_CASE("P5: whichever byte of a proof is changed, it fails", "[chain][proof]") {
    std::size_t flips = 0;
    for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
        const Sample sample = samples()[which];
        for (std::size_t i = 0; i < sample.text.size(); ++i) {
            for (const unsigned change : {0x01U, 0x20U}) {
                std::string text = sample.text;
                text[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^ change);
                const auto outcome = check_chain_proof(text, sample.subject, sample.anchor);
                if (outcome.status != ProofStatus::fails) {
                    FAIL_CHECK("byte " << i << " of sample " << which);
                }
                ++flips;
            }
        }
        for (const std::size_t size : {std::size_t{0}, sample.text.size() / 2, sample.text.size() - 1}) {
            const auto outcome = check_chain_proof(sample.text.substr(0, size), sample.subject, sample.anchor);
            CHECK(failure(outcome) == "chain.proof_form");
        }
        CHECK(failure(check_chain_proof(sample.text + " ", sample.subject, sample.anchor)) == "chain.proof_form");
    }
    CHECK(flips > 10'000);
}

TEST_CASE("P6, P7, P8: each thing that a proof may lack has its code", "[chain][proof]") {
    const Sample sample = samples()[1];
    const ChainProof good = parse_chain_proof(sample.text).value();
    const auto code = [&](const ChainProof& proof) {
        return failure(check_chain_proof(to_text(proof), sample.subject, sample.anchor));
    };
    CHECK(code(good).empty());
    CHECK(failure(check_chain_proof(sample.text, file_digest(1), sample.anchor)) == "chain.proof_subject");
    auto anchor = sample.anchor;
    anchor.chain_id = 1;
    CHECK(failure(check_chain_proof(sample.text, sample.subject, anchor)) == "chain.proof_anchor");
    anchor = sample.anchor;
    anchor.block_hash = BlockHash{{1}};
    CHECK(failure(check_chain_proof(sample.text, sample.subject, anchor)) == "chain.proof_anchor");
    anchor = sample.anchor;
    anchor.registry = EthereumAddress{{1}};
    CHECK(failure(check_chain_proof(sample.text, sample.subject, anchor)) == "chain.proof_anchor");

    auto proof = good;
    proof.leaf.back() = static_cast<std::uint8_t>(proof.leaf.back() ^ 1U);
    CHECK(code(proof) == "chain.proof_leaf");
    proof = good;
    proof.batch.leaf_kind = rules::LeafKind::statement;
    CHECK(code(proof) == "chain.proof_leaf");
    proof = good;
    proof.path.items[0].bytes[0] ^= 1U;
    CHECK(code(proof) == "chain.proof_leaf");
    proof = good;
    proof.headers.erase(proof.headers.begin() + 1);
    CHECK(code(proof) == "chain.proof_headers");
    proof.headers.clear();
    CHECK(code(proof) == "chain.proof_headers");
    proof.headers = {Bytes{0x80}};
    CHECK(code(proof) == "chain.proof_headers");
    proof = good;
    proof.headers.pop_back();
    CHECK(code(proof) == "chain.proof_anchor");
    proof = good;
    proof.account.pop_back();
    CHECK(code(proof) == "chain.proof_incomplete");
    proof = good;
    proof.words.pop_back();
    CHECK(code(proof) == "chain.proof_incomplete");
    proof = good;
    proof.words.emplace_back();
    CHECK(code(proof) == "chain.proof_trailing");
    proof = good;
    std::swap(proof.words[0], proof.words[2]);
    CHECK_FALSE(code(proof).empty());

    std::string text = sample.text;
    text.replace(text.find("\"version\":1"), 11, "\"version\":2");
    CHECK(failure(check_chain_proof(text, sample.subject, sample.anchor)) == "chain.proof_version");
    CHECK(failure(check_chain_proof(std::string(limits::chain_proof_bytes_max + 1, ' '), sample.subject,
                                    sample.anchor)) == "chain.proof_too_large");
    CHECK(failure(check_chain_proof("{}", sample.subject, sample.anchor)) == "chain.proof_form");
}

TEST_CASE("P8: what the registry says of a batch is judged as the contract judges it", "[chain][proof]") {
    rules::BatchRecord batch{};
    batch.issuer = rules::IdentityId{{1}};
    batch.key = rules::KeyId{{2}};
    batch.schema = rules::SchemaId{{3}};
    batch.accreditor = rules::IdentityId{{4}};
    batch.arbiter = rules::IdentityId{{5}};
    batch.count = 10;
    batch.hash_kind = rules::HashKind::sha256;
    batch.leaf_kind = rules::LeafKind::credential;
    batch.committed_at = {1'000};
    rules::Commit commit{};
    commit.count = batch.count;
    commit.hash_kind = batch.hash_kind;
    commit.leaf_kind = batch.leaf_kind;
    const Uint256 id = to_word(rules::batch_id(batch.issuer, commit, test_crypto));
    const Uint256 issuer = to_word(batch.issuer);
    const Uint256 key = to_word(batch.key);
    const Uint256 accreditation =
        to_word(rules::accreditation_id(batch.accreditor, batch.issuer, batch.schema, test_crypto));
    const Uint256 parent = to_word(rules::IdentityId{{7}});

    std::map<StoragePlace, Uint256> storage;
    const auto code = [&] {
        const auto standing = judge_batch(batch, 3, [&](const StoragePlace& place) -> Result<Uint256> {
            const auto found = storage.find(place);
            return found == storage.end() ? Uint256{} : found->second;
        });
        return standing ? "" : std::string(standing.error().code.name);
    };
    rules::KeyRecord tenure{};
    tenure.added_at = {900};
    rules::AccreditationRecord record{};
    record.depth = 1;
    record.accredited_at = {950};
    CHECK(code() == "chain.proof_batch");
    storage[place_of_word(WordTable::batch, id)] = pack_batch(batch);
    CHECK(code() == "chain.proof_key");
    Uint256& authority = storage[place_of_word(WordTable::authority, issuer, key)];
    authority = pack_tenure(tenure, 0);
    CHECK(code() == "chain.proof_accreditation");
    Uint256& link = storage[place_of_word(WordTable::accreditation, accreditation)];
    link = pack_accreditation(record);
    CHECK(code().empty());

    SECTION("status") {
        storage[place_of_word(WordTable::status, id, Uint256{})] = to_uint256(1U << 6U);
        CHECK(code() == "chain.proof_withdrawn");
        storage[place_of_word(WordTable::status, id, Uint256{})] = to_uint256(3U << 8U);
        CHECK(code().empty());
    }
    SECTION("compromised") {
        tenure.compromised_since = {1'001};
        authority = pack_tenure(tenure, 0);
        CHECK(code().empty());
        tenure.compromised_since = {1'000};
        authority = pack_tenure(tenure, 0);
        CHECK(code() == "chain.proof_compromised");
    }
    SECTION("an earlier tenure") {
        auto later = tenure;
        later.added_at = {2'000};
        later.tenure = 2;
        authority = pack_tenure(later, 0);
        CHECK(code() == "chain.proof_key");
        // The one between was another identity's.
        later.tenure = 1;
        storage[place_of_word(WordTable::earlier_tenure, key, to_uint256(1))] = pack_tenure(later, 0);
        storage[place_of_word(WordTable::earlier_holder, key, to_uint256(1))] = parent;
        storage[place_of_word(WordTable::earlier_tenure, key, Uint256{})] = pack_tenure(tenure, 0);
        storage[place_of_word(WordTable::earlier_holder, key, Uint256{})] = issuer;
        CHECK(code().empty());
        tenure.compromised_since = {950};
        storage[place_of_word(WordTable::earlier_tenure, key, Uint256{})] = pack_tenure(tenure, 0);
        CHECK(code() == "chain.proof_compromised");
    }
    SECTION("accreditation") {
        record.suspended_at = {3'000};
        link = pack_accreditation(record);
        CHECK(code() == "chain.proof_accreditation");
        record.suspended_at = {};
        record.depth = 2;
        link = pack_accreditation(record);
        CHECK(code() == "chain.proof_accreditation");
        storage[place_of_word(WordTable::parent, accreditation)] = parent;
        auto above = record;
        above.depth = 1;
        storage[place_of_word(WordTable::accreditation, parent)] = pack_accreditation(above);
        CHECK(code().empty());
        above.suspended_at = {1};
        storage[place_of_word(WordTable::accreditation, parent)] = pack_accreditation(above);
        CHECK(code() == "chain.proof_accreditation");
    }
    SECTION("disputes") {
        const auto [target, index] =
            GENERATE_COPY(table<Uint256, Uint256>({std::tuple(id, to_uint256(3)), std::tuple(issuer, Uint256{})}));
        Uint256& disputes = storage[place_of_word(WordTable::disputes, target, index)];
        disputes = to_uint256(2);
        CHECK(code().empty());
        const Keccak256Digest both = keccak256(ByteWriter().bytes(view(target)).bytes(view(index)).view());
        storage[place_of_word(WordTable::upheld, to_word(both), to_word(batch.arbiter))] = to_uint256(1);
        CHECK(code() == "chain.proof_disputed");
        storage[place_of_word(WordTable::upheld, to_word(both), to_word(batch.arbiter))] = {};
        disputes = to_uint256((std::uint64_t{1} << 32U) + 2);
        CHECK(code() == "chain.proof_disputed");
    }
}
