// What answers say of the registry's chain: which one, how far it was followed, and where what they rest on stands
// there. Nothing where the registry is embedded. Rules: docs/spec/chain-proof.md (P12 to P14).
// Thread-safety: that of the context.
#pragma once

#include "api/service/context.hpp"

namespace countersign::api::service {

/// Chain id, contract, the block that answers are as of and the last finalized one.
[[nodiscard]] std::optional<Json> chain_json(const Context& context);
/// Block, transaction, log index, finality and cost of a log's entry; null where it stands on no chain.
[[nodiscard]] Json place_json(const Context& context, LogIndex entry);

}  // namespace countersign::api::service
