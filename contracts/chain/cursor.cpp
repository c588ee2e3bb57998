#include "contracts/chain/follower.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

constexpr std::uint8_t cursor_version = 2;

}  // namespace

Bytes encode_cursor(const Cursor& cursor) {
    ByteWriter out;
    out.u8(cursor_version)
        .u64(cursor.finalized)
        .bytes(view(cursor.genesis))
        .u32(static_cast<std::uint32_t>(cursor.blocks.size()));
    for (const BlockId& block : cursor.blocks) {
        out.u64(block.number).bytes(view(block.hash));
    }
    return out.take();
}

Result<Cursor> decode_cursor(ByteView bytes) {
    ByteReader reader(bytes);
    const std::uint8_t version = reader.u8();
    Cursor cursor;
    cursor.finalized = reader.u64();
    cursor.genesis = reader.fixed<BlockHash>();
    const std::uint32_t count = reader.u32();
    bool is_ascending = version == cursor_version && count <= limits::reorganisation_blocks_max;
    for (std::uint32_t i = 0; i < count && is_ascending && reader.ok(); ++i) {
        BlockId block;
        block.number = reader.u64();
        block.hash = reader.fixed<BlockHash>();
        is_ascending = cursor.blocks.empty() || cursor.blocks.back().number < block.number;
        cursor.blocks.push_back(block);
    }
    if (!is_ascending || !reader.finished()) {
        return fail(errors::chain_cursor, std::to_string(bytes.size()) + " bytes");
    }
    return cursor;
}

}  // namespace countersign::chain
