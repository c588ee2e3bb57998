// Time stamps from an RFC 3161 authority: the request, the check of the response before anything is embedded, and the
// round trip over HTTP. Data in: the bytes to be stamped; data out: a TimeStampToken (DER), or a stable error code for
// each way in which it can fail. Rules: docs/spec/c2pa-writing.md (W33 to W36).
// Standards: RFC 3161, RFC 5816, C2PA 2.5 section 13.4. OpenSSL's TS calls of the writer are in time_stamper.cpp alone.
// Thread-safety: a TimeStamper may be used by several threads at once; the functions are pure.
#pragma once

#include <string>

#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/http_client.hpp"
#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {

/// Whoever stamps a claim signature.
class TimeStamper {
  public:
    virtual ~TimeStamper() = default;
    /// A TimeStampToken, DER, over `stamped`. Errors: time_stamp.*.
    [[nodiscard]] virtual Result<Bytes> stamp(ByteView stamped) = 0;
};

/// Sent along and expected back: an answer to another request is noticed.
using TimeStampNonce = FixedBytes<8, struct TimeStampNonceTag>;

/// TimeStampReq, DER: version 1, SHA-256 of `stamped`, the nonce, and the certificates asked for.
[[nodiscard]] Bytes make_time_stamp_request(ByteView stamped, const TimeStampNonce& nonce);

struct TimeStampCheck {
    /// Null: the authority need only be sound, not known. Else it must chain to one of these.
    const TrustAnchors* authorities = nullptr;
    /// The authority's clock may differ from ours by limits::time_stamp_skew_seconds_max.
    UnixSeconds now;
};
/// The token of a TimeStampResp that answers exactly that request. Errors: time_stamp.malformed, time_stamp.refused,
/// time_stamp.nonce, time_stamp.imprint, time_stamp.signature, time_stamp.certificate, time_stamp.untrusted,
/// time_stamp.clock.
[[nodiscard]] Result<Bytes> read_time_stamp_response(ByteView response, ByteView stamped, const TimeStampNonce& nonce,
                                                     const TimeStampCheck& check);

/// An authority at an address (RFC 3161 section 3.4), asked anew each time.
class HttpTimeStamper final : public TimeStamper {
  public:
    /// `authorities` without certificates: any sound authority will do.
    HttpTimeStamper(HttpClient& http, std::string url, TrustAnchors authorities, const Clock& clock, Entropy& entropy);
    /// Errors: also time_stamp.unavailable (no answer, another status than 200, another media type).
    [[nodiscard]] Result<Bytes> stamp(ByteView stamped) override;

  private:
    HttpClient& http_;
    std::string url_;
    TrustAnchors authorities_;
    const Clock& clock_;
    Entropy& entropy_;
};

}  // namespace countersign::verifier::c2pa
