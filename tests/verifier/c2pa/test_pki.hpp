// Certificates, time stamps and OCSP responses made in memory, good ones and each kind of bad one. OpenSSL stays in
// test_pki.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/strong.hpp"
#include "verifier/c2pa/signature.hpp"

struct evp_pkey_st;
struct x509_st;

namespace countersign::verifier::c2pa::test {

inline constexpr UnixSeconds day{86'400};
inline constexpr UnixSeconds now{1'790'000'000};

struct CertificateOptions {
    std::string name = "Signer";
    std::string organisation = "Countersign Test";
    bool is_authority = false;
    /// Values as OpenSSL's configuration writes them; empty leaves the extension out.
    std::string basic_constraints = "critical,CA:FALSE";
    std::string key_usage = "critical,digitalSignature";
    std::string extended_key_usage = "1.3.6.1.4.1.62558.2.1";
    std::string certificate_policies = "";
    bool has_authority_key_id = true;
    std::uint64_t not_before = now.value - 100 * day.value;
    std::uint64_t not_after = now.value + 100 * day.value;
    /// `P-256`, `P-384`, `P-521`, `secp256k1`, `RSA-1024`, `RSA-2048`, `RSA-PSS`, `ED25519`.
    std::string key = "P-256";
    std::string hash = "SHA256";
    bool is_version_1 = false;
};

/// A key with its certificate. Move-only.
class Identity {
  public:
    /// Self-signed where `issuer` is null.
    static Identity make(const CertificateOptions& options, const Identity* issuer = nullptr);
    static CertificateOptions authority(std::string name);
    static CertificateOptions time_stamper();

    [[nodiscard]] Bytes der() const;
    [[nodiscard]] std::string pem() const;
    /// Raw, as COSE wants it.
    [[nodiscard]] Bytes sign(SignatureAlgorithm algorithm, ByteView message) const;
    [[nodiscard]] Bytes public_key_der() const;
    [[nodiscard]] evp_pkey_st* key() const { return key_.get(); }
    [[nodiscard]] x509_st* certificate() const { return certificate_.get(); }

  private:
    struct FreeKey {
        void operator()(evp_pkey_st* key) const;
    };
    struct FreeCertificate {
        void operator()(x509_st* certificate) const;
    };
    std::unique_ptr<evp_pkey_st, FreeKey> key_;
    std::unique_ptr<x509_st, FreeCertificate> certificate_;
};

struct StampOptions {
    UnixSeconds time = UnixSeconds{now.value - 10 * day.value};
    std::string imprint_hash = "SHA256";
    std::string signature_hash = "SHA256";
    bool includes_certificate = true;
    std::optional<std::uint64_t> nonce = std::nullopt;
};
/// A TimeStampToken over `data`. Also usable by other modules' tests.
[[nodiscard]] Bytes make_time_stamp(const Identity& authority, ByteView data, const StampOptions& options = {});
/// The same inside a TimeStampResp with that status.
[[nodiscard]] Bytes make_time_stamp_response(const Identity& authority, ByteView data, int status = 0,
                                             const StampOptions& options = {});

struct OcspOptions {
    bool is_revoked = false;
    bool is_unknown = false;
    int reason = 0;
    UnixSeconds this_update = UnixSeconds{now.value - 5 * day.value};
    std::optional<UnixSeconds> next_update = UnixSeconds{now.value + 5 * day.value};
};
[[nodiscard]] Bytes make_ocsp_response(const Identity& responder, const Identity& issuer, const Identity& subject,
                                       const OcspOptions& options = {});

}  // namespace countersign::verifier::c2pa::test
