#include "contracts/chain/blocks.hpp"

#include <algorithm>

#include "contracts/chain/address.hpp"
#include "contracts/chain/quantity.hpp"
#include "contracts/chain/rlp.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

/// Reads the members of one object and remembers the first that was wrong.
class Members {
  public:
    explicit Members(const Json& object) : object_(object) {
        if (!object.is_object()) {
            error_ = Error{errors::chain_rpc_result, "no object"};
        }
    }
    [[nodiscard]] bool has(std::string_view key) const { return !member(object_, key).is_null(); }
    [[nodiscard]] const Json& raw(std::string_view key) const { return member(object_, key); }
    std::uint64_t quantity(std::string_view key) { return keep(parse_quantity(raw(key), key)); }
    Uint256 quantity256(std::string_view key) { return keep(parse_quantity256(raw(key), key)); }
    Bytes data(std::string_view key) { return keep(parse_data(raw(key), key)); }
    template <typename Fixed>
    Fixed fixed(std::string_view key) {
        return keep(parse_fixed_data<Fixed>(raw(key), key));
    }
    void refuse(std::string what) {
        if (!error_) {
            error_ = Error{errors::chain_rpc_result, std::move(what)};
        }
    }
    template <typename Value>
    Result<Value> finish(Value value) {
        return error_ ? Result<Value>(fail(*error_)) : Result<Value>(std::move(value));
    }

  private:
    template <typename Value>
    Value keep(Result<Value> value) {
        if (!value && !error_) {
            error_ = value.error();
        }
        return value ? std::move(*value) : Value{};
    }
    const Json& object_;
    std::optional<Error> error_;
};

tl::unexpected<Error> inconsistent(std::string what) { return fail(errors::chain_node_inconsistent, std::move(what)); }

std::string name_of(const BlockId& block) {
    return "block " + std::to_string(block.number) + " " + to_hex_data(view(block.hash));
}

/// All fields that the hash is over.
void read_hashed_fields(Members& members, BlockHeader& header) {
    header.uncles = members.fixed<Keccak256Digest>("sha3Uncles");
    header.beneficiary = members.fixed<EthereumAddress>("miner");
    header.state_root = members.fixed<TrieRoot>("stateRoot");
    header.transactions_root = members.fixed<TrieRoot>("transactionsRoot");
    header.receipts_root = members.fixed<TrieRoot>("receiptsRoot");
    header.difficulty = members.quantity256("difficulty");
    header.gas_limit = members.quantity("gasLimit");
    header.gas_used = members.quantity("gasUsed");
    header.extra = members.data("extraData");
    header.mix = members.fixed<Keccak256Digest>("mixHash");
    header.nonce = members.fixed<FixedBytes<8, BlockNonceTag>>("nonce");
    if (members.has("baseFeePerGas")) {
        header.base_fee = members.quantity256("baseFeePerGas");
    }
    if (members.has("withdrawalsRoot")) {
        header.withdrawals_root = members.fixed<TrieRoot>("withdrawalsRoot");
    }
    if (members.has("parentBeaconBlockRoot")) {
        header.blob_gas_used = members.quantity("blobGasUsed");
        header.excess_blob_gas = members.quantity("excessBlobGas");
        header.beacon_root = members.fixed<Keccak256Digest>("parentBeaconBlockRoot");
    }
    if (members.has("requestsHash")) {
        header.requests_hash = members.fixed<Keccak256Digest>("requestsHash");
    }
    if (header.extra.size() > limits::block_extra_bytes_max) {
        members.refuse("extraData is too long");
    }
}

Result<Receipt> parse_receipt(const Json& value) {
    Members members(value);
    Receipt receipt;
    receipt.type = members.has("type") ? members.quantity("type") : 0;
    receipt.succeeded = members.quantity("status") == 1;
    receipt.cumulative_gas = members.quantity("cumulativeGasUsed");
    receipt.bloom = members.fixed<Bloom>("logsBloom");
    for (const char* key : {"depositNonce", "depositReceiptVersion"}) {
        if (members.has(key)) {
            receipt.deposit_fields.push_back(members.quantity(key));
        }
    }
    const Json& logs = members.raw("logs");
    if (!logs.is_array()) {
        members.refuse("logs are no array");
        return members.finish(std::move(receipt));
    }
    for (const Json& each : logs.as_array()) {
        auto log = parse_log(each);
        if (!log) {
            return fail(log.error());
        }
        receipt.logs.push_back(std::move(*log));
    }
    return members.finish(std::move(receipt));
}

