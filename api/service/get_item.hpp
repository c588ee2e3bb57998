// GET /v1/items/{item}: where something that was signed or issued stands on its way into the registry.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

class GetItem {
  public:
    explicit GetItem(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: item.unknown, those of the store and the ledger.
    [[nodiscard]] Result<Json> handle(std::string_view id) const;

  private:
    Context& context_;
};

/// Where an item is asked for: `/v1/items/...`.
[[nodiscard]] std::string item_path(std::string_view id);

}  // namespace countersign::api::service
