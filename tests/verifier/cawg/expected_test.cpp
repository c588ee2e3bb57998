// The identities of the shared test data against the recorded verdicts of another implementation. Where the
// specification decides otherwise, docs/spec/c2pa-exceptions.json says so.
#include <catch2/catch.hpp>

#include <set>

#include "identity/base/file.hpp"
#include "tests/testdata.hpp"
#include "verifier/cawg/validator.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

std::string read_text(const std::filesystem::path& path) {
    const auto bytes = read_file(path, 16U * 1024 * 1024);
    REQUIRE(bytes.has_value());
    return std::string(as_text(*bytes));
}

std::set<std::string> cawg_codes(const Json* list) {
    std::set<std::string> out;
    for (const Json& code : list == nullptr ? Json::Array() : list->as_array()) {
        if (code.as_string().starts_with("cawg.")) {
            out.insert(code.as_string());
        }
    }
    return out;
}

std::set<std::string> codes(const std::vector<c2pa::StatusEntry>& entries) {
    std::set<std::string> out;
    for (const auto& entry : entries) {
        if (entry.code.starts_with("cawg.")) {
            out.insert(entry.code);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("identities agree with the recorded verdicts", "[cawg][testdata]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    const auto document = parse_json(read_text(*folder / "expected.json"));
    const auto exceptions = parse_json(read_text(source_folder() / "docs" / "spec" / "c2pa-exceptions.json"));
    REQUIRE(document.has_value());
    REQUIRE(exceptions.has_value());
    const std::string signers = read_text(*folder / document->find("trust_anchors")->as_string());
    const std::string clocks = read_text(*folder / document->find("tsa_anchors")->as_string());
    const auto content =
        c2pa::Validator::create({.signer_anchors_pem = signers, .tsa_anchors_pem = clocks, .allowed_ekus = {}});
    const auto identities = cawg::Validator::create(
        {.anchors_pem = {}, .interim_anchors_pem = signers, .tsa_anchors_pem = clocks, .trusted_issuers = {}});
    REQUIRE(content.has_value());
    REQUIRE(identities.has_value());
    const UnixSeconds now = parse_rfc3339("2026-11-22T00:00:00Z").value();
    std::size_t judged = 0;
    for (const Json& verdict : document->find("verdicts")->as_array()) {
        const std::string file = verdict.find("file")->as_string();
        if (!file.ends_with(".jpg")) {
            continue;
        }
        std::set<std::string> expected = cawg_codes(verdict.find("failure"));
        for (const Json& exception : exceptions->as_array()) {
            if (exception.find("file")->as_string() == file && exception.find("cawgFailure") != nullptr) {
                expected = cawg_codes(exception.find("cawgFailure"));
            }
        }
        const auto source = media::FileByteSource::open(*folder / file);
        REQUIRE(source.has_value());
        const auto report = content->validate(*source, now);
        REQUIRE(report.has_value());
        const cawg::Report found = identities->check(*report, {.now = now});
        INFO(file << " " << cawg::to_text(found.state));
        CHECK(codes(found.codes.failure) == expected);
        const bool validated = cawg_codes(verdict.find("success")).contains("cawg.ica.time_stamp.validated");
        CHECK(found.codes.has(cawg::status::ica_stamp_good) == validated);
        judged += found.identities.size();
    }
    CHECK(judged >= 22);
}
