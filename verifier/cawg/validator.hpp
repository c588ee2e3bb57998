// Validates CAWG identities (Identity Assertion 1.3, section 7) of the active manifest that a C2PA report describes.
// Rules: docs/spec/cawg.md. Nothing is fetched but through the injected documents.
// Thread-safety: a Validator may be used by several threads at once.
#pragma once

#include <memory>

#include "verifier/cawg/documents.hpp"
#include "verifier/cawg/report.hpp"

namespace countersign::verifier::cawg {

struct Policy {
    /// PEM: whose certificates may sign identities (purpose documentSigning, and until 31 March 2027 S/MIME).
    std::string anchors_pem;
    /// PEM of the C2PA trust list: it counts for S/MIME certificates of the interim, and for nothing else.
    std::string interim_anchors_pem;
    /// PEM of time-stamp authorities; the same list as C2PA's.
    std::string tsa_anchors_pem;
    /// DIDs of aggregators that are trusted.
    std::vector<std::string> trusted_issuers;
};

struct Request {
    UnixSeconds now;
    /// Null: only issuers that describe themselves are resolved.
    const Documents* documents = nullptr;
    /// Aggregators trusted for this one verification, beside the policy's.
    std::vector<std::string> trusted_issuers = {};
};

class Validator {
  public:
    /// Errors: c2pa.anchors_malformed.
    [[nodiscard]] static Result<Validator> create(const Policy& policy);
    Validator(Validator&&) noexcept;
    Validator& operator=(Validator&&) noexcept;
    ~Validator();

    /// Total: every report gives one. At most limits::cawg_identities_max identities are judged.
    [[nodiscard]] Report check(const c2pa::Report& report, const Request& request) const;

    struct Inside;

  private:
    explicit Validator(std::unique_ptr<Inside> inside) noexcept;
    std::unique_ptr<Inside> inside_;
};

}  // namespace countersign::verifier::cawg
