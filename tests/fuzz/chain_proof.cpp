// A chain's proof from a stranger: what is read is written as the same text, and with no trusted block nothing holds.
#include "contracts/chain/proof.hpp"
#include "identity/base/ensure.hpp"

using namespace countersign;
using namespace countersign::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    ChainAnchor anchor;
    Sha256Digest subject{};
    if (const auto proof = parse_chain_proof(text)) {
        ensure(to_text(*proof) == text, "the same text");
        anchor.chain_id = proof->chain_id;
        anchor.registry = proof->registry;
        // So that the check goes on behind the leaf.
        if (rules::ContentLeaf leaf{}; rules::decode(rules::ByteSpan(proof->leaf), leaf)) {
            subject = leaf.content;
        }
    }
    ensure(check_chain_proof(text, subject, anchor).status != ProofStatus::holds, "nobody is trusted");
    return 0;
}
