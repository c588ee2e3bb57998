// An outbox on a real node, and a contract that counts how often it was told each word.
#pragma once

#include "contracts/chain/address.hpp"
#include "contracts/chain/outbox.hpp"
#include "identity/base/hash.hpp"
#include "tests/contracts/chain/anvil.hpp"
#include "tests/contracts/chain/fault_proxy.hpp"
#include "tests/temporary_folder.hpp"

namespace countersign::chain_test {

inline constexpr EthereumAddress counter_address{{0xc0, 0x01}};
/// storage[calldata word] += 1
inline constexpr const char* counter_code = "0x5f3580546001019055";
/// Loops for ever.
inline constexpr const char* endless_code = "0x5b5f56";

inline void set_code(Anvil& anvil, const EthereumAddress& address, const std::string& code) {
    anvil.ask("anvil_setCode", Json::array({chain::to_hex_data(view(address)), code}));
}

inline chain::OperationKey key_of(std::uint64_t number) {
    return {{static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)}};
}

/// Tells the counter the operation's key.
inline chain::OutboxRequest count_request(const chain::OperationKey& key) {
    return {counter_address, to_bytes(view(key)), {}};
}

inline std::uint64_t counted(Anvil& anvil, const chain::OperationKey& key) {
    const Json word =
        anvil.ask("eth_getStorageAt",
                  Json::array({chain::to_hex_data(view(counter_address)), chain::to_hex_data(view(key)), "latest"}));
    return chain::to_u64(chain::parse_fixed_data<chain::Uint256>(word, "storage").value()).value();
}

inline chain::RpcOptions options_of(std::string url) {
    return {.endpoints = {{std::move(url)}}, .methods = {{"eth_sendRawTransaction", 3000}}};
}

/// An outbox of a key on a file, by way of one address.
struct Sender {
    chain::RpcClient rpc;
    chain::Node node;
    std::unique_ptr<chain::Outbox> outbox;

    Sender(const std::filesystem::path& file, const std::string& url, std::size_t account = 0,
           chain::OutboxOptions options = {.chain_id = 31337})
        : rpc(loopback_client(), entropy(), options_of(url)),
          node(rpc),
          outbox(chain::Outbox::open(file, node, rich_key(account), options).value()) {}

    chain::StepReport step() {
        const auto report = outbox->step();
        INFO((report ? "" : std::string(report.error().code.name) + " " + report.error().detail));
        REQUIRE(report.has_value());
        return *report;
    }
    std::string step_code() {
        const auto report = outbox->step();
        return report ? "" : std::string(report.error().code.name);
    }
    chain::Operation status(std::uint64_t number) { return outbox->status(key_of(number)).value(); }
    chain::Operation count(std::uint64_t number) {
        return outbox->enqueue(key_of(number), count_request(key_of(number))).value();
    }
};

/// Blocks that make what is mined now final.
inline constexpr std::uint64_t blocks_to_final = 4;

inline std::unique_ptr<Anvil> start_counting_anvil() {
    auto anvil = Anvil::start({"--no-mining", "--slots-in-an-epoch", "1"});
    if (anvil) {
        set_code(*anvil, counter_address, counter_code);
    }
    return anvil;
}

/// Steps and blocks until everything is settled; fails after too many.
inline void settle(Sender& sender, Anvil& anvil, unsigned rounds = 60) {
    for (unsigned i = 0; i < rounds; ++i) {
        const auto report = sender.outbox->step();
        if (report && report->queued == 0 && report->in_flight == 0) {
            return;
        }
        anvil.mine();
    }
    FAIL("not settled");
}

}  // namespace countersign::chain_test
