// The parts of a decision, each filling its own axis of the verdict with its reasons. Private to verifier/verdict.
// Thread-safety: pure functions over the verdict that is being made.
#pragma once

#include "verifier/verdict/key_standing.hpp"
#include "verifier/verdict/policy.hpp"
#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

/// V4 to V6: integrity and provenance.
void judge_provenance(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict);
/// V15: identities that the manifest carries, apart from everything else.
void judge_cawg(const evidence::Evidence& evidence, Verdict& verdict);
/// V16: receipts that the manifest carries, apart from everything else.
void judge_receipts(const evidence::Evidence& evidence, Verdict& verdict);
/// V9, V10: credentials, disputes, reputation. True where somebody whom the policy accepts vouches for the signer.
[[nodiscard]] bool judge_standing(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict);
/// V7, V8: who signed and when. Needs the standing.
void judge_origin(const evidence::Evidence& evidence, const Policy& policy, bool vouched, Verdict& verdict);

/// The one plain sentence (V13). Needs everything else.
[[nodiscard]] std::string summarise(const evidence::Evidence& evidence, const Policy& policy, const Verdict& verdict);

}  // namespace countersign::verdict
