// Content Credentials as crJSON 2.5 (the specification's "crJSON File Format"): a checked store in, a JSON document out
// that is valid by the published schema whatever the store holds. How what doesn't fit is told: docs/spec/c2pa.md, C34
// ff. Thread-safety: a pure function.
#pragma once

#include "verifier/c2pa/check_manifest.hpp"

namespace countersign::verifier::c2pa {

struct CrjsonOptions {
    /// Adds `countersign:thumbnails`: embedded pictures by the URI of their assertion, for viewers.
    bool with_thumbnails = false;
};

struct CrjsonInput {
    const Store& store;
    const std::vector<CheckedManifest>& manifests;
    const Report& report;
    UnixSeconds now;
    CrjsonOptions options;
};

/// Linear in the store. Errors: c2pa.crjson_too_large.
[[nodiscard]] Result<std::string> write_crjson(const CrjsonInput& input);
/// Where there is no store, or none that can be read: a document without manifests.
[[nodiscard]] std::string empty_crjson();

}  // namespace countersign::verifier::c2pa
