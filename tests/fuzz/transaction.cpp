// What is read as a transaction, and is signed by another key, is read as the same fields and that key's address.
#include "contracts/chain/transaction.hpp"
#include "contracts/chain/rlp.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::chain;
    const auto parsed = parse_transaction({data, size});
    if (!parsed) {
        return 0;
    }
    static const PrivateKey key = PrivateKey::parse(KeyType::secp256k1, Bytes(32, 0x11)).value();
    const SignedTransaction made = sign_transaction(key, parsed->transaction);
    const auto again = parse_transaction(made.raw);
    ensure(again && again->transaction == parsed->transaction, "the same fields");
    ensure(again->sender == made.sender, "the sender");
    return 0;
}
