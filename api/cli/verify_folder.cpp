#include "api/cli/verify_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/verdict_text.hpp"
#include "api/http/problem.hpp"
#include "api/service/parallel.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"

namespace countersign::cli {
namespace {

namespace fs = std::filesystem;

/// Regular files below the folder. What can't be listed is left out and told.
std::vector<fs::path> list_files(const std::string& folder, bool& is_complete) {
    std::vector<fs::path> files;
    std::error_code problem;
    fs::recursive_directory_iterator at(folder, problem);
    while (!problem && at != fs::recursive_directory_iterator()) {
        std::error_code ignored;
        if (!at->is_symlink(ignored) && at->is_regular_file(ignored)) {
            files.push_back(at->path());
        }
        at.increment(problem);
    }
    is_complete = !problem;
    std::sort(files.begin(), files.end());
    return files;
}

unsigned rank(Exit exit) noexcept {
    switch (exit) {
        case Exit::refused: return 4;
        case Exit::usage:
        case Exit::unreadable: return 3;
        case Exit::unknown_signer: return 2;
        case Exit::no_provenance: return 1;
        case Exit::success: break;
    }
    return 0;
}

/// Lines in the order of the files, whoever is done first; printed as soon as all before them are.
class OrderedLines {
  public:
    explicit OrderedLines(std::size_t count) : lines_(count), done_(count) {}
    void put(std::size_t index, std::string line, Exit exit) {
        const std::lock_guard lock(mutex_);
        lines_[index] = std::move(line);
        done_[index] = true;
        worst_ = rank(exit) > rank(worst_) ? exit : worst_;
        for (; next_ < lines_.size() && done_[next_]; ++next_) {
            print_line(std::exchange(lines_[next_], {}));
        }
    }
    [[nodiscard]] Exit worst() const noexcept { return worst_; }

  private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
    std::vector<bool> done_;
    std::size_t next_ = 0;
    Exit worst_ = Exit::success;
};

std::string shown(const fs::path& path) {
    const std::string text = path.string();
    return printable(text, text.size());
}

std::string line_of(const fs::path& path, const Result<Outcome>& outcome, bool json) {
    if (json) {
        Json line = Json::object({{"path", shown(path)}});
        if (outcome) {
            line.set("verdict", outcome->verdict);
        } else {
            line.set("problem", api::http::problem_json(outcome.error()));
        }
        return to_json_text(line);
    }
    if (!outcome) {
        return "[  ] " + shown(path) + ": " + std::string(outcome.error().code.text) + " [" +
               std::string(outcome.error().code.name) + "]";
    }
    return to_terminal_line(shown(path), outcome->verdict, outcome->exit);
}

}  // namespace

bool is_folder(const std::string& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

Exit verify_folder(const VerifyOptions& options, Judge& judge) {
    if (!options.bundle_file.empty() || !options.manifest_file.empty()) {
        static_cast<void>(report({errors::cli_one_file, options.bundle_file.empty() ? "--manifest" : "--bundle"}));
        return Exit::usage;
    }
    if (const auto opened = judge.open_registry(); !opened) {
        static_cast<void>(report(opened.error()));
        return Exit::unreadable;
    }
    bool is_complete = true;
    const std::vector<fs::path> files = list_files(options.file, is_complete);
    OrderedLines lines(files.size());
    const unsigned jobs = options.jobs == 0 ? api::service::core_count() : options.jobs;
    api::service::for_each_index(files.size(), jobs, [&](std::size_t i) {
        const auto source = verifier::media::FileByteSource::open(files[i]);
        const Result<Outcome> outcome = source ? judge.judge(*source) : fail(source.error());
        lines.put(i, line_of(files[i], outcome, options.json), outcome ? outcome->exit : Exit::unreadable);
    });
    if (!is_complete) {
        static_cast<void>(report({errors::file_unreadable, options.file}));
        return rank(lines.worst()) > rank(Exit::unreadable) ? lines.worst() : Exit::unreadable;
    }
    return lines.worst();
}

}  // namespace countersign::cli
