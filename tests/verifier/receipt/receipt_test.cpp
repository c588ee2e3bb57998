// The receipt as JSON: C2PA's schema, our proof. Rules Y1 to Y4.
#include "identity/base/encoding.hpp"
#include "tests/verifier/receipt/press.hpp"
#include "verifier/receipt/errors.hpp"

using namespace countersign;
using namespace countersign::receipt_test;

namespace {

Json sample() {
    Press press;
    return receipt::to_json(press.register_manifest(press.alice, Actor::content_hash(7), 3));
}
std::string code_of(const Json& json) {
    const auto read = receipt::parse_receipt(as_bytes(to_json_text(json)));
    return read ? "" : std::string(read.error().code.name);
}
Json with(const Json& json, const std::vector<std::string>& path, const std::optional<Json>& value) {
    if (path.size() == 1) {
        Json out = json;
        value ? static_cast<void>(out.set(path[0], *value)) : out.erase(path[0]);
        return out;
    }
    Json out = json;
    out.set(path[0], with(*json.find(path[0]), {path.begin() + 1, path.end()}, value));
    return out;
}

}  // namespace

TEST_CASE("Y1: a receipt is C2PA's JSON-LD, and reads back as it was", "[receipt]") {
    Press press;
    const auto made = press.register_manifest(press.alice, Actor::content_hash(7), 3);
    const Json json = receipt::to_json(made);
    CHECK(get_string(json, "@type").value() == "org.c2pa.repository-receipt");
    CHECK(json.find("@context")->is_object());
    CHECK(get_string(*json.find("repository"), "uri").value() == "https://log.example/ledger");
    CHECK(get_string(*json.find("repository"), "manifestId").value() ==
          "urn:c2pa:manifest:sha256:" + to_hex(view(Actor::content_hash(7))));
    const auto read = receipt::parse_receipt(as_bytes(to_json_text(json)));
    REQUIRE(read.has_value());
    CHECK(read->leaf == made.leaf);
    CHECK(read->leaf_path == made.leaf_path);
    CHECK(read->leaf_path.size() == 1);
    CHECK(read->entry == made.entry);
    CHECK(read->tlog_proof == made.tlog_proof);
    CHECK(read->tlog_proof.starts_with("c2sp.org/tlog-proof@v1\n"));
    // Y4: anybody's tool for that format can check it.
    const auto proof = log::parse_tlog_proof(read->tlog_proof).value();
    CHECK(log::verify_tlog_proof(proof, log::leaf_hash(read->entry), press.keys.front()).has_value());
}

TEST_CASE("Y2: whatever C2PA's schema forbids or asks for", "[receipt]") {
    const Json json = sample();
    const std::string form = "receipt.form";
    for (const auto& path : std::vector<std::vector<std::string>>{{"@context"},
                                                                  {"@type"},
                                                                  {"repository"},
                                                                  {"anchor"},
                                                                  {"repository", "uri"},
                                                                  {"repository", "manifestId"},
                                                                  {"anchor", "uri"},
                                                                  {"anchor", "proof"}}) {
        INFO(path.front() << (path.size() > 1 ? "." + path[1] : ""));
        CHECK(code_of(with(json, path, std::nullopt)) == form);
        CHECK(code_of(with(json, path, Json(7))) == form);
    }
    CHECK(code_of(with(json, {"more"}, Json(1))) == form);
    CHECK(code_of(with(json, {"repository", "more"}, Json(1))) == form);
    CHECK(code_of(with(json, {"@type"}, Json("org.c2pa.manifest-receipt"))) == form);
    CHECK(code_of(with(json, {"anchor", "parameters"}, Json("x"))) == form);
    // What C2PA leaves open stays open.
    CHECK(code_of(with(json, {"@context"}, Json("https://c2pa.org/ns/"))).empty());
    CHECK(code_of(with(json, {"anchor", "parameters"}, Json::object({{"view", "verification"}}))).empty());
    CHECK(code_of(with(json, {"anchor", "more"}, Json(1))).empty());
    CHECK(receipt::parse_receipt(as_bytes("{not json")).error().code == errors::receipt_form);
    CHECK(receipt::parse_receipt(as_bytes("[]")).error().code == errors::receipt_form);
    CHECK(receipt::parse_receipt(Bytes(limits::bundle_bytes_max + 1, ' ')).error().code == errors::receipt_form);
}

TEST_CASE("Y3: another repository's proof is foreign, and ours has a closed schema", "[receipt]") {
    const Json json = sample();
    CHECK(code_of(with(json, {"anchor", "proof"}, Json::object({{"alg", "ES256"}, {"value", "AAAA"}}))) ==
          "receipt.foreign");
    CHECK(code_of(with(json, {"anchor", "proof", "type"}, Json("countersign-receipt-v2"))) == "receipt.foreign");
    CHECK(code_of(with(json, {"anchor", "proof", "more"}, Json(1))) == "receipt.form");
    for (const char* const member : {"leaf", "leafPath", "entry", "tlogProof"}) {
        INFO(member);
        CHECK(code_of(with(json, {"anchor", "proof", member}, std::nullopt)) == "receipt.form");
        CHECK(
            code_of(with(json, {"anchor", "proof", member}, Json(""))) ==
            (std::string_view(member) == "tlogProof" || std::string_view(member) == "leafPath" ? "receipt.form" : ""));
    }
    CHECK(code_of(with(json, {"anchor", "proof", "leaf"}, Json("!"))) == "receipt.form");
    CHECK(code_of(with(json, {"anchor", "proof", "leafPath"}, Json::array({"AAAA"}))) == "receipt.form");
    Json long_path = Json::array();
    for (std::size_t i = 0; i <= limits::batch_proof_hashes_max; ++i) {
        long_path.push(to_base64(Bytes(32)));
    }
    CHECK(code_of(with(json, {"anchor", "proof", "leafPath"}, long_path)) == "receipt.form");
}
