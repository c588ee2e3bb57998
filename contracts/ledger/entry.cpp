#include "contracts/ledger/entry.hpp"

#include "contracts/ledger/signing.hpp"
#include "contracts/log/checkpoint.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

namespace countersign::ledger {
namespace {

constexpr std::uint8_t entry_version = 1;
constexpr std::uint8_t genesis_kind = 0;
constexpr std::uint8_t operation_kind = 1;
constexpr std::uint8_t chain_genesis_kind = 2;
constexpr std::uint8_t chain_operation_kind = 3;

void put(ByteWriter& writer, const GenesisEntry& genesis) {
    writer.u8(genesis.chain ? chain_genesis_kind : genesis_kind).u64(genesis.created_at.value);
    writer.bytes(view(genesis.random));
    if (genesis.chain) {
        writer.u64(genesis.chain->chain_id).bytes(view(genesis.chain->contract));
    }
    writer.bytes(as_bytes(genesis.origin));
}

void put(ByteWriter& writer, const OperationEntry& entry) {
    writer.u8(entry.place ? chain_operation_kind : operation_kind).u64(entry.accepted_at.value);
    if (entry.place) {
        const ChainPlace& place = *entry.place;
        writer.u64(place.block.number)
            .bytes(view(place.block.hash))
            .bytes(view(place.transaction))
            .u32(place.log_index);
        writer.u8(place.moves_nonce ? 1 : 0);
    }
    writer.bytes(entry.operation);
}

Result<Entry> parse_genesis_entry(ByteReader& reader, UnixSeconds time, bool on_chain) {
    GenesisEntry genesis{.created_at = time, .random = reader.fixed<Sha256Digest>(), .origin = {}};
    if (on_chain) {
        const std::uint64_t chain_id = reader.u64();
        genesis.chain = ChainHome{.chain_id = chain_id, .contract = reader.fixed<EthereumAddress>()};
    }
    genesis.origin = std::string(as_text(reader.rest()));
    if (!reader.ok() || !log::check_origin(genesis.origin)) {
        return fail(errors::ledger_entry_syntax, "genesis");
    }
    return Entry(std::move(genesis));
}

Result<Entry> parse_operation_entry(ByteReader& reader, UnixSeconds time, bool on_chain) {
    OperationEntry entry{.accepted_at = time, .operation = {}};
    if (on_chain) {
        ChainPlace place;
        place.block.number = reader.u64();
        place.block.hash = reader.fixed<chain::BlockHash>();
        place.transaction = reader.fixed<chain::TransactionHash>();
        place.log_index = reader.u32();
        const std::uint8_t moves_nonce = reader.u8();
        place.moves_nonce = moves_nonce == 1;
        if (!reader.ok() || moves_nonce > 1) {
            return fail(errors::ledger_entry_syntax, "place");
        }
        entry.place = place;
    }
    if (reader.rest().empty() || reader.rest().size() > limits::operation_bytes_max) {
        return fail(errors::ledger_entry_syntax, "operation");
    }
    entry.operation = to_bytes(reader.rest());
    return Entry(std::move(entry));
}

}  // namespace

Bytes encode_entry(const Entry& entry) {
    ByteWriter writer;
    writer.u8(entry_version);
    std::visit([&writer](const auto& value) { put(writer, value); }, entry);
    return writer.take();
}

Result<Entry> parse_entry(ByteView bytes) {
    ByteReader reader(bytes);
    const std::uint8_t version = reader.u8();
    const std::uint8_t kind = reader.u8();
    const UnixSeconds time{reader.u64()};
    if (!reader.ok() || version != entry_version || kind > chain_operation_kind) {
        return fail(errors::ledger_entry_syntax, "version, kind or time");
    }
    const bool on_chain = kind >= chain_genesis_kind;
    return kind == genesis_kind || kind == chain_genesis_kind ? parse_genesis_entry(reader, time, on_chain)
                                                              : parse_operation_entry(reader, time, on_chain);
}

Result<EntryOperation> read_operation(const OperationEntry& entry) {
    EntryOperation out;
    std::size_t unsigned_bytes = entry.operation.size();
    rules::Signatures signatures;
    const auto error = entry.place
                           ? rules::decode_unsigned(entry.operation, out.operation)
                           : rules::decode_operation(entry.operation, out.operation, signatures, unsigned_bytes);
    if (error != rules::RuleError::none) {
        return fail(errors::ledger_entry_syntax, rules::rule_error_name(error));
    }
    if (!entry.place) {
        out.signatures = signatures;
    }
    out.id = rules::operation_id({entry.operation.data(), unsigned_bytes}, host_crypto());
    out.identity = out.operation.kind == rules::OperationKind::create_identity
                       ? rules::created_identity_id(out.operation, host_crypto())
                       : out.operation.header.identity;
    return out;
}

rules::RegistryId registry_id(ByteView genesis_entry) {
    rules::RegistryId id{};
    ensure(copy_exact(view(log::leaf_hash(genesis_entry)), id), "32 bytes");
    return id;
}

}  // namespace countersign::ledger
