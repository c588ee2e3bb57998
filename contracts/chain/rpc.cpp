#include "contracts/chain/rpc.hpp"

#include <algorithm>
#include <span>

#include "contracts/chain/quantity.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::chain {
namespace {

/// EIP-1474: a limit of the node's operator, not a property of the call.
constexpr std::int64_t fault_limit_exceeded = -32005;
constexpr unsigned http_ok = 200;
constexpr unsigned http_too_many_requests = 429;

Json to_json(const RpcCall& call, std::uint64_t id) {
    return Json::object({{"jsonrpc", "2.0"}, {"id", id}, {"method", call.method}, {"params", call.params}});
}

tl::unexpected<Error> malformed(std::string_view detail) {
    return fail(errors::chain_rpc_malformed, printable(detail));
}

/// Revert data: the error's `data` as hex text, or, as some nodes nest it, its member `data`.
std::optional<Bytes> find_revert_data(const Json& error) {
    const Json& data = member(error, "data");
    const Json& text = data.is_object() ? member(data, "data") : data;
    auto bytes = parse_data(text, "data");
    return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

/// The member to be moved from: answers are megabytes.
Json* find_mutable(Json& object, std::string_view key) {
    const auto found = std::ranges::find(object.as_object(), key, &JsonMember::key);
    return found == object.as_object().end() ? nullptr : &found->value;
}

/// Takes the result out of the answer, an object.
Result<RpcOutcome> parse_outcome(Json& answer) {
    // X11: a result or an error, not both and not neither.
    Json* const result = find_mutable(answer, "result");
    const Json* const error = answer.find("error");
    const bool has_error = error != nullptr && !error->is_null();
    if (has_error == (result != nullptr && !(has_error && result->is_null()))) {
        return malformed(has_error ? "result and error" : "neither result nor error");
    }
    if (!has_error) {
        return RpcOutcome(std::move(*result));
    }
    const Json& code = member(*error, "code");
    const Json& message = member(*error, "message");
    if (!code.is_integer() || !message.is_string()) {
        return malformed("an error without code or message");
    }
    return RpcOutcome(
        tl::unexpected(RpcFault{code.as_integer(), printable(message.as_string(), limits::rpc_message_characters_max),
                                find_revert_data(*error)}));
}

/// Puts one answer where its call is. `first_id` is that of the first call.
Result<Done> place(Json& answer, std::uint64_t first_id, std::vector<std::optional<RpcOutcome>>& places) {
    if (!answer.is_object() || !(member(answer, "jsonrpc") == Json("2.0"))) {
        return malformed("not a JSON-RPC 2.0 answer");
    }
    const Json& id = member(answer, "id");
    const auto number = id.is_integer() && id.as_integer() > 0 ? static_cast<std::uint64_t>(id.as_integer()) : 0;
    if (number < first_id || number - first_id >= places.size() || places[number - first_id]) {
        return fail(errors::chain_rpc_wrong_id, printable(to_json_text(answer)));
    }
    auto outcome = parse_outcome(answer);
    if (!outcome) {
        return fail(outcome.error());
    }
    if (!*outcome && outcome->error().code == fault_limit_exceeded) {
        return fail(errors::chain_rpc_rate_limited, outcome->error().message);
    }
    places[number - first_id] = std::move(*outcome);
    return Done{};
}

Result<std::vector<RpcOutcome>> parse_answers(ByteView body, std::uint64_t first_id, std::size_t count,
                                              std::size_t bytes_max) {
    auto json = parse_json(as_text(body), {.bytes_max = bytes_max, .values_max = bytes_max});
    if (!json) {
        return malformed(std::string(json.error().code.name) + " " + json.error().detail);
    }
    std::vector<std::optional<RpcOutcome>> places(count);
    // X12: a single call is answered by an object, a batch by an array in any order.
    if (json->is_array() != (count > 1)) {
        return json->is_object() ? fail(errors::chain_rpc_partial, "one answer to a batch: " + printable(as_text(body)))
                                 : malformed("an array for one call");
    }
    for (Json& answer : count > 1 ? std::span(json->as_array()) : std::span(&*json, 1)) {
        if (const auto done = place(answer, first_id, places); !done) {
            return fail(done.error());
        }
    }
    std::vector<RpcOutcome> out;
    for (auto& outcome : places) {
        if (!outcome) {
            return fail(errors::chain_rpc_partial, "a call without an answer");
        }
        out.push_back(std::move(*outcome));
    }
    return out;
}

}  // namespace

RpcClient::RpcClient(HttpClient& http, Entropy& entropy, RpcOptions options)
    : http_(http),
      entropy_(entropy),
      options_(std::move(options)),
      is_checked_(std::make_unique<std::atomic<bool>[]>(options_.endpoints.size())) {
    ensure(!options_.endpoints.empty() && options_.batch_calls_max > 0 && options_.quorum > 0, "rpc options");
}

Result<RpcOutcome> RpcClient::call(const RpcCall& call) {
    auto outcomes = ask_any({call});
    if (!outcomes) {
        return fail(outcomes.error());
    }
    return std::move(outcomes->front());
}

Result<std::vector<RpcOutcome>> RpcClient::batch(const std::vector<RpcCall>& calls) {
    std::vector<RpcOutcome> out;
    out.reserve(calls.size());
    for (std::size_t start = 0; start < calls.size(); start += options_.batch_calls_max) {
        const std::size_t end = std::min(calls.size(), start + options_.batch_calls_max);
        const auto at = [&calls](std::size_t i) { return calls.begin() + static_cast<std::ptrdiff_t>(i); };
        auto piece = ask_any(std::vector<RpcCall>(at(start), at(end)));
        if (!piece) {
            return piece;
        }
        std::ranges::move(*piece, std::back_inserter(out));
    }
    return out;
}

Result<std::vector<RpcOutcome>> RpcClient::ask_any(const std::vector<RpcCall>& calls) {
    Error last;
    for (unsigned round = 0; round < options_.rounds; ++round) {
        wait_before_round(round);
        const std::size_t first = preferred_;
        for (std::size_t i = 0; i < endpoint_count(); ++i) {
            // X13: an endpoint that fails is left for the next one, until that one fails.
            const std::size_t endpoint = (first + i) % endpoint_count();
            auto outcomes = ask(endpoint, calls);
            if (outcomes) {
                preferred_ = endpoint;
                return outcomes;
            }
            last = outcomes.error();
        }
    }
    return fail(last);
}

void RpcClient::wait_before_round(unsigned round) {
    if (round == 0 || !options_.pause) {
        return;
    }
    const std::uint64_t base = std::uint64_t{options_.pause_ms} << std::min(round - 1, 16U);
    const std::uint64_t bounded = std::min<std::uint64_t>(base, limits::rpc_pause_ms_max);
    std::array<std::uint8_t, 4> random{};
    entropy_.fill(random);
    // X13: callers that failed together don't come back together.
    options_.pause(static_cast<std::uint32_t>(bounded / 2 + ByteReader(random).u32() % (bounded + 1)));
}

Result<std::vector<RpcOutcome>> RpcClient::ask(std::size_t endpoint, const std::vector<RpcCall>& calls) {
    if (options_.chain_id && !is_checked_[endpoint]) {
        if (const auto done = check_chain(endpoint); !done) {
            return fail(done.error());
        }
        is_checked_[endpoint] = true;
    }
    auto outcomes = exchange(endpoint, calls);
    if (!outcomes) {
        // Whoever answers there next may be another node.
        is_checked_[endpoint] = false;
    }
    return outcomes;
}

Result<Done> RpcClient::check_chain(std::size_t endpoint) {
    const auto outcomes = exchange(endpoint, {RpcCall{"eth_chainId"}});
    if (!outcomes) {
        return fail(outcomes.error());
    }
    const RpcOutcome& outcome = outcomes->front();
    const auto found = outcome ? parse_quantity(*outcome, "eth_chainId")
                               : Result<std::uint64_t>(malformed("eth_chainId: " + outcome.error().message));
    if (!found) {
        return fail(found.error());
    }
    if (*found != *options_.chain_id) {
        return fail(errors::chain_wrong_chain,
                    "chain " + std::to_string(*found) + " instead of " + std::to_string(*options_.chain_id));
    }
    return Done{};
}

Result<std::vector<RpcOutcome>> RpcClient::exchange(std::size_t endpoint, const std::vector<RpcCall>& calls) {
    if (calls.empty()) {
        return std::vector<RpcOutcome>();
    }
    const std::uint64_t first_id = next_id_.fetch_add(calls.size());
    Json body = Json::array();
    HttpRequest request{.method = "POST", .url = options_.endpoints[endpoint].url};
    for (std::size_t i = 0; i < calls.size(); ++i) {
        body.push(to_json(calls[i], first_id + i));
        // X10: a batch may take as long as its slowest call, and as much as all of them.
        RpcMethodLimits usual;
        for (const RpcMethodLimits& given : options_.methods) {
            usual = given.method == calls[i].method ? given : usual;
        }
        request.timeout_ms = std::max(request.timeout_ms, usual.timeout_ms);
        request.answer_bytes_max =
            std::min(request.answer_bytes_max + usual.answer_bytes_max, limits::rpc_batch_answer_bytes_max);
    }
    request.headers = options_.endpoints[endpoint].headers;
    request.headers.emplace_back("content-type", "application/json");
    request.body = to_bytes(as_bytes(to_json_text(calls.size() > 1 ? body : body.as_array()[0])));
    const auto answer = http_.send(request);
    if (!answer) {
        const bool is_size = answer.error().code.name == "http.answer_too_large";
        return fail(is_size ? errors::chain_rpc_too_large : errors::chain_rpc_unreachable,
                    std::string(answer.error().code.name) + ": " + answer.error().detail);
    }
    if (answer->status != http_ok) {
        return fail(
            answer->status == http_too_many_requests ? errors::chain_rpc_rate_limited : errors::chain_rpc_status,
            std::to_string(answer->status));
    }
    return parse_answers(answer->body, first_id, calls.size(), request.answer_bytes_max);
}

}  // namespace countersign::chain
