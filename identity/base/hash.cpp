#include "identity/base/hash.hpp"

#include <cryptopp/keccak.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "identity/base/ensure.hpp"

namespace countersign {
namespace {

/// Fetched once: an implicit fetch for each call is several times slower.
const EVP_MD* fetched(Sha2 algorithm) noexcept {
    static const EVP_MD* const sha256_method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD* const sha384_method = EVP_MD_fetch(nullptr, "SHA384", nullptr);
    static const EVP_MD* const sha512_method = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    switch (algorithm) {
        case Sha2::sha256: return sha256_method;
        case Sha2::sha384: return sha384_method;
        case Sha2::sha512: return sha512_method;
    }
    ensure_failed("unknown hash", __FILE__, __LINE__);
}

/// One reusable context for each thread: creating one costs as much as a short hash.
EVP_MD_CTX* thread_context() noexcept {
    struct Owner {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        ~Owner() { EVP_MD_CTX_free(context); }
    };
    thread_local Owner owner;
    return owner.context;
}

void digest_parts(Sha2 algorithm, std::initializer_list<ByteView> parts, std::uint8_t* out) noexcept {
    EVP_MD_CTX* const context = thread_context();
    ensure(EVP_DigestInit_ex2(context, fetched(algorithm), nullptr) == 1, "digest init");
    for (const ByteView part : parts) {
        ensure(EVP_DigestUpdate(context, part.data(), part.size()) == 1, "digest update");
    }
    ensure(EVP_DigestFinal_ex(context, out, nullptr) == 1, "digest final");
}

}  // namespace

Sha256Digest sha256(std::initializer_list<ByteView> parts) noexcept {
    Sha256Digest out{};
    digest_parts(Sha2::sha256, parts, out.bytes);
    return out;
}
Sha256Digest sha256(ByteView data) noexcept { return sha256({data}); }
Sha384Digest sha384(ByteView data) noexcept {
    Sha384Digest out{};
    digest_parts(Sha2::sha384, {data}, out.bytes);
    return out;
}
Sha512Digest sha512(ByteView data) noexcept {
    Sha512Digest out{};
    digest_parts(Sha2::sha512, {data}, out.bytes);
    return out;
}

Keccak256Digest keccak256(ByteView data) noexcept {
    Keccak256Digest out{};
    CryptoPP::Keccak_256 hasher;
    hasher.Update(data.data(), data.size());
    hasher.TruncatedFinal(out.bytes, sizeof out.bytes);
    return out;
}

struct Sha2Hasher::Context {
    Sha2 algorithm;
    EVP_MD_CTX* evp;
};

Sha2Hasher::Sha2Hasher(Sha2 algorithm) : context_(std::make_unique<Context>(Context{algorithm, EVP_MD_CTX_new()})) {
    reset();
}
Sha2Hasher::~Sha2Hasher() {
    if (context_) {
        EVP_MD_CTX_free(context_->evp);
    }
}
Sha2Hasher::Sha2Hasher(Sha2Hasher&&) noexcept = default;
Sha2Hasher& Sha2Hasher::operator=(Sha2Hasher&& other) noexcept {
    std::swap(context_, other.context_);
    return *this;
}
void Sha2Hasher::update(ByteView data) noexcept {
    ensure(EVP_DigestUpdate(context_->evp, data.data(), data.size()) == 1, "digest update");
}
Bytes Sha2Hasher::finish() {
    Bytes out(static_cast<std::size_t>(EVP_MD_get_size(fetched(context_->algorithm))));
    ensure(EVP_DigestFinal_ex(context_->evp, out.data(), nullptr) == 1, "digest final");
    return out;
}
Sha256Digest Sha2Hasher::finish_sha256() noexcept {
    ensure(context_->algorithm == Sha2::sha256, "not a SHA-256 hasher");
    Sha256Digest out{};
    ensure(EVP_DigestFinal_ex(context_->evp, out.bytes, nullptr) == 1, "digest final");
    return out;
}
void Sha2Hasher::reset() noexcept {
    ensure(EVP_DigestInit_ex2(context_->evp, fetched(context_->algorithm), nullptr) == 1, "digest init");
}

Sha256Digest hmac_sha256(ByteView key, ByteView data) noexcept {
    Sha256Digest out{};
    unsigned int length = 0;
    // OpenSSL refuses a null key pointer even where the length is 0.
    static constexpr std::uint8_t empty_key = 0;
    const void* const key_data = key.empty() ? &empty_key : key.data();
    ensure(HMAC(fetched(Sha2::sha256), key_data, static_cast<int>(key.size()), data.data(), data.size(), out.bytes,
                &length) != nullptr,
           "hmac");
    return out;
}

}  // namespace countersign
