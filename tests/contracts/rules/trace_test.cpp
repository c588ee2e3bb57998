// The committed traces and random ones, run natively. Each trace names the rules that it shows in its "rules".
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <set>
#include <string>

#include "contracts/rules/errors.hpp"
#include "tests/contracts/rules/trace.hpp"
#include "tests/testdata.hpp"

using namespace countersign;
using namespace countersign::rules;
using namespace countersign::rules::test;

TEST_CASE("each step of each trace has its outcome and its answers", "[rules][trace]") {
    std::size_t steps = 0;
    for (const auto& path : trace_files()) {
        const Json trace = load_trace(path);
        TraceRunner runner;
        for (const Json& step : trace.find("steps")->as_array()) {
            ++steps;
            const MapState before = runner.state();
            const StepResult& result = runner.run(step);
            INFO(path.filename() << ": " << step.find("say")->as_string());
            CHECK(result.outcome == step.find("expect")->as_string());
            CHECK(result.digest == step.find("digest")->as_string());
            if (result.outcome != "ok") {
                CHECK(runner.state() == before);  // R19: nothing changed
                CHECK(result.diff.size() == 0);
            } else {
                CHECK(result.diff.size() > 0);
            }
        }
    }
    CHECK(steps >= 300);
}

TEST_CASE("each error code is provoked by a trace", "[rules][trace]") {
    std::set<std::string> provoked;
    for (const auto& path : trace_files()) {
        const Json trace = load_trace(path);
        for (const Json& step : trace.find("steps")->as_array()) {
            provoked.insert(step.find("expect")->as_string());
        }
    }
    for (const auto& entry : rule_errors) {
        if (entry.kind != RuleErrorKind::internal) {  // registry.state_corrupt: state_test.cpp
            INFO(entry.name);
            CHECK(provoked.contains(entry.name));
        }
    }
}

namespace {

/// What docs/spec/registry.md says: the errors that each numbered rule names, without `registry.`.
std::map<std::string, std::set<std::string>> errors_of_rules() {
    std::set<std::string> known;
    for (const auto& entry : rule_errors) {
        known.insert(std::string(entry.name).substr(std::string(entry.name).find('.') + 1));
    }
    std::map<std::string, std::set<std::string>> out;
    std::ifstream document(source_folder() / "docs/spec/registry.md");
    std::string rule;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("- **R")) {
            rule = line.substr(4, line.find("**", 4) - 4);
        } else if (!line.starts_with("  ")) {
            rule.clear();
        }
        for (auto start = line.find('`'); !rule.empty() && start != std::string::npos; start = line.find('`', start)) {
            const auto end = line.find('`', start + 1);
            if (const auto name = line.substr(start + 1, end - start - 1); known.contains(name)) {
                out[rule].insert(name);
            }
            start = end == std::string::npos ? end : end + 1;
        }
    }
    return out;
}

}  // namespace

TEST_CASE("each error that a rule names is provoked by a trace of that rule", "[rules][trace]") {
    std::map<std::string, std::set<std::string>> provoked;
    for (const auto& path : trace_files()) {
        const Json trace = load_trace(path);
        for (const Json& rule : trace.find("rules")->as_array()) {
            for (const Json& step : trace.find("steps")->as_array()) {
                provoked[rule.as_string()].insert(step.find("expect")->as_string());
            }
        }
    }
    const auto named = errors_of_rules();
    CHECK(named.size() > 30);
    for (const auto& [rule, errors] : named) {
        for (const auto& error : errors) {
            INFO(rule << ": " << error);
            CHECK(provoked[rule].contains("registry." + error));
        }
    }
}

TEST_CASE("random traces are a function of their seed and never leave a record unreadable", "[rules][trace]") {
    const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
    Json first = random_trace(seed, 120);
    Json second = random_trace(seed, 120);
    complete_trace(first);
    complete_trace(second);
    CHECK(first == second);
    std::set<std::string> outcomes;
    for (const Json& step : first.find("steps")->as_array()) {
        outcomes.insert(step.find("expect")->as_string());
    }
    CHECK_FALSE(outcomes.contains("registry.state_corrupt"));
    CHECK(outcomes.contains("ok"));
    CHECK(outcomes.size() > 5);
}
