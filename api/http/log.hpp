// Structured logs: one JSON object a line, written whole. Texts of strangers are made printable and cut; tokens,
// bodies, query strings and header values are never given to it.
// Thread-safety: may be called from any thread.
#pragma once

#include <mutex>
#include <string_view>

#include "identity/base/clock.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::http {

enum class LogLevel : std::uint8_t { off, error, info, access };

class Log {
  public:
    /// Writes to the file descriptor (2: standard error).
    Log(const Clock& clock, LogLevel level, int descriptor = 2)
        : clock_(clock), level_(level), descriptor_(descriptor) {}

    [[nodiscard]] bool is_on(LogLevel level) const noexcept { return level != LogLevel::off && level <= level_; }
    /// `fields` must be an object.
    void write(LogLevel level, std::string_view event, Json fields = Json::object());

  private:
    const Clock& clock_;
    LogLevel level_;
    int descriptor_;
    std::mutex mutex_;
};

}  // namespace countersign::api::http
