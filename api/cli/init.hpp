// What `init`, `serve` and `chain` share.
#pragma once

#include <string>

#include "api/service/chain_link.hpp"
#include "identity/base/entropy.hpp"

namespace countersign::cli {

/// A log origin for trying things out: it names no host that others could reach.
[[nodiscard]] std::string random_origin(Entropy& entropy);

struct ChainAccess;
/// How to reach the chain, with its contracts. Errors: file.*, chain_contracts.form.
[[nodiscard]] Result<api::service::ChainOptions> chain_options(const ChainAccess& access);

}  // namespace countersign::cli
