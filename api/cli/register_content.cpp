#include "api/cli/register_content.hpp"

#include "api/cli/registry_client.hpp"
#include "identity/base/clock.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

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

Result<Json> register_content(const SignOptions& options, const PrivateKey& key, const std::string& file) {
    const auto digest = digest_of_file(file);
    auto connection = digest ? Connection::open(options.registry) : Result<Connection>(fail(digest.error()));
    if (!connection) {
        return fail(connection.error());
    }
    const auto domain = fetch_domain(*connection);
    const auto actor =
        domain ? fetch_actor(*connection, options.identity, key.public_key()) : Result<Actor>(fail(domain.error()));
    if (!actor) {
        return fail(actor.error());
    }
    const rules::AiDisclosure ai = parse_disclosure(options.ai);
    const bool is_first = ai == rules::AiDisclosure::captured || ai == rules::AiDisclosure::generated;
    const Bytes leaf = c2pa::content_leaf_bytes(
        c2pa::make_content_leaf({.content = *digest,
                                 .action = is_first ? rules::ContentAction::created : rules::ContentAction::published,
                                 .ai = ai,
                                 .claimed_at = SystemClock().now(),
                                 .manifest = {},
                                 .parent = {}},
                                0));
    rules::Commit commit{};
    commit.root = rules::leaf_hash({leaf.data(), leaf.size()}, ledger::host_crypto());
    commit.count = 1;
    commit.hash_kind = rules::HashKind::sha256;
    commit.leaf_kind = rules::LeafKind::content;
    const rules::Operation operation(
        rules::OperationHeader{.domain = *domain, .identity = actor->identity, .nonce = actor->nonce}, commit);
    return submit(*connection, operation, key, {}, {&leaf, 1});
}

}  // namespace countersign::cli
