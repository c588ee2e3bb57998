// Whether an issuer may issue a schema, by the word of those whom the verifying party chose as roots: directly, or
// through one accreditor between. Pure over an injected look-up; decides nothing that the caller's policy doesn't say.
// Rules: docs/spec/credential.md (VC28 to VC31). Thread-safety: pure; the look-up runs on the caller's thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/strong.hpp"
#include "identity/credential/problem.hpp"

namespace countersign::credential {

/// `accreditor` lets `issuer` issue the schema that was asked for.
struct Accreditation {
    std::string accreditor;
    UnixSeconds valid_from;
    /// First second without it; 0 is no end.
    UnixSeconds valid_until;
    /// Since when it is suspended; 0 is not.
    UnixSeconds suspended_since;
};

/// All accreditations ever given to `issuer` for `schema`; times are judged by the caller of the look-up.
using FindAccreditations = std::function<std::vector<Accreditation>(std::string_view issuer, std::string_view schema)>;

/// Why one accreditation, or the lack of any, does not carry.
struct AccreditationReason {
    ErrorCode code;
    std::string issuer;
    /// Empty where nobody accredits the issuer.
    std::string accreditor;
};

struct AccreditationAnswer {
    /// From the root to the issuer, both included; the issuer alone where it is a root. Empty: not accredited.
    std::vector<std::string> path;
    /// Where `path` is empty, one for each way that was tried.
    std::vector<AccreditationReason> reasons;

    [[nodiscard]] bool is_accredited() const noexcept { return !path.empty(); }
};

/// The shortest path counts; among equals that of the look-up's order. At most limits::accreditations_max
/// accreditations are followed for each issuer.
[[nodiscard]] AccreditationAnswer judge_accreditation(std::string_view issuer, std::string_view schema,
                                                      UnixSeconds time, const std::set<std::string, std::less<>>& roots,
                                                      const FindAccreditations& find);

}  // namespace countersign::credential
