#include "contracts/chain/node.hpp"

#include <algorithm>
#include <array>

#include "contracts/chain/address.hpp"
#include "contracts/chain/quantity.hpp"

namespace countersign::chain {
namespace {

using Outcomes = std::vector<RpcOutcome>;

tl::unexpected<Error> fault(const RpcFault& said) {
    return fail(errors::chain_rpc_fault, std::to_string(said.code) + ": " + said.message);
}

/// Reads the members of one object and remembers the first that was wrong.
class Members {
  public:
    explicit Members(const Json& object) : object_(object) {
        if (!object.is_object()) {
            error_ = Error{errors::chain_rpc_result, "no object"};
        }
    }
    std::uint64_t quantity(std::string_view key) { return keep(parse_quantity(member(object_, key), key)); }
    std::uint64_t quantity_or_zero(std::string_view key) { return object_.find(key) == nullptr ? 0 : quantity(key); }
    template <typename Fixed>
    Fixed fixed(std::string_view key) {
        return keep(parse_fixed_data<Fixed>(member(object_, key), key));
    }
    template <typename Value>
    Result<Value> finish(Value value) {
        return error_ ? Result<Value>(fail(*error_)) : Result<Value>(std::move(value));
    }

  private:
    template <typename Value>
    Value keep(const Result<Value>& value) {
        if (!value && !error_) {
            error_ = value.error();
        }
        return value ? *value : Value{};
    }
    const Json& object_;
    std::optional<Error> error_;
};

Result<BlockHead> parse_head(const Json& block) {
    Members members(block);
    BlockHead head;
    head.number = members.quantity("number");
    head.hash = members.fixed<BlockHash>("hash");
    head.parent = members.fixed<BlockHash>("parentHash");
    head.timestamp = members.quantity("timestamp");
    head.base_fee = members.quantity_or_zero("baseFeePerGas");
    return members.finish(head);
}

Result<MinedTransaction> parse_receipt(const Json& receipt, const TransactionHash& asked) {
    Members members(receipt);
    MinedTransaction out;
    out.hash = members.fixed<TransactionHash>("transactionHash");
    out.block_number = members.quantity("blockNumber");
    out.block_hash = members.fixed<BlockHash>("blockHash");
    out.succeeded = members.quantity("status") == 1;
    out.gas_used = members.quantity("gasUsed");
    out.gas_price = members.quantity_or_zero("effectiveGasPrice");
    auto result = members.finish(out);
    if (result && !(result->hash == asked)) {
        return fail(errors::chain_rpc_result, "the receipt of another transaction");
    }
    return result;
}

/// The first fault among outcomes of which none is foreseen.
Result<Done> check_no_fault(const Outcomes& outcomes) {
    for (const RpcOutcome& outcome : outcomes) {
        if (!outcome) {
            return fault(outcome.error());
        }
    }
    return Done{};
}

Result<std::vector<std::optional<MinedTransaction>>> parse_receipts(const Outcomes& outcomes,
                                                                    const std::vector<TransactionHash>& hashes) {
    if (const auto done = check_no_fault(outcomes); !done) {
        return fail(done.error());
    }
    std::vector<std::optional<MinedTransaction>> out;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if ((*outcomes[i]).is_null()) {
            out.emplace_back();
            continue;
        }
        const auto receipt = parse_receipt(*outcomes[i], hashes[i]);
        if (!receipt) {
            return fail(receipt.error());
        }
        out.emplace_back(*receipt);
    }
    return out;
}

Json to_json(const CallRequest& request) {
    Json out = Json::object({{"from", to_hex_data(view(request.from))},
                             {"to", to_hex_data(view(request.to))},
                             {"data", to_hex_data(request.data)}});
    if (!request.value.is_zero()) {
        out.set("value", to_quantity(request.value));
    }
    return out;
}

RpcCall by_account(const char* method, const EthereumAddress& account, const BlockReference& block) {
    return {method, Json::array({to_hex_data(view(account)), to_text(block)})};
}

/// A fault that says the call itself fails on the chain, not that the node can't run it.
bool is_revert(const RpcFault& said) {
    constexpr std::int64_t execution_reverted = 3;
    if (said.code == execution_reverted || said.data) {
        return true;
    }
    return said.message.find("revert") != std::string::npos || said.message.find("invalid opcode") != std::string::npos;
}

/// Asks by quorum and reads the one outcome.
template <typename Value>
Result<Value> load_agreed(RpcClient& rpc, const RpcCall& call, const std::function<Result<Value>(const Json&)>& parse) {
    return ask_quorum<Value>(rpc, {call}, [&parse](const Outcomes& outcomes) -> Result<Value> {
        if (!outcomes[0]) {
            return fault(outcomes[0].error());
        }
        return parse(*outcomes[0]);
    });
}

}  // namespace

