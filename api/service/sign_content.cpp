#include "api/service/sign_content.hpp"

#include "api/service/answers.hpp"
#include "api/service/body_source.hpp"
#include "api/service/content_receipt.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_item.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/format.hpp"

namespace countersign::api::service {
namespace {

namespace c2pa = verifier::c2pa;

constexpr std::uint64_t certificate_seconds = std::uint64_t{365} * 86'400;

/// An IPTC term; empty where nothing was declared.
std::string source_type(rules::AiDisclosure ai) {
    const c2pa::SignOptions options = c2pa::options_for(ai);
    return options.actions.empty() ? options.digital_source_type : options.actions.front().digital_source_type;
}

/// A file that carries a manifest has a history: it is opened, and what is declared becomes an action on it.
c2pa::SignOptions options_over_manifest(const SignContent::Input& input) {
    c2pa::SignOptions options;
    options.title = input.title;
    if (const std::string type = source_type(input.ai); !type.empty()) {
        options.actions.push_back({.name = "c2pa.edited", .description = {}, .digital_source_type = type});
    }
    return options;
}

bool is_plain_text(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            return false;
        }
    }
    return is_utf8(as_bytes(text));
}

rules::ContentAction action_of(rules::AiDisclosure ai) noexcept {
    return ai == rules::AiDisclosure::captured || ai == rules::AiDisclosure::generated
               ? rules::ContentAction::created
               : rules::ContentAction::published;
}

/// What carries no manifest inside, or can't without breaking, is registered as it is.
bool stays_unsigned(const Error& error) noexcept {
    namespace media_errors = verifier::media::errors;
    return error.code == c2pa::errors::sign_format || error.code == media_errors::embedding_refused ||
           error.code == media_errors::container_malformed || error.code == media_errors::container_unsupported ||
           error.code == media_errors::container_limit;
}

}  // namespace

Result<SignContent::Input> SignContent::parse(const http::Request& request) const {
    const auto token = authorise(context_, request, scopes::sign);
    if (!token) {
        return fail(token.error());
    }
    const auto ai = parse_disclosure(request.query("ai").value_or("undeclared"));
    if (!ai) {
        return fail(ai.error());
    }
    const std::string_view title = request.query("title").value_or("");
    if (title.size() > limits::content_title_bytes_max || !is_plain_text(title)) {
        return fail(errors::content_title);
    }
    const auto wish = parse_identity_wish(request.query("identity").value_or("no"));
    if (!wish) {
        return fail(wish.error());
    }
    const auto receipt = parse_flag(request, "receipt");
    if (!receipt) {
        return fail(receipt.error());
    }
    if (*receipt && context_.ledger.home().chain) {
        return fail(errors::receipt_on_chain);
    }
    return Input{token->identity, *ai, std::string(title), *wish, *receipt, std::string(request.remote)};
}

Result<Done> SignContent::sign_as(const http::Body& file, const PrivateKey& key, const Input& input,
                                  const c2pa::SignOptions& options, Output& output) const {
    const auto names = plain_registry(context_).find_identity(input.identity);
    const std::string id = hex(input.identity);
    const std::string organisation = names && !names->names.empty() ? names->names.front() : id;
    const UnixSeconds now = context_.clock.now();
    // Valid from an hour ago, for verifiers whose clocks are behind.
    const c2pa::Validity validity{UnixSeconds{now.value - 3600}, UnixSeconds{now.value + certificate_seconds}};
    const auto certificate = c2pa::make_signer_certificate(context_.claim_authority, {organisation, id, ""}, validity,
                                                           to_spki_der(key.public_key()), context_.entropy);
    auto signer = certificate ? c2pa::make_claim_signer(key, {*certificate}) : fail(certificate.error());
    if (!signer) {
        return fail(signer.error());
    }
    auto identities = make_identity_assertions(context_, input.identity, input.wish);
    if (!identities) {
        return fail(identities.error());
    }
    const c2pa::ReceiptSource receipts =
        register_manifests(context_, key, {input.identity, action_of(input.ai), input.ai, input.address});
    BodyOutput body(context_.spool);
    const c2pa::SignContext sign_context{.signer = *signer,
                                         .validator = context_.validator,
                                         .clock = context_.clock,
                                         .entropy = context_.entropy,
                                         .time_stamper = context_.time_stamper,
                                         .dynamic = std::move(*identities),
                                         .receipts = input.receipt ? &receipts : nullptr};
    const auto done = c2pa::sign(BodySource(file), sign_context, options, body);
    if (!done) {
        return fail(done.error());
    }
    output.manifest = done->manifest_sha256;
    output.signed_file = body.take();
    return Done{};
}

