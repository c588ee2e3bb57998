// The few DER forms that a certificate is made of (X.690). Data in: content bytes; data out: one complete element.
// Thread-safety: pure functions.
#pragma once

#include <initializer_list>
#include <string_view>

#include "identity/base/bytes.hpp"
#include "identity/base/strong.hpp"

namespace countersign::verifier::c2pa::der {

[[nodiscard]] Bytes element(std::uint8_t tag, ByteView content);
/// Elements one after the other, within one of the given tag.
[[nodiscard]] Bytes group(std::uint8_t tag, std::initializer_list<ByteView> elements);
[[nodiscard]] Bytes sequence(std::initializer_list<ByteView> elements);
/// A non-negative big-endian number, any length; leading zeros go.
[[nodiscard]] Bytes integer(ByteView big_endian);
/// `oid` is dotted text of ours, such as 1.2.840.10045.4.3.2: anything else is a bug.
[[nodiscard]] Bytes object_identifier(std::string_view oid);
[[nodiscard]] Bytes octet_string(ByteView content);
/// The first `bits` bits of `content`, the rest of the last byte unused and zero.
[[nodiscard]] Bytes bit_string(ByteView content, unsigned unused_bits = 0);
[[nodiscard]] Bytes utf8_string(std::string_view text);
[[nodiscard]] Bytes printable_string(std::string_view text);
[[nodiscard]] Bytes boolean_true();
/// UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). Years 1970 to 9999.
[[nodiscard]] Bytes time(UnixSeconds value);
/// r and s, 32 bytes each, as ECDSA-Sig-Value.
[[nodiscard]] Bytes ecdsa_signature(ByteView r_and_s);

}  // namespace countersign::verifier::c2pa::der
