#include "contracts/chain/compare.hpp"

#include "contracts/chain/address.hpp"
#include "contracts/chain/quantity.hpp"
#include "contracts/chain/state_proof.hpp"

namespace countersign::chain {
namespace {

Result<std::vector<Uint256>> load_words(RpcClient& rpc, std::span<const ExpectedWord> expected,
                                        const CompareOptions& options) {
    std::vector<RpcCall> calls;
    for (const ExpectedWord& word : expected) {
        calls.push_back(
            {"eth_getStorageAt", Json::array({to_hex_data(view(options.registry)), to_hex_data(view(word.place)),
                                              Json::object({{"blockHash", to_hex_data(view(options.block.hash))}})})});
    }
    auto outcomes = rpc.batch(calls);
    if (!outcomes) {
        return fail(outcomes.error());
    }
    std::vector<Uint256> out;
    for (auto& outcome : *outcomes) {
        const auto value = require_result(std::move(outcome));
        const auto word = value ? parse_fixed_data<Uint256>(*value, "a word") : fail(value.error());
        if (!word) {
            return fail(word.error());
        }
        out.push_back(*word);
    }
    return out;
}

Result<std::vector<Uint256>> prove_words(RpcClient& rpc, const Block& block, std::span<const ExpectedWord> expected,
                                         const CompareOptions& options) {
    std::vector<StoragePlace> places;
    for (const ExpectedWord& word : expected) {
        places.push_back(word.place);
    }
    const auto proof = load_state_proof(rpc, options.registry, places, block.id);
    if (!proof) {
        return fail(proof.error());
    }
    const auto account = verify_account_proof(block.header.state_root, options.registry, proof->account);
    if (!account) {
        return fail(account.error());
    }
    if (!*account) {
        return fail(errors::chain_contract_missing, to_checksum_address(options.registry));
    }
    std::vector<Uint256> out;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto word = verify_storage_proof((*account)->storage_root, to_word(places[i]), proof->words[i]);
        if (!word) {
            return fail(word.error());
        }
        out.push_back(*word);
    }
    return out;
}

}  // namespace

Result<std::vector<Difference>> compare(RpcClient& rpc, std::span<const ExpectedWord> expected,
                                        const CompareOptions& options) {
    std::optional<Block> block;
    if (options.proven) {
        auto loaded = load_block(rpc, options.block);
        if (!loaded) {
            return fail(loaded.error());
        }
        block = std::move(*loaded);
    }
    std::vector<Difference> out;
    for (std::size_t start = 0; start < expected.size(); start += limits::rpc_batch_calls_max) {
        const auto piece = expected.subspan(start, std::min(limits::rpc_batch_calls_max, expected.size() - start));
        const auto found = block ? prove_words(rpc, *block, piece, options) : load_words(rpc, piece, options);
        if (!found) {
            return fail(found.error());
        }
        for (std::size_t i = 0; i < piece.size(); ++i) {
            Uint256 masked = (*found)[i];
            for (std::size_t k = 0; k < 32; ++k) {
                masked.bytes[k] = static_cast<std::uint8_t>(masked.bytes[k] & piece[i].mask.bytes[k]);
            }
            if (!(masked == piece[i].value)) {
                out.push_back({start + i, (*found)[i]});
            }
        }
    }
    return out;
}

}  // namespace countersign::chain
