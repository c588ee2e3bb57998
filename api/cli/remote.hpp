// A running server as the commands ask it: path in, JSON or bytes out; a problem document becomes an Error.
// Thread-safety: one thread.
#pragma once

#include <memory>
#include <string>

#include "api/http/client.hpp"
#include "contracts/log/merkle.hpp"
#include "identity/base/json.hpp"

namespace countersign::cli {

class Remote {
  public:
    /// `token_file` may be empty. Errors: those of read_password.
    [[nodiscard]] static Result<Remote> connect(const std::string& url, const std::string& token_file = {});

    /// Errors: cli.server with the server's own code and sentence, those of the HTTP client.
    [[nodiscard]] Result<HttpAnswer> get(const std::string& path);
    [[nodiscard]] Result<HttpAnswer> post(const std::string& path, std::string_view content_type, Bytes body);
    [[nodiscard]] Result<Json> get_json(const std::string& path);
    [[nodiscard]] Result<Json> post_json(const std::string& path, const Json& body);

  private:
    explicit Remote(std::string url) : url_(std::move(url)) {}
    [[nodiscard]] Result<HttpAnswer> send(HttpRequest request);

    std::string url_;
    std::string authorization_;
    std::unique_ptr<HttpClient> client_;
};

/// The member `hashes` of a proof as served: 32 bytes each in hex. Errors: those of JSON access and parse_hex_fixed.
[[nodiscard]] Result<log::Proof> parse_hashes(const Json& proof);

}  // namespace countersign::cli
