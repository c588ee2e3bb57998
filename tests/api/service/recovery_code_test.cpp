#include "api/service/recovery_code.hpp"

#include <cctype>

#include <catch2/catch.hpp>

#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"

using namespace countersign;
using namespace countersign::api::service;

TEST_CASE("H16: a recovery code reads back, however it is typed, and always gives the same key", "[api][service]") {
    SystemEntropy entropy;
    for (int i = 0; i < 50; ++i) {
        const SecretBytes secret = make_recovery_secret(entropy);
        const std::string code = to_recovery_code(secret.view());
        CHECK(code.size() == 44);
        std::string typed;
        for (const char c : code) {
            typed += c == '-' ? std::string(" ") : std::string(1, static_cast<char>(std::tolower(c)));
            typed.back() = typed.back() == '0' ? 'o' : typed.back() == '1' ? 'l' : typed.back();
        }
        CHECK(equal(parse_recovery_code(code)->view(), secret.view()));
        CHECK(equal(parse_recovery_code(typed)->view(), secret.view()));
        CHECK(recovery_key(secret.view()).public_key() == recovery_key(secret.view()).public_key());
    }
}

TEST_CASE("H16: the key behind a code never changes", "[api][service]") {
    const Bytes zeros(20);
    CHECK(to_recovery_code(zeros).starts_with("0000-0000-0000-0000-0000-0000-0000-0000-"));
    const auto again = parse_recovery_code(to_recovery_code(zeros));
    REQUIRE(again.has_value());
    CHECK(recovery_key(zeros).public_key() == recovery_key(again->view()).public_key());
    CHECK(recovery_key(zeros).public_key().type() == KeyType::p256);
}

TEST_CASE("H16: a mistyped code is noticed", "[api][service]") {
    SystemEntropy entropy;
    const std::string code = to_recovery_code(make_recovery_secret(entropy).view());
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        std::string wrong = code;
        wrong[i] = wrong[i] == '-' ? '-' : wrong[i] == '7' ? '8' : '7';
        if (wrong != code && parse_recovery_code(wrong).has_value()) {
            ++accepted;
        }
    }
    CHECK(accepted == 0);
    for (const std::string& bad : {std::string(), code.substr(1), code + "0", std::string("U") + code.substr(1)}) {
        CHECK(parse_recovery_code(bad).error().code == errors::recovery_code);
    }
}
