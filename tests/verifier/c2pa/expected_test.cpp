// Every file that is read here of the shared test data against the recorded verdicts of another implementation. Where
// the specification decides otherwise, docs/spec/c2pa-exceptions.json says so, sentence by sentence.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/json.hpp"
#include "tests/testdata.hpp"
#include "verifier/c2pa/report.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

constexpr std::size_t file_bytes_max = 16 * 1024 * 1024;

std::string read_text(const std::filesystem::path& path) {
    const auto bytes = read_file(path, file_bytes_max);
    REQUIRE(bytes.has_value());
    return std::string(as_text(*bytes));
}

/// Codes of CAWG are judged apart.
std::set<std::string> c2pa_codes(const Json* list) {
    std::set<std::string> out;
    for (const Json& code : list == nullptr ? Json::Array() : list->as_array()) {
        if (!code.as_string().starts_with("cawg.")) {
            out.insert(code.as_string());
        }
    }
    return out;
}

std::set<std::string> codes(const std::vector<c2pa::StatusEntry>& entries) {
    std::set<std::string> out;
    for (const auto& entry : entries) {
        out.insert(entry.code);
    }
    return out;
}

struct Expected {
    std::string state;
    std::set<std::string> failure;
    std::set<std::string> ingredient_failure;
};

/// Lower-case states; Invalid by CAWG alone counts as what the C2PA part is.
Expected expected_of(const Json& verdict) {
    Expected out;
    if (verdict.find("error") != nullptr) {
        const std::string& error = verdict.find("error")->as_string();
        const bool remote = error.find("RemoteManifest") != std::string::npos;
        const bool malformed = error.find("JumbfParseError") != std::string::npos;
        out.state = remote || malformed ? "inaccessible" : "absent";
        if (remote || malformed) {
            out.failure.insert(remote ? "manifest.inaccessible" : "manifest.inaccessible.malformed");
        }
        return out;
    }
    out.failure = c2pa_codes(verdict.find("failure"));
    out.ingredient_failure = c2pa_codes(verdict.find("ingredientFailure"));
    out.state = verdict.find("state")->as_string();
    out.state[0] = static_cast<char>(out.state[0] + 32);
    const bool cawg_only = out.failure.empty() || out.failure == std::set<std::string>{"signingCredential.untrusted"};
    if (cawg_only) {
        out.state = out.failure.empty() ? "trusted" : "valid";
    }
    return out;
}

c2pa::Policy policy_of(const std::filesystem::path& folder, const Json& document) {
    c2pa::Policy out;
    out.signer_anchors_pem = read_text(folder / document.find("trust_anchors")->as_string());
    out.tsa_anchors_pem = read_text(folder / document.find("tsa_anchors")->as_string());
    const std::string config = read_text(folder / document.find("eku_config")->as_string());
    for (std::size_t at = 0; at < config.size();) {
        const std::size_t end = std::min(config.find('\n', at), config.size());
        std::string line = config.substr(at, end - at);
        line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == '\r' || c == ' '; }), line.end());
        if (!line.empty() && line[0] >= '0' && line[0] <= '9') {
            out.allowed_ekus.push_back(line);
        }
        at = end + 1;
    }
    return out;
}

bool is_read_here(const std::string& file) {
    static constexpr std::string_view extensions[] = {".jpg",  ".png", ".gif",  ".webp", ".wav", ".avi",
                                                      ".tiff", ".mp3", ".flac", ".svg",  ".mp4", ".pdf"};
    return std::any_of(std::begin(extensions), std::end(extensions),
                       [&](std::string_view extension) { return file.ends_with(extension); });
}

}  // namespace

