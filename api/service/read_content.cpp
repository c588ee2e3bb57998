#include "api/service/read_content.hpp"

#include "identity/base/limits.hpp"

namespace countersign::api::service {
namespace {

namespace c2pa = verifier::c2pa;

/// Nothing where it isn't there, takes too long, is too large, or may not be asked for: https alone, no redirects.
std::optional<Bytes> fetch_store(HttpClient& client, const std::string& url) {
    auto answer = client.send({.method = "GET",
                               .url = url,
                               .headers = {{"accept", "application/c2pa"}},
                               .answer_bytes_max = limits::manifest_store_bytes_max,
                               .timeout_ms = limits::remote_manifest_seconds_max * 1'000});
    return answer && answer->status == 200 && !answer->body.empty() ? std::optional(std::move(answer->body))
                                                                    : std::nullopt;
}

}  // namespace

Result<ReadContent> read_content(const c2pa::Validator& validator, const verifier::media::ByteSource& source,
                                 const ContentSources& sources, UnixSeconds now) {
    const auto done = [](Result<c2pa::Report> report, evidence::StoreSource store) {
        return report ? Result<ReadContent>(ReadContent{std::move(*report), store}) : fail(report.error());
    };
    if (sources.sidecar != nullptr) {
        return done(validator.validate_detached(source, *sources.sidecar, now), evidence::StoreSource::sidecar);
    }
    if (!sources.fragments.empty()) {
        return done(validator.validate_fragmented(source, sources.fragments, now), evidence::StoreSource::embedded);
    }
    auto report = validator.validate(source, now);
    const bool is_elsewhere = report && report->state == c2pa::State::inaccessible && !report->remote_url.empty();
    if (!is_elsewhere || sources.remote == nullptr) {
        return done(std::move(report), evidence::StoreSource::embedded);
    }
    const auto store = fetch_store(*sources.remote, report->remote_url);
    if (!store) {
        return done(std::move(report), evidence::StoreSource::embedded);
    }
    auto fetched = validator.validate_detached(source, *store, now);
    if (fetched) {
        fetched->remote_url = report->remote_url;
    }
    return done(std::move(fetched), evidence::StoreSource::sidecar);
}

}  // namespace countersign::api::service
