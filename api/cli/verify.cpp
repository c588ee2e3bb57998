// `countersign verify`: one file, or every file of a folder on all cores.
#include <optional>

#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/judge.hpp"
#include "api/cli/verdict_text.hpp"
#include "api/cli/verify_folder.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "contracts/chain/quantity.hpp"
#include "identity/base/file.hpp"

namespace countersign::cli {
namespace {

/// Whose word counts is decided where the verdict is made: a server's is by its own policy and trust lists, and an
/// option that silently doesn't count would be worse than none.
std::optional<Error> find_contradiction(const VerifyOptions& options) {
    const bool by_server = !options.offline && !options.registry.server_url.empty();
    const std::pair<const char*, bool> local_options[] = {
        {"--policy", !options.policy_file.empty()},
        {"--trust-anchors", !options.trust_anchor_files.empty()},
        {"--tsa-anchors", !options.tsa_anchor_files.empty()},
        {"--cawg-anchors", !options.cawg_anchor_files.empty()},
        {"--cawg-issuer", !options.cawg_issuers.empty()},
        {"--log-key", !options.log_keys.empty()},
        {"--did-document", !options.document_files.empty()},
        {"--eku", !options.eku_file.empty()},
        {"--manifest", !options.manifest_file.empty()},
        {"--fragment", !options.fragment_files.empty()},
        {"--remote-manifest", !options.remote_manifest_hosts.empty()}};
    for (const auto& [name, is_given] : local_options) {
        if (by_server && is_given) {
            return Error{errors::cli_verdict_elsewhere, name};
        }
    }
    return std::nullopt;
}

Result<Outcome> verify(const VerifyOptions& options, Judge& judge) {
    const auto source = verifier::media::FileByteSource::open(options.file);
    const auto opened = source ? judge.open_registry() : fail(source.error());
    return opened ? judge.judge(*source) : fail(opened.error());
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
    auto judge = Judge::read(options);
    if (!judge) {
        return report(judge.error()) == Exit::unreadable ? Exit::unreadable : Exit::usage;
    }
    if (is_folder(options.file)) {
        return verify_folder(options, *judge);
    }
    const auto outcome = verify(options, *judge);
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
