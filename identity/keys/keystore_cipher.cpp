#include "identity/keys/keystore_cipher.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

namespace countersign::inline keys::detail {
namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

CipherContext start(ByteView key, ByteView nonce, bool sealing) {
    ensure(key.size() == 32 && nonce.size() == gcm_nonce_bytes, "AES-256-GCM sizes");
    CipherContext context(EVP_CIPHER_CTX_new());
    ensure(context != nullptr && EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data(),
                                                   sealing ? 1 : 0) == 1,
           "AES-256-GCM");
    return context;
}

/// `out` may be null for associated data.
void update(EVP_CIPHER_CTX* context, std::uint8_t* out, ByteView in) {
    int written = 0;
    ensure(EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size())) == 1, "AES-256-GCM");
}

}  // namespace

std::optional<SecretBytes> scrypt(ByteView password, ByteView salt, const ScryptParameters& parameters,
                                  std::size_t size_bytes) {
    SecretBytes out(size_bytes);
    // OpenSSL counts a little more than 128 * n * r; our own limit was checked on reading.
    const std::uint64_t memory_max = 2 * limits::scrypt_memory_bytes_max;
    const std::string_view text = as_text(password);
    if (EVP_PBE_scrypt(text.data(), text.size(), salt.data(), salt.size(), parameters.n, parameters.r, parameters.p,
                       memory_max, out.writable().data(), out.size()) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return out;
}

Bytes gcm_seal(ByteView key, ByteView nonce, ByteView associated, ByteView plain) {
    const CipherContext context = start(key, nonce, true);
    Bytes out(plain.size() + gcm_tag_bytes);
    int written = 0;
    update(context.get(), nullptr, associated);
    update(context.get(), out.data(), plain);
    ensure(EVP_CipherFinal_ex(context.get(), out.data() + plain.size(), &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes, out.data() + plain.size()) == 1,
           "AES-256-GCM");
    return out;
}

std::optional<SecretBytes> gcm_open(ByteView key, ByteView nonce, ByteView associated, ByteView sealed) {
    if (sealed.size() < gcm_tag_bytes) {
        return std::nullopt;
    }
    const CipherContext context = start(key, nonce, false);
    const ByteView body = sealed.first(sealed.size() - gcm_tag_bytes);
    Bytes tag = to_bytes(sealed.last(gcm_tag_bytes));
    SecretBytes out(body.size());
    int written = 0;
    update(context.get(), nullptr, associated);
    update(context.get(), out.writable().data(), body);
    ensure(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()) == 1, "AES-256-GCM");
    std::uint8_t rest[gcm_tag_bytes];
    if (EVP_CipherFinal_ex(context.get(), rest, &written) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    return out;
}

}  // namespace countersign::inline keys::detail
