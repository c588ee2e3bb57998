#include "verifier/bundle/make_chain.hpp"

#include "contracts/chain/proof.hpp"
#include "verifier/bundle/choose.hpp"
#include "verifier/bundle/errors.hpp"

namespace countersign::bundle {

namespace {

struct Chosen {
    ledger::LeafPlace place;
    rules::BatchRecord batch{};
};

Result<Chosen> choose(const ledger::Ledger& ledger, const MakeInput& input) {
    const auto view = ledger.view();
    const auto place = choose_record(view, input.asset, input.identity);
    rules::BatchRecord batch{};
    if (!place || rules::find_batch(view.state(), place->batch, batch) != rules::RuleError::none) {
        return fail(errors::bundle_nothing);
    }
    return Chosen{*place, batch};
}

Result<rules::InclusionProof> to_path(const log::Proof& hashes) {
    rules::InclusionProof path{};
    for (const Sha256Digest& hash : hashes) {
        if (!path.push(rules::retag<rules::TreeHash>(hash))) {
            return fail(errors::bundle_too_large, "the path of a leaf");
        }
    }
    return path;
}

/// P10: what isn't finalized may be gone tomorrow, and a proof is kept for years.
Result<chain::BlockId> find_final_block(const ledger::Ledger& ledger, const ledger::LeafPlace& place) {
    const auto standing = ledger.chain_standing(place.entry);
    if (!standing) {
        return fail(standing.error());
    }
    const auto heads = ledger.heads();
    if (!*standing || !heads) {
        return fail(errors::bundle_not_final, "the chain hasn't been looked at yet");
    }
    const std::uint64_t block = (*standing)->place.block.number;
    if (block > heads->finalized.number) {
        return fail(errors::bundle_not_final, "it stands in block " + std::to_string(block) +
                                                  ", the last final one is " + std::to_string(heads->finalized.number));
    }
    return heads->finalized;
}

}  // namespace

Result<MadeChain> make_chain(const ledger::Ledger& ledger, chain::RpcClient& rpc, const MakeInput& input) {
    const auto chosen = choose(ledger, input);
    if (!chosen) {
        return fail(chosen.error());
    }
    const auto block = find_final_block(ledger, chosen->place);
    auto leaf = block ? ledger.prove_leaf(chosen->place.batch, chosen->place.index) : fail(block.error());
    const auto path = leaf ? to_path(leaf->path) : fail(leaf.error());
    if (!path) {
        return fail(path.error());
    }
    const ledger::ChainHome& home = *ledger.home().chain;
    auto made = chain::make_chain_proof(rpc, {.chain_id = home.chain_id,
                                              .registry = home.contract,
                                              .leaf = std::move(leaf->leaf),
                                              .path = *path,
                                              .batch = chosen->batch,
                                              .block = *block,
                                              .anchor = *block});
    return made ? Result<MadeChain>(MadeChain{std::move(made->text), *block}) : fail(made.error());
}

}  // namespace countersign::bundle
