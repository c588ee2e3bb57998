// Time as an injected interface, and its RFC 3339 text (UTC, whole seconds, `Z`).
#pragma once

#include <string>
#include <string_view>

#include "identity/base/result.hpp"
#include "identity/base/strong.hpp"

namespace countersign {

class Clock {
  public:
    virtual ~Clock() = default;
    /// Thread-safe.
    [[nodiscard]] virtual UnixSeconds now() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] UnixSeconds now() const override;
};

/// A clock that stands still until told otherwise. Not thread-safe: for tests.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(UnixSeconds start) : now_(start) {}
    [[nodiscard]] UnixSeconds now() const override { return now_; }
    void advance(std::uint64_t seconds) { now_.value += seconds; }
    void set(UnixSeconds time) { now_ = time; }

  private:
    UnixSeconds now_;
};

/// `2026-05-03T10:00:00Z`. Years 1970 to 9999.
[[nodiscard]] std::string to_rfc3339(UnixSeconds time);
/// Accepts an offset and a fraction (which is cut). Errors: time.syntax.
[[nodiscard]] Result<UnixSeconds> parse_rfc3339(std::string_view text);

}  // namespace countersign
