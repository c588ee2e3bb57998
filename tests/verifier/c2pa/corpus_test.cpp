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

TEST_CASE("C80: a file of several files is judged by its parts where the whole doesn't match", "[c2pa][corpus]") {
    Corpus corpus(7);
    add_multi_asset(corpus);
    std::set<std::string> codes;
    for (const CorpusCase& one : corpus.take()) {
        const Report report = world().check(one.file);
        INFO(one.name);
        CHECK(failures(report) == one.failure);
        for (const auto* const list : {&report.active.success, &report.active.failure}) {
            for (const StatusEntry& entry : *list) {
                if (entry.code.starts_with("assertion.multiAssetHash.")) {
                    codes.insert(entry.code.substr(25));
                }
            }
        }
    }
    CHECK(codes == std::set<std::string>{"malformed", "match", "mismatch", "missingPart"});
}

TEST_CASE("C85: a log whose last checkpoint can't be read has no manifest, and that is said", "[c2pa][corpus]") {
    const auto judge = [](std::string_view text) {
        const Report report = world().check(countersign::to_bytes(countersign::as_bytes(text)));
        std::string out(to_text(report.state));
        for (const std::string& code : failures(report)) {
            out += " " + code;
        }
        return out;
    };
    const std::string begin = "-----BEGIN C2PA CHECKPOINT-----";
    const std::string end = "-----END C2PA CHECKPOINT-----\n";
    const std::string none = "absent manifest.appendOnlyText.noSentinel";
    CHECK(judge("alpha\n" + begin + " https://a.example/1.c2pa " + end) == "inaccessible manifest.inaccessible");
    CHECK(judge("alpha\n" + begin + " https://a.example/1.c2pa\n") == none);
    CHECK(judge("alpha\n" + begin + " what " + end) == none);
    CHECK(judge("alpha\n# " + begin + " https://a.example/1.c2pa " + end) == none);
    CHECK(judge("alpha\n" + begin + " https://a.example/1.c2pa " + end + begin + " https") == none);
    CHECK(judge("alpha\n" + begin + " data:application/c2pa;base64,AAAA " + end) ==
          "inaccessible manifest.inaccessible.malformed");
}