std::string to_text(const BlockReference& block) {
    if (const auto* const number = std::get_if<std::uint64_t>(&block)) {
        return to_quantity(*number);
    }
    switch (std::get<BlockTag>(block)) {
        case BlockTag::latest: return "latest";
        case BlockTag::safe: return "safe";
        case BlockTag::finalized: return "finalized";
        case BlockTag::pending: return "pending";
    }
    return {};
}

Result<std::uint64_t> Node::load_chain_id() {
    return load_agreed<std::uint64_t>(rpc_, {"eth_chainId"},
                                      [](const Json& json) { return parse_quantity(json, "eth_chainId"); });
}

Result<SenderStatus> Node::load_sender_status(const EthereumAddress& sender) {
    auto outcomes = rpc_.batch({{"eth_chainId"},
                                {"eth_getBlockByNumber", Json::array({"latest", false})},
                                {"eth_getBlockByNumber", Json::array({"finalized", false})},
                                by_account("eth_getTransactionCount", sender, BlockTag::latest),
                                by_account("eth_getBalance", sender, BlockTag::latest),
                                {"eth_maxPriorityFeePerGas"},
                                by_account("eth_getTransactionCount", sender, BlockTag::pending)});
    if (!outcomes) {
        return fail(outcomes.error());
    }
    // A young chain has nothing final yet, which some nodes say by null and others by a fault: then nothing is taken
    // for final. Not every chain suggests a priority fee: then there is none.
    (*outcomes)[2] = (*outcomes)[2].value_or(Json());
    (*outcomes)[5] = (*outcomes)[5].value_or("0x0");
    if (const auto done = check_no_fault(*outcomes); !done) {
        return fail(done.error());
    }
    const auto at = [&outcomes](std::size_t i) -> const Json& { return *(*outcomes)[i]; };
    const auto latest = parse_head(at(1));
    const auto finalized = at(2).is_null() ? Result<BlockHead>(BlockHead{}) : parse_head(at(2));
    const auto balance = parse_quantity256(at(4), "eth_getBalance");
    std::array<std::uint64_t, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        constexpr std::array<std::size_t, 4> places = {0, 3, 5, 6};
        const auto number = parse_quantity(at(places[i]), "a number of the account's");
        if (!number) {
            return fail(number.error());
        }
        numbers[i] = *number;
    }
    if (!latest || !finalized) {
        return fail(!latest ? latest.error() : finalized.error());
    }
    if (!balance) {
        return fail(balance.error());
    }
    return SenderStatus{.chain_id = numbers[0],
                        .latest = *latest,
                        .finalized = *finalized,
                        .nonce = numbers[1],
                        .pending_nonce = numbers[3],
                        .balance = *balance,
                        .priority_fee = numbers[2]};
}

