#include "identity/base/secret.hpp"

#include <openssl/crypto.h>

namespace countersign {

void zeroize(void* memory, std::size_t size_bytes) noexcept {
    if (memory != nullptr && size_bytes > 0) {
        OPENSSL_cleanse(memory, size_bytes);
    }
}

bool equal_constant_time(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace countersign
