#include "contracts/ledger/entry.hpp"

#include "contracts/log/checkpoint.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

namespace countersign::ledger {
namespace {

constexpr std::uint8_t entry_version = 1;
constexpr std::uint8_t genesis_kind = 0;
constexpr std::uint8_t operation_kind = 1;

}  // namespace

Bytes encode_entry(const Entry& entry) {
    ByteWriter writer;
    writer.u8(entry_version);
    if (const auto* const genesis = std::get_if<GenesisEntry>(&entry)) {
        writer.u8(genesis_kind).u64(genesis->created_at.value).bytes(view(genesis->random));
        writer.bytes(as_bytes(genesis->origin));
    } else {
        const auto& operation = std::get<OperationEntry>(entry);
        writer.u8(operation_kind).u64(operation.accepted_at.value).bytes(operation.operation);
    }
    return writer.take();
}

Result<Entry> parse_entry(ByteView bytes) {
    ByteReader reader(bytes);
    const std::uint8_t version = reader.u8();
    const std::uint8_t kind = reader.u8();
    const UnixSeconds time{reader.u64()};
    if (!reader.ok() || version != entry_version || kind > operation_kind) {
        return fail(errors::ledger_entry_syntax, "version, kind or time");
    }
    if (kind == genesis_kind) {
        GenesisEntry genesis{.created_at = time, .random = reader.fixed<Sha256Digest>(), .origin = {}};
        genesis.origin = std::string(as_text(reader.rest()));
        if (!reader.ok() || !log::check_origin(genesis.origin)) {
            return fail(errors::ledger_entry_syntax, "genesis");
        }
        return Entry(std::move(genesis));
    }
    if (reader.rest().empty() || reader.rest().size() > limits::operation_bytes_max) {
        return fail(errors::ledger_entry_syntax, "operation");
    }
    return Entry(OperationEntry{.accepted_at = time, .operation = to_bytes(reader.rest())});
}

rules::RegistryId registry_id(ByteView genesis_entry) {
    rules::RegistryId id{};
    ensure(copy_exact(view(log::leaf_hash(genesis_entry)), id), "32 bytes");
    return id;
}

}  // namespace countersign::ledger
