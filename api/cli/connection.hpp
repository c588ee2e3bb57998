// The registry as the commands ask it: API path in, JSON or bytes out; a problem document becomes an Error. Behind it
// is a running server, or the service opened in this process over the data folder: the same routes either way.
// Thread-safety: one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/cli/commands.hpp"
#include "contracts/log/merkle.hpp"
#include "identity/base/http_client.hpp"
#include "identity/base/json.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::cli {

class Connection {
  public:
    /// The server named, else the data folder. Errors: those of read_password and of opening the service.
    [[nodiscard]] static Result<Connection> open(const RegistryOptions& registry);
    [[nodiscard]] static Result<Connection> to_server(const std::string& url);
    [[nodiscard]] static Result<Connection> to_folder(const std::string& home);

    /// Errors: cli.server with the server's own code and sentence, those of the HTTP client.
    [[nodiscard]] Result<HttpAnswer> get(const std::string& path);
    [[nodiscard]] Result<HttpAnswer> post(const std::string& path, std::string_view content_type, Bytes body);
    /// Reads the file while it is sent. Errors: those of `post` and of the source.
    [[nodiscard]] Result<HttpAnswer> post_file(const std::string& path, const verifier::media::ByteSource& file);
    [[nodiscard]] Result<Json> get_json(const std::string& path);
    /// What the registry says of an identity, by id or name; nothing where it knows none.
    [[nodiscard]] Result<std::optional<Json>> find_identity(std::string_view identity);
    [[nodiscard]] Result<Json> post_json(const std::string& path, const Json& body);

  private:
    Connection(std::string url, std::unique_ptr<HttpClient> client)
        : url_(std::move(url)), client_(std::move(client)) {}
    /// With whatever status.
    [[nodiscard]] Result<HttpAnswer> ask(HttpRequest request);
    [[nodiscard]] Result<HttpAnswer> send(HttpRequest request);

    std::string url_;
    std::string authorization_;
    std::unique_ptr<HttpClient> client_;
};

/// As one segment of a path: what the user typed reaches the route that was meant.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// The member `hashes` of a proof as served: 32 bytes each in hex. Errors: those of JSON access and parse_hex_fixed.
[[nodiscard]] Result<log::Proof> parse_hashes(const Json& proof);

}  // namespace countersign::cli
