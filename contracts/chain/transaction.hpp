// Transactions of EIP-1559 (EIP-2718 type 2): built, signed, hashed, and read back.
// Data in: fields and a key, or raw bytes; data out: raw bytes with hash and sender, or a stable error code. Fees and
// limits are kept to 64 bits: 18 ether of gas price is no transaction of ours. Rules: docs/spec/chain-client.md (X7,
// X8). Thread-safety: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "contracts/chain/errors.hpp"
#include "contracts/chain/uint256.hpp"
#include "identity/keys/key.hpp"

namespace countersign::chain {

struct AccessListEntry {
    EthereumAddress address{};
    std::vector<Keccak256Digest> storage_keys = {};
    friend bool operator==(const AccessListEntry&, const AccessListEntry&) = default;
};

struct Transaction {
    std::uint64_t chain_id = 0;
    std::uint64_t nonce = 0;
    /// Wei per gas, for the block's maker.
    std::uint64_t max_priority_fee = 0;
    /// Wei per gas in all.
    std::uint64_t max_fee = 0;
    std::uint64_t gas_limit = 0;
    /// Empty: the data makes a contract.
    std::optional<EthereumAddress> to = std::nullopt;
    Uint256 value = {};
    Bytes data = {};
    std::vector<AccessListEntry> access_list = {};
    friend bool operator==(const Transaction&, const Transaction&) = default;
};

using TransactionHash = FixedBytes<32, struct TransactionHashTag>;

struct SignedTransaction {
    Transaction transaction;
    EthereumAddress sender{};
    /// As eth_sendRawTransaction takes it.
    Bytes raw;
    TransactionHash hash{};
};

/// What is signed.
[[nodiscard]] Keccak256Digest signing_digest(const Transaction& transaction);
/// Requires a secp256k1 key. RFC 6979: the same transaction always gets the same hash.
[[nodiscard]] SignedTransaction sign_transaction(const PrivateKey& key, Transaction transaction);
/// Reads a signed transaction of type 2 and recovers who signed it. Errors: chain.transaction_type,
/// chain.transaction_form, chain.rlp_*, signature.*.
[[nodiscard]] Result<SignedTransaction> parse_transaction(ByteView raw);

/// The most that it can cost: gas limit times fee, plus value.
[[nodiscard]] Uint256 cost_max(const Transaction& transaction);

/// Where the contract lands that `sender` creates with `nonce`.
[[nodiscard]] EthereumAddress created_address(const EthereumAddress& sender, std::uint64_t nonce);

}  // namespace countersign::chain
