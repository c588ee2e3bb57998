#include "contracts/ledger/errors.hpp"

#include "contracts/chain/refusal.hpp"

namespace countersign::ledger {

Error to_error(rules::RuleError error) { return chain::to_error(error); }

}  // namespace countersign::ledger
