#include "identity/names/name.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/limits.hpp"
#include "identity/names/errors.hpp"

namespace countersign::names {

namespace {

ErrorCode code_of(std::string_view text) {
    const auto name = parse_name(text);
    return name ? ErrorCode{} : name.error().code;
}

TEST_CASE("a name has 3 to 63 characters (N2)", "[identity][names]") {
    CHECK(parse_name("abc"));
    CHECK(parse_name(std::string(63, 'a')));
    CHECK(code_of("") == errors::name_length);
    CHECK(code_of("ab") == errors::name_length);
    CHECK(code_of(std::string(64, 'a')) == errors::name_length);
}

TEST_CASE("a name holds a to z, 0 to 9 and hyphens only (N1)", "[identity][names]") {
    CHECK(parse_name("a-1-z"));
    CHECK(parse_name("123"));
    for (int c = 0; c < 256; ++c) {
        const std::string text = std::string("ab") + static_cast<char>(c) + "cd";
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        CHECK(parse_name(text).has_value() == allowed);
        if (!allowed) {
            CHECK(code_of(text) == errors::name_alphabet);
        }
    }
}

TEST_CASE("hyphens stand alone and inside (N3, N4)", "[identity][names]") {
    CHECK(code_of("-abc") == errors::name_hyphen);
    CHECK(code_of("abc-") == errors::name_hyphen);
    CHECK(code_of("a--b") == errors::name_hyphen);
    CHECK(code_of("---") == errors::name_hyphen);
}

TEST_CASE("encoded domain names are reserved (N5)", "[identity][names]") {
    CHECK(code_of("xn--e1awd7f") == errors::name_reserved);
    CHECK(parse_name("xn-abc"));
}

TEST_CASE("what a person types is folded (N6, N7)", "[identity][names]") {
    CHECK(parse_typed_name("Example Bank")->text() == "example-bank");
    CHECK(parse_typed_name("  EXAMPLE_BANK ")->text() == "example-bank");
    CHECK(parse_typed_name("ＥＸＡＭＰＬＥ\u2011bank")->text() == "example-bank");  // full width, other hyphen
    CHECK(parse_typed_name("exam\u00ADple\u200B")->text() == "example");            // invisible characters
    CHECK(parse_typed_name("\uFB01nance")->text() == "finance");                    // ligature
    CHECK(*fold_typed_name("ex\u0430mple") == "ex\u0430mple");                      // another script stays
    CHECK(parse_typed_name("ex\u0430mple").error().code == errors::name_alphabet);
    CHECK(*fold_typed_name("- -") == "");
    CHECK(*fold_typed_name("") == "");
}

TEST_CASE("typed text that is no text or far too long is refused", "[identity][names]") {
    CHECK(fold_typed_name("ab\xFF").error().code == errors::name_utf8);
    CHECK(fold_typed_name(std::string(limits::typed_name_bytes_max, 'a')));
    CHECK(fold_typed_name(std::string(limits::typed_name_bytes_max + 1, 'a')).error().code == errors::name_too_long);
}

TEST_CASE("folding properties", "[identity][names]") {
    rc::prop("a valid name folds to itself", [] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyz0123456789-")));
        const auto name = parse_name(text);
        RC_PRE(name.has_value());
        RC_ASSERT(parse_typed_name(text)->text() == text);
    });
}

}  // namespace

}  // namespace countersign::names
