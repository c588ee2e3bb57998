#include "identity/base/entropy.hpp"

#include <openssl/rand.h>

#include "identity/base/ensure.hpp"

namespace countersign {

void SystemEntropy::fill(std::span<std::uint8_t> out) {
    ensure(out.empty() || RAND_priv_bytes(out.data(), static_cast<int>(out.size())) == 1, "no randomness");
}

}  // namespace countersign
