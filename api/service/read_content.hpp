// A file's report from wherever its manifest store is: in it, beside it, or (where that was asked for) at the address
// that the file gives. The same for the server and the command line.
// Thread-safety: as the validator and the client.
#pragma once

#include <span>

#include "identity/base/http_client.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/evidence/evidence.hpp"

namespace countersign::api::service {

struct ContentSources {
    /// A store kept beside the content; one inside isn't looked at.
    const Bytes* sidecar = nullptr;
    /// Media segments of which the content is the initialisation segment.
    std::span<const verifier::media::ByteSource* const> fragments = {};
    /// Null: a manifest that is elsewhere stays there. It must hold the allow-list and every other guard.
    HttpClient* remote = nullptr;
};

struct ReadContent {
    verifier::c2pa::Report report;
    evidence::StoreSource store = evidence::StoreSource::embedded;
};

/// A store that can't be fetched leaves the report as it is, `manifest.inaccessible`. Errors: those of the source.
[[nodiscard]] Result<ReadContent> read_content(const verifier::c2pa::Validator& validator,
                                               const verifier::media::ByteSource& source, const ContentSources& sources,
                                               UnixSeconds now);

}  // namespace countersign::api::service
