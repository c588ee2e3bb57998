// X.509 certificates of signers and time-stamp authorities (C2PA 2.5 section 13.5): what they say, and whether they
// chain to an anchor; certificate_profile.hpp judges them. Through OpenSSL. Thread-safety: everything here is immutable
// after it was made.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "identity/base/clock.hpp"
#include "identity/base/hash.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/signature.hpp"

struct x509_st;
struct x509_store_st;

namespace countersign::verifier::c2pa {

class Certificate {
  public:
    /// Nothing where `der` isn't exactly one certificate.
    [[nodiscard]] static std::optional<Certificate> parse(ByteView der);
    /// Takes a reference of its own.
    explicit Certificate(x509_st* certificate) noexcept;

    /// All of Signer but its algorithm.
    [[nodiscard]] Signer describe() const;
    [[nodiscard]] std::string subject() const;
    [[nodiscard]] UnixSeconds not_before() const noexcept;
    [[nodiscard]] UnixSeconds not_after() const noexcept;
    [[nodiscard]] Bytes public_key_der() const;
    [[nodiscard]] Bytes der() const;
    /// Null where the key isn't of a known kind.
    [[nodiscard]] VerifyingKey key() const;
    /// Dotted OIDs of the extended key usage; empty without one.
    [[nodiscard]] std::vector<std::string> purposes() const;
    /// Dotted OIDs of the certificate policies; empty without any.
    [[nodiscard]] std::vector<std::string> policies() const;
    [[nodiscard]] x509_st* native() const noexcept { return certificate_.get(); }

  private:
    struct Free {
        void operator()(x509_st* certificate) const noexcept;
    };
    std::unique_ptr<x509_st, Free> certificate_;
};

inline constexpr std::string_view purpose_time_stamping = "1.3.6.1.5.5.7.3.8";
inline constexpr std::string_view purpose_ocsp_signing = "1.3.6.1.5.5.7.3.9";
inline constexpr std::string_view purpose_any = "2.5.29.37.0";

/// When a trust list lets an anchor vouch for signatures, by their stamped time or else now (14.7). Both included.
struct AnchorWindow {
    std::optional<UnixSeconds> not_before;
    std::optional<UnixSeconds> not_after;
    [[nodiscard]] bool contains(UnixSeconds time) const noexcept {
        return (!not_before || *not_before <= time) && (!not_after || time <= *not_after);
    }
};

/// A chain's answer doesn't depend on the time: whoever asks compares the window.
struct ChainCheck {
    bool is_trusted = false;
    std::string explanation;
    /// The common validity of leaf and intermediates (of the leaf alone without a chain).
    UnixSeconds valid_from;
    UnixSeconds valid_until;
    /// Who issued the leaf: of the chain, or the first of the others whose name and key fit.
    std::optional<Certificate> issuer;
    /// The chain without the leaf: intermediates and, last, the anchor. Empty where nothing is trusted.
    std::vector<Certificate> above;
    /// When the anchor vouches, by its trust list; no window is always.
    AnchorWindow anchor;
    [[nodiscard]] bool contains(UnixSeconds time) const noexcept { return valid_from <= time && time <= valid_until; }
};

class TrustAnchors {
  public:
    /// Any number of certificates; a block that isn't one is ignored, and so is text around them but for lines
    /// `Not-Before: 2026-01-01T00:00:00Z` and `Not-After: ...`, which give the next certificate its window as an
    /// anchor. Errors: c2pa.anchors_malformed.
    [[nodiscard]] static Result<TrustAnchors> parse(std::string_view pem);

    /// Builds and checks a chain from `leaf` over `others` to an anchor (RFC 5280 section 6, without the time and
    /// without revocation). An anchor needn't be self-signed. Keys and hashes weaker than 112 bits don't pass.
    [[nodiscard]] ChainCheck check(const Certificate& leaf, const std::vector<Certificate>& others) const;
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

  private:
    struct Free {
        void operator()(x509_store_st* store) const noexcept;
    };
    std::unique_ptr<x509_store_st, Free> store_;
    /// Of the anchors that have one, by the hash of the certificate.
    std::map<Sha256Digest, AnchorWindow> windows_;
    std::size_t count_ = 0;
};

}  // namespace countersign::verifier::c2pa