Result<std::optional<BlockHead>> Node::load_head(const BlockReference& block) {
    const auto outcome = rpc_.call({"eth_getBlockByNumber", Json::array({to_text(block), false})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome) {
        return fault(outcome->error());
    }
    if ((**outcome).is_null()) {
        return std::optional<BlockHead>();
    }
    const auto head = parse_head(**outcome);
    return head ? Result<std::optional<BlockHead>>(*head) : fail(head.error());
}

Result<std::vector<std::optional<MinedTransaction>>> Node::load_mined(const std::vector<TransactionHash>& hashes) {
    std::vector<std::optional<MinedTransaction>> out;
    for (std::size_t start = 0; start < hashes.size(); start += limits::rpc_batch_calls_max) {
        std::vector<TransactionHash> piece;
        std::vector<RpcCall> calls;
        for (std::size_t i = start; i < std::min(hashes.size(), start + limits::rpc_batch_calls_max); ++i) {
            piece.push_back(hashes[i]);
            calls.push_back({"eth_getTransactionReceipt", Json::array({to_hex_data(view(hashes[i]))})});
        }
        auto mined = ask_quorum<std::vector<std::optional<MinedTransaction>>>(
            rpc_, calls, [&piece](const Outcomes& outcomes) { return parse_receipts(outcomes, piece); });
        if (!mined) {
            return mined;
        }
        std::ranges::move(*mined, std::back_inserter(out));
    }
    return out;
}

Result<std::vector<bool>> Node::load_known(const std::vector<TransactionHash>& hashes) {
    std::vector<RpcCall> calls;
    calls.reserve(hashes.size());
    for (const auto& hash : hashes) {
        calls.push_back({"eth_getTransactionByHash", Json::array({to_hex_data(view(hash))})});
    }
    const auto outcomes = rpc_.batch(calls);
    if (!outcomes) {
        return fail(outcomes.error());
    }
    if (const auto done = check_no_fault(*outcomes); !done) {
        return fail(done.error());
    }
    std::vector<bool> out;
    for (const RpcOutcome& outcome : *outcomes) {
        out.push_back(!outcome->is_null());
    }
    return out;
}

Result<std::uint64_t> Node::load_nonce(const EthereumAddress& sender, const BlockReference& block) {
    return load_agreed<std::uint64_t>(rpc_, by_account("eth_getTransactionCount", sender, block),
                                      [](const Json& json) { return parse_quantity(json, "eth_getTransactionCount"); });
}

Result<bool> Node::load_has_code(const EthereumAddress& address) {
    return load_agreed<bool>(rpc_, by_account("eth_getCode", address, BlockTag::latest),
                             [](const Json& json) -> Result<bool> {
                                 const auto code = parse_data(json, "eth_getCode");
                                 return code ? Result<bool>(!code->empty()) : fail(code.error());
                             });
}

Result<std::optional<TransactionHash>> Node::load_sent(const EthereumAddress& sender, std::uint64_t nonce,
                                                       std::uint64_t block) {
    using Found = std::optional<TransactionHash>;
    const RpcCall call{"eth_getBlockByNumber", Json::array({to_quantity(block), true})};
    return load_agreed<Found>(rpc_, call, [&](const Json& json) -> Result<Found> {
        const Json& transactions = member(json, "transactions");
        if (!transactions.is_array()) {
            return fail(errors::chain_rpc_result, "a block without transactions");
        }
        for (const Json& transaction : transactions.as_array()) {
            Members members(transaction);
            const auto from = members.fixed<EthereumAddress>("from");
            const std::uint64_t used = members.quantity("nonce");
            const auto hash = members.finish(members.fixed<TransactionHash>("hash"));
            if (!hash) {
                return fail(hash.error());
            }
            if (from == sender && used == nonce) {
                return Found(*hash);
            }
        }
        return Found();
    });
}

namespace {

/// Nodes say in words that all the gas there may be doesn't suffice.
bool is_too_much_gas(const RpcFault& said) {
    std::string lower(said.message);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return lower.find("exceeds allowance") != std::string::npos || lower.find("out of gas") != std::string::npos ||
           lower.find("outofgas") != std::string::npos;
}

}  // namespace

Result<Estimate> Node::estimate(const CallRequest& request) {
    const auto outcome = rpc_.call({"eth_estimateGas", Json::array({to_json(request), "pending"})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome) {
        const RpcFault& said = outcome->error();
        if (is_too_much_gas(said)) {
            return Estimate(UINT64_MAX);
        }
        return is_revert(said) ? Result<Estimate>(tl::unexpected(Revert{said.data.value_or(Bytes{}), said.message}))
                               : fault(said);
    }
    const auto gas = parse_quantity(**outcome, "eth_estimateGas");
    return gas ? Result<Estimate>(*gas) : fail(gas.error());
}

Result<CallResult> Node::call(const CallRequest& request, const BlockReference& block) {
    const auto outcome = rpc_.call({"eth_call", Json::array({to_json(request), to_text(block)})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome) {
        const RpcFault& said = outcome->error();
        return is_revert(said) ? Result<CallResult>(tl::unexpected(Revert{said.data.value_or(Bytes{}), said.message}))
                               : fault(said);
    }
    auto data = parse_data(**outcome, "eth_call");
    return data ? Result<CallResult>(std::move(*data)) : fail(data.error());
}

Result<SendAnswer> Node::send(ByteView raw) {
    const auto outcome = rpc_.call({"eth_sendRawTransaction", Json::array({to_hex_data(raw)})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome) {
        const std::string& message = outcome->error().message;
        return SendAnswer{classify_send_fault(message), message};
    }
    return SendAnswer{SendOutcome::accepted, {}};
}

SendOutcome classify_send_fault(std::string_view message) {
    // X16: in this order, since "replacement transaction underpriced" is also "underpriced".
    struct Phrase {
        std::string_view text;
        SendOutcome outcome;
    };
    static constexpr std::array phrases = {
        Phrase{"already known", SendOutcome::already_known},
        Phrase{"known transaction", SendOutcome::already_known},
        Phrase{"alreadyknown", SendOutcome::already_known},
        Phrase{"already imported", SendOutcome::already_known},
        Phrase{"nonce too low", SendOutcome::nonce_too_low},
        Phrase{"nonce is too low", SendOutcome::nonce_too_low},
        Phrase{"oldnonce", SendOutcome::nonce_too_low},
        Phrase{"replacement", SendOutcome::replacement_underpriced},
        Phrase{"could not replace", SendOutcome::replacement_underpriced},
        Phrase{"to replace", SendOutcome::replacement_underpriced},
        Phrase{"underpriced", SendOutcome::underpriced},
        Phrase{"less than block base fee", SendOutcome::underpriced},
        Phrase{"fee too low", SendOutcome::underpriced},
        Phrase{"feetoolow", SendOutcome::underpriced},
        Phrase{"gas price below", SendOutcome::underpriced},
        Phrase{"insufficient funds", SendOutcome::insufficient_funds},
        Phrase{"insufficientfunds", SendOutcome::insufficient_funds},
        Phrase{"upfront cost exceeds", SendOutcome::insufficient_funds},
    };
    std::string lower(message);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    for (const Phrase& phrase : phrases) {
        if (lower.find(phrase.text) != std::string::npos) {
            return phrase.outcome;
        }
    }
    return SendOutcome::refused;
}

}  // namespace countersign::chain
