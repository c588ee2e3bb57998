// DID and DID URL syntax (W3C DID Core 1.0 section 3). Text in -> value that keeps the grammar, or an error.
// Rules: docs/spec/did.md (D1 to D3). Thread-safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/base/result.hpp"
#include "identity/did/errors.hpp"

namespace countersign::did {

class Did {
  public:
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// `key` of `did:key:z6Mk...`.
    [[nodiscard]] std::string_view method() const noexcept;
    /// `z6Mk...` of `did:key:z6Mk...`.
    [[nodiscard]] std::string_view specific_id() const noexcept;

    friend bool operator==(const Did&, const Did&) = default;
    friend bool operator<(const Did& a, const Did& b) noexcept { return a.text_ < b.text_; }

  private:
    explicit Did(std::string text) noexcept : text_(std::move(text)) {}
    friend Result<Did> parse_did(std::string_view text);
    std::string text_;
};

/// DIDs are compared byte by byte. Errors: did.syntax, did.too_long.
[[nodiscard]] Result<Did> parse_did(std::string_view text);

struct DidUrl {
    Did did;
    /// With its leading slash, or empty.
    std::string path;
    std::optional<std::string> query;
    std::optional<std::string> fragment;
};

/// Absolute only. Errors: did.syntax (the part before path, query and fragment), did.url_syntax, did.too_long.
[[nodiscard]] Result<DidUrl> parse_did_url(std::string_view text);

}  // namespace countersign::did
