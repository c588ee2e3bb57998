// Between HTTP bodies and what the verifier reads and the signer writes.
// Thread-safety: as the body's.
#pragma once

#include <memory>

#include "api/http/body.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::api::service {

class BodySource final : public verifier::media::ByteSource {
  public:
    /// `body` must outlive it.
    explicit BodySource(const http::Body& body) noexcept : body_(body) {}

    [[nodiscard]] std::uint64_t size() const noexcept override { return body_.size(); }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;
    [[nodiscard]] ByteView whole() const noexcept override;

  private:
    const http::Body& body_;
};

class BodyOutput final : public verifier::c2pa::Output {
  public:
    explicit BodyOutput(http::Spool& spool) : body_(std::make_shared<http::Body>(spool)) {}
    [[nodiscard]] Result<Done> append(ByteView content) override { return body_->append(content); }
    [[nodiscard]] Result<Done> overwrite(std::uint64_t offset, ByteView content) override {
        return body_->overwrite(offset, content);
    }
    [[nodiscard]] std::shared_ptr<const http::Body> take() noexcept { return std::move(body_); }

  private:
    std::shared_ptr<http::Body> body_;
};

/// Errors: http.spool.
[[nodiscard]] Result<Sha256Digest> digest_of(const http::Body& body);

}  // namespace countersign::api::service
