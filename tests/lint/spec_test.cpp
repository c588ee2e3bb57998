// Every numbered rule of docs/spec has a test that names it, every rule that is cited exists, and every error code
// is one of a kind and provoked somewhere.
#include <catch2/catch.hpp>

#include <cctype>
#include <map>
#include <regex>
#include <set>
#include <utility>

#include "tests/lint/source_tree.hpp"

using namespace countersign::lint;

namespace {

std::set<std::string> find_rules(const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
        found.insert((*match)[1].str());
    }
    return found;
}

std::string all_text(const std::vector<SourceFile>& files) {
    std::string text;
    for (const auto& file : files) {
        text += file.text;
        text += '\n';
    }
    return text;
}

/// Identifiers and rule numbers; a regular expression over all tests would take long.
std::set<std::string> find_words(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
            word.push_back(c);
        } else if (!word.empty()) {
            words.insert(std::exchange(word, {}));
        }
    }
    return words;
}

}  // namespace

TEST_CASE("every numbered rule has a test that names it", "[lint][spec]") {
    const std::regex defined(R"(\*\*([A-Z]{1,2}[0-9]+)\*\*)");
    const auto tests = find_words(all_text(read_tree("tests", {".cpp", ".hpp", ".mjs", ".js"})));
    std::set<std::string> seen;
    const auto documents = read_tree("docs/spec", {".md"});
    REQUIRE_FALSE(documents.empty());
    for (const auto& document : documents) {
        for (const auto& rule : find_rules(document.text, defined)) {
            if (!seen.insert(rule).second) {
                FAIL_CHECK(rule << " is defined twice, again in " << document.path);
            }
            if (!tests.contains(rule)) {
                FAIL_CHECK("no test names " << rule << " of " << document.path);
            }
        }
    }
}

TEST_CASE("every error code has one name and is provoked by a test", "[lint][spec]") {
    const std::regex declared(R"rx(ErrorCode\s+([a-z0-9_]+)\s*\{\s*"([a-z0-9_.]+)")rx");
    const std::string tests = all_text(read_tree("tests", {".cpp", ".hpp", ".mjs", ".js", ".json"}));
    const auto words = find_words(tests);
    std::map<std::string, std::string> names;
    for (const auto& file : read_product()) {
        for (std::sregex_iterator match(file.text.begin(), file.text.end(), declared), end; match != end; ++match) {
            const std::string constant = (*match)[1].str();
            const std::string name = (*match)[2].str();
            if (!names.emplace(name, constant).second) {
                FAIL_CHECK(name << " is declared twice, again in " << file.path);
            }
            const std::string pattern = std::regex_replace(name, std::regex("\\."), "\\.");
            const bool is_named = tests.find(name) != std::string::npos || tests.find(pattern) != std::string::npos;
            if (!is_named && !words.contains(constant)) {
                FAIL_CHECK("no test provokes " << name << " of " << file.path);
            }
        }
    }
    CHECK(names.size() > 10);
}
