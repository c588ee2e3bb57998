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

/// A file without the comment at its head: what is said there of rules holds nothing by itself.
std::string without_head(const SourceFile& file) {
    std::string text;
    bool is_head = true;
    for (const std::string& line : file.lines()) {
        is_head = is_head && (line.empty() || line.starts_with("//") || line.starts_with("#!"));
        if (!is_head) {
            text += line;
            text += '\n';
        }
    }
    return text;
}

std::string all_text(const std::vector<SourceFile>& files) {
    std::string text;
    for (const auto& file : files) {
        text += file.text;
        text += '\n';
    }
    return text;
}

/// Whether `name` stands in `text` as a whole: `http.body` isn't provoked by a test of `http.body_too_large`.
bool has_name(const std::string& text, const std::string& name) {
    const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) {
            return true;
        }
    }
    return false;
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
    std::string text;
    for (const char* const folder : {"tests", "contracts/evm/test"}) {
        for (const auto& file : read_tree(folder, {".cpp", ".hpp", ".mjs", ".js", ".sol"})) {
            text += file.path.starts_with("tests/lint/") ? std::string() : without_head(file);
        }
    }
    const auto tests = find_words(text);
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
            const bool is_named = has_name(tests, name) || has_name(tests, pattern);
            if (!is_named && !words.contains(constant)) {
                FAIL_CHECK("no test provokes " << name << " of " << file.path);
            }
        }
    }
    CHECK(names.size() > 10);
}
