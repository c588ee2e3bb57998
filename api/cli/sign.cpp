// `countersign sign`: a manifest in a file or beside it, with a key of one's own, and on request a record in the
// registry.
#include "verifier/c2pa/write/sign.hpp"
#include "api/cli/console.hpp"
#include "api/cli/content_registration.hpp"
#include "api/cli/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

constexpr std::uint64_t day_seconds = 86'400;

/// The chain given, checked; else one that is made here and vouches for nothing but the key.
Result<std::vector<Bytes>> find_chain(const SignOptions& options, const PrivateKey& key, UnixSeconds now,
                                      Entropy& entropy) {
    if (!options.chain_file.empty()) {
        const auto pem = read_file(options.chain_file, limits::anchor_file_bytes_max);
        auto chain = pem ? c2pa::parse_chain_pem(as_text(*pem)) : fail(pem.error());
        return chain ? c2pa::check_chain(std::move(*chain), key.public_key(), now) : chain;
    }
    const std::string name = options.identity.empty() ? "Self-made" : options.identity;
    const auto root =
        c2pa::make_root({.organisation = name, .common_name = name + " root", .country = ""},
                        {UnixSeconds{now.value - day_seconds}, UnixSeconds{now.value + 3650 * day_seconds}},
                        PrivateKey::generate(KeyType::p256, entropy), entropy);
    if (!root) {
        return fail(root.error());
    }
    if (!options.anchor_file.empty()) {
        const auto written =
            write_file(options.anchor_file, as_bytes(c2pa::to_pem({root->certificate})), {.overwrite = Overwrite::yes});
        if (!written) {
            return fail(written.error());
        }
    }
    auto leaf = c2pa::make_signer_certificate(
        *root, {.organisation = name, .common_name = name, .country = ""},
        {UnixSeconds{now.value - 3600}, UnixSeconds{now.value + 365 * day_seconds}}, key.public_key(), entropy);
    return leaf ? std::vector<Bytes>{std::move(*leaf)} : Result<std::vector<Bytes>>(fail(leaf.error()));
}

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

Result<Done> sign_content(const SignOptions& options, const PrivateKey& key) {
    const SystemClock clock;
    SystemEntropy entropy;
    auto chain = find_chain(options, key, clock.now(), entropy);
    const auto signer = chain ? c2pa::make_claim_signer(key, std::move(*chain)) : fail(chain.error());
    const auto validator = c2pa::Validator::create(
        {.signer_anchors_pem = {}, .tsa_anchors_pem = {}, .allowed_ekus = c2pa::default_allowed_ekus()});
    if (!signer || !validator) {
        return fail(signer ? validator.error() : signer.error());
    }
    auto identities = make_own_identities(options, clock.now());
    if (!identities) {
        return fail(identities.error());
    }
    const c2pa::ReceiptSource receipts = register_manifests(options, key);
    const c2pa::SignContext context{
        *signer, *validator, clock, entropy, std::move(*identities), options.receipt ? &receipts : nullptr};
    c2pa::SignOptions how = c2pa::options_for(parse_disclosure(options.ai));
    how.title = options.title;
    const auto done = write_signed(options, context, how);
    return !done && done.error().code == c2pa::errors::sign_created_over_manifest
               ? write_signed(options, context, over_manifest(how))
               : done;
}

Result<Sha256Digest> digest_of_file(const std::string& file) {
    const auto source = verifier::media::FileByteSource::open(file);
    if (!source) {
        return fail(source.error());
    }
    Sha2Hasher hasher;
    Bytes buffer(std::size_t{1} << 20U);
    for (std::uint64_t at = 0; at < source->size();) {
        const auto part = std::span(buffer).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), source->size() - at)));
        if (const auto got = source->read_at(at, part); !got) {
            return fail(got.error());
        }
        hasher.update(part);
        at += part.size();
    }
    return hasher.finish_sha256();
}

/// The record that this identity stands behind these bytes.
Result<Json> register_content(const SignOptions& options, const PrivateKey& key, const std::string& file) {
    const auto digest = digest_of_file(file);
    if (!digest) {
        return fail(digest.error());
    }
    const rules::AiDisclosure ai = parse_disclosure(options.ai);
    return register_record(options, key,
                           c2pa::make_content_leaf({.content = *digest,
                                                    .action = action_of(ai),
                                                    .ai = ai,
                                                    .claimed_at = SystemClock().now(),
                                                    .manifest = {},
                                                    .parent = {}},
                                                   0));
}

}  // namespace

Exit run(const SignOptions& options) {
    const auto key = load_key(options.key);
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
    if (!options.out_file.empty() && !options.sidecar_file.empty()) {
        static_cast<void>(report({errors::cli_nothing_to_do, "give --out or --sidecar, not both"}));
        return Exit::usage;
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
        const auto record = register_content(options, *key, file);
        if (!record) {
            return report(record.error());
        }
        const auto index = get_unsigned(*record, "index");
        print_line("Registered for " + options.identity + (index ? " as log entry " + std::to_string(*index) : ""));
    }
    return Exit::success;
}

}  // namespace countersign::cli
