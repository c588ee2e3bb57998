// The corpus, judged by our validator: exactly the codes of the specification, whatever the seed.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "tests/verifier/c2pa/corpus.hpp"

using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

TEST_CASE("C38: every case of the corpus has the codes that the specification gives it", "[c2pa][corpus]") {
    const auto corpus = make_corpus(20'261'124);
    CHECK(corpus.size() >= 140);
    std::set<std::string> names;
    for (const CorpusCase& one : corpus) {
        const Report report = world().check(one.file);
        INFO(one.name << "\n" << countersign::to_pretty_json(to_json(report)).substr(0, 3000));
        CHECK(names.insert(one.name).second);
        CHECK(to_text(report.state) == one.state);
        CHECK(failures(report) == one.failure);
        CHECK(delta_failures(report) == one.ingredient_failure);
        for (const std::string& code : one.told) {
            const auto has = [&](const std::vector<StatusEntry>& list) {
                return std::any_of(list.begin(), list.end(),
                                   [&](const StatusEntry& entry) { return entry.code == code; });
            };
            INFO(code);
            CHECK((has(report.active.informational) || has(report.active.success)));
        }
    }
}
