#include "contracts/chain/header.hpp"

#include "contracts/chain/rlp.hpp"

namespace countersign::chain {

Result<BlockHeader> parse_header(ByteView rlp) {
    const auto item = parse_rlp(rlp);
    if (!item) {
        return fail(item.error());
    }
    RlpFields fields(*item);
    BlockHeader header;
    header.parent = fields.fixed<BlockHash>();
    header.uncles = fields.fixed<Keccak256Digest>();
    header.beneficiary = fields.fixed<EthereumAddress>();
    header.state_root = fields.fixed<TrieRoot>();
    header.transactions_root = fields.fixed<TrieRoot>();
    header.receipts_root = fields.fixed<TrieRoot>();
    header.bloom = fields.fixed<Bloom>();
    header.difficulty = fields.uint256();
    header.number = fields.u64();
    header.gas_limit = fields.u64();
    header.gas_used = fields.u64();
    header.timestamp = fields.u64();
    header.extra = to_bytes(fields.bytes());
    header.mix = fields.fixed<Keccak256Digest>();
    header.nonce = fields.fixed<FixedBytes<8, BlockNonceTag>>();
    // P1: what forks have added, in their order.
    if (fields.has_more()) {
        header.base_fee = fields.uint256();
    }
    if (fields.has_more()) {
        header.withdrawals_root = fields.fixed<TrieRoot>();
    }
    if (fields.has_more()) {
        header.blob_gas_used = fields.u64();
        header.excess_blob_gas = fields.u64();
        header.beacon_root = fields.fixed<Keccak256Digest>();
    }
    if (fields.has_more()) {
        header.requests_hash = fields.fixed<Keccak256Digest>();
    }
    if (const auto done = fields.finish(); !done) {
        return fail(done.error());
    }
    return header;
}

Bytes encode_header(const BlockHeader& header) {
    RlpListWriter list;
    list.bytes(view(header.parent)).bytes(view(header.uncles)).bytes(view(header.beneficiary));
    list.bytes(view(header.state_root)).bytes(view(header.transactions_root)).bytes(view(header.receipts_root));
    list.bytes(view(header.bloom)).number(header.difficulty).number(header.number).number(header.gas_limit);
    list.number(header.gas_used).number(header.timestamp).bytes(header.extra).bytes(view(header.mix));
    list.bytes(view(header.nonce));
    if (!header.base_fee) {
        return list.take();
    }
    list.number(*header.base_fee);
    if (!header.withdrawals_root) {
        return list.take();
    }
    list.bytes(view(*header.withdrawals_root));
    if (!header.blob_gas_used || !header.excess_blob_gas || !header.beacon_root) {
        return list.take();
    }
    list.number(*header.blob_gas_used).number(*header.excess_blob_gas).bytes(view(*header.beacon_root));
    if (header.requests_hash) {
        list.bytes(view(*header.requests_hash));
    }
    return list.take();
}

BlockHash hash_header(const BlockHeader& header) {
    const Keccak256Digest digest = keccak256(encode_header(header));
    BlockHash out{};
    std::memcpy(out.bytes, digest.bytes, sizeof(out.bytes));
    return out;
}

}  // namespace countersign::chain
