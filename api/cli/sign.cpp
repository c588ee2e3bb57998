// `countersign sign`: a manifest in a file or beside it, with a key of one's own, and on request a record in the
// registry.
#include "verifier/c2pa/write/sign.hpp"
#include "api/cli/console.hpp"
#include "api/cli/content_registration.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/sign_statements.hpp"
#include "api/cli/signing_key.hpp"
#include "api/cli/trust_lists.hpp"
#include "api/http/client.hpp"
#include "identity/base/file.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

/// A file that already has a history is opened, and what is declared becomes an action on it.
c2pa::SignOptions over_manifest(c2pa::SignOptions options) {
    if (!options.digital_source_type.empty()) {
        options.actions.push_back(
            {.name = "c2pa.edited", .description = {}, .digital_source_type = options.digital_source_type});
    }
    options.inception = c2pa::Inception::opened;
    options.digital_source_type.clear();
    return options;
}

/// Into the file or beside it, as the options say.
Result<Done> write_signed(const SignOptions& options, const c2pa::SignContext& context, const c2pa::SignOptions& how) {
    if (!options.out_file.empty()) {
        const auto done = c2pa::sign_file(options.file, options.out_file, context, how, Overwrite::yes);
        return done ? Result<Done>(Done{}) : fail(done.error());
    }
    const auto source = verifier::media::FileByteSource::open(options.file);
    const auto store = source ? c2pa::sign_detached(*source, context, how) : fail(source.error());
    return store ? write_file(options.sidecar_file, *store, {.overwrite = Overwrite::yes}) : fail(store.error());
}

/// The authority that was named, asked over the network; its owner named it, so it may be on this machine, and without
/// TLS, since what it answers is signed.
struct TimeStamping {
    api::http::OutgoingClient http{
        {.allowed = true, .hosts = {}, .allow_loopback = true, .allow_plain = true, .ca_file = {}}};
    std::unique_ptr<c2pa::HttpTimeStamper> stamper;
};

Result<Done> open_time_stamping(const SignOptions& options, const Clock& clock, Entropy& entropy, TimeStamping& out) {
    if (options.time_stamp_url.empty()) {
        return Done{};
    }
    const auto pem = read_anchors(options.tsa_anchor_files);
    auto authorities = pem ? c2pa::TrustAnchors::parse(*pem) : fail(pem.error());
    if (!authorities) {
        return fail(authorities.error());
    }
    out.stamper = std::make_unique<c2pa::HttpTimeStamper>(out.http, options.time_stamp_url, std::move(*authorities),
                                                          clock, entropy);
    return Done{};
}

Result<Done> sign_content(const SignOptions& options, const SigningKey& key) {
    const SystemClock clock;
    SystemEntropy entropy;
    const auto signer = make_signer(options, key, clock.now(), entropy);
    const auto statements = read_statements(options);
    if (!statements) {
        return fail(statements.error());
    }
    const auto validator = read_validator(options.trust_anchor_files, options.tsa_anchor_files, {});
    if (!signer || !validator) {
        return fail(signer ? validator.error() : signer.error());
    }
    TimeStamping stamping;
    if (const auto opened = open_time_stamping(options, clock, entropy, stamping); !opened) {
        return opened;
    }
    auto identities = make_own_identities(options, clock.now());
    if (!identities) {
        return fail(identities.error());
    }
    std::optional<c2pa::ReceiptSource> receipts;
    if (options.receipt) {
        receipts = register_manifests(options, std::get<PrivateKey>(key));
    }
    const c2pa::SignContext context{.signer = *signer,
                                    .validator = *validator,
                                    .clock = clock,
                                    .entropy = entropy,
                                    .time_stamper = stamping.stamper.get(),
                                    .dynamic = std::move(*identities),
                                    .receipts = receipts ? &*receipts : nullptr};
    const c2pa::SignOptions& how = statements->options;
    const auto done = write_signed(options, context, how);
    return !done && done.error().code == c2pa::errors::sign_created_over_manifest
               ? write_signed(options, context, over_manifest(how))
               : done;
}

}  // namespace

Exit run(const SignOptions& options) {
    const auto key = load_signing_key(options.key);
    if (!key) {
        return report(key.error());
    }
    const bool signs = !options.out_file.empty() || !options.sidecar_file.empty();
    if (!signs && options.identity.empty()) {
        static_cast<void>(report({errors::cli_nothing_to_do, "give --out or --sidecar, --identity, or both"}));
        return Exit::usage;
    }
    if (options.receipt && (!signs || options.identity.empty())) {
        static_cast<void>(report({errors::cli_nothing_to_do, "--receipt needs --identity, and --out or --sidecar"}));
        return Exit::usage;
    }
    if (options.receipt && (!signs || options.identity.empty())) {
        static_cast<void>(report({errors::cli_nothing_to_do, "--receipt needs --identity, and --out or --sidecar"}));
        return Exit::usage;
    }
    if (!options.out_file.empty() && !options.sidecar_file.empty()) {
        static_cast<void>(report({errors::cli_nothing_to_do, "give --out or --sidecar, not both"}));
        return Exit::usage;
    }
    const auto* const registry_key = std::get_if<PrivateKey>(&*key);
    if (!options.identity.empty() && registry_key == nullptr) {
        return report({errors::cli_registry_key, options.key.key_file});
    }
    if (signs) {
        if (const auto done = sign_content(options, *key); !done) {
            return report(done.error());
        }
        print_line(options.out_file.empty() ? "Signed: " + options.file + ", in " + options.sidecar_file
                                            : "Signed: " + options.out_file);
    }
    if (!options.identity.empty()) {
        const std::string& file = options.out_file.empty() ? options.file : options.out_file;
        const auto record = register_content(options, *registry_key, file);
        if (!record) {
            return report(record.error());
        }
        const auto index = get_unsigned(*record, "index");
        print_line("Registered for " + options.identity + (index ? " as log entry " + std::to_string(*index) : ""));
    }
    return Exit::success;
}

}  // namespace countersign::cli
