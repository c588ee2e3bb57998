// One answer on its way out: head and body as the bytes that are still to be sent, a spooled body piece by piece.
// Thread-safety: as a vector.
#pragma once

#include <memory>

#include "api/http/message.hpp"

namespace countersign::api::http {

class AnswerWriter {
  public:
    /// `response` must live until the answer is sent. `is_head`: the length is said and nothing follows.
    void start(const Response& response, bool is_head, const HeadOptions& options);

    /// What to send next; both are empty at the end. Errors: http.spool.
    struct Pieces {
        ByteView head;
        ByteView body;
        [[nodiscard]] bool is_empty() const noexcept { return head.empty() && body.empty(); }
    };
    [[nodiscard]] Result<Pieces> next();
    /// So many bytes of what next() gave are gone.
    void consume(std::size_t bytes) noexcept;
    /// Lets a spooled body go.
    void finish() noexcept { spooled_.reset(); }

  private:
    std::string head_;
    std::size_t head_sent_ = 0;
    ByteView body_;
    std::shared_ptr<const Body> spooled_;
    std::uint64_t spooled_offset_ = 0;
    Bytes piece_;
};

}  // namespace countersign::api::http
