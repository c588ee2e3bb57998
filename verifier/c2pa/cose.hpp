// COSE_Sign1 (RFC 9052) as claim signatures use it (C2PA 2.5 section 12.3.2): headers, certificates, stamps, and the
// exact bytes that were signed. Thread-safety: plain values and pure functions.
#pragma once

#include <optional>

#include "verifier/c2pa/cbor.hpp"

namespace countersign::verifier::c2pa {

struct CoseSign1 {
    Bytes protected_bytes;
    Cbor protected_headers = Cbor::map();
    Cbor unprotected_headers = Cbor::map();
    std::optional<Bytes> payload;  ///< nothing where detached (nil)
    Bytes signature;
};

/// Tagged with 18 or untagged (old writers left the tag out). Errors: cose.malformed.
[[nodiscard]] Result<CoseSign1> parse_cose_sign1(ByteView bytes);
[[nodiscard]] Bytes encode_cose_sign1(const CoseSign1& sign1);

/// `alg` of the protected headers; nothing where it is absent or not an integer.
[[nodiscard]] std::optional<std::int64_t> find_algorithm(const CoseSign1& sign1);
/// DER certificates of `x5chain`, leaf first: integer label 33 before the text label, from either bucket.
/// Errors: cose.malformed (absent, in both buckets, not byte strings, too many).
[[nodiscard]] Result<std::vector<Bytes>> read_certificates(const CoseSign1& sign1);

/// The Sig_structure with context "Signature1", no external data, and `payload`.
[[nodiscard]] Bytes encode_to_be_signed(const CoseSign1& sign1, ByteView payload);

enum class StampKind : std::uint8_t {
    v1,  ///< `sigTst`: a TimeStampResp over the claim
    v2,  ///< `sigTst2`: a TimeStampToken over the signature
};
struct Stamp {
    StampKind kind = StampKind::v2;
    Bytes value;
};
/// The stamp of the headers, v2 before v1; nothing without one. Errors: cose.malformed (not exactly one token).
[[nodiscard]] Result<std::optional<Stamp>> read_stamp(const CoseSign1& sign1);
/// What a stamp's imprint covers: the structure with context "CounterSignature" over the claim (v1) or over the
/// signature with its CBOR head (v2).
[[nodiscard]] Bytes encode_to_be_stamped(const CoseSign1& sign1, StampKind kind, ByteView claim);

/// Stapled OCSP responses (`rVals`); what isn't one is left out.
[[nodiscard]] std::vector<Bytes> read_revocation_values(const CoseSign1& sign1);

}  // namespace countersign::verifier::c2pa
