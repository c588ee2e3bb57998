// Outgoing HTTP as an injected interface. The only implementation that reaches a network is
// api/http/client.cpp; it holds the allow-list and every guard against request forgery.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign {

struct HttpRequest {
    std::string method = "GET";
    std::string url = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    Bytes body = {};
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
