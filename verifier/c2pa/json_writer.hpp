// JSON text written straight into one string, with a bound: for documents that are large and made once, where a tree of
// values would cost several times the text. Commas are the writer's business.
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "identity/base/bytes.hpp"

namespace countersign::verifier::c2pa {

class JsonWriter {
  public:
    explicit JsonWriter(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    void begin_object();
    void end_object() { append("}"); }
    void begin_array();
    void end_array() { append("]"); }
    void key(std::string_view name);
    /// Escapes what JSON needs escaped, and control characters. Bytes that aren't UTF-8 become visible escapes.
    void text(std::string_view value);
    void member(std::string_view name, std::string_view value) {
        key(name);
        text(value);
    }
    /// `b64'...'`, as crJSON writes byte strings.
    void bytes(ByteView value);
    void number(std::uint64_t value);
    /// -1 - `magnitude`.
    void negative(std::uint64_t magnitude);
    /// Null where it isn't finite: JSON has no such numbers.
    void number(double value);
    void boolean(bool value);
    void null();

    /// A place to come back to: what was written since is taken back.
    [[nodiscard]] std::size_t mark() const noexcept { return out_.size(); }
    void rewind(std::size_t mark) { out_.resize(mark); }

    /// True once the bound was reached; nothing is written from then on.
    [[nodiscard]] bool is_full() const noexcept { return is_full_; }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void separate();
    void append(std::string_view text);
    void quote(std::string_view value);
    std::string out_;
    std::size_t bytes_max_;
    bool is_full_ = false;
};

}  // namespace countersign::verifier::c2pa
