// Beast's parser for one request: its header goes into a store and its body, within the limit, into a Body. Private to
// server.cpp, the one file that compiles Beast and Asio. Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "api/http/body.hpp"
#include "api/http/errors.hpp"
#include "api/http/header_store.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::http::detail {

namespace beast = boost::beast;
using ErrorCodeOf = boost::system::error_code;

/// Hands the header to a store and the body on.
class RequestParser final : public beast::http::basic_parser<true> {
  public:
    RequestParser(HeaderStore& store, Body& body, const std::uint64_t& body_bytes_max)
        : store_(store), body_(body), body_bytes_max_(body_bytes_max) {
        store_.clear();
        header_limit(static_cast<std::uint32_t>(limits::http_header_bytes_max));
        body_limit(boost::none);
    }
    /// What the body was refused for.
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

  private:
    using string_view = beast::string_view;

    static std::string_view plain(string_view text) { return {text.data(), text.size()}; }
    void on_request_impl(beast::http::verb, string_view method, string_view target, int, ErrorCodeOf&) override {
        store_.set_request_line(plain(method), plain(target));
    }
    void on_response_impl(int, string_view, int, ErrorCodeOf&) override {}
    void on_field_impl(beast::http::field, string_view name, string_view value, ErrorCodeOf& ec) override {
        // The header has been given out as views: trailers, which nobody asked for, don't touch it.
        if (is_header_complete_) {
            return;
        }
        if (!store_.add_field(plain(name), plain(value))) {
            ec = beast::http::error::header_limit;
        }
    }
    void on_header_impl(ErrorCodeOf&) override { is_header_complete_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCodeOf&) override {}
    std::size_t on_body_impl(string_view bytes, ErrorCodeOf& ec) override { return take(bytes, ec); }
    void on_chunk_header_impl(std::uint64_t, string_view, ErrorCodeOf&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view some, ErrorCodeOf& ec) override { return take(some, ec); }
    void on_finish_impl(ErrorCodeOf&) override {}

    std::size_t take(string_view bytes, ErrorCodeOf& ec) {
        if (body_.size() + bytes.size() > body_bytes_max_) {
            error_ = Error{errors::http_body_too_large, "at most " + std::to_string(body_bytes_max_) + " bytes"};
            ec = beast::http::error::body_limit;
            return 0;
        }
        if (auto kept = body_.append(as_bytes(plain(bytes))); !kept) {
            error_ = kept.error();
            ec = beast::http::error::body_limit;
            return 0;
        }
        return bytes.size();
    }

    HeaderStore& store_;
    Body& body_;
    const std::uint64_t& body_bytes_max_;
    std::optional<Error> error_;
    bool is_header_complete_ = false;
};

}  // namespace countersign::api::http::detail
