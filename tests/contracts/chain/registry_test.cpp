// The real registry on a real node: deployed through the outbox, then written to by identities who own nothing on the
// chain, paid for by the relayer (E1, E4, E20 of docs/spec/chain.md).
#include <catch2/catch.hpp>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/relayer.hpp"
#include "contracts/rules/codec.hpp"
#include "contracts/rules/eip712.hpp"
#include "tests/contracts/chain/outbox_fixture.hpp"
#include "tests/contracts/ledger/fixture.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;
using ledger_test::Actor;
using State = OperationState;

namespace {

struct Artifact {
    EthereumAddress factory{};
    EthereumAddress address{};
    Bytes init_code;
};

Artifact registry_artifact() {
    std::ifstream stream(source_folder() / "contracts/evm/artifacts/Registry.json");
    const Json json = parse_json(std::string(std::istreambuf_iterator<char>(stream), {})).value();
    return {unhex_fixed<EthereumAddress>(json, "factory"), unhex_fixed<EthereumAddress>(json, "address"),
            unhex(json, "initCode")};
}

/// A signed operation of a secp256k1 key as E1 takes it: header and body; the signature and its key's hint.
RelayRequest relay_request(const Actor& actor, const ledger::Submission& submission) {
    rules::Operation operation;
    rules::Signatures signatures;
    std::size_t unsigned_bytes = 0;
    REQUIRE(rules::decode_operation(submission.operation, operation, signatures, unsigned_bytes) ==
            rules::RuleError::none);
    const ByteView bytes = submission.operation;
    const auto digest = rules::operation_digest(operation, ledger::host_crypto());
    const RecoverableSignature signature = sign_recoverable(actor.key(), digest);
    REQUIRE(equal(bytes.subspan(unsigned_bytes), view(signature).first(64)));
    Bytes proof = to_bytes(bytes.subspan(unsigned_bytes));
    proof.push_back(static_cast<std::uint8_t>(signature.bytes[64] - 27));
    append(proof, ByteView(uncompressed_point(actor.key().public_key())).subspan(33));
    return {to_bytes(bytes.first(unsigned_bytes)), proof, actor.id(), "192.0.2.1"};
}

}  // namespace

TEST_CASE("X30, X33, X34: identities without money write to the real registry", "[chain][relayer]") {
    const auto anvil = Anvil::start({"--no-mining", "--slots-in-an-epoch", "1"});
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    const FakeClock clock(UnixSeconds{1'800'000'000});
    const Artifact artifact = registry_artifact();
    // Deployed by CREATE2: salt zero, then the code that makes it.
    Bytes deployment(32);
    append(deployment, artifact.init_code);
    REQUIRE(sender.outbox->enqueue(chain_test::key_of(1), {artifact.factory, deployment, {}}).has_value());
    settle(sender, *anvil);
    REQUIRE(sender.node.load_has_code(artifact.address).value());

    rules::Address contract{};
    std::memcpy(contract.bytes, artifact.address.bytes, 20);
    const auto domain = rules::chain_domain(31337, contract, ledger::host_crypto());
    const auto asked = sender.node.call(
        {.to = artifact.address, .data = to_bytes(view(selector_of("domainSeparator()")))}, BlockTag::latest);
    CHECK(equal(asked->value(), view(domain)));
    const auto relayer =
        Relayer::open(*sender.outbox, sender.node, clock, {.registry = artifact.address, .chain_id = 31337}).value();
    const auto code_of = [&](const RelayRequest& request) {
        const auto answer = relayer->submit(request);
        INFO((answer ? "" : answer.error().detail));
        return answer ? "" : std::string(answer.error().code.name);
    };
    std::vector<Actor> actors;
    for (std::uint64_t i = 0; i < 3; ++i) {
        Actor& actor = actors.emplace_back(i, domain);
        const auto create = actor.create();
        CHECK(code_of(relay_request(actor, create)).empty());
    }
    // Commits of identities that wait themselves: the node's pending state has them.
    sender.step();
    for (Actor& actor : actors) {
        CHECK(code_of(relay_request(actor, actor.commit(actor.id().bytes[0], 3))).empty());
    }
    settle(sender, *anvil);
    // What the rules refuse, the relayer refuses by the same name.
    Actor stranger(9, domain);
    static_cast<void>(stranger.create());
    CHECK(code_of(relay_request(stranger, stranger.commit(1, 1))) == "registry.identity_unknown");
    RelayRequest forged = relay_request(actors[0], actors[0].commit(50, 1));
    forged.proof[5] ^= 1U;
    CHECK(code_of(forged) == "registry.signature_invalid");
    static_cast<void>(actors[1].next_header());
    CHECK(code_of(relay_request(actors[1], actors[1].commit(60, 1))) == "registry.nonce_gap");
    Actor elsewhere(10, rules::chain_domain(1, contract, ledger::host_crypto()));
    const auto wrong = elsewhere.create();
    CHECK(code_of(relay_request(elsewhere, wrong)) == "registry.wrong_domain");

    const Json logs = anvil->ask(
        "eth_getLogs", Json::array({Json::object(
                           {{"fromBlock", "0x0"},
                            {"address", to_hex_data(view(artifact.address))},
                            {"topics", Json::array({to_hex_data(view(topic_of("Accepted(bytes32,bytes)")))})}})}));
    CHECK(logs.as_array().size() == 6);
    CHECK(sender.node.load_nonce(sender.outbox->sender(), BlockTag::latest).value() == 7);
}
