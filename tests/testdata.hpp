// The shared test data (real files and published vectors), read in place. Where it is absent the test that asks
// says so and passes over it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

#include <catch2/catch.hpp>

namespace countersign {

/// The root of this repository, given by ctest, else the working folder.
inline std::filesystem::path source_folder() {
    const char* const given = std::getenv("COUNTERSIGN_SOURCE");
    return given != nullptr ? std::filesystem::path(given) : std::filesystem::current_path();
}

inline std::optional<std::filesystem::path> testdata_folder(std::string_view name) {
    const char* const given = std::getenv("COUNTERSIGN_TESTDATA");
    const auto root = given != nullptr ? std::filesystem::path(given) : source_folder() / ".." / "shared" / "testdata";
    auto folder = root / name;
    if (!std::filesystem::exists(folder)) {
        WARN("SKIPPED: no test data at " << folder);
        return std::nullopt;
    }
    return folder;
}

}  // namespace countersign
