// Parties and evidence by small numbers, for tests.
#pragma once

#include "identity/reputation/engine.hpp"

namespace countersign::reputation {

inline Party party(std::uint32_t number) {
    Party out{};
    for (std::size_t i = 0; i < 4; ++i) {
        out[i] = static_cast<std::uint8_t>(number >> (8U * (3 - i)));
    }
    return out;
}

inline Evidence says(std::uint32_t from, std::uint32_t to, std::int32_t weight_ppm) {
    return {party(from), party(to), weight_ppm};
}

inline Seed seed(std::uint32_t number, std::uint32_t weight_ppm = ppm_one) { return {party(number), weight_ppm}; }

}  // namespace countersign::reputation
