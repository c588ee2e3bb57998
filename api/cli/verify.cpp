// `countersign verify`: by the file alone, by the data folder's registry, or by a running server.
#include <sstream>

#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "api/cli/verdict_text.hpp"
#include "api/service/service.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

struct Outcome {
    Json verdict;
    Exit exit = Exit::success;
};

Result<std::string> read_texts(const std::vector<std::string>& files) {
    std::string all;
    for (const auto& file : files) {
        const auto text = read_file(file, limits::anchor_file_bytes_max);
        if (!text) {
            return fail(text.error());
        }
        all.append(as_text(*text)).append("\n");
    }
    return all;
}

/// One OID a line; blank lines and lines that begin with `//` or `#` are passed over.
Result<std::vector<std::string>> read_ekus(const std::string& file) {
    if (file.empty()) {
        return c2pa::default_allowed_ekus();
    }
    const auto text = read_texts({file});
    if (!text) {
        return fail(text.error());
    }
    std::vector<std::string> oids;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.pop_back();
        }
        if (!line.empty() && line.front() >= '0' && line.front() <= '9') {
            oids.push_back(line);
        }
    }
    return oids;
}

Result<verdict::Policy> read_policy(const std::string& file) {
    if (file.empty()) {
        return verdict::default_policy();
    }
    const auto text = read_texts({file});
    return text ? verdict::parse_policy(*text) : fail(text.error());
}

Result<Outcome> verify_offline(const VerifyOptions& options) {
    const auto policy = read_policy(options.policy_file);
    auto signers = read_texts(options.trust_anchor_files);
    auto authorities = read_texts(options.tsa_anchor_files);
    auto ekus = read_ekus(options.eku_file);
    if (!policy || !signers || !authorities || !ekus) {
        return fail(!policy        ? policy.error()
                    : !signers     ? signers.error()
                    : !authorities ? authorities.error()
                                   : ekus.error());
    }
    const auto source = verifier::media::FileByteSource::open(options.file);
    if (!source) {
        return fail(source.error());
    }
    const UnixSeconds now = SystemClock().now();
    auto report = c2pa::validate(*source,
                                 {.signer_anchors_pem = std::move(*signers),
                                  .tsa_anchors_pem = std::move(*authorities),
                                  .allowed_ekus = std::move(*ekus)},
                                 now);
    if (!report) {
        return fail(report.error());
    }
    const auto facts =
        evidence::gather(std::move(*report), nullptr, {.store = evidence::StoreSource::embedded, .now = now});
    const auto decided = verdict::decide(facts, *policy);
    return Outcome{verdict::to_json(decided), static_cast<Exit>(verdict::exit_status(decided))};
}

/// Through the API, of a server or of the data folder.
Result<Outcome> verify_with_registry(const VerifyOptions& options) {
    auto content = read_file(options.file, limits::http_body_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return fail(connection.error());
    }
    const std::string path = options.bundle_file.empty() ? "/v1/verify" : "/v1/verify?bundle=1";
    const auto answer = connection->post(path, "application/octet-stream", std::move(*content));
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

/// The registry's word is asked where there is one; without any, the file alone speaks.
bool is_offline(const VerifyOptions& options) {
    return options.offline ||
           (options.registry.server_url.empty() && !api::service::is_initialised(options.registry.home));
}

Result<Done> write_bundle(const VerifyOptions& options, const Outcome& outcome) {
    const Json* const bundle = outcome.verdict.find("evidence");
    if (bundle == nullptr) {
        return fail(errors::json_missing_key, "the answer carries no proof: nothing about this file is in a registry");
    }
    return write_file(options.bundle_file, as_bytes(to_canonical_json(*bundle)), {.overwrite = Overwrite::yes});
}

}  // namespace

Exit run(const VerifyOptions& options) {
    const auto outcome = is_offline(options) ? verify_offline(options) : verify_with_registry(options);
    if (!outcome) {
        return report(outcome.error());
    }
    print_line(options.json ? to_pretty_json(outcome->verdict) : to_terminal_text(outcome->verdict, outcome->exit));
    if (!options.bundle_file.empty()) {
        if (const auto written = write_bundle(options, *outcome); !written) {
            static_cast<void>(report(written.error()));
        }
    }
    return outcome->exit;
}

}  // namespace countersign::cli
