// Small habits kept by a program: line length, no leftovers, limits in one place.
#include <catch2/catch.hpp>

#include <utility>

#include "tests/lint/source_tree.hpp"

using namespace countersign::lint;

namespace {

/// Characters, not bytes: continuation bytes of UTF-8 don't count.
std::size_t length(const std::string& line) {
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

TEST_CASE("lines of code stay within 120 characters", "[lint][text]") {
    auto files = read_product();
    for (auto& file : read_tree("tests", {".cpp", ".hpp"})) {
        files.push_back(std::move(file));
    }
    for (const auto& file : files) {
        std::size_t number = 0;
        for (const auto& line : file.lines()) {
            ++number;
            if (length(line) > 120) {
                FAIL_CHECK(file.path << ":" << number << " has " << length(line) << " characters");
            }
        }
    }
}

TEST_CASE("nothing is left to do in the product's sources", "[lint][text]") {
    for (const auto& file : read_product()) {
        // In halves, so that this file doesn't say them itself.
        for (const auto& [half, rest] : {std::pair<std::string, std::string>{"TO", "DO"}, {"FIX", "ME"}}) {
            const std::string word = half + rest;
            INFO(file.path << " says " << word);
            CHECK(file.text.find(word) == std::string::npos);
        }
    }
}

TEST_CASE("a file that passes 700 lines is really two", "[lint][text]") {
    for (const auto& file : read_product()) {
        INFO(file.path);
        CHECK(file.lines().size() <= 700);
    }
}
