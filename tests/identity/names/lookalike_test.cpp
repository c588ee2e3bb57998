#include "identity/names/lookalike.hpp"

#include <array>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/names/errors.hpp"

namespace countersign::names {

namespace {

LookalikeIndex index_of(std::initializer_list<std::string_view> names) {
    LookalikeIndex index;
    for (const auto name : names) {
        index.add(*parse_name(name));
    }
    return index;
}

std::string sentence(std::string_view existing, std::string_view typed) {
    const auto found = index_of({existing}).find(typed);
    REQUIRE(found);
    return *found ? to_sentence(**found) : std::string();
}

TEST_CASE("characters of other scripts are told (N8, N12)", "[identity][names]") {
    CHECK(sentence("example-bank", "ex\u0430mple-bank") ==
          "This is ex\u0430mple-bank, not example-bank: the first letter a is Cyrillic.");
    CHECK(sentence("example-bank", "example-b\u0430nk") ==
          "This is example-b\u0430nk, not example-bank: the second letter a is Cyrillic.");
    CHECK(sentence("apple", "appl\u0435") == "This is appl\u0435, not apple: the letter e is Cyrillic.");
    CHECK(sentence("goto", "g\u03BFt\u043E") ==
          "This is g\u03BFt\u043E, not goto: the first letter o is Greek, the second letter o is Cyrillic.");
}

TEST_CASE("ASCII characters that look alike are told (N9, N12)", "[identity][names]") {
    CHECK(sentence("example-bank", "examp1e-bank") ==
          "This is examp1e-bank, not example-bank: the digit 1 stands for the letter l.");
    CHECK(sentence("example-bank", "exampie-bank") ==
          "This is exampie-bank, not example-bank: the letter i stands for the letter l.");
    CHECK(sentence("zoo", "z0o") == "This is z0o, not zoo: the digit 0 stands for the first letter o.");
    CHECK(sentence("modern", "rnodern") == "This is rnodern, not modern: rn stands for the letter m.");
    CHECK(sentence("modern", "modem") == "This is modem, not modern: the letter m stands for rn.");
    CHECK(sentence("wave", "vvave") == "This is vvave, not wave: vv stands for the letter w.");
    CHECK(sentence("dock", "clock") == "This is clock, not dock: cl stands for the letter d.");
}

TEST_CASE("hyphens and marks don't set names apart (N8)", "[identity][names]") {
    CHECK(sentence("example-bank", "examplebank") == "This is examplebank, not example-bank: a hyphen is missing.");
    CHECK(sentence("examplebank", "example-bank") == "This is example-bank, not examplebank: it has one hyphen more.");
    CHECK(sentence("bank", "b\u00E1nk") == "This is b\u00E1nk, not bank: \u00E1 stands for the letter a.");
}

TEST_CASE("other hyphens, widths and cases of a name are that name (N6)", "[identity][names]") {
    const auto index = index_of({"example-bank"});
    for (const auto* typed : {"example-bank", "EXAMPLE-BANK", "example\u2010bank", "example\u2014bank",
                              "\uFF45xample-bank", "example bank", "ex\u200Bample-bank"}) {
        CHECK_FALSE(index.find(typed)->has_value());
    }
}

TEST_CASE("the earlier claim is the one that is imitated (N11)", "[identity][names]") {
    const auto index = index_of({"example-bank", "examp1e-bank", "examplebank"});
    CHECK_FALSE(index.find("example-bank")->has_value());
    CHECK((*index.find("examp1e-bank"))->existing == "example-bank");
    CHECK((*index.find("examplebank"))->existing == "example-bank");
    CHECK_FALSE(index.find("something-else")->has_value());
}

TEST_CASE("a name can be removed, and adding twice changes nothing", "[identity][names]") {
    auto index = index_of({"example-bank", "example-bank", "examp1e-bank"});
    CHECK(index.size() == 2);
    index.remove(*parse_name("example-bank"));
    CHECK(index.size() == 1);
    CHECK_FALSE(index.find("examp1e-bank")->has_value());
    CHECK((*index.find("example-bank"))->existing == "examp1e-bank");
    index.remove(*parse_name("examp1e-bank"));
    index.remove(*parse_name("examp1e-bank"));
    CHECK(index.size() == 0);
    CHECK_FALSE(index.find("example-bank")->has_value());
}

TEST_CASE("admission refuses a look-alike with name.lookalike and says which (N10)", "[identity][names]") {
    const auto index = index_of({"example-bank"});
    CHECK(check_not_lookalike(index, *parse_name("example-bank")));
    CHECK(check_not_lookalike(index, *parse_name("other-bank")));
    const auto refused = check_not_lookalike(index, *parse_name("exarnple-bank"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errors::name_lookalike);
    CHECK(refused.error().detail == "This is exarnple-bank, not example-bank: rn stands for the letter m.");
}

TEST_CASE("a look-up takes what is no text as an error", "[identity][names]") {
    CHECK(index_of({"abc"}).find("\xC3(").error().code == errors::name_utf8);
}

TEST_CASE("positions count characters of the text", "[identity][names]") {
    const auto found = compare("exarnp1e", "example");
    REQUIRE(found.differences.size() == 2);
    CHECK(found.differences[0] == Difference{"rn", "m", 4, 0, ""});
    CHECK(found.differences[1] == Difference{"1", "l", 7, 0, ""});
}

TEST_CASE("look-alike properties", "[identity][names]") {
    const auto names =
        rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcdeilmnorvw01-"))),
                          [](const std::string& text) { return parse_name(text).has_value(); });
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> swaps = {{{"o", "0"},
                                                                                             {"0", "o"},
                                                                                             {"l", "1"},
                                                                                             {"1", "i"},
                                                                                             {"m", "rn"},
                                                                                             {"rn", "m"},
                                                                                             {"w", "vv"},
                                                                                             {"a", "\u0430"},
                                                                                             {"e", "\u0435"},
                                                                                             {"-", ""}}};
    rc::prop("one confusable put in keeps the shape and is found with its place", [names] {
        const auto name = *rc::gen::resize(12, names);
        const auto& [from, to] = *rc::gen::elementOf(swaps);
        const auto at = name.find(from);
        RC_PRE(at != std::string::npos);
        std::string changed = name;
        changed.replace(at, from.size(), to);
        RC_ASSERT(shape_of(changed) == shape_of(name));
        LookalikeIndex index;
        index.add(*parse_name(name));
        const auto found = index.find(changed);
        RC_ASSERT(found.has_value());
        RC_ASSERT(found->has_value());
        RC_ASSERT((*found)->existing == name);
        RC_ASSERT(!(*found)->differences.empty());
        RC_ASSERT(to_sentence(**found).ends_with("."));
    });
    rc::prop("the differences rebuild both texts' shapes", [names] {
        const auto name = *rc::gen::resize(12, names);
        std::string shape;
        for (const char c : name) {
            shape += shape_of(std::string(1, c));
        }
        RC_ASSERT(shape == shape_of(name));
    });
}

}  // namespace

}  // namespace countersign::names
