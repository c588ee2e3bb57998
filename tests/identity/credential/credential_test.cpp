#include "identity/credential/credential.hpp"

#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "identity/base/limits.hpp"
#include "tests/identity/credential/sample.hpp"

using namespace countersign;
using namespace countersign::credential;

namespace {

/// The sample with one member changed; what is said of it, as `code pointer`, or `ok`.
std::string judged(const Json& json) {
    const auto checked = check_credential(json);
    return checked ? "ok" : std::string(checked.error().code.name) + " " + checked.error().pointer;
}
std::string judged(std::string_view member, std::string_view value) {
    return judged(sample::with(sample::unsigned_credential(), member, parse_json(value).value()));
}
std::string judged_without(std::string_view member) {
    return judged(sample::without(sample::unsigned_credential(), member));
}

}  // namespace

TEST_CASE("a valid credential gives what others need of it", "[credential]") {
    Json json = sample::unsigned_credential();
    json.set("credentialSchema", parse_json(R"([{"id":"https://a.example/s","type":"JsonSchema"}])").value());
    const auto credential = check_credential(json).value();
    CHECK(credential.issuer == "did:example:issuer");
    CHECK(credential.id == "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33");
    CHECK(credential.types == std::vector<std::string>{"VerifiableCredential", "AlumniCredential"});
    CHECK(credential.valid_from->value == 1672531200);
    CHECK(credential.valid_until->value == 1988146800);
    CHECK(credential.schemas == std::vector<std::string>{"https://a.example/s"});
    CHECK(credential.statuses.empty());
    CHECK(credential.json == json);
    CHECK(parse_credential(to_json_text(json)).has_value());
}

TEST_CASE("VC1: the context is a list that begins with the base context", "[credential]") {
    CHECK(judged_without("@context") == "credential.context ");
    CHECK(judged("@context", R"("https://www.w3.org/ns/credentials/v2")") == "credential.context /@context");
    CHECK(judged("@context", "[]") == "credential.context /@context");
    CHECK(judged("@context", R"(["https://www.w3.org/2018/credentials/v1"])") == "credential.context /@context");
    CHECK(judged("@context", R"(["https://a.example","https://www.w3.org/ns/credentials/v2"])") ==
          "credential.context /@context");
    CHECK(judged("@context", R"(["https://www.w3.org/ns/credentials/v2","x"])") == "credential.context /@context/1");
    CHECK(judged("@context", R"(["https://www.w3.org/ns/credentials/v2",1])") == "credential.context /@context/1");
    CHECK(judged("@context", R"(["https://www.w3.org/ns/credentials/v2",{"a":"https://a.example"}])") == "ok");
    CHECK(check_credential(Json(1)).error().code == errors::credential_type);
}

TEST_CASE("VC2: the type names VerifiableCredential", "[credential]") {
    CHECK(judged("type", R"("VerifiableCredential")") == "ok");
    CHECK(judged("type", R"(["VerifiableCredential","https://a.example/T"])") == "ok");
    CHECK(judged_without("type") == "credential.type ");
    CHECK(judged("type", R"(["AlumniCredential"])") == "credential.type /type");
    CHECK(judged("type", "[]") == "credential.type /type");
    CHECK(judged("type", "null") == "credential.type /type");
    CHECK(judged("type", R"(["VerifiableCredential",1])") == "credential.type /type/1");
    CHECK(judged("type", R"(["VerifiableCredential","two words"])") == "credential.type /type/1");
    CHECK(judged("type", R"(["VerifiableCredential","a:"])") == "credential.type /type/1");
}

TEST_CASE("VC3 and VC4: ids and issuer are absolute URLs", "[credential]") {
    CHECK(judged_without("id") == "ok");
    for (const char* bad :
         {"1", "null", R"("x")", R"(["https://a.example"])", R"("https://a b")", R"(":a")", R"("1a:b")"}) {
        CHECK(judged("id", bad) == "credential.id /id");
    }
    CHECK(judged("issuer", R"({"id":"https://a.example","name":"A"})") == "ok");
    CHECK(judged_without("issuer") == "credential.issuer ");
    CHECK(judged("issuer", R"({"id":null})") == "credential.issuer /issuer/id");
    CHECK(judged("issuer", R"({"name":"A"})") == "credential.issuer /issuer/id");
    CHECK(judged("issuer", R"(["https://a.example"])") == "credential.issuer /issuer");
    CHECK(judged("issuer", R"("someone")") == "credential.issuer /issuer");
}

TEST_CASE("VC5: subjects are objects with claims", "[credential]") {
    CHECK(judged("credentialSubject", R"([{"a":1},{"id":"did:a:b","c":2}])") == "ok");
    CHECK(judged_without("credentialSubject") == "credential.subject ");
    CHECK(judged("credentialSubject", "{}") == "credential.subject /credentialSubject");
    CHECK(judged("credentialSubject", "[]") == "credential.subject /credentialSubject");
    CHECK(judged("credentialSubject", R"("did:a:b")") == "credential.subject /credentialSubject");
    CHECK(judged("credentialSubject", R"([{"a":1},{}])") == "credential.subject /credentialSubject/1");
    CHECK(judged("credentialSubject", R"([{"id":"x","a":1}])") == "credential.id /credentialSubject/0/id");
}

TEST_CASE("VC6: name and description are texts or language values", "[credential]") {
    CHECK(judged("name", R"("A")") == "ok");
    CHECK(judged("name", R"({"@value":"A","@language":"en-GB","@direction":"ltr"})") == "ok");
    CHECK(judged("description", R"(["A",{"@value":"B"}])") == "ok");
    CHECK(judged("name", "1") == "credential.text /name");
    CHECK(judged("name", R"({"@value":1})") == "credential.text /name");
    CHECK(judged("name", R"({"@language":"en"})") == "credential.text /name");
    CHECK(judged("name", R"({"@value":"A","url":"x"})") == "credential.text /name");
    CHECK(judged("name", R"({"@value":"A","@language":"e n"})") == "credential.text /name");
    CHECK(judged("description", R"(["A",{"@value":"A","@direction":"up"}])") == "credential.text /description/1");
}

TEST_CASE("VC7: the period has offsets, is in order, and is compared as instants", "[credential]") {
    CHECK(judged("validFrom", R"("2023-01-01T00:00:00")") == "credential.time /validFrom");
    CHECK(judged("validFrom", "1") == "credential.time /validFrom");
    CHECK(judged("validUntil", R"("2023-13-01T00:00:00Z")") == "credential.time /validUntil");
    CHECK(judged("validUntil", R"("2022-12-31T23:59:59Z")") == "credential.period /validUntil");
    CHECK(judged("validUntil", R"("2023-01-01T00:00:00Z")") == "ok");
    CHECK(judged("validUntil", R"("2023-01-01T00:00:00+01:00")") == "credential.period /validUntil");
    const auto credential = check_credential(sample::unsigned_credential()).value();
    const auto at = [&](std::uint64_t time) { return check_period(credential, UnixSeconds{time}); };
    CHECK(at(1672531199).error().code == errors::credential_not_yet_valid);
    CHECK(at(1672531200).has_value());
    CHECK(at(1988146800).has_value());
    CHECK(at(1988146801).error().code == errors::credential_expired);
}

TEST_CASE("VC8: typed members have a type, schemas an id", "[credential]") {
    for (const char* member : {"credentialStatus", "credentialSchema", "termsOfUse", "refreshService", "evidence"}) {
        const std::string at = "/" + std::string(member);
        CHECK(judged(member, R"({"id":"https://a.example/x","type":"Some"})") == "ok");
        CHECK(judged(member, R"([{"id":"https://a.example/x","type":["Some","Other"]}])") == "ok");
        CHECK(judged(member, R"({"id":"https://a.example/x"})") == "credential.type " + at);
        CHECK(judged(member, R"(["x"])") == "credential.type " + at + "/0");
        CHECK(judged(member, R"({"type":"Some","id":"x"})") == "credential.id " + at + "/id");
    }
    CHECK(judged("credentialSchema", R"({"type":"JsonSchema"})") == "credential.id /credentialSchema/id");
    CHECK(judged("evidence", R"({"type":"Some"})") == "ok");
}

TEST_CASE("VC9: related resources have ids of their own and a digest", "[credential]") {
    CHECK(judged("relatedResource", R"([{"id":"https://a.example/1","digestSRI":"sha384-x"},
                                        {"id":"https://a.example/2","digestMultibase":"uEiB"}])") == "ok");
    CHECK(judged("relatedResource", R"(["https://a.example/1"])") == "credential.resource /relatedResource/0");
    CHECK(judged("relatedResource", R"([{"digestSRI":"sha384-x"}])") == "credential.resource /relatedResource/0");
    CHECK(judged("relatedResource", R"({"id":"https://a.example/1"})") == "credential.resource /relatedResource");
    CHECK(judged("relatedResource", R"([{"id":"https://a.example/1","digestSRI":"x"},
                                        {"id":"https://a.example/1","digestSRI":"x"}])") ==
          "credential.resource /relatedResource/1/id");
}

TEST_CASE("VC19: text that isn't strict JSON is refused before anything else", "[credential]") {
    CHECK(parse_credential("{").error().code == errors::json_syntax);
    CHECK(parse_credential(R"({"a":1,"a":2})").error().code == errors::json_duplicate_key);
    CHECK(parse_credential(R"({"a":"\ud800"})").error().code == errors::json_syntax);
    CHECK(parse_credential(R"({"a":9007199254740993})").error().code == errors::json_number);
    CHECK(parse_credential(std::string(limits::credential_bytes_max + 1, ' ')).error().code == errors::json_too_large);
}

TEST_CASE("VC20: status entries of the bitstring kind are complete, others ignored", "[credential][status]") {
    const std::string good = R"({"type":"BitstringStatusListEntry","statusPurpose":"revocation",)"
                             R"("statusListIndex":"94567","statusListCredential":"https://a.example/3")";
    const auto credential = check_credential(sample::with(sample::unsigned_credential(), "credentialStatus",
                                                          parse_json("[{\"type\":\"Other\"}," + good + "}]").value()))
                                .value();
    REQUIRE(credential.statuses.size() == 1);
    CHECK(credential.statuses[0].pointer == "/credentialStatus/1");
    CHECK(credential.statuses[0].index == 94567);
    CHECK(credential.statuses[0].purpose == "revocation");
    CHECK(credential.statuses[0].size_bits == 1);
    CHECK(credential.statuses[0].list_url == "https://a.example/3");
    CHECK(judged("credentialStatus", good + R"(,"statusSize":2,"statusMessage":[1,2,3,4]})") == "ok");
    const auto changed = [&](std::string_view member, std::string_view value) {
        return judged(sample::with(sample::unsigned_credential(), "credentialStatus",
                                   sample::with(parse_json(good + "}").value(), member, parse_json(value).value())));
    };
    const std::string refused = "status.entry /credentialStatus/";
    for (const char* bad :
         {"94567", R"("-1")", R"("")", R"("01")", R"("1.5")", R"(" 1")", R"("99999999999999999999")"}) {
        CHECK(changed("statusListIndex", bad) == refused + "statusListIndex");
    }
    CHECK(changed("statusPurpose", R"("")") == refused + "statusPurpose");
    CHECK(changed("statusPurpose", "1") == refused + "statusPurpose");
    CHECK(changed("statusListCredential", R"("x")") == refused + "statusListCredential");
    CHECK(changed("statusSize", "0") == refused + "statusSize");
    CHECK(changed("statusSize", "9") == refused + "statusSize");
    CHECK(changed("statusSize", "2") == refused + "statusMessage");
}

TEST_CASE("a problem becomes an error whose detail leads with the pointer", "[credential]") {
    CHECK(to_error({errors::credential_id, "/id", "why"}).detail == "/id: why");
    CHECK(to_error({errors::credential_id, "", ""}).detail == "/");
    CHECK(child_pointer("/a", "b/c~d") == "/a/b~1c~0d");
}
