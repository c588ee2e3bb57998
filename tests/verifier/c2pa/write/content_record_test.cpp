// Detached content records, and the same declaration in a manifest. Rules W24 and W25.
#include "verifier/c2pa/write/content_record.hpp"

#include <catch2/catch.hpp>

#include "identity/base/hash.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;

TEST_CASE("a content record holds the file's hash and what is said of it", "[c2pa][write][record]") {
    // W24
    ContentFacts facts{};
    facts.content = sha256(as_bytes("a file"));
    facts.claimed_at = UnixSeconds{1'767'225'600};
    const auto leaf = make_content_leaf(facts, 7);
    CHECK(leaf.index == 7);
    CHECK(leaf.content == facts.content);
    CHECK(leaf.manifest == Sha256Digest{});
    CHECK(leaf.ai == rules::AiDisclosure::undeclared);

    facts.manifest = sha256(as_bytes("its manifest"));
    facts.action = rules::ContentAction::created;
    facts.ai = rules::AiDisclosure::captured;
    const auto bytes = content_leaf_bytes(make_content_leaf(facts, 0));
    rules::ContentLeaf decoded{};
    REQUIRE(rules::decode(rules::ByteSpan(bytes), decoded));
    CHECK(decoded.manifest == *facts.manifest);
    CHECK(decoded.action == rules::ContentAction::created);
    CHECK(decoded.ai == rules::AiDisclosure::captured);
    CHECK(decoded.claimed_at == facts.claimed_at);
}

TEST_CASE("every declaration has signing options that hold", "[c2pa][write][record]") {
    // W25
    for (const auto ai : {rules::AiDisclosure::undeclared, rules::AiDisclosure::captured, rules::AiDisclosure::edited,
                          rules::AiDisclosure::generated}) {
        const auto options = check_options(options_for(ai));
        REQUIRE(options.has_value());
        const bool created = ai == rules::AiDisclosure::captured || ai == rules::AiDisclosure::generated;
        CHECK((options->inception == Inception::created) == created);
        CHECK(options->actions.size() == (ai == rules::AiDisclosure::edited ? 1 : 0));
    }
}
