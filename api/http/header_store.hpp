// A request's header as text and offsets into it, filled field by field: one string, reused from request to request, so
// that nothing is allocated once it has its size.
// Thread-safety: as a vector.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.hpp"

namespace countersign::api::http {

class HeaderStore {
  public:
    void clear() noexcept;
    void set_request_line(std::string_view method, std::string_view target);
    /// False where there are limits::http_header_fields_max already.
    [[nodiscard]] bool add_field(std::string_view name, std::string_view value);

    // Views that are good until the next clear().
    [[nodiscard]] std::string_view method() const noexcept;
    [[nodiscard]] std::string_view target() const noexcept;
    [[nodiscard]] std::span<const Header> headers();
    /// H2: whoever reads "Transfer-Encoding: gzip" differently from a proxy in front sees other requests than it.
    [[nodiscard]] bool is_transfer_encoding_understood();

  private:
    struct Field {
        std::size_t name, name_size, value, value_size;
    };
    std::string text_;
    std::size_t method_size_ = 0;
    std::size_t target_size_ = 0;
    std::vector<Field> fields_;
    std::vector<Header> headers_;
};

}  // namespace countersign::api::http
