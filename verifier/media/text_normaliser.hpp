// Unicode normalisation form C of text of any size in bounded memory (UAX #15): what the hash of a text with a manifest
// among its characters is made over (C2PA 2.5 A.8.6.2).
// Thread-safety: one for each thread.
#pragma once

#include <functional>
#include <string>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::media {

class TextNormaliser {
  public:
    using Sink = std::function<void(ByteView)>;
    explicit TextNormaliser(Sink sink) : sink_(std::move(sink)) {}

    /// Text in pieces cut anywhere; what is whole goes to the sink, normalised. Bytes that aren't UTF-8 become U+FFFD.
    /// Errors: media.container_limit, where marks follow each other without end.
    [[nodiscard]] Result<Done> update(ByteView piece);
    /// What is left.
    void finish();

  private:
    void pass(std::size_t length);

    Sink sink_;
    std::string held_;
};

}  // namespace countersign::verifier::media
