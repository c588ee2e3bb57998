// Demo data: a registry in which every kind of answer can be seen at once, made through the same functions that serve
// the API. Who: registrar, newsroom, photographer, studio-agent (an AI agent). What: files in `demo/` of the data
// folder, among them one revoked, one disputed and one altered. Thread-safety: called once, before the first request.
#pragma once

#include <filesystem>

#include "api/service/context.hpp"

namespace countersign::cli {

/// Does nothing in a registry that has identities already. Errors: those of the ledger, the vault and the files.
[[nodiscard]] Result<Done> make_demo(api::service::Context& context, const std::filesystem::path& home);

}  // namespace countersign::cli
