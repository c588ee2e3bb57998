// What a reputation run is computed with. Its canonical bytes are hashed, so that a published run names them and anyone
// can recompute it bit for bit (docs/spec/reputation.md, S3 and S12).
// Thread-safety: plain values.
#pragma once

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::reputation {

inline constexpr std::uint32_t ppm_one = 1'000'000;

struct Parameters {
    /// Share of trust that is passed on in each step; the rest goes back to the seeds. Below 1,000,000.
    std::uint32_t damping_ppm = 850'000;
    /// Steps of the iteration, 1 to 200; never "until it converges", so that every machine does the same.
    std::uint32_t iterations = 50;
    /// The prior: how much trust must weigh in before evidence counts in full, in parts per million of all trust.
    /// It is the security parameter (S8). At least 1.
    std::uint32_t kappa_ppm = 3'000;
    /// A row that vouches for less than this in all passes on only that part. 1 to 1,000,000.
    std::uint32_t budget_ppm = ppm_one;
    friend bool operator==(const Parameters&, const Parameters&) = default;
};

/// Errors: reputation.parameters.
[[nodiscard]] Result<Done> check_parameters(const Parameters& parameters);

/// `countersign/reputation/v1` LF and the four numbers, 4 bytes each, big-endian.
[[nodiscard]] Bytes canonical_bytes(const Parameters& parameters);
[[nodiscard]] Sha256Digest hash(const Parameters& parameters);

}  // namespace countersign::reputation
