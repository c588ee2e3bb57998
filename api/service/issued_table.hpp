// The row of a credential that was issued, for those who write it in a transaction of their own.
// Thread-safety: as the database.
#pragma once

#include "api/service/vault.hpp"
#include "contracts/store/database.hpp"

namespace countersign::api::service {

/// Errors: store.*.
[[nodiscard]] Result<Done> insert_issued(store::Database& database, const IssuedRecord& record);

}  // namespace countersign::api::service
