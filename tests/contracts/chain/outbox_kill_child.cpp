// An outbox that is going to be killed: adds operations, acknowledges each once it is durable, and steps and mines
// until somebody ends it.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "api/http/client.hpp"
#include "contracts/chain/outbox.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

using namespace countersign;
using namespace countersign::chain;

namespace {

/// One write a line, so that a line is whole or absent.
void say(const std::string& line) {
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::exit(2);
    }
}

template <typename Value>
Value take(Result<Value> result) {
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", std::string(result.error().code.name).c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    return std::move(*result);
}

}  // namespace

/// FILE URL SECRET CONTRACT FIRST COUNT
int main(int argc, char** argv) {
    if (argc != 7) {
        return 64;
    }
    api::http::OutgoingClient http({.allowed = true, .allow_loopback = true});
    SystemEntropy entropy;
    RpcClient rpc(http, entropy, {.endpoints = {{argv[2]}}});
    Node node(rpc);
    auto key = take(PrivateKey::parse(KeyType::secp256k1, take(parse_hex(argv[3]))));
    const auto contract = take(parse_hex_fixed<EthereumAddress>(argv[4]));
    auto outbox = take(Outbox::open(argv[1], node, std::move(key), {.chain_id = 31337}));
    say("open\n");
    const unsigned long first = std::stoul(argv[5]);
    for (unsigned long i = first; i < first + std::stoul(argv[6]); ++i) {
        const OperationKey operation{{static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i)}};
        take(outbox->enqueue(operation, {contract, to_bytes(view(operation)), {}}));
        say("ack " + std::to_string(i) + "\n");
        take(outbox->step());
    }
    for (;;) {
        take(outbox->step());
        take(rpc.call({"evm_mine"}));
    }
}
