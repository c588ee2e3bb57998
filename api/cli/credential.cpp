// `countersign credential issue`, `verify` and `revoke`.
#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

Result<Json> read_json_file(const std::string& file) {
    const auto text = read_file(file, limits::json_bytes_max);
    return text ? parse_json(as_text(*text)) : fail(text.error());
}

Result<Json> issue(const CredentialIssueOptions& options) {
    auto claims = options.claims_file.empty() ? Result<Json>(Json::object()) : read_json_file(options.claims_file);
    auto connection = claims ? Connection::open(options.registry) : Result<Connection>(fail(claims.error()));
    if (!connection) {
        return fail(connection.error());
    }
    return connection->post_json(
        "/v1/credentials",
        Json::object({{"type", options.type}, {"subject", options.subject}, {"claims", std::move(*claims)}}));
}

Result<Json> verify(const CredentialVerifyOptions& options) {
    auto credential = read_json_file(options.file);
    auto connection = credential ? Connection::open(options.registry) : Result<Connection>(fail(credential.error()));
    if (!connection) {
        return fail(connection.error());
    }
    return connection->post_json("/v1/credentials/verify",
                                 Json::object({{"verifiableCredential", std::move(*credential)}}));
}

std::string to_lines(const Json& verdict) {
    const auto status = get_string(verdict, "status");
    const auto verified = get_bool(verdict, "verified");
    std::string text = verified && *verified ? "[ok] The credential holds" : "[!!] The credential does not hold";
    text += " (status: " + (status ? printable(*status) : std::string("unknown")) + ")\n";
    if (const auto reasons = get_array(verdict, "reasons")) {
        for (const Json& reason : (*reasons)->as_array()) {
            const auto sentence = get_string(reason, "text");
            const auto code = get_string(reason, "code");
            text +=
                "  - " + (sentence ? printable(*sentence, 400) : "") + " [" + (code ? printable(*code) : "") + "]\n";
        }
    }
    return text;
}

}  // namespace

Exit run(const CredentialIssueOptions& options) {
    const auto issued = issue(options);
    if (!issued) {
        return report(issued.error());
    }
    const Json* const credential = issued->find("credential");
    const auto id = get_string(*issued, "id");
    const auto commitment = get_object(*issued, "commitment");
    const auto salt = commitment ? get_string(**commitment, "salt") : fail(commitment.error());
    if (credential == nullptr || !id || !salt) {
        return report({errors::json_missing_key, "credential, id or commitment"});
    }
    // First: nobody can have the salt again, and without it the credential's record can't be shown.
    if (!options.salt_file.empty()) {
        if (const auto written = write_file(options.salt_file, as_bytes(*salt + "\n"), {.mode = 0600}); !written) {
            return report(written.error());
        }
    }
    if (const auto written = put_text(options.out_file, to_pretty_json(*credential) + "\n"); !written) {
        return report(written.error());
    }
    if (!options.out_file.empty()) {
        print_line("Credential " + printable(*id) + " written to " + options.out_file);
        if (options.salt_file.empty()) {
            print_line("Salt       " + printable(*salt) + ": keep it, it shows the ledger's record of it");
        }
    }
    return Exit::success;
}

Exit run(const CredentialVerifyOptions& options) {
    const auto verdict = verify(options);
    if (!verdict) {
        return report(verdict.error());
    }
    print_line(options.json ? to_pretty_json(*verdict) : to_lines(*verdict));
    const auto verified = get_bool(*verdict, "verified");
    return verified && *verified ? Exit::success : Exit::refused;
}

Exit run(const CredentialRevokeOptions& options) {
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return report(connection.error());
    }
    const auto done = connection->post_json("/v1/credentials/" + percent_encoded(options.credential_id) + "/status",
                                            Json::object({{"status", options.status}}));
    if (!done) {
        return report(done.error());
    }
    print_line("Credential " + options.credential_id + " is " + options.status);
    return Exit::success;
}

}  // namespace countersign::cli
