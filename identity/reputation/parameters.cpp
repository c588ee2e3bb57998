#include "identity/reputation/parameters.hpp"

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/reputation/errors.hpp"

namespace countersign::reputation {

Result<Done> check_parameters(const Parameters& parameters) {
    if (parameters.damping_ppm >= ppm_one) {
        return fail(errors::reputation_parameters, "damping");
    }
    if (parameters.iterations == 0 || parameters.iterations > limits::reputation_iterations_max) {
        return fail(errors::reputation_parameters, "iterations");
    }
    if (parameters.kappa_ppm == 0 || parameters.kappa_ppm > ppm_one) {
        return fail(errors::reputation_parameters, "kappa");
    }
    if (parameters.budget_ppm == 0 || parameters.budget_ppm > ppm_one) {
        return fail(errors::reputation_parameters, "budget");
    }
    return Done{};
}

Bytes canonical_bytes(const Parameters& parameters) {
    ByteWriter out;
    out.bytes(as_bytes("countersign/reputation/v1\n"));
    out.u32(parameters.damping_ppm).u32(parameters.iterations).u32(parameters.kappa_ppm).u32(parameters.budget_ppm);
    return out.take();
}

Sha256Digest hash(const Parameters& parameters) { return sha256(canonical_bytes(parameters)); }

}  // namespace countersign::reputation
