// Identity assertions as strangers write them, in a manifest that is otherwise sound: every one gives a report.
#include "identity/base/ensure.hpp"
#include "verifier/cawg/credential_form.hpp"
#include "verifier/cawg/documents.hpp"
#include "verifier/cawg/jwk_key.hpp"
#include "verifier/cawg/validator.hpp"

using namespace countersign;
using namespace countersign::verifier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const cawg::Validator validator =
        cawg::Validator::create(
            {.anchors_pem = {}, .interim_anchors_pem = {}, .tsa_anchors_pem = {}, .trusted_issuers = {}})
            .value();
    const ByteView input(data, size);
    c2pa::Report report;
    report.state = c2pa::State::valid;
    report.active_manifest = "urn:c2pa:1";
    report.hard_binding = "self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/c2pa.hash.data";
    c2pa::ManifestSummary manifest;
    manifest.label = report.active_manifest;
    manifest.references = {{report.hard_binding, "sha256", Bytes(32)}};
    manifest.identities = {{"self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/cawg.identity", to_bytes(input)}};
    report.manifests = {manifest};
    const cawg::Report found = validator.check(report, {.now = UnixSeconds{1'790'000'000}});
    ensure(found.state == cawg::State::invalid || found.state == cawg::State::valid, "nobody is trusted");
    ensure(!found.codes.failure.empty(), "whoever isn't trusted has a failure");
    if (const auto credential = cawg::parse_aggregation(input)) {
        static_cast<void>(cawg::read_verified_identities(credential->subject()));
    }
    if (const auto json = parse_json(as_text(input))) {
        static_cast<void>(cawg::read_jwk(*json));
    }
    cawg::SuppliedDocuments documents;
    static_cast<void>(documents.add(as_text(input)));
    return 0;
}
