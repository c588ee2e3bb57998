#include "api/service/log_handlers.hpp"

#include <charconv>

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {
namespace {

constexpr std::uint64_t entries_default = 32;
/// Any size a proof could be asked for.
constexpr std::uint64_t size_max = std::uint64_t{1} << 53U;

Result<std::uint64_t> parse_number(std::string_view name, std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = failure == std::errc{} && end == text.data() + text.size();
    if (!is_whole || value > size_max || (text.size() > 1 && text.front() == '0')) {
        return fail(errors::log_parameter, std::string(name));
    }
    return value;
}

Result<std::uint64_t> number_or(const http::Request& request, std::string_view name, std::uint64_t otherwise) {
    const auto text = request.query(name);
    return text ? parse_number(name, *text) : otherwise;
}

Json hashes_json(const log::Proof& proof) {
    Json out = Json::array();
    for (const Sha256Digest& hash : proof) {
        out.push(hex(hash));
    }
    return out;
}

}  // namespace

http::Response LogHandlers::checkpoint(const http::Request&) const {
    auto published = context_.ledger.checkpoint();
    if (!published) {
        return http::problem_response(published.error());
    }
    http::Response response = http::text_response(200, std::move(published->note));
    response.cache_control = "no-cache";
    return response;
}

http::Response LogHandlers::tile(const http::Request& request) const {
    const std::string path = "tile/" + std::string(request.parameters[0]) + "/" + std::string(request.parameters[1]);
    const auto tile = context_.ledger.tile(path);
    if (!tile) {
        return http::problem_response(tile.error());
    }
    http::Response response{.content_type = "application/octet-stream",
                            .cache_control = "public, max-age=31536000, immutable"};
    response.body = std::string(as_text(*tile));
    return response;
}

Result<Json> LogHandlers::list_entries(const http::Request& request) const {
    const auto start = number_or(request, "start", 0);
    const auto count = number_or(request, "count", entries_default);
    if (!start || !count) {
        return fail(start ? count.error() : start.error());
    }
    if (*count == 0 || *count > limits::http_log_entries_max) {
        return fail(errors::log_parameter, "count is 1 to 256");
    }
    const auto stored = context_.ledger.entries(LogIndex{*start}, static_cast<std::size_t>(*count));
    if (!stored) {
        return fail(stored.error());
    }
    Json entries = Json::array();
    for (const store::StoredEntry& entry : *stored) {
        auto json = ledger::entry_to_json(entry);
        if (!json) {
            return fail(json.error());
        }
        json->set("bytes", to_base64(entry.bytes));
        entries.push(std::move(*json));
    }
    return Json::object({{"start", *start}, {"size", context_.ledger.health().size}, {"entries", std::move(entries)}});
}

http::Response LogHandlers::entries(const http::Request& request) const {
    const auto answer = list_entries(request);
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

/// O(size): hashes are compared one after the other.
Result<std::uint64_t> LogHandlers::find_leaf(std::string_view text, std::uint64_t size) const {
    const auto wanted = parse_hex_fixed<Sha256Digest>(text);
    if (!wanted) {
        return fail(errors::log_parameter, "leafHash");
    }
    const auto view = context_.ledger.view();
    for (std::uint64_t index = 0; index < size; ++index) {
        if (view.tree().node(0, index) == *wanted) {
            return index;
        }
    }
    return fail(errors::ledger_not_found, "leafHash");
}

Result<Json> LogHandlers::prove_inclusion(const http::Request& request) const {
    const auto published = context_.ledger.checkpoint();
    const auto size = published ? number_or(request, "size", published->head.size) : fail(published.error());
    if (!size) {
        return fail(size.error());
    }
    if (*size > published->head.size) {
        return fail(errors::ledger_no_checkpoint, "size");
    }
    const auto index_text = request.query("index");
    const auto hash_text = request.query("leafHash");
    if (index_text.has_value() == hash_text.has_value()) {
        return fail(errors::log_parameter, "give index or leafHash");
    }
    const auto index = index_text ? parse_number("index", *index_text) : find_leaf(*hash_text, *size);
    if (!index) {
        return fail(index.error());
    }
    const auto view = context_.ledger.view();
    const auto proof = view.tree().inclusion_proof(*index, *size);
    const auto root = proof ? view.tree().root_at(*size) : fail(proof.error());
    if (!root) {
        return fail(root.error());
    }
    return Json::object({{"index", *index},
                         {"size", *size},
                         {"rootHash", hex(*root)},
                         {"leafHash", hex(view.tree().node(0, *index))},
                         {"hashes", hashes_json(*proof)},
                         {"checkpoint", published->note}});
}

Result<Json> LogHandlers::prove_consistency(const http::Request& request) const {
    const auto published = context_.ledger.checkpoint();
    if (!published) {
        return fail(published.error());
    }
    const auto from_text = request.query("from");
    const auto from = from_text ? parse_number("from", *from_text) : fail(errors::log_parameter, "from");
    const auto to = number_or(request, "to", published->head.size);
    if (!from || !to) {
        return fail(from ? to.error() : from.error());
    }
    if (*to > published->head.size) {
        return fail(errors::ledger_no_checkpoint, "to");
    }
    const auto view = context_.ledger.view();
    const auto proof = view.tree().consistency_proof(*from, *to);
    if (!proof) {
        return fail(proof.error());
    }
    const auto from_root = view.tree().root_at(*from);
    const auto to_root = view.tree().root_at(*to);
    if (!from_root || !to_root) {
        return fail(from_root ? to_root.error() : from_root.error());
    }
    return Json::object({{"from", *from},
                         {"to", *to},
                         {"fromRootHash", hex(*from_root)},
                         {"toRootHash", hex(*to_root)},
                         {"hashes", hashes_json(*proof)},
                         {"checkpoint", published->note}});
}

http::Response LogHandlers::inclusion(const http::Request& request) const {
    const auto answer = prove_inclusion(request);
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

http::Response LogHandlers::consistency(const http::Request& request) const {
    const auto answer = prove_consistency(request);
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

}  // namespace countersign::api::service
