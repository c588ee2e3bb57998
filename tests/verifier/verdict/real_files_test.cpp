// Real files, made by others: each gets a verdict, hostile ones too (V4, V5).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "identity/base/file.hpp"
#include "tests/testdata.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

constexpr UnixSeconds now{1'780'000'000};

std::string read_text(const std::filesystem::path& path) {
    const auto bytes = read_file(path, std::size_t{16} * 1024 * 1024);
    REQUIRE(bytes);
    return std::string(as_text(*bytes));
}

TEST_CASE("every real file gets a verdict that keeps the axes apart (V4, V5)", "[verifier][verdict]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    const auto validator =
        c2pa::Validator::create({.signer_anchors_pem = read_text(*folder / "certs/trust/test_cert_root_bundle.pem"),
                                 .tsa_anchors_pem = "",
                                 .allowed_ekus = c2pa::default_allowed_ekus()});
    REQUIRE(validator);
    std::size_t intact = 0;
    std::size_t altered = 0;
    for (const auto& item : std::filesystem::recursive_directory_iterator(*folder)) {
        if (!item.is_regular_file()) {
            continue;
        }
        const auto source = verifier::media::FileByteSource::open(item.path());
        REQUIRE(source);
        const auto report = validator->validate(*source, now);
        INFO(item.path());
        if (!report) {
            continue;  // the source itself failed
        }
        const auto verdict = decide(evidence::gather(*report, nullptr, {.now = now}), default_policy());
        CHECK(verdict.summary.ends_with("."));
        CHECK(exit_status(verdict) <= 3);
        const bool in_order = report->state == c2pa::State::valid || report->state == c2pa::State::trusted;
        CHECK((!in_order || verdict.integrity == Integrity::intact));
        CHECK((report->state != c2pa::State::absent || exit_status(verdict) == 2));
        const bool mismatch = std::ranges::any_of(report->active.failure, [](const auto& status) {
            return status.code == "assertion.dataHash.mismatch" || status.code == "claimSignature.mismatch";
        });
        CHECK((!mismatch || verdict.integrity == Integrity::altered));
        intact += verdict.integrity == Integrity::intact ? 1U : 0U;
        altered += verdict.integrity == Integrity::altered ? 1U : 0U;
        if (std::getenv("COUNTERSIGN_SHOW_VERDICTS") != nullptr) {
            std::printf("%d %s: %s\n", exit_status(verdict), item.path().filename().c_str(), verdict.summary.c_str());
        }
    }
    CHECK(intact > 20);
    CHECK(altered > 3);
}

}  // namespace

}  // namespace countersign::verdict
