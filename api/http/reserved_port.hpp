// A free port that is known before anything listens on it: what a service says of itself (its DIDs) contains the port.
// Bound and not listening, so that nobody else is given it, and a server of this program can still listen there.
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <string>

#include "identity/base/result.hpp"

namespace countersign::api::http {

class ReservedPort {
  public:
    /// `address` is a literal IPv4 or IPv6 address. Errors: http.listen.
    [[nodiscard]] static Result<ReservedPort> take(const std::string& address);
    ReservedPort(ReservedPort&& other) noexcept;
    ReservedPort& operator=(ReservedPort&&) = delete;
    ~ReservedPort();

    [[nodiscard]] std::uint16_t number() const noexcept { return number_; }

  private:
    ReservedPort(int descriptor, std::uint16_t number) noexcept : descriptor_(descriptor), number_(number) {}
    int descriptor_;
    std::uint16_t number_;
};

}  // namespace countersign::api::http
