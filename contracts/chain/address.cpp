#include "contracts/chain/address.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

namespace countersign::chain {

std::string to_checksum_address(const EthereumAddress& address) {
    std::string text = to_hex(view(address));
    // EIP-55: a letter is upper case where the same digit of the hash of the lower-case text is 8 or more.
    const Keccak256Digest digest = keccak256(as_bytes(text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned digit = i % 2 == 0 ? digest.bytes[i / 2] >> 4U : digest.bytes[i / 2] & 0x0FU;
        if (text[i] >= 'a' && digit >= 8) {
            text[i] = static_cast<char>(text[i] - 'a' + 'A');
        }
    }
    return "0x" + text;
}

Result<EthereumAddress> parse_address(std::string_view text) {
    const auto refuse = [text] { return fail(errors::chain_address, printable(text, 60)); };
    if (!text.starts_with("0x")) {
        return refuse();
    }
    std::string lower(text.substr(2));
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'F' ? char(c + 32) : c; });
    const auto address = parse_hex_fixed<EthereumAddress>(lower);
    if (!address) {
        return refuse();
    }
    // X6: a wrong digit in a checksummed text is noticed; one spelling per case.
    if (lower != text.substr(2) && to_checksum_address(*address) != text) {
        return refuse();
    }
    return *address;
}

std::string to_hex_data(ByteView bytes) { return "0x" + to_hex(bytes); }

}  // namespace countersign::chain
