#include "contracts/chain/state_proof.hpp"

#include "contracts/chain/address.hpp"
#include "contracts/chain/quantity.hpp"

namespace countersign::chain {
namespace {

Result<TrieProof> parse_nodes(const Json& value) {
    if (!value.is_array()) {
        return fail(errors::chain_rpc_result, "a proof is no array");
    }
    TrieProof out;
    for (const Json& each : value.as_array()) {
        auto node = parse_data(each, "a proof's node");
        if (!node) {
            return fail(node.error());
        }
        out.push_back(std::move(*node));
    }
    // An empty trie: some nodes give its one node, which P2 leaves out.
    if (out.size() == 1 && out[0] == Bytes{0x80}) {
        out.clear();
    }
    return out;
}

}  // namespace

Result<StateProof> load_state_proof(RpcClient& rpc, const EthereumAddress& address,
                                    const std::vector<StoragePlace>& places, const BlockId& block) {
    Json keys = Json::array();
    for (const StoragePlace& place : places) {
        keys.push(to_hex_data(view(place)));
    }
    auto outcome =
        rpc.call({"eth_getProof", Json::array({to_hex_data(view(address)), keys,
                                               Json::object({{"blockHash", to_hex_data(view(block.hash))}})})});
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome || (*outcome)->is_null()) {
        return fail(errors::chain_node_pruned, "no state of block " + std::to_string(block.number) +
                                                   (*outcome ? "" : ": " + outcome->error().message));
    }
    StateProof out;
    auto account = parse_nodes(member(**outcome, "accountProof"));
    if (!account) {
        return fail(account.error());
    }
    out.account = std::move(*account);
    const Json& words = member(**outcome, "storageProof");
    if (!words.is_array() || words.as_array().size() != places.size()) {
        return fail(errors::chain_rpc_result, "not as many proofs as places");
    }
    for (const Json& each : words.as_array()) {
        auto nodes = parse_nodes(member(each, "proof"));
        if (!nodes) {
            return fail(nodes.error());
        }
        out.words.push_back(std::move(*nodes));
    }
    return out;
}

Result<Block> load_block(RpcClient& rpc, const BlockId& block) {
    auto outcome = rpc.call({"eth_getBlockByHash", Json::array({to_hex_data(view(block.hash)), false})});
    const auto value = outcome ? require_result(std::move(*outcome)) : fail(outcome.error());
    if (!value) {
        return fail(value.error());
    }
    if (value->is_null()) {
        return fail(errors::chain_node_pruned, "no block " + to_hex_data(view(block.hash)));
    }
    auto found = parse_block(*value, true);
    if (found && !(found->id == block)) {
        return fail(errors::chain_node_inconsistent, "another block than was asked for");
    }
    return found;
}

}  // namespace countersign::chain
