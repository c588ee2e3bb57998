// `countersign verify`: by the file alone, by the data folder's registry, or by a running server.
#include <optional>

#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/trust_lists.hpp"
#include "api/cli/verdict_text.hpp"
#include "api/service/service.hpp"
#include "api/service/verify.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/chain/quantity.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/cawg/validator.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;
namespace cawg = verifier::cawg;
using verifier::media::ByteSource;

struct Outcome {
    Json verdict;
    Exit exit = Exit::success;
};

Result<std::optional<verdict::Policy>> read_policy(const std::string& file) {
    if (file.empty()) {
        return std::optional<verdict::Policy>();
    }
    const auto text = read_texts({file});
    auto policy = text ? verdict::parse_policy(*text) : fail(text.error());
    return policy ? Result<std::optional<verdict::Policy>>(std::move(*policy)) : fail(policy.error());
}

/// What a verdict that is made here rests on besides the file: whose word counts, and a manifest kept beside it.
struct Judgement {
    /// None: the registry's own, or the one compiled in.
    std::optional<verdict::Policy> policy;
    c2pa::Validator validator;
    cawg::Validator identities;
    cawg::SuppliedDocuments documents;
    std::optional<Bytes> sidecar;
};

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
    if (!identities || !documents) {
        return fail(identities ? documents.error() : identities.error());
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
    return Judgement{std::move(*policy), std::move(*validator), std::move(*identities), std::move(*documents),
                     std::move(sidecar)};
}

Result<Outcome> verify_offline(const Judgement& judgement, const ByteSource& source) {
    const UnixSeconds now = SystemClock().now();
    const auto& sidecar = judgement.sidecar;
    auto report = sidecar ? judgement.validator.validate_detached(source, *sidecar, now)
                          : judgement.validator.validate(source, now);
    if (!report) {
        return fail(report.error());
    }
    const auto store = sidecar ? evidence::StoreSource::sidecar : evidence::StoreSource::embedded;
    auto identities = judgement.identities.check(*report, {.now = now, .documents = &judgement.documents});
    const auto facts =
        evidence::gather(std::move(*report), nullptr, {.store = store, .now = now, .cawg = std::move(identities)});
    const auto decided = verdict::decide(facts, judgement.policy ? *judgement.policy : verdict::default_policy());
    return Outcome{verdict::to_json(decided), static_cast<Exit>(verdict::exit_status(decided))};
}

