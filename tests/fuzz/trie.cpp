// A proof from a stranger, whose root is that of its own first node, so that the walk goes on behind the hash: the
// first byte is the length of the key, then the key, then each node behind two bytes of length. And headers: what is
// read is written as the same bytes.
#include "contracts/chain/trie.hpp"
#include "identity/base/ensure.hpp"

using namespace countersign;
using namespace countersign::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto header = parse_header({data, size})) {
        ensure(equal(encode_header(*header), {data, size}), "the same bytes");
    }
    ByteReader reader({data, size});
    const Bytes key = to_bytes(reader.read(reader.u8()));
    TrieProof proof;
    while (reader.ok() && !reader.rest().empty()) {
        proof.push_back(to_bytes(reader.read(reader.u16())));
    }
    if (proof.empty()) {
        return 0;
    }
    TrieRoot root{};
    std::ignore = copy_exact(view(keccak256(proof[0])), root);
    if (const auto value = verify_trie_proof(root, key, proof); value && *value) {
        proof.push_back({});
        ensure(!verify_trie_proof(root, key, proof), "nothing is left over");
    }
    std::ignore = verify_account_proof(root, EthereumAddress{}, proof);
    std::ignore = verify_storage_proof(root, Uint256{}, proof);
    return 0;
}
