#include "api/cli/signing_key.hpp"

#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/signing_limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "identity/keys/keystore.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

constexpr std::uint64_t day_seconds = 86'400;

/// A root made on the spot, which others may choose to trust, and a certificate below it.
Result<std::vector<Bytes>> make_chain(const SignOptions& options, ByteView public_key, UnixSeconds now,
                                      Entropy& entropy) {
    const std::string name = options.identity.empty() ? "Self-made" : options.identity;
    const auto root =
        c2pa::make_root({.organisation = name, .common_name = name + " root", .country = ""},
                        {UnixSeconds{now.value - day_seconds}, UnixSeconds{now.value + 3650 * day_seconds}},
                        PrivateKey::generate(KeyType::p256, entropy), entropy);
    if (!root) {
        return fail(root.error());
    }
    if (!options.anchor_file.empty()) {
        const auto written =
            write_file(options.anchor_file, as_bytes(c2pa::to_pem({root->certificate})), {.overwrite = Overwrite::yes});
        if (!written) {
            return fail(written.error());
        }
    }
    auto leaf = c2pa::make_signer_certificate(
        *root, {.organisation = name, .common_name = name, .country = ""},
        {UnixSeconds{now.value - 3600}, UnixSeconds{now.value + 365 * day_seconds}}, public_key, entropy);
    return leaf ? std::vector<Bytes>{std::move(*leaf)} : Result<std::vector<Bytes>>(fail(leaf.error()));
}

Result<std::vector<Bytes>> find_chain(const SignOptions& options, const SigningKey& key, UnixSeconds now,
                                      Entropy& entropy) {
    const Bytes public_key = public_key_der(key);
    if (!options.chain_file.empty()) {
        const auto pem = read_file(options.chain_file, limits::anchor_file_bytes_max);
        auto chain = pem ? c2pa::parse_chain_pem(as_text(*pem)) : fail(pem.error());
        return chain ? c2pa::check_chain(std::move(*chain), public_key, now) : chain;
    }
    if (const auto* const file = std::get_if<c2pa::ClaimKeyFile>(&key);
        file != nullptr && !file->certificates.empty()) {
        return c2pa::check_chain(file->certificates, public_key, now);
    }
    return make_chain(options, public_key, now, entropy);
}

/// `es256` ... `ed25519`; the command line knows the names.
c2pa::SignatureAlgorithm parse_algorithm(const std::string& text) {
    for (auto each = c2pa::SignatureAlgorithm::es256; each < c2pa::SignatureAlgorithm::ed25519;
         each = static_cast<c2pa::SignatureAlgorithm>(static_cast<unsigned>(each) + 1U)) {
        if (text == c2pa::to_text(each)) {
            return each;
        }
    }
    return c2pa::SignatureAlgorithm::ed25519;
}

}  // namespace

Result<SigningKey> load_signing_key(const KeyOptions& options) {
    SecretBytes password;
    if (!options.password_file.empty()) {
        auto read = read_password(options.password_file);
        if (!read) {
            return fail(read.error());
        }
        password = std::move(*read);
    }
    auto content = read_file(options.key_file, limits::signing_key_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    const auto first = content->empty() ? '\0' : static_cast<char>(content->front());
    if (first == '{') {
        if (password.empty()) {
            return fail(errors::cli_password_missing, options.key_file);
        }
        auto keys = open_keystore(as_text(*content), password.view());
        return keys ? Result<SigningKey>(std::move(keys->front().key)) : fail(keys.error());
    }
    auto file = c2pa::read_claim_key(*content, password.view());
    zeroize(content->data(), content->size());
    return file ? Result<SigningKey>(std::move(*file)) : fail(file.error());
}

Result<c2pa::ClaimKey> to_claim_key(const SigningKey& key) {
    const auto* const registry_key = std::get_if<PrivateKey>(&key);
    return registry_key != nullptr ? c2pa::ClaimKey::copy_of(*registry_key)
                                   : Result<c2pa::ClaimKey>(std::get<c2pa::ClaimKeyFile>(key).key);
}

Bytes public_key_der(const SigningKey& key) {
    const auto* const registry_key = std::get_if<PrivateKey>(&key);
    return registry_key != nullptr ? to_spki_der(registry_key->public_key())
                                   : std::get<c2pa::ClaimKeyFile>(key).key.public_key_der();
}

Result<c2pa::ClaimSigner> make_signer(const SignOptions& options, const SigningKey& key, UnixSeconds now,
                                      Entropy& entropy) {
    auto chain = find_chain(options, key, now, entropy);
    if (!chain) {
        return fail(chain.error());
    }
    if (const auto* const registry_key = std::get_if<PrivateKey>(&key)) {
        auto signer = c2pa::make_claim_signer(*registry_key, std::move(*chain));
        const bool suits =
            options.algorithm.empty() || !signer || signer->algorithm == parse_algorithm(options.algorithm);
        return suits ? std::move(signer) : fail(c2pa::errors::signing_key_algorithm, options.algorithm);
    }
    const c2pa::ClaimKey& own = std::get<c2pa::ClaimKeyFile>(key).key;
    const auto chosen = options.algorithm.empty() ? Result<c2pa::ClaimKey>(own)
                                                  : own.with_algorithm(parse_algorithm(options.algorithm));
    return chosen ? Result<c2pa::ClaimSigner>(c2pa::make_claim_signer(*chosen, std::move(*chain)))
                  : fail(chosen.error());
}

}  // namespace countersign::cli
