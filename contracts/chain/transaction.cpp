#include "contracts/chain/transaction.hpp"

#include "contracts/chain/rlp.hpp"
#include "identity/base/hash.hpp"

namespace countersign::chain {
namespace {

constexpr std::uint8_t type_fee_market = 0x02;
/// Ethereum's v counts from 27 in the registry's signatures, from 0 in typed transactions.
constexpr std::uint8_t recovery_base = 27;

Bytes encode_access_list(const std::vector<AccessListEntry>& entries) {
    RlpListWriter list;
    for (const auto& entry : entries) {
        RlpListWriter keys;
        for (const auto& key : entry.storage_keys) {
            keys.bytes(view(key));
        }
        list.encoded(RlpListWriter().bytes(view(entry.address)).encoded(keys.take()).take());
    }
    return list.take();
}

void write_fields(const Transaction& transaction, RlpListWriter& out) {
    out.number(transaction.chain_id)
        .number(transaction.nonce)
        .number(transaction.max_priority_fee)
        .number(transaction.max_fee)
        .number(transaction.gas_limit)
        .bytes(transaction.to ? view(*transaction.to) : ByteView{})
        .number(transaction.value)
        .bytes(transaction.data)
        .encoded(encode_access_list(transaction.access_list));
}

Bytes close(RlpListWriter& list) {
    Bytes out{type_fee_market};
    append(out, list.take());
    return out;
}

Result<std::vector<AccessListEntry>> parse_access_list(const RlpItem& list) {
    std::vector<AccessListEntry> entries;
    RlpFields fields(list);
    while (fields.has_more()) {
        RlpFields pair(fields.list());
        AccessListEntry entry{pair.fixed<EthereumAddress>()};
        RlpFields keys(pair.list());
        while (keys.has_more()) {
            entry.storage_keys.push_back(keys.fixed<Keccak256Digest>());
        }
        for (auto* part : {&keys, &pair}) {
            if (const auto done = part->finish(); !done) {
                return fail(done.error());
            }
        }
        entries.push_back(std::move(entry));
    }
    if (const auto done = fields.finish(); !done) {
        return fail(done.error());
    }
    return entries;
}

}  // namespace

Keccak256Digest signing_digest(const Transaction& transaction) {
    RlpListWriter list;
    write_fields(transaction, list);
    return keccak256(close(list));
}

SignedTransaction sign_transaction(const PrivateKey& key, Transaction transaction) {
    const RecoverableSignature signature = sign_recoverable(key, signing_digest(transaction));
    Uint256 r{};
    Uint256 s{};
    std::memcpy(r.bytes, signature.bytes, 32);
    std::memcpy(s.bytes, signature.bytes + 32, 32);
    RlpListWriter list;
    write_fields(transaction, list);
    list.number(std::uint64_t{signature.bytes[64]} - recovery_base).number(r).number(s);
    SignedTransaction out{std::move(transaction), ethereum_address(key.public_key()), close(list), {}};
    const Keccak256Digest hash = keccak256(out.raw);
    std::memcpy(out.hash.bytes, hash.bytes, 32);
    return out;
}

Result<SignedTransaction> parse_transaction(ByteView raw) {
    if (raw.empty() || raw[0] != type_fee_market) {
        return fail(errors::chain_transaction_type, raw.empty() ? "empty" : std::to_string(raw[0]));
    }
    const auto root = parse_rlp(raw.subspan(1));
    if (!root) {
        return fail(root.error());
    }
    RlpFields fields(*root);
    SignedTransaction out;
    Transaction& transaction = out.transaction;
    transaction.chain_id = fields.u64();
    transaction.nonce = fields.u64();
    transaction.max_priority_fee = fields.u64();
    transaction.max_fee = fields.u64();
    transaction.gas_limit = fields.u64();
    const ByteView to = fields.bytes();
    transaction.value = fields.uint256();
    transaction.data = to_bytes(fields.bytes());
    auto access_list = parse_access_list(fields.list());
    const std::uint64_t parity = fields.u64();
    const Uint256 r = fields.uint256();
    const Uint256 s = fields.uint256();
    if (const auto done = fields.finish(); !done) {
        return fail(done.error());
    }
    if (!access_list) {
        return fail(access_list.error());
    }
    transaction.access_list = std::move(*access_list);
    EthereumAddress receiver{};
    if (copy_exact(to, receiver)) {
        transaction.to = receiver;
    }
    // X8: what a node would refuse as malformed.
    if ((!to.empty() && !transaction.to) || parity > 1 || transaction.max_priority_fee > transaction.max_fee) {
        return fail(errors::chain_transaction_form);
    }
    const Bytes signature =
        ByteWriter().bytes(view(r)).bytes(view(s)).u8(static_cast<std::uint8_t>(recovery_base + parity)).take();
    const auto signer = recover_public_key(signing_digest(transaction), signature);
    if (!signer) {
        return fail(signer.error());
    }
    out.sender = ethereum_address(*signer);
    out.raw = to_bytes(raw);
    const Keccak256Digest hash = keccak256(raw);
    std::memcpy(out.hash.bytes, hash.bytes, 32);
    return out;
}

Uint256 cost_max(const Transaction& transaction) {
    const auto sum = add(multiply(transaction.gas_limit, transaction.max_fee), transaction.value);
    // A value near 2^256 isn't in anybody's account: as unaffordable as the largest number.
    Uint256 largest{};
    std::memset(largest.bytes, 0xFF, 32);
    return sum.value_or(largest);
}

EthereumAddress created_address(const EthereumAddress& sender, std::uint64_t nonce) {
    const Keccak256Digest digest = keccak256(RlpListWriter().bytes(view(sender)).number(nonce).take());
    EthereumAddress out{};
    std::memcpy(out.bytes, digest.bytes + 12, EthereumAddress::size_bytes);
    return out;
}

}  // namespace countersign::chain
