// trace_generate random SEED STEPS    prints a random trace with its outcomes and digests
// trace_generate on-chain SEED STEPS  the same without Ed25519 keys, which an EVM chain can't verify
// trace_generate complete FILE        prints the trace with a digest in each step; "expect" stays as it was written
// trace_generate operations FILE...   prints, a line each, what a second engine needs to run the same steps:
//                                     now, checkpoint, domain, operation, outcome and the diff (key=value), in hex
#include <cstdio>
#include <cstdlib>
#include <string>

#include "identity/base/encoding.hpp"
#include "tests/contracts/rules/trace.hpp"

namespace {

using namespace countersign;
using namespace countersign::rules::test;

ByteView as_view(rules::ByteSpan bytes) { return {bytes.data(), bytes.size()}; }

void print_operations(const Json& trace) {
    TraceRunner runner;
    for (const Json& step : trace.find("steps")->as_array()) {
        const StepResult& result = runner.run(step);
        const Json* const sent_to = step.find("sent_to");
        const auto domain = test_domain(sent_to != nullptr ? sent_to->as_string() : "here");
        Json changes = Json::array();
        for (std::size_t i = 0; i < result.diff.size(); ++i) {
            changes.push(Json::array({to_hex(as_view(result.diff.key(i))), to_hex(as_view(result.diff.value(i)))}));
        }
        const Json line = Json::object({{"now", result.moment.now.value},
                                        {"checkpoint", result.moment.checkpoint.value},
                                        {"domain", to_hex(view(domain))},
                                        {"operation", to_hex(result.operation)},
                                        {"outcome", result.outcome},
                                        {"diff", std::move(changes)}});
        std::printf("%s\n", to_json_text(line).c_str());
    }
    std::printf("{\"end\":true}\n");
}

int usage() {
    std::fprintf(stderr, "usage: trace_generate random | on-chain SEED STEPS | complete FILE | operations FILE...\n");
    return 64;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    if ((command == "random" || command == "on-chain") && argc == 4) {
        Json trace = random_trace(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10),
                                  command == "random" ? TraceKeys::all : TraceKeys::on_chain);
        complete_trace(trace);
        std::printf("%s\n", to_pretty_json(trace).c_str());
        return 0;
    }
    if (command == "complete" && argc == 3) {
        Json trace = load_trace(argv[2]);
        complete_trace(trace);
        std::printf("%s\n", to_pretty_json(trace).c_str());
        return 0;
    }
    if (command == "operations" && argc > 2) {
        for (int i = 2; i < argc; ++i) {
            print_operations(load_trace(argv[i]));
        }
        return 0;
    }
    return usage();
}
