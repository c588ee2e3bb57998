#include "verifier/c2pa/write/claim_key_reader.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>

#include "identity/base/limits.hpp"
#include "identity/base/secret.hpp"
#include "identity/base/signing_limits.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

template <auto release>
struct Releaser {
    template <typename Type>
    void operator()(Type* value) const noexcept {
        release(value);
    }
};
using BioPointer = std::unique_ptr<BIO, Releaser<BIO_free_all>>;
using SigPointer = std::unique_ptr<X509_SIG, Releaser<X509_SIG_free>>;
using P12Pointer = std::unique_ptr<PKCS12, Releaser<PKCS12_free>>;
using X509Pointer = std::unique_ptr<X509, Releaser<X509_free>>;
using LibraryPointer = std::unique_ptr<OSSL_LIB_CTX, Releaser<OSSL_LIB_CTX_free>>;

/// Nothing of OpenSSL's error queue outlives a call into this file.
struct ErrorQueue {
    ErrorQueue() = default;
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

/// With the zero at the end that OpenSSL wants; wiped like its source.
SecretBytes with_end(ByteView password) {
    SecretBytes out(password.size() + 1);
    std::ranges::copy(password, out.writable().begin());
    return out;
}

int give_password(char* out, int size, int, void* context) {
    const auto& password = *static_cast<const ByteView*>(context);
    if (password.empty() || size < 0 || password.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::memcpy(out, password.data(), password.size());
    return static_cast<int>(password.size());
}

/// Rounds of PBKDF2 within PBES2, or of an older scheme; 0 where there are none, or they can't be read.
std::uint64_t rounds_of(const X509_ALGOR* algorithm) {
    int type = 0;
    const void* parameters = nullptr;
    X509_ALGOR_get0(nullptr, &type, &parameters, algorithm);
    if (type != V_ASN1_SEQUENCE) {
        return 0;
    }
    const auto* const sequence = static_cast<const ASN1_STRING*>(parameters);
    ASN1_INTEGER* rounds = nullptr;
    std::uint64_t out = 0;
    if (OBJ_obj2nid(algorithm->algorithm) == NID_pbes2) {
        auto* const outer = static_cast<PBE2PARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBE2PARAM)));
        out = outer == nullptr ? 0 : rounds_of(outer->keyfunc);
        PBE2PARAM_free(outer);
    } else if (OBJ_obj2nid(algorithm->algorithm) == NID_id_pbkdf2) {
        auto* const inner = static_cast<PBKDF2PARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBKDF2PARAM)));
        rounds = inner == nullptr ? nullptr : inner->iter;
        if (rounds != nullptr && ASN1_INTEGER_get_uint64(&out, rounds) != 1) {
            out = limits::signing_key_iterations_max + 1;
        }
        PBKDF2PARAM_free(inner);
    } else {
        auto* const old = static_cast<PBEPARAM*>(ASN1_item_unpack(sequence, ASN1_ITEM_rptr(PBEPARAM)));
        rounds = old == nullptr ? nullptr : old->iter;
        if (rounds != nullptr && ASN1_INTEGER_get_uint64(&out, rounds) != 1) {
            out = limits::signing_key_iterations_max + 1;
        }
        PBEPARAM_free(old);
    }
    return out;
}

