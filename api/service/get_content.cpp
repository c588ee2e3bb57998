#include "api/service/get_content.hpp"

#include "api/service/answers.hpp"
#include "api/service/chain_answer.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

namespace countersign::api::service {
namespace {

/// Read again by whoever keeps it, since a later operation may revoke.
http::Prepared prepare(const Json& answer, const std::string& etag) {
    return {"Content-Type: application/json\r\nCache-Control: no-cache\r\nETag: " + etag + "\r\n",
            to_json_text(answer)};
}

std::string etag_of(const std::string& text) {
    return "\"" + to_hex(view(sha256(as_bytes(text)))).substr(0, 32) + "\"";
}

}  // namespace

GetContent::Shard& GetContent::shard_of(std::string_view hash) noexcept {
    return shards_[static_cast<std::uint8_t>(hash.back()) % shards_.size()];
}

Result<Json> GetContent::handle(const Sha256Digest& sha256) const {
    const evidence::LedgerView registry = plain_registry(context_);
    Json records = Json::array();
    for (const evidence::ContentFact& fact : registry.find_content(sha256)) {
        const auto identity = registry.find_identity(fact.identity);
        Json record = Json::object({{"sha256", hex(sha256)},
                                    {"signer", identity ? identity_reference_json(*identity) : Json()},
                                    {"registeredAt", to_rfc3339(fact.registered_at)},
                                    {"disclosure", to_text(fact.leaf.ai)},
                                    {"status", to_text(fact.status)},
                                    {"operation", hex(fact.operation)},
                                    {"index", fact.log_index}});
        if (context_.ledger.home().chain) {
            record.set("chain", place_json(context_, LogIndex{fact.log_index}));
        }
        records.push(std::move(record));
    }
    if (records.as_array().empty()) {
        return fail(errors::content_unknown);
    }
    Json answer = Json::object({{"sha256", hex(sha256)}, {"records", std::move(records)}});
    if (auto chain = chain_json(context_)) {
        answer.set("chain", std::move(*chain));
    }
    return answer;
}

http::Response GetContent::operator()(const http::Request& request) {
    const std::string key(request.parameters[0]);
    const auto sha256 = parse_hex_fixed<Sha256Digest>(key);
    if (!sha256) {
        return http::problem_response({errors::content_hash, printable(key, 80)});
    }
    const std::uint64_t log_size = context_.ledger.health().size;
    const auto heads = context_.ledger.heads();
    Cached found;
    {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        if (const auto at = shard.entries.find(key);
            at != shard.entries.end() && at->second.log_size == log_size && at->second.heads == heads) {
            found = at->second;
        }
    }
    if (!found.answer) {
        const auto answer = handle(*sha256);
        if (!answer) {
            return http::problem_response(answer.error());
        }
        const std::string etag = etag_of(to_json_text(*answer));
        found = {log_size, heads, std::make_shared<const http::Prepared>(prepare(*answer, etag)), etag};
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        if (shard.entries.size() >= limits::cached_content_answers) {
            shard.entries.clear();
        }
        shard.entries[key] = found;
    }
    http::Response response;
    if (http::is_unchanged(request, found.etag)) {
        response.status = 304;
        response.cache_control = "no-cache";
        response.headers.emplace_back("ETag", found.etag);
        return response;
    }
    response.body = found.answer;
    return response;
}

}  // namespace countersign::api::service
