#include "contracts/chain/events.hpp"

#include <algorithm>
#include <array>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/rules/codec.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

constexpr std::size_t word_bytes = 32;

constexpr std::array topics_of_events = {
    topic_of("Accepted(bytes32,bytes)"),
    topic_of("DirectCommit(bytes32,bytes32,uint256)"),
    topic_of("DirectCommitNamed(bytes32,bytes32,uint256,bytes32,bytes32,bytes32)"),
    topic_of("DirectStatus(bytes32,bytes32,uint256)"),
};

tl::unexpected<Error> malformed(std::string what) { return fail(errors::chain_event_malformed, std::move(what)); }

bool is_zero(ByteView bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

/// The tail of `bytes operation`: the one layout that the ABI has for it (X5).
Result<RegistryEvent> decode_accepted(const EventPlace& place, std::span<const Keccak256Digest> topics, ByteView data) {
    if (topics.size() != 2) {
        return malformed("another number of topics");
    }
    ByteReader reader(data);
    const bool is_offset_right = is_zero(reader.read(24)) && reader.u64() == word_bytes;
    const bool is_length_short = is_zero(reader.read(24));
    const std::uint64_t length = reader.u64();
    if (!reader.ok() || !is_offset_right || !is_length_short || length > limits::operation_bytes_max) {
        return malformed("not the layout of bytes");
    }
    const ByteView operation = reader.read(length);
    if (!reader.ok() || reader.rest().size() != (word_bytes - length % word_bytes) % word_bytes ||
        !is_zero(reader.rest()) || length < rules::operation_header_bytes) {
        return malformed("not the layout of an operation");
    }
    AcceptedOperation out{.place = place, .identity = {}, .operation = to_bytes(operation)};
    std::ignore = copy_exact(view(topics[1]), out.identity);
    return out;
}

bool is_batch_shape(std::uint64_t kind, std::uint64_t count) {
    return kind >= 1 && kind <= 3 && count >= 1 && count <= limits::batch_leaves_max;
}

Result<RegistryEvent> decode_commit(const EventPlace& place, ByteView data, bool is_named) {
    ByteReader reader(data);
    DirectCommit out{.place = place};
    out.key = reader.fixed<rules::KeyId>();
    out.root = reader.fixed<rules::TreeHash>();
    const bool is_narrow = is_zero(reader.read(24));
    const std::uint64_t shape = reader.u64();
    if (is_named) {
        out.schema = reader.fixed<rules::SchemaId>();
        out.accreditor = reader.fixed<rules::IdentityId>();
        out.arbiter = reader.fixed<rules::IdentityId>();
    }
    if (!reader.finished() || !is_narrow || !is_batch_shape(shape & 0xFFU, shape >> 8U)) {
        return malformed("not a batch");
    }
    out.leaf_kind = static_cast<rules::LeafKind>(shape & 0xFFU);
    out.count = static_cast<std::uint32_t>(shape >> 8U);
    return out;
}

Result<RegistryEvent> decode_status(const EventPlace& place, ByteView data) {
    ByteReader reader(data);
    DirectStatus out{.place = place};
    out.key = reader.fixed<rules::KeyId>();
    out.batch = reader.fixed<rules::BatchId>();
    // E9, from the highest bits down.
    const bool is_narrow = is_zero(reader.read(12));
    out.count = reader.u32();
    const std::uint8_t kind = reader.u8();
    const std::uint8_t status = reader.u8();
    out.reason = reader.u16();
    out.effective_at = {reader.u64()};
    out.index = reader.u32();
    if (!reader.finished() || !is_narrow || !is_batch_shape(kind, out.count) || status > 2 || out.index >= out.count) {
        return malformed("not a change of status");
    }
    out.leaf_kind = static_cast<rules::LeafKind>(kind);
    out.status = static_cast<rules::Status>(status);
    return out;
}

}  // namespace

std::span<const Keccak256Digest> event_topics() { return topics_of_events; }

const EventPlace& place_of(const RegistryEvent& event) {
    return std::visit([](const auto& each) -> const EventPlace& { return each.place; }, event);
}

Result<RegistryEvent> decode_event(const EventPlace& place, std::span<const Keccak256Digest> topics, ByteView data) {
    const auto found = topics.empty() ? topics_of_events.end() : std::ranges::find(topics_of_events, topics[0]);
    const auto which = found - topics_of_events.begin();
    if (found == topics_of_events.end()) {
        return fail(errors::chain_event_unknown, topics.empty() ? "no topic" : to_hex_data(view(topics[0])));
    }
    if (which == 0) {
        return decode_accepted(place, topics, data);
    }
    if (topics.size() != 1) {
        return malformed("another number of topics");
    }
    return which == 3 ? decode_status(place, data) : decode_commit(place, data, which == 2);
}

}  // namespace countersign::chain
