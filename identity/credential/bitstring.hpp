// The bits of a Bitstring Status List 1.0 and their text: multibase base64url over one gzip member. The one file that
// names zlib is bitstring.cpp. Rules: docs/spec/credential.md (VC21 to VC23). Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>

#include "identity/base/bytes.hpp"
#include "identity/base/limits.hpp"
#include "identity/credential/problem.hpp"

namespace countersign::credential {

class Bitstring {
  public:
    /// All zeros; the number of bits is rounded up to whole bytes and to the least number allowed, and must be within
    /// limits::status_list_bytes_max.
    explicit Bitstring(std::size_t bits = limits::status_list_entries_min);

    /// Codes status.encoding, status.too_large (found while expanding), with `pointer`.
    [[nodiscard]] static Checked<Bitstring> decode(std::string_view text, const std::string& pointer);
    /// The same bits always give the same text on one version of zlib.
    [[nodiscard]] std::string encode() const;

    [[nodiscard]] std::size_t size_bits() const noexcept { return bytes_.size() * 8; }
    /// Entry `index` of `width_bits` (1 to 8), most significant bit first. Requires it to be inside.
    [[nodiscard]] unsigned get(std::size_t index, unsigned width_bits = 1) const noexcept;
    void set(std::size_t index, unsigned value, unsigned width_bits = 1) noexcept;

    friend bool operator==(const Bitstring&, const Bitstring&) = default;

  private:
    explicit Bitstring(Bytes bytes) noexcept : bytes_(std::move(bytes)) {}
    Bytes bytes_;
};

}  // namespace countersign::credential
