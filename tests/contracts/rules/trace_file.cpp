// Trace files: where they are, and how they are read and completed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "identity/base/file.hpp"
#include "tests/contracts/rules/trace.hpp"

namespace countersign::rules::test {

std::vector<std::filesystem::path> trace_files() {
    const char* const source = std::getenv("COUNTERSIGN_SOURCE");
    const std::filesystem::path folder =
        std::filesystem::path(source != nullptr ? source : ".") / "tests" / "contracts" / "rules" / "traces";
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") {
            out.push_back(entry.path());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

Json load_trace(const std::filesystem::path& path) {
    const auto content = read_file(path, limits::json_bytes_max);
    if (!content) {
        bad_trace(content.error().detail, path.string());
    }
    auto json = parse_json(as_text(*content));
    if (!json) {
        bad_trace(json.error().detail, path.string());
    }
    return std::move(*json);
}

void complete_trace(Json& trace) {
    TraceRunner runner;
    for (auto& member : trace.as_object()) {
        if (member.key != "steps") {
            continue;
        }
        for (Json& step : member.value.as_array()) {
            const StepResult& result = runner.run(step);
            if (step.find("expect") == nullptr) {
                step.set("expect", result.outcome);
            }
            step.set("digest", result.digest);
        }
    }
}

}  // namespace countersign::rules::test
