// The page and its files, prepared once; and the contract, `/openapi.yaml`.
#pragma once

#include <map>
#include <string>

#include "api/http/message.hpp"

namespace countersign::api::service {

class Page {
  public:
    Page();
    /// For every address of a view and every file.
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    [[nodiscard]] http::Response contract(const http::Request& request) const;

  private:
    struct File {
        std::shared_ptr<const http::Prepared> answer;
        std::string etag;
        bool is_page = false;
    };
    std::map<std::string, File, std::less<>> files_;
};

/// api/openapi.yaml, compiled in.
[[nodiscard]] std::string_view openapi_text() noexcept;

}  // namespace countersign::api::service
