// The upper bounds of what a signer brings along and of time stamps; all others are in limits.hpp, which every file
// reads. Thread-safety: constants.
#pragma once

#include <cstddef>
#include <cstdint>

namespace countersign::limits {

// A private key with its chain, in PKCS #12 or PEM.
inline constexpr std::size_t signing_key_bytes_max = std::size_t{256} * 1024;
// Rounds of the password derivation of such a key: seconds of work. Tools write 2,048 to some 600,000.
inline constexpr std::uint64_t signing_key_iterations_max = 5'000'000;
// A time stamp with its authority's certificates takes 3 to 8 KB; as much is kept free in the file before it is asked
// for. Authorities answer within a second or two.
inline constexpr std::size_t time_stamp_token_bytes_max = std::size_t{10} * 1024;
inline constexpr std::size_t time_stamp_answer_bytes_max = std::size_t{64} * 1024;
inline constexpr std::uint32_t time_stamp_time_ms_max = 20'000;
inline constexpr std::uint64_t time_stamp_skew_seconds_max = 600;

}  // namespace countersign::limits
