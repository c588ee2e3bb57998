// A contract that says whatever a test wants a registry to say, on a real node.
#pragma once

#include "contracts/chain/address.hpp"
#include "contracts/chain/events.hpp"
#include "tests/contracts/chain/anvil.hpp"

namespace countersign::chain_test {

/// Calldata: repetitions, first topic, second topic (zero: there is none), then the data; a word each.
class Emitter {
  public:
    explicit Emitter(Anvil& anvil) : anvil_(anvil) {
        from_ = anvil.ask("eth_accounts").as_array().at(0).as_string();
        const Json receipt = send({{"data", std::string(init_code)}, {"gas", "0x100000"}});
        address_ = unhex_fixed<EthereumAddress>(receipt, "contractAddress");
    }

    [[nodiscard]] const EthereumAddress& address() const noexcept { return address_; }

    /// As a transaction of `count` times Accepted, with an operation of `bytes` bytes that all are `mark`.
    [[nodiscard]] Json accepted(std::uint8_t mark, std::uint64_t count = 1, std::size_t bytes = 200) const {
        ByteWriter data;
        data.u64(0).u64(0).u64(0).u64(count).bytes(view(chain::event_topics()[0])).bytes(Bytes(32, mark));
        data.u64(0).u64(0).u64(0).u64(32).u64(0).u64(0).u64(0).u64(bytes).bytes(Bytes(bytes, mark));
        data.bytes(Bytes((32 - bytes % 32) % 32, 0));
        return transaction(data.view());
    }
    /// Of one direct commit.
    [[nodiscard]] Json direct_commit(std::uint8_t mark) const {
        ByteWriter data;
        data.u64(0).u64(0).u64(0).u64(1).bytes(view(chain::event_topics()[1])).bytes(Bytes(32, 0));
        data.bytes(Bytes(32, mark)).bytes(Bytes(32, mark)).u64(0).u64(0).u64(0).u64(1'000 * 256 + 1);
        return transaction(data.view());
    }
    /// Of something that no registry says.
    [[nodiscard]] Json nonsense() const {
        ByteWriter data;
        data.u64(0).u64(0).u64(0).u64(1).bytes(Bytes(32, 7)).bytes(Bytes(32, 0));
        return transaction(data.view());
    }

    /// Sends and waits until it is in a block; gives the receipt.
    Json emit(const Json& transaction) { return send(transaction); }

  private:
    static constexpr const char* init_code =
        "0x603680600b6000396000f3"
        "606036038060606000376000355b8015603457600190036040358060295750602035826000a1600d565b602035836000a2600d565b00";

    [[nodiscard]] Json transaction(const Bytes& data) const {
        return Json::object({{"from", from_},
                             {"to", chain::to_hex_data(view(address_))},
                             {"data", chain::to_hex_data(data)},
                             {"gas", "0xf00000"}});
    }
    Json send(Json call) {
        call.set("from", from_);
        const Json hash = anvil_.ask("eth_sendTransaction", Json::array({call}));
        for (;;) {
            Json receipt = anvil_.ask("eth_getTransactionReceipt", Json::array({hash}));
            if (!receipt.is_null()) {
                REQUIRE(receipt.find("status")->as_string() == "0x1");
                return receipt;
            }
        }
    }
    Json send(std::initializer_list<JsonMember> members) { return send(Json::object(members)); }

    Anvil& anvil_;
    std::string from_;
    EthereumAddress address_{};
};

}  // namespace countersign::chain_test
