#include "contracts/ledger/complete.hpp"

#include "contracts/rules/codec.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

OperationEntry make_entry(const chain::EventPlace& place, Bytes operation, bool moves_nonce) {
    return {.accepted_at = place.time,
            .operation = std::move(operation),
            .place = ChainPlace{.block = place.block,
                                .transaction = place.transaction,
                                .log_index = place.log_index,
                                .moves_nonce = moves_nonce}};
}

/// The holder of the key, the key itself, and the nonce it would use next.
Result<rules::OperationHeader> header_of(rules::ViewRef state, const rules::KeyId& id,
                                         const rules::DomainSeparator& domain) {
    rules::KeyRecord key{};
    std::uint64_t nonce = 0;
    auto error = rules::find_key(state, id, key);
    if (error == rules::RuleError::none) {
        error = rules::find_nonce(state, id, nonce);
    }
    if (error != rules::RuleError::none) {
        return fail(to_error(error));
    }
    rules::OperationHeader header;
    header.domain = domain;
    header.identity = key.identity;
    header.signer = key.key;
    header.nonce = nonce + 1;
    return header;
}

Bytes encode(const rules::Operation& operation) {
    Bytes bytes(limits::operation_bytes_max);
    const std::size_t size = rules::encode_unsigned(operation, {bytes.data(), bytes.size()});
    ensure(size != 0, "an operation fits");
    bytes.resize(size);
    return bytes;
}

Result<OperationEntry> complete_one(rules::ViewRef /*state*/, const chain::AcceptedOperation& event,
                                    const rules::DomainSeparator& /*domain*/) {
    return make_entry(event.place, event.operation, true);
}

Result<OperationEntry> complete_one(rules::ViewRef state, const chain::DirectCommit& event,
                                    const rules::DomainSeparator& domain) {
    const auto header = header_of(state, event.key, domain);
    if (!header) {
        return fail(header.error());
    }
    rules::Commit body{};
    body.root = event.root;
    body.count = event.count;
    body.hash_kind = rules::HashKind::sha256;
    body.leaf_kind = event.leaf_kind;
    body.schema = event.schema;
    body.accreditor = event.accreditor;
    body.arbiter = event.arbiter;
    return make_entry(event.place, encode(rules::Operation(*header, body)), false);
}

Result<OperationEntry> complete_one(rules::ViewRef state, const chain::DirectStatus& event,
                                    const rules::DomainSeparator& domain) {
    const auto header = header_of(state, event.key, domain);
    if (!header) {
        return fail(header.error());
    }
    rules::SetStatus body{};
    body.batch = event.batch;
    body.status = event.status;
    body.reason = event.reason;
    body.effective_at = event.effective_at;
    ensure(body.indices.push(event.index), "one index fits");
    return make_entry(event.place, encode(rules::Operation(*header, body)), false);
}

}  // namespace

Result<OperationEntry> complete(rules::ViewRef state, const chain::RegistryEvent& event,
                                const rules::DomainSeparator& domain) {
    return std::visit([&](const auto& one) { return complete_one(state, one, domain); }, event);
}

}  // namespace countersign::ledger
