// The rules behind a WebAssembly module, as small as can be: the same sources as the native library, with cryptography
// and storage imported from `env`. A test's shell, not the NEAR contract.
#include "contracts/rules/apply.hpp"

using namespace countersign;
using namespace countersign::rules;

extern "C" {
__attribute__((import_module("env"), import_name("keccak256"))) void env_keccak256(const uint8_t*, size_t, uint8_t*);
__attribute__((import_module("env"), import_name("sha256"))) void env_sha256(const uint8_t*, size_t, uint8_t*);
__attribute__((import_module("env"), import_name("verify"))) int env_verify(int scheme, const uint8_t* key, size_t,
                                                                            const uint8_t* digest,
                                                                            const uint8_t* signature);
// The value's length, or -1.
__attribute__((import_module("env"), import_name("storage_read"))) int env_storage_read(const uint8_t* key, size_t,
                                                                                        uint8_t* out, size_t out_size);
}

namespace {

struct HostCrypto {
    [[nodiscard]] Keccak256Digest keccak256(ByteSpan data) const noexcept {
        Keccak256Digest out;
        env_keccak256(data.data(), data.size(), out.bytes);
        return out;
    }
    [[nodiscard]] Sha256Digest sha256(ByteSpan data) const noexcept {
        Sha256Digest out;
        env_sha256(data.data(), data.size(), out.bytes);
        return out;
    }
    [[nodiscard]] bool verify(Scheme scheme, const PublicKey& key, const MessageDigest& digest,
                              const SignatureBytes& signature) const noexcept {
        return env_verify(static_cast<int>(scheme), key.key().data(), key.key().size(), digest.bytes,
                          signature.bytes) == 1;
    }
};

struct HostView {
    [[nodiscard]] size_t get(ByteSpan key, MutableByteSpan out) const noexcept {
        const int size = env_storage_read(key.data(), key.size(), out.data, out.size);
        return size < 0 ? not_found : static_cast<size_t>(size);
    }
};

// The caller's memory: one call at a time.
constinit uint8_t input[limits::operation_bytes_max + 1];
constinit uint8_t domain_bytes[32];
constexpr HostCrypto crypto;
constexpr HostView host_view;
alignas(16) constinit uint8_t diff_bytes[sizeof(Diff)];
alignas(16) constinit uint8_t authenticated_bytes[sizeof(Authenticated)];

Diff& diff() { return *reinterpret_cast<Diff*>(diff_bytes); }

}  // namespace

extern "C" {

__attribute__((export_name("input_address"))) uint8_t* input_address() { return input; }
__attribute__((export_name("domain_address"))) uint8_t* domain_address() { return domain_bytes; }
__attribute__((export_name("diff_size"))) size_t diff_size() { return diff().size(); }
__attribute__((export_name("diff_key"))) const uint8_t* diff_key(size_t i) { return diff().key(i).data(); }
__attribute__((export_name("diff_key_size"))) size_t diff_key_size(size_t i) { return diff().key(i).size(); }
__attribute__((export_name("diff_value"))) const uint8_t* diff_value(size_t i) { return diff().value(i).data(); }
__attribute__((export_name("diff_value_size"))) size_t diff_value_size(size_t i) { return diff().value(i).size(); }
__attribute__((export_name("error_name"))) const char* error_name(unsigned error) {
    return rule_error_name(static_cast<RuleError>(error));
}

/// The number of the outcome; the diff then waits to be read.
__attribute__((export_name("submit"))) unsigned submit(size_t size, uint64_t now, uint64_t checkpoint) {
    diff().clear();
    auto& authenticated = *reinterpret_cast<Authenticated*>(authenticated_bytes);
    DomainSeparator domain;
    copy_bytes(domain.bytes, domain_bytes, 32);
    const RuleError error = authenticate(ByteSpan(input, size), domain, crypto, authenticated);
    if (error != RuleError::none) {
        return static_cast<unsigned>(error);
    }
    const Moment moment{UnixSeconds{now}, UnixSeconds{checkpoint}};
    return static_cast<unsigned>(apply(host_view, authenticated, moment, crypto, diff()));
}
}