/// Appends logs of one answer. Errors: as parse_log; chain.node_inconsistent where they don't ascend.
Result<Done> append_logs(const Json& value, const EthereumAddress& contract, std::vector<Log>& out) {
    if (!value.is_array()) {
        return fail(errors::chain_rpc_result, "logs are no array");
    }
    for (const Json& each : value.as_array()) {
        auto log = parse_log(each);
        if (!log) {
            return fail(log.error());
        }
        const auto place = [](const Log& at) { return std::pair(at.block.number, at.index); };
        if (!(log->address == contract) || (!out.empty() && place(out.back()) >= place(*log))) {
            return inconsistent("a log of another contract or out of order in " + name_of(log->block));
        }
        out.push_back(std::move(*log));
    }
    return Done{};
}

}  // namespace

Bytes encode_receipt(const Receipt& receipt) {
    RlpListWriter logs;
    for (const Log& log : receipt.logs) {
        RlpListWriter topics;
        for (const Keccak256Digest& topic : log.topics) {
            topics.bytes(view(topic));
        }
        logs.encoded(RlpListWriter().bytes(view(log.address)).encoded(topics.take()).bytes(log.data).take());
    }
    RlpListWriter fields;
    fields.number(receipt.succeeded ? 1 : 0).number(receipt.cumulative_gas).bytes(view(receipt.bloom));
    fields.encoded(logs.take());
    for (const std::uint64_t field : receipt.deposit_fields) {
        fields.number(field);
    }
    Bytes out;
    if (receipt.type != 0) {
        out.push_back(static_cast<std::uint8_t>(receipt.type));
    }
    append(out, fields.take());
    return out;
}

Result<Block> parse_block(const Json& value, bool check_hash) {
    Members members(value);
    Block block;
    block.id.number = block.header.number = members.quantity("number");
    block.id.hash = members.fixed<BlockHash>("hash");
    block.header.parent = members.fixed<BlockHash>("parentHash");
    block.header.timestamp = members.quantity("timestamp");
    block.header.bloom = members.fixed<Bloom>("logsBloom");
    if (check_hash) {
        read_hashed_fields(members, block.header);
    }
    auto out = members.finish(std::move(block));
    // F1: a header is what its hash says, or it is nothing.
    if (out && check_hash && !(hash_header(out->header) == out->id.hash)) {
        return inconsistent(name_of(out->id) + " has another hash");
    }
    return out;
}

Result<Log> parse_log(const Json& value) {
    Members members(value);
    Log log;
    log.address = members.fixed<EthereumAddress>("address");
    log.block.number = members.quantity("blockNumber");
    log.block.hash = members.fixed<BlockHash>("blockHash");
    log.transaction = members.fixed<TransactionHash>("transactionHash");
    const std::uint64_t index = members.quantity("logIndex");
    log.index = static_cast<std::uint32_t>(index);
    log.data = members.data("data");
    const Json& topics = members.raw("topics");
    if (!topics.is_array() || topics.as_array().size() > limits::log_topics_max || index > UINT32_MAX) {
        members.refuse("a log's topics or index");
        return members.finish(std::move(log));
    }
    for (const Json& topic : topics.as_array()) {
        auto digest = parse_fixed_data<Keccak256Digest>(topic, "topic");
        if (!digest) {
            return fail(digest.error());
        }
        log.topics.push_back(*digest);
    }
    if (members.raw("removed") == Json(true)) {
        return inconsistent("a log that was taken back, in " + name_of(log.block));
    }
    return members.finish(std::move(log));
}

