// What crJSON and people are told of a certificate: its names part by part, its serial number, its validity.
// Thread-safety: a pure function.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/clock.hpp"

namespace countersign::verifier::c2pa {

/// Short names (`C`, `ST`, `L`, `O`, `OU`, `CN`, `E`, `2.5.4.97`) and values, in the certificate's order, each name
/// once: two values of one name are joined by `; `. Other parts are left out.
using NameParts = std::vector<std::pair<std::string, std::string>>;

struct CertificateInfo {
    std::string serial;  ///< lower-case hex without leading zeros
    NameParts issuer;
    NameParts subject;
    UnixSeconds not_before;
    UnixSeconds not_after;
};
/// Nothing where `der` isn't a certificate.
[[nodiscard]] std::optional<CertificateInfo> read_certificate_info(ByteView der);

}  // namespace countersign::verifier::c2pa
