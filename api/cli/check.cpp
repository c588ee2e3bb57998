// `countersign check`: a portable proof against a file, with no server and no registry.
#include "verifier/bundle/check.hpp"
#include "api/cli/check_chain.hpp"
#include "api/cli/console.hpp"
#include "api/cli/trust_lists.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/verdict/policy.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

/// The keys given and those that the policy names. Errors: those of parse_vkey and parse_policy.
Result<std::vector<log::VerifierKey>> read_all_log_keys(const CheckOptions& options) {
    auto keys = read_log_keys(options.log_keys);
    if (!keys) {
        return keys;
    }
    if (!options.policy_file.empty()) {
        const auto text = read_file(options.policy_file, limits::policy_bytes_max);
        const auto policy = text ? verdict::parse_policy(as_text(*text)) : fail(text.error());
        if (!policy) {
            return fail(policy.error());
        }
        keys->insert(keys->end(), policy->log_keys.begin(), policy->log_keys.end());
    }
    return keys;
}

std::string to_lines(const bundle::Outcome& outcome) {
    std::string text = outcome.status == bundle::CheckStatus::holds        ? "[ok] "
                       : outcome.status == bundle::CheckStatus::unanchored ? "[ ?] "
                                                                           : "[!!] ";
    text += bundle::to_sentence(outcome) + "\n";
    for (const auto& reason : outcome.shown) {
        text += "  - " + reason.text + " [" + reason.code + "]\n";
    }
    for (const auto& reason : outcome.service_word) {
        text += "  ~ " + reason.text + " [" + reason.code + "]\n";
    }
    return text;
}

}  // namespace

Exit run(const CheckOptions& options) {
    const auto keys = read_all_log_keys(options);
    if (!keys) {
        return report(keys.error()) == Exit::unreadable ? Exit::unreadable : Exit::usage;
    }
    const auto text = read_file(options.bundle_file, limits::bundle_bytes_max);
    if (!text) {
        return report(text.error());
    }
    if (is_chain_proof(as_text(*text))) {
        return check_chain(options, as_text(*text));
    }
    const auto source = verifier::media::FileByteSource::open(options.file);
    if (!source) {
        return report(source.error());
    }
    // Whose certificate it is doesn't matter here: only which key signed, which the proof shows to be an identity's.
    const auto file_report = c2pa::validate(
        *source, {.signer_anchors_pem = {}, .tsa_anchors_pem = {}, .allowed_ekus = c2pa::default_allowed_ekus()},
        SystemClock().now());
    if (!file_report) {
        return report(file_report.error());
    }
    const auto outcome =
        bundle::check(as_text(*text), {.asset = file_report->asset.sha256, .report = &*file_report, .log_keys = *keys});
    print_line(options.json ? to_pretty_json(bundle::to_json(outcome)) : to_lines(outcome));
    return static_cast<Exit>(bundle::exit_status(outcome));
}

}  // namespace countersign::cli
