// Holds the storage of a registry on a node to the state that the C++ rules make of a trace:
//   chain_words_probe URL REGISTRY TRACE
// Prints how many words were compared, said and proven; ends with 1 where any differs, or where a spoiled word doesn't.
#include <cstdio>

#include "api/http/client.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/chain/compare.hpp"
#include "contracts/chain/node.hpp"
#include "identity/base/encoding.hpp"
#include "tests/contracts/rules/trace.hpp"

using namespace countersign;
using namespace countersign::chain;

namespace {

struct Expected {
    std::vector<ExpectedWord> words;
    std::vector<Bytes> keys;
};

Expected expected_words(const rules::test::MapState& state) {
    Expected out;
    for (const auto& [key, value] : state.map()) {
        const auto words = words_of(state, key, value);
        if (!words) {
            std::printf("%s: %s\n", to_hex(key).c_str(), words.error().detail.c_str());
            std::exit(1);
        }
        for (const ExpectedWord& word : *words) {
            out.words.push_back(word);
            out.keys.push_back(key);
        }
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        return 2;
    }
    const Json trace = rules::test::load_trace(argv[3]);
    rules::test::TraceRunner runner;
    for (const Json& step : trace.find("steps")->as_array()) {
        std::ignore = runner.run(step);
    }
    Expected expected = expected_words(runner.state());
    RpcOptions options;
    options.endpoints.push_back({argv[1]});
    api::http::OutgoingClient http({.allowed = true, .allow_loopback = true});
    SystemEntropy entropy;
    RpcClient rpc(http, entropy, options);
    const auto head = Node(rpc).load_head(BlockTag::latest);
    const auto registry = parse_address(argv[2]);
    if (!head || !*head || !registry) {
        return 2;
    }
    CompareOptions how{.registry = *registry, .block = {(*head)->number, (*head)->hash}};
    for (const bool proven : {false, true}) {
        how.proven = proven;
        const auto differences = compare(rpc, expected.words, how);
        if (!differences) {
            std::printf("%s: %s\n", std::string(differences.error().code.name).c_str(),
                        differences.error().detail.c_str());
            return 1;
        }
        for (const Difference& each : *differences) {
            std::printf("record %s\n  expected %s\n  found    %s\n", to_hex(expected.keys[each.index]).c_str(),
                        to_hex(view(expected.words[each.index].value)).c_str(), to_hex(view(each.found)).c_str());
        }
        if (!differences->empty()) {
            return 1;
        }
    }
    // A word that differs is found, alone.
    if (!expected.words.empty()) {
        Uint256& value = expected.words.back().value;
        value.bytes[31] = static_cast<std::uint8_t>(value.bytes[31] ^ 1U);
        const auto differences = compare(rpc, expected.words, how);
        if (!differences || differences->size() != 1 || differences->front().index != expected.words.size() - 1) {
            std::printf("a spoiled word isn't told\n");
            return 1;
        }
    }
    std::printf("%zu\n", expected.words.size());
    return 0;
}