/// By the data folder's registry: the service's own handler, over the file where it lies, whatever its size.
Result<Outcome> verify_in_folder(const VerifyOptions& options, const Judgement& judgement, const ByteSource& source) {
    const SystemClock clock;
    SystemEntropy entropy;
    const auto application = api::service::Application::open({.home = options.registry.home}, clock, entropy);
    if (!application) {
        return fail(application.error());
    }
    auto output = api::service::Verify((*application)->context())
                      .handle(source, {.bundle = !options.bundle_file.empty(),
                                       .own_policy = judgement.policy ? &*judgement.policy : nullptr,
                                       .own_validator = &judgement.validator,
                                       .own_cawg = &judgement.identities,
                                       .own_documents = &judgement.documents,
                                       .sidecar = judgement.sidecar ? &*judgement.sidecar : nullptr});
    if (!output) {
        return fail(output.error());
    }
    return Outcome{std::move(output->answer), static_cast<Exit>(verdict::exit_status(output->verdict))};
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

/// Whose word counts is decided where the verdict is made: a server's is by its own policy and trust lists, and an
/// option that silently doesn't count would be worse than none.
std::optional<Error> find_contradiction(const VerifyOptions& options) {
    const bool by_server = !options.offline && !options.registry.server_url.empty();
    const std::pair<const char*, bool> local_options[] = {{"--policy", !options.policy_file.empty()},
                                                          {"--trust-anchors", !options.trust_anchor_files.empty()},
                                                          {"--tsa-anchors", !options.tsa_anchor_files.empty()},
                                                          {"--cawg-anchors", !options.cawg_anchor_files.empty()},
                                                          {"--cawg-issuer", !options.cawg_issuers.empty()},
                                                          {"--did-document", !options.document_files.empty()},
                                                          {"--eku", !options.eku_file.empty()},
                                                          {"--manifest", !options.manifest_file.empty()}};
    for (const auto& [name, is_given] : local_options) {
        if (by_server && is_given) {
            return Error{errors::cli_verdict_elsewhere, name};
        }
    }
    return std::nullopt;
}

Result<Outcome> verify(const VerifyOptions& options, const Judgement& judgement) {
    const auto source = verifier::media::FileByteSource::open(options.file);
    if (!source) {
        return fail(source.error());
    }
    if (options.offline) {
        return verify_offline(judgement, *source);
    }
    if (!options.registry.server_url.empty()) {
        return verify_by_server(options, *source);
    }
    // The registry's word is asked where there is one; without any, the file alone speaks.
    return api::service::is_initialised(options.registry.home) ? verify_in_folder(options, judgement, *source)
                                                               : verify_offline(judgement, *source);
}

Result<Done> write_bundle(const VerifyOptions& options, const Outcome& outcome) {
    const Json* const bundle = outcome.verdict.find("evidence");
    if (bundle == nullptr) {
        const Json* const problem = outcome.verdict.find("evidenceProblem");
        const auto said = [&](const char* member) {
            const auto text = problem != nullptr ? get_string(*problem, member) : Result<std::string>("");
            return printable(text.value_or(""), 300);
        };
        return fail(errors::cli_no_proof,
                    problem == nullptr ? "" : said("code") + ": " + said("text") + " " + said("detail"));
    }
    return write_file(options.bundle_file, as_bytes(to_canonical_json(*bundle)), {.overwrite = Overwrite::yes});
}

/// What to check a chain's proof against; empty for a log's. The block's hash is told for comparing: to trust it, one
/// takes it from elsewhere.
std::string how_to_check(const VerifyOptions& options, const Outcome& outcome) {
    const Json* const bundle = outcome.verdict.find("evidence");
    const auto proof =
        bundle != nullptr ? chain::parse_chain_proof(to_canonical_json(*bundle)) : fail(errors::cli_no_proof);
    if (!proof || proof->headers.empty()) {
        return {};
    }
    const auto header = chain::parse_header(proof->headers.back());
    if (!header) {
        return {};
    }
    return "The proof is of block " + std::to_string(header->number) +
           ". Compare the block's hash with what a node or an " +
           "explorer that you trust says, then check without any server:\n  countersign check " + options.bundle_file +
           " " + options.file + " --chain-id " + std::to_string(proof->chain_id) + " --registry " +
           chain::to_checksum_address(proof->registry) + " --block-hash " +
           chain::to_hex_data(view(chain::hash_header(*header)));
}

}  // namespace

Exit run(const VerifyOptions& options) {
    if (const auto contradiction = find_contradiction(options)) {
        static_cast<void>(report(*contradiction));
        return Exit::usage;
    }
    // 1 is a verdict's: a script must not take a mistyped option or a silent server for an altered file (V14).
    const auto judgement = read_judgement(options);
    if (!judgement) {
        return report(judgement.error()) == Exit::unreadable ? Exit::unreadable : Exit::usage;
    }
    const auto outcome = verify(options, *judgement);
    if (!outcome) {
        static_cast<void>(report(outcome.error()));
        return Exit::unreadable;
    }
    print_line(options.json ? to_pretty_json(outcome->verdict) : to_terminal_text(outcome->verdict, outcome->exit));
    if (!options.bundle_file.empty()) {
        if (const auto written = write_bundle(options, *outcome); !written) {
            if (report(written.error()) == Exit::unreadable) {
                return Exit::unreadable;
            }
        } else if (const std::string how = how_to_check(options, *outcome); !options.json && !how.empty()) {
            print_line(how);
        }
    }
    return outcome->exit;
}

}  // namespace countersign::cli
