// Pictures, keys and certificates to sign and verify in tests: small, made on the spot, the same for the same seed.
#pragma once

#include "identity/base/entropy.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/claim_signer.hpp"
#include "verifier/media/sample_image.hpp"

namespace countersign {

/// SplitMix64: for tests only.
class SeededEntropy final : public Entropy {
  public:
    explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> out) override {
        for (std::uint8_t& byte : out) {
            byte = static_cast<std::uint8_t>(next());
        }
    }
    [[nodiscard]] std::uint64_t next() {
        std::uint64_t value = state_ += 0x9E3779B97F4A7C15U;
        value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
        value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
        return value ^ (value >> 31U);
    }
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  private:
    std::uint64_t state_;
};

/// 2026-01-01 and a year from then.
inline constexpr UnixSeconds sample_now{1'767'225'600};
inline constexpr verifier::c2pa::Validity sample_validity{{1'767'225'600 - 86'400}, {1'767'225'600 + 31'536'000}};

inline Bytes sample_jpeg(std::uint32_t seed = 1) {
    return verifier::media::to_jpeg(verifier::media::paint_landscape(seed, 96, 64));
}
inline Bytes sample_png(std::uint32_t seed = 1) {
    return verifier::media::to_png(verifier::media::paint_landscape(seed, 96, 64));
}

/// A root, and signers that it issued: what a test needs to sign and to be trusted.
struct SampleAuthority {
    explicit SampleAuthority(std::uint64_t seed)
        : entropy(seed),
          root(verifier::c2pa::make_root({"Sample Authority", "Sample Root", "DE"}, sample_validity,
                                         PrivateKey::generate(KeyType::p256, entropy), entropy)
                   .value()) {}

    /// Trusts this authority and nobody else.
    [[nodiscard]] verifier::c2pa::Validator validator() const {
        verifier::c2pa::Policy policy;
        policy.signer_anchors_pem = verifier::c2pa::to_pem({root.certificate});
        policy.allowed_ekus = verifier::c2pa::default_allowed_ekus();
        return verifier::c2pa::Validator::create(policy).value();
    }
    [[nodiscard]] verifier::c2pa::ClaimSigner signer(const PrivateKey& key) {
        auto certificate =
            verifier::c2pa::make_signer_certificate(root, {"Sample Organisation", "Sample Signer", "DE"},
                                                    sample_validity, to_spki_der(key.public_key()), entropy)
                .value();
        return verifier::c2pa::make_claim_signer(key, {std::move(certificate)}).value();
    }
    [[nodiscard]] verifier::c2pa::ClaimSigner signer(KeyType type) {
        return signer(PrivateKey::generate(type, entropy));
    }

    SeededEntropy entropy;
    verifier::c2pa::Authority root;
};

}  // namespace countersign
