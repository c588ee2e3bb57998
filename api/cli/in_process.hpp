// The service opened in this process over a data folder, asked through its own routes as a server would be, without a
// socket. Host checks and rate limits are for strangers and don't apply.
// Thread-safety: one thread.
#pragma once

#include <memory>
#include <string>

#include "identity/base/http_client.hpp"

namespace countersign::cli {

/// URLs of the client begin with this.
inline constexpr const char* in_process_url = "http://localhost";

/// Errors: those of service::Application::open; store.locked where a server runs over the folder.
[[nodiscard]] Result<std::unique_ptr<HttpClient>> open_in_process(const std::string& home);

}  // namespace countersign::cli
