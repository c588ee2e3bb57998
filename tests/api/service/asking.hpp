// How the tests of the whole service ask it, and read its answers. Thread-safety: as the client's.
#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

#include "identity/base/json.hpp"
#include "tests/api/http/raw_client.hpp"

namespace countersign::api::service {

inline Json json_of(const http::RawAnswer& answer) {
    INFO(answer.head << answer.body);
    const auto json = parse_json(answer.body);
    REQUIRE(json.has_value());
    return *json;
}
inline std::string text_of(const Json& json, std::string_view key) {
    INFO(to_json_text(json) << " " << key);
    return get_string(json, key).value();
}
/// Of a refusal, which is the asker's fault.
inline std::string code_of(const http::RawAnswer& answer) {
    CHECK(answer.status >= 400);
    CHECK(answer.status < 500);
    return text_of(json_of(answer), "code");
}
inline std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }
inline std::string post_json(std::string_view target, const std::string& body, const std::string& token = {}) {
    return http::post(target, "application/json", body, token.empty() ? "" : bearer(token));
}

/// A hosted identity.
struct Person {
    std::string id, token, recovery_code;
};
inline Person create(http::RawClient& client, const std::string& name, const std::string& kind = "person") {
    const http::RawAnswer answer =
        client.ask(post_json("/v1/identities", R"({"name":")" + name + R"(","kind":")" + kind + R"("})"));
    REQUIRE(answer.status == 201);
    const Json json = json_of(answer);
    return {text_of(json, "id"), text_of(json, "token"), text_of(json, "recoveryCode")};
}

}  // namespace countersign::api::service
