// The memory functions that the compiler may call. Compiled with -ffreestanding, or the loops would call themselves.
#include <stddef.h>
#include <stdint.h>

extern "C" {

void* memcpy(void* to, const void* from, size_t count) {
    auto* const out = static_cast<uint8_t*>(to);
    const auto* const in = static_cast<const uint8_t*>(from);
    for (size_t i = 0; i < count; ++i) {
        out[i] = in[i];
    }
    return to;
}

void* memset(void* to, int value, size_t count) {
    auto* const out = static_cast<uint8_t*>(to);
    for (size_t i = 0; i < count; ++i) {
        out[i] = static_cast<uint8_t>(value);
    }
    return to;
}

void* memmove(void* to, const void* from, size_t count) {
    auto* const out = static_cast<uint8_t*>(to);
    const auto* const in = static_cast<const uint8_t*>(from);
    if (out < in) {
        return memcpy(to, from, count);
    }
    for (size_t i = count; i > 0; --i) {
        out[i - 1] = in[i - 1];
    }
    return to;
}

int memcmp(const void* a, const void* b, size_t count) {
    const auto* const left = static_cast<const uint8_t*>(a);
    const auto* const right = static_cast<const uint8_t*>(b);
    for (size_t i = 0; i < count; ++i) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}
}