Result<Done> SignContent::embed(const http::Body& file, const Input& input, const PrivateKey& key,
                                Output& output) const {
    c2pa::SignOptions options = c2pa::options_for(input.ai);
    options.title = input.title;
    const auto done = sign_as(file, key, input, options, output);
    return !done && done.error().code == c2pa::errors::sign_created_over_manifest
               ? sign_as(file, key, input, options_over_manifest(input), output)
               : done;
}

Result<SignContent::Output> SignContent::handle(const http::Body& file, const Input& input) const {
    if (file.size() == 0) {
        return fail(errors::content_empty);
    }
    const auto keys = context_.vault.hosted(input.identity);
    const auto format = keys ? verifier::media::sniff(BodySource(file)) : fail(keys.error());
    if (!format) {
        return fail(format.error());
    }
    Output output{.media_type = verifier::media::media_type(*format)};
    if (const auto embedded = embed(file, input, keys->control, output);
        !embedded && !stays_unsigned(embedded.error())) {
        return fail(embedded.error());
    }
    const http::Body& registered = output.signed_file ? *output.signed_file : file;
    const auto digest = digest_of(registered);
    if (!digest) {
        return fail(digest.error());
    }
    const rules::ContentLeaf leaf = c2pa::make_content_leaf({.content = *digest,
                                                             .action = action_of(input.ai),
                                                             .ai = input.ai,
                                                             .claimed_at = context_.clock.now(),
                                                             .manifest = output.manifest,
                                                             .parent = {}},
                                                            0);
    auto added = context_.batches.add({.group = {input.identity, {.kind = rules::LeafKind::content}},
                                       .leaf = c2pa::content_leaf_bytes(leaf),
                                       .address = input.address});
    if (!added) {
        return fail(added.error());
    }
    output.bytes = registered.size();
    output.sha256 = *digest;
    output.receipt = added->receipt;
    output.item = added->item;
    return output;
}

Json SignContent::record(const Input& input, const Output& output) const {
    const auto identity = plain_registry(context_).find_identity(input.identity);
    Json record = Json::object({{"sha256", hex(output.sha256)},
                                {"bytes", output.bytes},
                                {"mediaType", output.media_type},
                                {"signer", identity ? identity_reference_json(*identity) : Json()},
                                {"disclosure", to_text(input.ai)}});
    if (output.receipt) {
        record.set("registeredAt", to_rfc3339(output.receipt->accepted_at));
        record.set("status", "valid");
        record.set("operation", hex(output.receipt->operation));
        record.set("index", output.receipt->index.value);
    } else {
        record.set("item", output.item);
    }
    return record;
}

http::Response SignContent::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto output = input ? handle(*request.body, *input) : fail(input.error());
    if (!output) {
        return http::problem_response(output.error());
    }
    // Q1: taken isn't registered yet.
    const unsigned status = output->receipt ? 201 : 202;
    http::Response response{.status = status};
    if (output->signed_file) {
        response.content_type = output->media_type;
        response.body = output->signed_file;
    } else {
        response = http::json_response(status, to_json_text(record(*input, *output)));
    }
    response.headers.emplace_back("Countersign-Content-Sha256", hex(output->sha256));
    if (output->receipt) {
        response.headers.emplace_back("Location", "/v1/content/" + hex(output->sha256));
        response.headers.emplace_back("Countersign-Operation", hex(output->receipt->operation));
    } else {
        response.headers.emplace_back("Location", item_path(output->item));
        response.headers.emplace_back("Countersign-Item", output->item);
    }
    return response;
}

}  // namespace countersign::api::service
