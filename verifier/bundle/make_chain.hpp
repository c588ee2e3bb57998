// Makes the portable proof of one file's record from a ledger that mirrors a chain, through a node of that chain: what
// bundle::make is where the registry is embedded. docs/spec/chain-proof.md, P10, P11.
// Thread-safety: that of the ledger and the client.
#pragma once

#include "contracts/chain/events.hpp"
#include "contracts/chain/rpc.hpp"
#include "verifier/bundle/make.hpp"

namespace countersign::bundle {

struct MadeChain {
    std::string text;
    /// The one by which it is to be trusted.
    chain::BlockId block;
};

/// A proof as of the chain's last finalized block, as the ledger knows it. Where the record doesn't stand,
/// the proof shows that: its check fails with the reason. `claim_key` isn't looked at.
/// Errors: bundle.nothing; bundle.not_final where the record's block isn't finalized yet; chain.rpc_*, chain.node_*
/// where the node can't prove it; those of the ledger.
[[nodiscard]] Result<MadeChain> make_chain(const ledger::Ledger& ledger, chain::RpcClient& rpc, const MakeInput& input);

}  // namespace countersign::bundle
