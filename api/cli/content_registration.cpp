#include "api/cli/content_registration.hpp"

#include "api/cli/console.hpp"
#include "api/cli/registry_client.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/cawg/write/own_certificate.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

Result<Bytes> fetch_receipt(const SignOptions& options, const Sha256Digest& manifest) {
    auto connection = Connection::open(options.registry);
    auto answer = connection ? connection->get("/v1/content/" + to_hex(view(manifest)) + "/receipt")
                             : Result<HttpAnswer>(fail(connection.error()));
    return answer ? Result<Bytes>(std::move(answer->body)) : fail(answer.error());
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

}  // namespace

rules::AiDisclosure parse_disclosure(const std::string& text) {
    if (text == "generated") {
        return rules::AiDisclosure::generated;
    }
    if (text == "edited") {
        return rules::AiDisclosure::edited;
    }
    return text == "captured" ? rules::AiDisclosure::captured : rules::AiDisclosure::undeclared;
}

rules::ContentAction action_of(rules::AiDisclosure ai) noexcept {
    return ai == rules::AiDisclosure::captured || ai == rules::AiDisclosure::generated
               ? rules::ContentAction::created
               : rules::ContentAction::published;
}

Result<Json> register_record(const SignOptions& options, const PrivateKey& key, const rules::ContentLeaf& content) {
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return fail(connection.error());
    }
    const auto domain = fetch_domain(*connection);
    const auto actor =
        domain ? fetch_actor(*connection, options.identity, key.public_key()) : Result<Actor>(fail(domain.error()));
    if (!actor) {
        return fail(actor.error());
    }
    const Bytes leaf = c2pa::content_leaf_bytes(content);
    rules::Commit commit{};
    commit.root = rules::leaf_hash({leaf.data(), leaf.size()}, ledger::host_crypto());
    commit.count = 1;
    commit.hash_kind = rules::HashKind::sha256;
    commit.leaf_kind = rules::LeafKind::content;
    const rules::Operation operation(
        rules::OperationHeader{.domain = *domain, .identity = actor->identity, .nonce = actor->nonce}, commit);
    return submit(*connection, operation, key, {}, {&leaf, 1});
}

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

c2pa::ReceiptSource register_manifests(const SignOptions& options, const PrivateKey& key) {
    return {[&options, &key](const c2pa::SealedManifest& manifest) -> Result<Bytes> {
        const rules::AiDisclosure ai = parse_disclosure(options.ai);
        const auto done = register_record(options, key,
                                          c2pa::make_content_leaf({.content = manifest.sha256,
                                                                   .action = action_of(ai),
                                                                   .ai = ai,
                                                                   .claimed_at = SystemClock().now(),
                                                                   .manifest = manifest.sha256,
                                                                   .parent = {}},
                                                                  0));
        return done ? fetch_receipt(options, manifest.sha256) : fail(done.error());
    }};
}

Result<std::vector<c2pa::DynamicAssertion>> make_own_identities(const SignOptions& options, UnixSeconds now) {
    std::vector<c2pa::DynamicAssertion> out;
    if (options.own_chain_file.empty()) {
        return out;
    }
    const auto key = load_key(options.own_key);
    const auto pem = key ? read_file(options.own_chain_file, limits::anchor_file_bytes_max) : fail(key.error());
    auto chain = pem ? c2pa::parse_chain_pem(as_text(*pem)) : fail(pem.error());
    auto checked = chain ? c2pa::check_chain(std::move(*chain), to_spki_der(key->public_key()), now) : chain;
    const auto signer = checked ? c2pa::make_claim_signer(*key, std::move(*checked)) : fail(checked.error());
    auto identity = signer ? verifier::cawg::make_certificate_assertion(*signer, options.roles)
                           : Result<c2pa::DynamicAssertion>(fail(signer.error()));
    if (!identity) {
        return fail(identity.error());
    }
    out.push_back(std::move(*identity));
    return out;
}

}  // namespace countersign::cli