Result<std::vector<Receipt>> parse_receipts(const Json& value, const BlockHeader& header) {
    if (!value.is_array()) {
        return fail(errors::chain_rpc_result, "receipts are no array");
    }
    std::vector<Receipt> out;
    std::vector<Bytes> encoded;
    for (const Json& each : value.as_array()) {
        auto receipt = parse_receipt(each);
        if (!receipt) {
            return fail(receipt.error());
        }
        encoded.push_back(encode_receipt(*receipt));
        out.push_back(std::move(*receipt));
    }
    if (!(list_root(encoded) == header.receipts_root)) {
        return inconsistent("receipts of block " + std::to_string(header.number) + " have another root");
    }
    return out;
}

Result<Json> require_result(RpcOutcome outcome) {
    if (!outcome) {
        return fail(errors::chain_rpc_fault, std::to_string(outcome.error().code) + ": " + outcome.error().message);
    }
    return std::move(*outcome);
}

Result<std::vector<std::optional<Block>>> load_numbers(RpcClient& rpc, const std::vector<std::uint64_t>& numbers,
                                                       bool check_hash) {
    std::vector<RpcCall> calls;
    calls.reserve(numbers.size());
    for (const std::uint64_t number : numbers) {
        calls.push_back({"eth_getBlockByNumber", Json::array({to_quantity(number), false})});
    }
    auto outcomes = rpc.batch(calls);
    if (!outcomes) {
        return fail(outcomes.error());
    }
    std::vector<std::optional<Block>> out;
    for (auto& outcome : *outcomes) {
        const auto value = require_result(std::move(outcome));
        if (!value) {
            return fail(value.error());
        }
        const std::uint64_t asked = numbers[out.size()];
        if (value->is_null()) {
            out.emplace_back();
            continue;
        }
        auto block = parse_block(*value, check_hash);
        if (!block) {
            return fail(block.error());
        }
        if (block->id.number != asked) {
            return inconsistent(name_of(block->id) + " in place of block " + std::to_string(asked));
        }
        out.emplace_back(std::move(*block));
    }
    return out;
}

Result<std::vector<Block>> load_blocks(RpcClient& rpc, std::uint64_t first, std::uint64_t last, bool check_hash) {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t number = first; number <= last; ++number) {
        numbers.push_back(number);
    }
    auto found = load_numbers(rpc, numbers, check_hash);
    if (!found) {
        return fail(found.error());
    }
    std::vector<Block> out;
    for (auto& block : *found) {
        // F2: the chain changed between two answers; what is before the break is one chain.
        if (!block || (!out.empty() && !(block->header.parent == out.back().id.hash))) {
            break;
        }
        out.push_back(std::move(*block));
    }
    return out;
}

Result<std::vector<Log>> load_range_logs(RpcClient& rpc, const EthereumAddress& contract, std::uint64_t first,
                                         std::uint64_t last) {
    auto outcome = rpc.call({"eth_getLogs", Json::array({Json::object({{"address", to_hex_data(view(contract))},
                                                                       {"fromBlock", to_quantity(first)},
                                                                       {"toBlock", to_quantity(last)}})})});
    const auto value = outcome ? require_result(std::move(*outcome)) : fail(outcome.error());
    std::vector<Log> out;
    const auto done = value ? append_logs(*value, contract, out) : fail(value.error());
    return done ? Result<std::vector<Log>>(std::move(out)) : fail(done.error());
}

Result<std::vector<Log>> load_block_logs(RpcClient& rpc, const EthereumAddress& contract,
                                         const std::vector<Block>& blocks) {
    std::vector<RpcCall> calls;
    calls.reserve(blocks.size());
    for (const Block& block : blocks) {
        calls.push_back(
            {"eth_getLogs", Json::array({Json::object({{"address", to_hex_data(view(contract))},
                                                       {"blockHash", to_hex_data(view(block.id.hash))}})})});
    }
    auto outcomes = rpc.batch(calls);
    if (!outcomes) {
        return fail(outcomes.error());
    }
    std::vector<Log> out;
    for (auto& outcome : *outcomes) {
        const auto value = require_result(std::move(outcome));
        const auto done = value ? append_logs(*value, contract, out) : fail(value.error());
        if (!done) {
            return fail(done.error());
        }
    }
    return out;
}

}  // namespace countersign::chain
