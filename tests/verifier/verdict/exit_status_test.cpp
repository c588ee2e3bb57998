// The one number that a script looks at (docs/spec/verdict.md, V14).
#include <catch2/catch.hpp>

#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

namespace {

/// Embedded, valid, intact, and its signer identified.
Verdict good() {
    Verdict verdict;
    verdict.integrity = Integrity::intact;
    verdict.provenance.source = evidence::StoreSource::embedded;
    verdict.provenance.state = verifier::c2pa::State::valid;
    verdict.origin.status = OriginStatus::identified;
    return verdict;
}

template <typename Change>
int status_with(Change change) {
    Verdict verdict = good();
    change(verdict);
    return exit_status(verdict);
}

}  // namespace

TEST_CASE("the exit status says intact and by whom, broken, or nothing to go by (V14)", "[verifier][verdict]") {
    using verifier::c2pa::State;
    CHECK(exit_status(good()) == 0);
    CHECK(status_with([](Verdict& v) { v.origin.status = OriginStatus::pseudonymous; }) == 3);
    CHECK(status_with([](Verdict& v) { v.origin.status = OriginStatus::unknown; }) == 3);
    CHECK(status_with([](Verdict& v) { v.integrity = Integrity::altered; }) == 1);
    CHECK(status_with([](Verdict& v) { v.integrity = Integrity::unverifiable; }) == 1);
    CHECK(status_with([](Verdict& v) { v.revoked = true; }) == 1);
    CHECK(status_with([](Verdict& v) { v.provenance.state = State::invalid; }) == 1);
    CHECK(status_with([](Verdict& v) { v.provenance.state = State::inaccessible; }) == 1);
    CHECK(status_with([](Verdict& v) {
              v.provenance.state = State::inaccessible;
              v.reasons.push_back({"provenance.remote", "Kept elsewhere."});
          }) == 2);
    CHECK(status_with([](Verdict& v) { v.reasons.push_back({"dispute.open", "Disputed."}); }) == 0);
    // Without provenance nothing else counts.
    CHECK(status_with([](Verdict& v) {
              v.provenance.source = evidence::StoreSource::none;
              v.integrity = Integrity::altered;
          }) == 2);
}

}  // namespace countersign::verdict
