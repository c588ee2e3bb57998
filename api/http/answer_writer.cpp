#include "api/http/answer_writer.hpp"

#include <algorithm>

namespace countersign::api::http {
namespace {

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

}  // namespace

void AnswerWriter::start(const Response& response, bool is_head, const HeadOptions& options) {
    body_ = {};
    spooled_.reset();
    spooled_offset_ = 0;
    if (const auto* text = std::get_if<std::string>(&response.body)) {
        body_ = as_bytes(*text);
    } else if (const auto* prepared = std::get_if<std::shared_ptr<const Prepared>>(&response.body)) {
        body_ = as_bytes((*prepared)->body);
    } else {
        spooled_ = std::get<std::shared_ptr<const Body>>(response.body);
    }
    head_.clear();
    head_sent_ = 0;
    write_head(head_, response, spooled_ ? spooled_->size() : body_.size(), options);
    if (is_head || response.status == 204 || response.status == 304) {
        body_ = {};
        spooled_.reset();
    }
}

Result<AnswerWriter::Pieces> AnswerWriter::next() {
    const ByteView head = as_bytes(std::string_view(head_).substr(head_sent_));
    if (head.empty() && body_.empty() && spooled_ && spooled_offset_ < spooled_->size()) {
        piece_.resize(piece_bytes);
        const auto got = spooled_->read_at(spooled_offset_, piece_);
        if (!got) {
            return fail(got.error());
        }
        spooled_offset_ += *got;
        body_ = ByteView(piece_).first(*got);
    }
    return Pieces{head, body_};
}

void AnswerWriter::consume(std::size_t bytes) noexcept {
    const std::size_t of_head = std::min(bytes, head_.size() - head_sent_);
    head_sent_ += of_head;
    body_ = body_.subspan(bytes - of_head);
}

}  // namespace countersign::api::http
