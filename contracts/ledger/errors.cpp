#include "contracts/ledger/errors.hpp"

#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

ErrorKind kind_of(rules::RuleErrorKind kind) noexcept {
    switch (kind) {
        case rules::RuleErrorKind::invalid: return ErrorKind::invalid;
        case rules::RuleErrorKind::unauthorized: return ErrorKind::unauthorized;
        case rules::RuleErrorKind::forbidden: return ErrorKind::forbidden;
        case rules::RuleErrorKind::not_found: return ErrorKind::not_found;
        case rules::RuleErrorKind::conflict: return ErrorKind::conflict;
        case rules::RuleErrorKind::too_large: return ErrorKind::too_large;
        case rules::RuleErrorKind::unsupported: return ErrorKind::unsupported;
        case rules::RuleErrorKind::internal: return ErrorKind::unavailable;
    }
    ensure(false, "rule error kind");
    return ErrorKind::unavailable;
}

}  // namespace

Error to_error(rules::RuleError error) {
    const rules::RuleErrorEntry& entry = rules::rule_error_entry(error);
    return Error{ErrorCode{entry.name, kind_of(entry.kind), entry.text}, {}};
}

}  // namespace countersign::ledger