BioPointer memory(ByteView content) {
    return BioPointer(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

/// Whether the encrypted PKCS #8 of the text asks for too much.
bool is_costly(ByteView pem) {
    const BioPointer source = memory(pem);
    const SigPointer sealed(PEM_read_bio_PKCS8(source.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!sealed) {
        return false;
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(sealed.get(), &algorithm, nullptr);
    return rounds_of(algorithm) > limits::signing_key_iterations_max;
}

Bytes der_of(X509* certificate) {
    unsigned char* raw = nullptr;
    const int length = i2d_X509(certificate, &raw);
    Bytes out;
    if (length > 0) {
        out.assign(raw, raw + length);
    }
    OPENSSL_free(raw);
    return out;
}

/// The signer's first, then whoever issued the one before; what fits nowhere is left out.
std::vector<Bytes> in_order(std::vector<X509Pointer> all, EVP_PKEY* key) {
    std::vector<Bytes> out;
    X509* last = nullptr;
    const auto take = [&](auto fits) {
        const auto found = std::ranges::find_if(all, fits);
        if (found == all.end()) {
            return false;
        }
        last = found->get();
        out.push_back(der_of(last));
        return true;
    };
    if (!take([&](const X509Pointer& each) { return X509_check_private_key(each.get(), key) == 1; })) {
        return out;
    }
    while (out.size() < all.size() && X509_self_signed(last, 0) != 1 &&
           take([&](const X509Pointer& each) { return X509_check_issued(each.get(), last) == X509_V_OK; })) {
    }
    return out;
}

Result<ClaimKeyFile> read_pem(ByteView content, ByteView password) {
    auto key = ClaimKey::parse_pem(content, password);
    if (!key) {
        return fail(key.error());
    }
    std::vector<X509Pointer> certificates;
    const BioPointer source = memory(content);
    while (X509* const certificate = PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)) {
        certificates.emplace_back(certificate);
        if (certificates.size() > limits::certificate_chain_max) {
            return fail(errors::certificate_too_many);
        }
    }
    auto chain = in_order(std::move(certificates), key->native());
    return ClaimKeyFile{std::move(*key), std::move(chain)};
}

/// Keys of PKCS #12 belong to a library context with the old ciphers; this one belongs to the usual context.
Result<ClaimKey> rehome(EVP_PKEY* key) {
    unsigned char* raw = nullptr;
    const int length = i2d_PrivateKey(key, &raw);
    const unsigned char* at = raw;
    EVP_PKEY* const own = length > 0 ? d2i_AutoPrivateKey(nullptr, &at, length) : nullptr;
    OPENSSL_clear_free(raw, length > 0 ? static_cast<std::size_t>(length) : 0);
    return own == nullptr ? fail(errors::certificate_key_type) : KeyReader::adopt(own);
}

struct Opened {
    EVP_PKEY* key = nullptr;
    X509* certificate = nullptr;
    STACK_OF(X509) * others = nullptr;
    Opened() = default;
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    ~Opened() {
        EVP_PKEY_free(key);
        X509_free(certificate);
        sk_X509_pop_free(others, X509_free);
    }
};

/// A null password and an empty one are two things in PKCS #12, and tools write either.
bool open_mac(PKCS12* file, const SecretBytes& password, const char*& used) {
    const char* const text = reinterpret_cast<const char*>(password.view().data());
    for (const char* const each : {text, password.size() == 1 ? static_cast<const char*>(nullptr) : text}) {
        used = each;
        if (PKCS12_verify_mac(file, each, -1) == 1) {
            return true;
        }
    }
    return false;
}

Result<ClaimKeyFile> read_pkcs12(ByteView content, ByteView password) {
    // RC2-40 and triple DES, in which files of old are sealed, are in a provider of their own.
    const LibraryPointer library(OSSL_LIB_CTX_new());
    for (const char* const name : {"default", "legacy"}) {
        static_cast<void>(OSSL_PROVIDER_load(library.get(), name));
    }
    PKCS12* raw = PKCS12_init_ex(NID_pkcs7_data, library.get(), nullptr);
    const unsigned char* at = content.data();
    const bool parsed = d2i_PKCS12(&raw, &at, static_cast<long>(content.size())) != nullptr;
    const P12Pointer file(parsed ? raw : nullptr);
    if (!file || at != content.data() + content.size() || PKCS12_mac_present(file.get()) != 1) {
        return fail(errors::signing_key_format);
    }
    const ASN1_INTEGER* rounds = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, file.get());
    std::uint64_t count = 1;
    if (rounds != nullptr &&
        (ASN1_INTEGER_get_uint64(&count, rounds) != 1 || count > limits::signing_key_iterations_max)) {
        return fail(errors::signing_key_iterations);
    }
    // What lies behind the right password is its holder's own work.
    const SecretBytes text = with_end(password);
    const char* used = nullptr;
    if (!open_mac(file.get(), text, used)) {
        return fail(errors::signing_key_password);
    }
    Opened opened;
    if (PKCS12_parse(file.get(), used, &opened.key, &opened.certificate, &opened.others) != 1 ||
        opened.key == nullptr) {
        return fail(errors::signing_key_format, "no private key in the PKCS #12 file, or sealed in an unknown way");
    }
    auto key = rehome(opened.key);
    if (!key) {
        return fail(key.error());
    }
    std::vector<X509Pointer> certificates;
    if (opened.certificate != nullptr) {
        certificates.emplace_back(std::exchange(opened.certificate, nullptr));
    }
    while (sk_X509_num(opened.others) > 0) {
        certificates.emplace_back(sk_X509_shift(opened.others));
    }
    if (certificates.size() > limits::certificate_chain_max) {
        return fail(errors::certificate_too_many);
    }
    auto chain = in_order(std::move(certificates), key->native());
    return ClaimKeyFile{std::move(*key), std::move(chain)};
}

}  // namespace

Result<ClaimKey> ClaimKey::parse_pem(ByteView pem, ByteView password) {
    const ErrorQueue cleared;
    if (pem.size() > limits::signing_key_bytes_max) {
        return fail(errors::signing_key_format, std::to_string(pem.size()) + " bytes");
    }
    if (is_costly(pem)) {
        return fail(errors::signing_key_iterations);
    }
    const BioPointer source = memory(pem);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(source.get(), nullptr, give_password, &password);
    if (key != nullptr) {
        return KeyReader::adopt(key);
    }
    const bool sealed = as_text(pem).find("ENCRYPTED") != std::string_view::npos;
    return fail(sealed ? errors::signing_key_password : errors::signing_key_format);
}

Result<ClaimKeyFile> read_claim_key(ByteView content, ByteView password) {
    const ErrorQueue cleared;
    if (content.size() > limits::signing_key_bytes_max) {
        return fail(errors::signing_key_format, std::to_string(content.size()) + " bytes");
    }
    const bool is_der = !content.empty() && content.front() == 0x30;
    return is_der ? read_pkcs12(content, password) : read_pem(content, password);
}

}  // namespace countersign::verifier::c2pa
