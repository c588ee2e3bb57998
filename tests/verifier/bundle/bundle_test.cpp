// The text of a proof: one value, one text, and not one byte that doesn't matter (B1 to B3, B13).
#include "tests/verifier/bundle/example.hpp"

#include "identity/base/encoding.hpp"

namespace countersign::bundle {

namespace {

const Sha256Digest asset = Actor::content_hash(7);

TEST_CASE("a proof is read and written to the same text (B1, B2)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1, KeyType::ed25519);
    home.send(alice.commit(7, 3));
    const auto text = home.make({.asset = asset, .claim_key = alice.key().public_key(), .identity = {}});
    const auto parsed = parse_bundle(text);
    REQUIRE(parsed);
    CHECK(to_text(*parsed) == text);
    CHECK(parsed->claim_key == alice.key().public_key());
    CHECK(parsed->leaf.has_value());
    CHECK(parsed->entries.size() == 3);
}

TEST_CASE("a proof's text is canonical and its schema closed (B2, B3)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto json = *parse_json(text);
    const auto code = [](std::string_view changed) {
        const auto parsed = parse_bundle(changed);
        return parsed ? ErrorCode{} : parsed.error().code;
    };
    const auto with = [&json, &code](std::string_view key, Json value) {
        Json changed = json;
        changed.set(key, std::move(value));
        return code(to_canonical_json(changed));
    };
    CHECK(code(text + " ") == errors::bundle_form);
    CHECK(code(to_pretty_json(json)) == errors::bundle_form);
    CHECK(code("{") == errors::bundle_form);
    CHECK(code("[]") == errors::bundle_form);
    CHECK(with("version", 2) == errors::bundle_version);
    CHECK(with("more", 1) == errors::bundle_form);
    CHECK(with("asset", "00") == errors::bundle_form);
    CHECK(with("identity", "zz") == errors::bundle_form);
    CHECK(with("checkpoint", 1) == errors::bundle_form);
    CHECK(with("claimKey", "z6Mk") == errors::bundle_form);
    CHECK(with("leaf", Json()) == errors::bundle_form);  // then it would be of nothing
    CHECK(with("leaf", Json::object()) == errors::bundle_form);
    CHECK(with("last", Json()) == errors::bundle_form);
    CHECK(with("entries", Json::array()) == errors::bundle_form);
    Json entries = *json.find("entries");
    entries.push(entries.as_array().back());
    CHECK(with("entries", entries) == errors::bundle_form);  // twice the same
    for (const auto& member : json.as_object()) {
        Json changed = json;
        changed.erase(member.key);
        CHECK(code(to_canonical_json(changed)) == errors::bundle_form);
    }
    Json many = Json::array();
    for (std::uint64_t i = 0; i <= limits::bundle_entries_max; ++i) {
        many.push(Json::object({{"entry", ""}, {"index", i}, {"path", Json::array()}}));
    }
    CHECK(with("entries", many) == errors::bundle_too_large);
    CHECK(code(std::string(limits::bundle_bytes_max + 1, ' ')) == errors::bundle_too_large);
}

TEST_CASE("no byte of a proof can be changed (B2)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1, KeyType::ed25519);
    home.send(alice.claim("alice-news"));
    auto bob = home.actor(2);
    home.send(alice.commit(7, 2));
    home.send(bob.commit(90, 1));
    const auto text = home.make({.asset = asset, .claim_key = alice.key().public_key(), .identity = {}});
    const auto good = home.check(text, asset);
    INFO(code_of(good));
    REQUIRE(good.status == CheckStatus::holds);
    std::size_t believed = 0;
    std::string changed = text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const unsigned flip : {0x01U, 0x02U, 0x10U, 0x20U, 0x80U}) {
            changed[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^ flip);
            if (home.check(changed, asset).status != CheckStatus::fails) {
                ++believed;
                CAPTURE(i, flip, text.substr(i < 20 ? 0 : i - 20, 40));
                CHECK(false);
            }
        }
        changed[i] = text[i];
    }
    CHECK(believed == 0);
    // Nor cut or made longer.
    for (std::size_t length = 0; length < text.size(); length += 37) {
        CHECK(home.check(text.substr(0, length), asset).status == CheckStatus::fails);
    }
    CHECK(home.check(text + "}", asset).status == CheckStatus::fails);
}

TEST_CASE("there is nothing to prove of a stranger's file (B12)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    CHECK(make(*home.ledger, {.asset = Actor::content_hash(8), .claim_key = {}, .identity = {}}).error().code ==
          errors::bundle_nothing);
    CHECK(make(*home.ledger, {.asset = asset, .claim_key = {}, .identity = Actor::filled<rules::IdentityId>(5)})
              .error()
              .code == errors::bundle_nothing);
}

TEST_CASE("a proof doesn't grow with what others do, nor with the signer's other work (B12)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    for (std::uint64_t i = 0; i < 20; ++i) {
        home.send(alice.commit(100 + i, 1));
    }
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    CHECK(parse_bundle(text)->entries.size() == 3);
    CHECK(home.check(text, asset).status == CheckStatus::holds);
    // A later commit of the same signer leaves a gap of nonces behind, which says nothing.
    const auto later = home.make({.asset = Actor::content_hash(119), .claim_key = {}, .identity = {}});
    const auto outcome = home.check(later, Actor::content_hash(119));
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
}

}  // namespace

}  // namespace countersign::bundle
