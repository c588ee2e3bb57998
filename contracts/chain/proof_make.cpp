#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/chain/quantity.hpp"
#include "contracts/chain/state_proof.hpp"

namespace countersign::chain {
namespace {

/// Headers from the block whose state is shown to the one that is trusted.
Result<std::vector<Bytes>> load_headers(RpcClient& rpc, const ChainProofRequest& request, BlockHeader& first) {
    const auto block = load_block(rpc, request.block);
    if (!block) {
        return fail(block.error());
    }
    first = block->header;
    std::vector<Bytes> out{encode_header(block->header)};
    if (request.anchor.number < request.block.number ||
        request.anchor.number - request.block.number >= limits::chain_proof_headers_max) {
        return fail(errors::chain_proof_too_large, "the trusted block is too far away");
    }
    BlockId last = block->id;
    if (request.anchor.number > last.number) {
        const auto more = load_blocks(rpc, last.number + 1, request.anchor.number, true);
        if (!more) {
            return fail(more.error());
        }
        for (const Block& each : *more) {
            if (!(each.header.parent == last.hash)) {
                break;
            }
            last = each.id;
            out.push_back(encode_header(each.header));
        }
    }
    if (!(last == request.anchor)) {
        return fail(errors::chain_node_inconsistent, "the trusted block doesn't follow the shown one");
    }
    return out;
}

}  // namespace

Result<MadeChainProof> make_chain_proof(RpcClient& rpc, const ChainProofRequest& request) {
    ChainProof proof{.chain_id = request.chain_id,
                     .registry = request.registry,
                     .leaf = request.leaf,
                     .path = request.path,
                     .batch = request.batch,
                     .headers = {},
                     .account = {},
                     .words = {}};
    BlockHeader header;
    auto headers = load_headers(rpc, request, header);
    if (!headers) {
        return fail(headers.error());
    }
    proof.headers = std::move(*headers);
    rules::ContentLeaf content{};
    rules::CredentialLeaf credential{};
    const std::uint32_t index = rules::decode(rules::ByteSpan(request.leaf), content)      ? content.index
                                : rules::decode(rules::ByteSpan(request.leaf), credential) ? credential.index
                                                                                           : 0;
    std::optional<Error> trouble;
    // One word after the other, since which is next depends on what the last one says; every answer is checked here.
    const ReadWord read = [&](const StoragePlace& place) -> Result<Uint256> {
        auto found = load_state_proof(rpc, request.registry, {place}, request.block);
        const auto account =
            found ? verify_account_proof(header.state_root, request.registry, found->account) : fail(found.error());
        if (!account || !*account) {
            trouble = account ? Error{errors::chain_contract_missing, to_checksum_address(request.registry)}
                              : account.error();
            return fail(*trouble);
        }
        proof.account = std::move(found->account);
        auto word = verify_storage_proof((*account)->storage_root, to_word(place), found->words[0]);
        if (!word) {
            trouble = word.error();
        }
        proof.words.push_back(std::move(found->words[0]));
        return word;
    };
    const auto standing = judge_batch(request.batch, index, read);
    if (trouble) {
        return fail(*trouble);
    }
    MadeChainProof made{to_text(proof), standing ? std::nullopt : std::optional(standing.error())};
    if (made.text.size() > limits::chain_proof_bytes_max) {
        return fail(errors::chain_proof_too_large, std::to_string(made.text.size()) + " bytes");
    }
    return made;
}

}  // namespace countersign::chain
