// Texts of an Ethereum address (EIP-55) and of what JSON-RPC calls data: `0x` and hex.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "contracts/chain/errors.hpp"
#include "identity/keys/key.hpp"

namespace countersign::chain {

/// `0x` and 40 digits whose case is a checksum.
[[nodiscard]] std::string to_checksum_address(const EthereumAddress& address);
/// With the right checksum, or all lower case, which carries none. Errors: chain.address.
[[nodiscard]] Result<EthereumAddress> parse_address(std::string_view text);

/// `0x` and lower-case hex.
[[nodiscard]] std::string to_hex_data(ByteView bytes);

}  // namespace countersign::chain
