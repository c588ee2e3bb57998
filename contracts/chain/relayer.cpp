#include "contracts/chain/relayer.hpp"

#include "contracts/chain/abi.hpp"
#include "contracts/chain/refusal.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::chain {
namespace {

constexpr Selector submit_selector = selector_of("submit(bytes,bytes)");

Bytes encode_submit(const RelayRequest& request) {
    static const AbiType arguments = abi_type("(bytes,bytes)");
    auto data = encode_call(submit_selector, arguments,
                            AbiValue::list({AbiValue::bytes(request.operation), AbiValue::bytes(request.proof)}));
    ensure(data.has_value(), "the arguments of submit");
    return std::move(*data);
}

bool is_over(const Operation& operation) {
    return operation.state == OperationState::refused || operation.state == OperationState::cancelled;
}

}  // namespace

Result<std::unique_ptr<Relayer>> Relayer::open(Outbox& outbox, Node& node, const Clock& clock, RelayerOptions options) {
    ensure(options.quotas.window_seconds > 0, "relayer options");
    if (const auto done = outbox.store().with_database(prepare_quotas); !done) {
        return fail(done.error());
    }
    return std::unique_ptr<Relayer>(new Relayer(outbox, node, clock, options));
}

OperationKey Relayer::key_of(ByteView operation) {
    const Keccak256Digest digest = keccak256(operation);
    OperationKey key{};
    std::memcpy(key.bytes, digest.bytes, OperationKey::size_bytes);
    return key;
}

Result<Operation> Relayer::submit(const RelayRequest& request) {
    if (request.operation.size() > limits::operation_bytes_max ||
        request.proof.size() > limits::relay_proof_bytes_max) {
        return fail(errors::chain_relay_form);
    }
    // X33: once taken it is neither asked about nor counted again.
    const OperationKey key = key_of(request.operation);
    auto known = outbox_.status(key);
    if (known && !is_over(*known)) {
        return known;
    }
    if (!known && !(known.error().code == errors::chain_outbox_unknown)) {
        return known;
    }
    const OutboxRequest call{options_.registry, encode_submit(request), {}};
    const auto gas = check_affordable(call);
    if (!gas) {
        return fail(gas.error());
    }
    const UnixSeconds now = clock_.now();
    auto added = outbox_.store().add(key, call, [&](store::Database& database) {
        return charge_quotas(database, options_.quotas, view(request.identity), request.address, *gas, now);
    });
    // Somebody else handed it in meanwhile, with another proof: that one will do.
    return !added && added.error().code == errors::chain_outbox_conflict ? outbox_.status(key) : added;
}

Result<std::uint64_t> Relayer::check_affordable(const OutboxRequest& request) {
    const auto status = node_.load_sender_status(outbox_.sender());
    if (!status) {
        return fail(status.error());
    }
    if (status->chain_id != options_.chain_id) {
        return fail(errors::chain_wrong_chain, "chain " + std::to_string(status->chain_id));
    }
    const auto has_code = node_.load_has_code(request.to);
    if (!has_code) {
        return fail(has_code.error());
    }
    if (!*has_code) {
        return fail(errors::chain_contract_missing);
    }
    // X34: what the contract would refuse, it says now, and nobody pays for it.
    const auto estimate = node_.estimate({outbox_.sender(), request.to, request.data, {}});
    if (!estimate) {
        return fail(estimate.error());
    }
    if (!*estimate) {
        return fail(to_error(estimate->error()));
    }
    const auto gas = gas_limit_for(**estimate);
    if (!gas) {
        return fail(errors::chain_gas_cap, std::to_string(**estimate));
    }
    const auto fees = market_fees(options_.fees, status->latest.base_fee, status->priority_fee);
    if (!fees) {
        return fail(errors::chain_fee_ceiling, std::to_string(status->latest.base_fee));
    }
    if (status->balance < multiply(*gas, fees->max_fee)) {
        return fail(errors::chain_out_of_funds);
    }
    return *gas;
}

}  // namespace countersign::chain
