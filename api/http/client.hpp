// The only way out to a network: https alone unless told otherwise, to public addresses alone, and only where the
// operator allowed it.
// The address is checked after resolution and is the very one connected to, so a name that resolves differently a
// moment later gains nothing. No redirects, no proxy from the environment, no cookies; size and time are bounded.
// Thread-safety: `send` may be called from any thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "identity/base/http_client.hpp"

struct sockaddr;

namespace countersign::api::http {

struct ClientOptions {
    /// Off: every request fails with http.blocked.
    bool allowed = false;
    /// Host names that may be asked; empty: any public one.
    std::vector<std::string> hosts = {};
    /// For a server that the user named himself: loopback counts as public, and may be asked without TLS.
    bool allow_loopback = false;
    /// Public addresses may be asked without TLS too: for answers that are signed, such as time stamps.
    bool allow_plain = false;
    /// A CA file to trust instead of the system's.
    std::string ca_file = {};
    /// Connections stay open for the next request to the same peer: for those that are asked again and again.
    bool keep_alive = false;
};

class OutgoingClient final : public HttpClient {
  public:
    explicit OutgoingClient(ClientOptions options);
    ~OutgoingClient() override;
    OutgoingClient(const OutgoingClient&) = delete;
    OutgoingClient& operator=(const OutgoingClient&) = delete;

    /// Errors: http.blocked, http.failed, http.answer_too_large.
    [[nodiscard]] Result<HttpAnswer> send(const HttpRequest& request) override;

  private:
    struct Idle;
    ClientOptions options_;
    /// Handles with their open connections, each used by one request at a time.
    std::unique_ptr<Idle> idle_;
};

/// False for loopback, private, link-local, shared, multicast, documentation, reserved and mapped addresses.
[[nodiscard]] bool is_public_address(const sockaddr* address) noexcept;

}  // namespace countersign::api::http
