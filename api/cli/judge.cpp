#include "api/cli/judge.hpp"

#include <optional>

#include "api/cli/connection.hpp"
#include "api/cli/trust_lists.hpp"
#include "api/http/client.hpp"
#include "api/service/read_content.hpp"
#include "api/service/service.hpp"
#include "api/service/verify.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/cawg/validator.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/receipt/check.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;
namespace cawg = verifier::cawg;
using verifier::media::ByteSource;

/// What a verdict that is made here rests on besides the file: whose word counts, and a manifest kept beside it.
struct Judgement {
    /// None: the registry's own, or the one compiled in.
    std::optional<verdict::Policy> policy;
    c2pa::Validator validator;
    cawg::Validator identities;
    cawg::SuppliedDocuments documents;
    std::vector<log::VerifierKey> log_keys;
    std::optional<Bytes> sidecar;
};

Result<std::optional<verdict::Policy>> read_policy(const std::string& file) {
    if (file.empty()) {
        return std::optional<verdict::Policy>();
    }
    const auto text = read_texts({file});
    auto policy = text ? verdict::parse_policy(*text) : fail(text.error());
    return policy ? Result<std::optional<verdict::Policy>>(std::move(*policy)) : fail(policy.error());
}

Result<cawg::SuppliedDocuments> read_documents(const std::vector<std::string>& files) {
    cawg::SuppliedDocuments out;
    for (const auto& file : files) {
        const auto text = read_file(file, limits::json_bytes_max);
        if (!text) {
            return fail(text.error());
        }
        if (auto added = out.add(as_text(*text)); !added) {
            return fail(added.error().code, file + ": " + added.error().detail);
        }
    }
    return out;
}

Result<cawg::Validator> read_identity_trust(const VerifyOptions& options, const std::string& signers,
                                            const std::string& authorities) {
    auto anchors = read_anchors(options.cawg_anchor_files);
    if (!anchors) {
        return fail(anchors.error());
    }
    return cawg::Validator::create({.anchors_pem = std::move(*anchors),
                                    .interim_anchors_pem = signers,
                                    .tsa_anchors_pem = authorities,
                                    .trusted_issuers = options.cawg_issuers});
}

Result<Judgement> read_judgement(const VerifyOptions& options) {
    auto policy = read_policy(options.policy_file);
    auto signers = read_anchors(options.trust_anchor_files);
    auto authorities = read_anchors(options.tsa_anchor_files);
    auto ekus = read_ekus(options.eku_file);
    if (!policy || !signers || !authorities || !ekus) {
        return fail(!policy        ? policy.error()
                    : !signers     ? signers.error()
                    : !authorities ? authorities.error()
                                   : ekus.error());
    }
    auto identities = read_identity_trust(options, *signers, *authorities);
    auto documents = read_documents(options.document_files);
    auto log_keys = read_log_keys(options.log_keys);
    if (!identities || !documents || !log_keys) {
        return fail(!identities ? identities.error() : !documents ? documents.error() : log_keys.error());
    }
    auto validator = c2pa::Validator::create({.signer_anchors_pem = std::move(*signers),
                                              .tsa_anchors_pem = std::move(*authorities),
                                              .allowed_ekus = std::move(*ekus)});
    if (!validator) {
        return fail(validator.error());
    }
    std::optional<Bytes> sidecar;
    if (!options.manifest_file.empty()) {
        auto store = read_file(options.manifest_file, limits::manifest_store_bytes_max);
        if (!store) {
            return fail(store.error());
        }
        sidecar = std::move(*store);
    }
    return Judgement{std::move(*policy),    std::move(*validator), std::move(*identities),
                     std::move(*documents), std::move(*log_keys),  std::move(sidecar)};
}

Result<Outcome> verify_by_server(const VerifyOptions& options, const ByteSource& source) {
    auto connection = Connection::to_server(options.registry.server_url);
    if (!connection) {
        return fail(connection.error());
    }
    const std::string path = options.bundle_file.empty() ? "/v1/verify" : "/v1/verify?bundle=1";
    const auto answer = connection->post_file(path, source);
    if (!answer) {
        return fail(answer.error());
    }
    auto json = parse_json(as_text(answer->body));
    if (!json) {
        return fail(json.error());
    }
    const std::string status = answer->header("countersign-exit-status");
    const bool known = status.size() == 1 && status[0] >= '0' && status[0] <= '3';
    return Outcome{std::move(*json), known ? static_cast<Exit>(status[0] - '0') : Exit::unknown_signer};
}

}  // namespace

