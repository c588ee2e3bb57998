// GET /v1/log/...: checkpoint, tiles, entries and proofs. Proofs are over the last signed checkpoint unless another
// size is asked for; what it covers never changes, so tiles may be kept for ever.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

class LogHandlers {
  public:
    explicit LogHandlers(Context& context) : context_(context) {}

    [[nodiscard]] http::Response checkpoint(const http::Request& request) const;
    [[nodiscard]] http::Response tile(const http::Request& request) const;
    [[nodiscard]] http::Response entries(const http::Request& request) const;
    [[nodiscard]] http::Response inclusion(const http::Request& request) const;
    [[nodiscard]] http::Response consistency(const http::Request& request) const;

  private:
    [[nodiscard]] Result<Json> prove_inclusion(const http::Request& request) const;
    [[nodiscard]] Result<Json> prove_consistency(const http::Request& request) const;
    [[nodiscard]] Result<Json> list_entries(const http::Request& request) const;
    [[nodiscard]] Result<std::uint64_t> find_leaf(std::string_view text, std::uint64_t size) const;
    Context& context_;
};

}  // namespace countersign::api::service
