// The repository's own files, for the tests that read them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/testdata.hpp"

namespace countersign::lint {

struct SourceFile {
    /// Relative to the root, with forward slashes.
    std::string path;
    std::string text;

    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> out;
        std::size_t start = 0;
        while (start <= text.size()) {
            const std::size_t end = std::min(text.find('\n', start), text.size());
            out.push_back(text.substr(start, end - start));
            start = end + 1;
        }
        return out;
    }
};

/// All files below `folder` whose names end with one of `endings`; build products and packages left out.
inline std::vector<SourceFile> read_tree(const std::string& folder, const std::vector<std::string>& endings) {
    namespace fs = std::filesystem;
    std::vector<SourceFile> files;
    const fs::path root = source_folder();
    if (!fs::exists(root / folder)) {
        return files;
    }
    for (auto entry = fs::recursive_directory_iterator(root / folder); entry != fs::recursive_directory_iterator();
         ++entry) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory() && (name == "node_modules" || name == "build" || name == "corpus")) {
            entry.disable_recursion_pending();
            continue;
        }
        const bool wanted =
            std::ranges::any_of(endings, [&](const std::string& ending) { return name.ends_with(ending); });
        if (entry->is_regular_file() && wanted) {
            std::ifstream stream(entry->path(), std::ios::binary);
            files.push_back({fs::relative(entry->path(), root).generic_string(),
                             std::string(std::istreambuf_iterator<char>(stream), {})});
        }
    }
    return files;
}

inline std::vector<SourceFile> read_product() {
    std::vector<SourceFile> all;
    for (const char* folder : {"identity", "contracts", "verifier", "api"}) {
        auto some = read_tree(folder, {".hpp", ".cpp"});
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

}  // namespace countersign::lint
