// Where a mirrored ledger's operations go: to whoever pays for their transactions. Implemented by api/service over
// contracts/chain. Thread-safety: of every implementation, from any thread.
#pragma once

#include <string>

#include "contracts/rules/types.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::ledger {

struct RelayedOperation {
    rules::OperationId id{};
    /// Who acts: quotas are by identity.
    rules::IdentityId identity{};
    /// Who asked, as Submission says: quotas are by address too.
    std::string address;
    /// The two arguments of Registry.submit().
    Bytes operation;
    Bytes proof;
};

class Relay {
  public:
    virtual ~Relay() = default;
    /// Takes charge, durably: once this answers, the operation is sent, through any crash, until it stands in a block
    /// or the chain refuses it. The same operation again is fine. Errors: the relay's own; nothing was taken then.
    [[nodiscard]] virtual Result<Done> send(const RelayedOperation& operation) = 0;
};

}  // namespace countersign::ledger