TEST_CASE("state and failure codes agree with the recorded verdicts", "[c2pa][testdata]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    const auto document = parse_json(read_text(*folder / "expected.json"));
    REQUIRE(document.has_value());
    const auto validator = c2pa::Validator::create(policy_of(*folder, *document));
    REQUIRE(validator.has_value());
    const auto exceptions = parse_json(read_text(source_folder() / "docs" / "spec" / "c2pa-exceptions.json"));
    REQUIRE(exceptions.has_value());
    // The day the verdicts were recorded.
    const UnixSeconds now = parse_rfc3339("2026-11-22T00:00:00Z").value();
    std::size_t compared = 0;
    for (const Json& verdict : document->find("verdicts")->as_array()) {
        const std::string file = verdict.find("file")->as_string();
        if (!is_read_here(file)) {
            continue;
        }
        Expected expected = expected_of(verdict);
        for (const Json& exception : exceptions->as_array()) {
            if (exception.find("file")->as_string() == file) {
                expected.state = exception.find("state")->as_string();
                expected.failure = c2pa_codes(exception.find("failure"));
                expected.ingredient_failure = c2pa_codes(exception.find("ingredientFailure"));
            }
        }
        const auto source = media::FileByteSource::open(*folder / file);
        REQUIRE(source.has_value());
        const auto report = validator->validate(*source, now);
        REQUIRE(report.has_value());
        INFO(file << "\n" << to_pretty_json(c2pa::to_json(*report)).substr(0, 6000));
        CHECK(c2pa::to_text(report->state) == expected.state);
        CHECK(codes(report->active.failure) == expected.failure);
        std::set<std::string> ingredient_failure;
        for (const auto& delta : report->ingredient_deltas) {
            const auto found = codes(delta.statuses.failure);
            ingredient_failure.insert(found.begin(), found.end());
        }
        CHECK(ingredient_failure == expected.ingredient_failure);
        CHECK(to_hex(view(report->asset.sha256)) == verdict.find("sha256")->as_string());
        CHECK(report->asset.size_bytes == static_cast<std::uint64_t>(verdict.find("size")->as_integer()));
        ++compared;
    }
    CHECK(compared >= 45);
}

TEST_CASE("C63: an initialisation segment is judged with the fragments that are there", "[c2pa][testdata]") {
    const auto folder = testdata_folder("c2pa/reference");
    if (!folder) {
        return;
    }
    const UnixSeconds now = parse_rfc3339("2026-11-22T00:00:00Z").value();
    const auto validator = c2pa::Validator::create({});
    const auto init = media::FileByteSource::open(*folder / "dashinit.mp4");
    const auto fragment = read_file(*folder / "dash1.m4s", file_bytes_max);
    REQUIRE((init && fragment));
    const auto check = [&](const std::vector<Bytes>& segments) {
        std::vector<media::MemoryByteSource> sources(segments.begin(), segments.end());
        std::vector<const media::ByteSource*> pointers;
        for (const auto& source : sources) {
            pointers.push_back(&source);
        }
        return validator->validate_fragmented(*init, pointers, now).value();
    };
    const auto sound = check({*fragment});
    CHECK(sound.state == c2pa::State::valid);
    CHECK(sound.active.has(c2pa::status::bmff_hash_match));
    CHECK(check({*fragment, *fragment}).active.has(c2pa::status::bmff_hash_mismatch));
    Bytes altered = *fragment;
    altered[altered.size() / 2] ^= 1;
    CHECK(check({altered}).active.has(c2pa::status::bmff_hash_mismatch));
    const Bytes init_bytes = read_file(*folder / "dashinit.mp4", file_bytes_max).value();
    CHECK(check({init_bytes}).active.has(c2pa::status::bmff_hash_malformed));
}

TEST_CASE("C2: hostile files are absent or inaccessible, not errors", "[c2pa][testdata]") {
    const auto folder = testdata_folder("c2pa/hostile");
    if (!folder) {
        return;
    }
    const auto validator = c2pa::Validator::create({});
    REQUIRE(validator.has_value());
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
        INFO(entry.path());
        const auto source = media::FileByteSource::open(entry.path());
        REQUIRE(source.has_value());
        const auto report = validator->validate(*source, parse_rfc3339("2026-11-22T00:00:00Z").value());
        REQUIRE(report.has_value());
        const bool unread = report->state == c2pa::State::absent || report->state == c2pa::State::inaccessible;
        CHECK(unread);
    }
}
