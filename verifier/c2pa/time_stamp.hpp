// RFC 3161 time stamps (C2PA 2.5 section 14.8). Every problem is informational: a bad stamp is as none.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {

struct StampCheck {
    /// Null where the stamp is good; otherwise one of the timeStamp.* codes.
    const StatusCode* problem = nullptr;
    std::string explanation;
    /// Also where only the authority isn't trusted.
    bool is_signed_correctly = false;
    TimeStamp stamp;
};

/// `stamped` is what the imprint must cover.
[[nodiscard]] StampCheck check_time_stamp(const Stamp& stamp, ByteView stamped, const TrustAnchors& authorities);

}  // namespace countersign::verifier::c2pa