struct Judge::Inside {
    VerifyOptions options;
    SystemClock clock;
    SystemEntropy entropy;
    /// None where a server judges.
    std::optional<Judgement> judgement;
    std::vector<verifier::media::FileByteSource> fragments;
    std::vector<const ByteSource*> fragment_views;
    /// Null where no manifest is fetched.
    std::unique_ptr<api::http::OutgoingClient> manifests;
    /// Null where the file alone speaks.
    std::unique_ptr<api::service::Application> application;
};

Judge::Judge(std::unique_ptr<Inside> inside) noexcept : inside_(std::move(inside)) {}
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;
Judge::~Judge() = default;

Result<Judge> Judge::read(const VerifyOptions& options) {
    auto inside = std::make_unique<Inside>();
    inside->options = options;
    if (!options.offline && !options.registry.server_url.empty()) {
        return Judge(std::move(inside));
    }
    auto judgement = read_judgement(options);
    if (!judgement) {
        return fail(judgement.error());
    }
    inside->judgement.emplace(std::move(*judgement));
    for (const std::string& file : options.fragment_files) {
        auto source = verifier::media::FileByteSource::open(file);
        if (!source) {
            return fail(source.error());
        }
        inside->fragments.push_back(std::move(*source));
    }
    for (const auto& fragment : inside->fragments) {
        inside->fragment_views.push_back(&fragment);
    }
    if (!options.remote_manifest_hosts.empty()) {
        inside->manifests = std::make_unique<api::http::OutgoingClient>(
            api::http::ClientOptions{.allowed = true, .hosts = options.remote_manifest_hosts});
    }
    return Judge(std::move(inside));
}

Result<Done> Judge::open_registry() {
    const VerifyOptions& options = inside_->options;
    if (inside_->judgement && !options.offline && api::service::is_initialised(options.registry.home)) {
        auto application =
            api::service::Application::open({.home = options.registry.home}, inside_->clock, inside_->entropy);
        if (!application) {
            return fail(application.error());
        }
        inside_->application = std::move(*application);
    }
    return Done{};
}

Result<Outcome> Judge::judge(const ByteSource& source) const {
    const VerifyOptions& options = inside_->options;
    if (!inside_->judgement) {
        return verify_by_server(options, source);
    }
    const Judgement& judgement = *inside_->judgement;
    if (inside_->application) {
        // The service's own handler, over the file where it lies, whatever its size.
        auto output = api::service::Verify(inside_->application->context())
                          .handle(source, {.bundle = !options.bundle_file.empty(),
                                           .own_policy = judgement.policy ? &*judgement.policy : nullptr,
                                           .own_validator = &judgement.validator,
                                           .own_cawg = &judgement.identities,
                                           .own_documents = &judgement.documents,
                                           .own_log_keys = judgement.log_keys,
                                           .sidecar = judgement.sidecar ? &*judgement.sidecar : nullptr,
                                           .fragments = inside_->fragment_views,
                                           .own_manifests = inside_->manifests.get()});
        if (!output) {
            return fail(output.error());
        }
        return Outcome{std::move(output->answer), static_cast<Exit>(verdict::exit_status(output->verdict))};
    }
    const UnixSeconds now = inside_->clock.now();
    auto content = api::service::read_content(judgement.validator, source,
                                              {.sidecar = judgement.sidecar ? &*judgement.sidecar : nullptr,
                                               .fragments = inside_->fragment_views,
                                               .remote = inside_->manifests.get()},
                                              now);
    if (!content) {
        return fail(content.error());
    }
    auto identities = judgement.identities.check(content->report, {.now = now, .documents = &judgement.documents});
    const verdict::Policy& policy = judgement.policy ? *judgement.policy : verdict::default_policy();
    std::vector<log::VerifierKey> keys = judgement.log_keys;
    keys.insert(keys.end(), policy.log_keys.begin(), policy.log_keys.end());
    auto receipts = verifier::receipt::check_receipts(content->report, keys);
    const auto facts = evidence::gather(
        std::move(content->report), nullptr,
        {.store = content->store, .now = now, .cawg = std::move(identities), .receipts = std::move(receipts)});
    const auto decided = verdict::decide(facts, policy);
    return Outcome{verdict::to_json(decided), static_cast<Exit>(verdict::exit_status(decided))};
}

}  // namespace countersign::cli
