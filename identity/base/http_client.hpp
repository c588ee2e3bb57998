// Outgoing HTTP as an injected interface. The only implementation that reaches a network is
// api/http/client.cpp; it holds the allow-list and every guard against request forgery.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign {

/// A body that is read while it is sent, so that its size doesn't matter.
struct StreamedBody {
    std::uint64_t bytes = 0;
    /// Fills all of the span with what stands at the offset. An error ends the request with it.
    std::function<Result<Done>(std::uint64_t offset, std::span<std::uint8_t> out)> read_at;
};

struct HttpRequest {
    std::string method = "GET";
    std::string url = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    Bytes body = {};
    /// In place of `body`.
    std::optional<StreamedBody> streamed = {};
    /// A larger answer is an error, not cut.
    std::size_t answer_bytes_max = 0;
    std::uint32_t timeout_ms = 0;
};

struct HttpAnswer {
    unsigned status = 0;
    std::string content_type = {};
    Bytes body = {};
    /// Names in lower case, in the order of the answer.
    std::vector<std::pair<std::string, std::string>> headers = {};

    /// The first header of that name (in lower case), or empty.
    [[nodiscard]] std::string header(std::string_view lower_case_name) const {
        for (const auto& [name, value] : headers) {
            if (name == lower_case_name) {
                return value;
            }
        }
        return {};
    }
};

class HttpClient {
  public:
    virtual ~HttpClient() = default;
    /// Thread-safe. Errors: those of the implementation (`http.blocked`, `http.failed`, ...).
    [[nodiscard]] virtual Result<HttpAnswer> send(const HttpRequest& request) = 0;
};

}  // namespace countersign
