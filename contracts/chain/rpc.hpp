// JSON-RPC 2.0 to one or more Ethereum nodes, over the injected HttpClient.
// Data in: calls; data out: what a node said, result or fault, or a stable error code for each way in which an
// endpoint can fail to say anything: not there, late, half, too large, no JSON, another's answer, another chain's node.
// An endpoint that fails is passed over for the next one, and what was asked is asked again, so only calls that may be
// repeated go through here; sending a signed transaction is one of them. Rules: docs/spec/chain-client.md (X10 to X15).
// Thread-safety: all functions from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contracts/chain/errors.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/http_client.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {

struct RpcCall {
    std::string method;
    /// An array.
    Json params = Json::array();
};

/// A node's own "no": it was asked, understood and refused.
struct RpcFault {
    std::int64_t code = 0;
    std::string message = {};
    /// A revert's data, where the node tells.
    std::optional<Bytes> data = std::nullopt;
};
using RpcOutcome = tl::expected<Json, RpcFault>;

struct RpcEndpoint {
    std::string url;
    /// Such as an authorisation; never told in an error.
    std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What one method may take.
struct RpcMethodLimits {
    std::string method;
    std::uint32_t timeout_ms = limits::rpc_timeout_ms;
    std::size_t answer_bytes_max = limits::rpc_answer_bytes_max;
};

struct RpcOptions {
    /// In order of preference; at least one.
    std::vector<RpcEndpoint> endpoints;
    /// Endpoints of another chain are never used.
    std::optional<std::uint64_t> chain_id = std::nullopt;
    /// Endpoints that must say the same where it matters.
    std::size_t quorum = 1;
    /// How often all endpoints are tried before giving up.
    unsigned rounds = 1;
    /// Between two rounds, doubled each time, from half to one and a half of it at random.
    std::uint32_t pause_ms = limits::rpc_pause_ms;
    /// How to wait; without it rounds follow each other at once.
    std::function<void(std::uint32_t)> pause = {};
    /// Methods that may take other than the usual time and size.
    std::vector<RpcMethodLimits> methods = {};
    std::size_t batch_calls_max = limits::rpc_batch_calls_max;
};

class RpcClient {
  public:
    /// `http` and `entropy` must outlive the client.
    RpcClient(HttpClient& http, Entropy& entropy, RpcOptions options);

    /// Errors: those of ask(), of the last endpoint tried.
    [[nodiscard]] Result<RpcOutcome> call(const RpcCall& call);
    /// As many outcomes as calls, in their order. In pieces of batch_calls_max; each piece is asked of one endpoint.
    [[nodiscard]] Result<std::vector<RpcOutcome>> batch(const std::vector<RpcCall>& calls);

    /// One endpoint, once. Errors: chain.rpc_unreachable, chain.rpc_status, chain.rpc_rate_limited,
    /// chain.rpc_too_large, chain.rpc_malformed, chain.rpc_wrong_id, chain.rpc_partial, chain.wrong_chain.
    [[nodiscard]] Result<std::vector<RpcOutcome>> ask(std::size_t endpoint, const std::vector<RpcCall>& calls);

    [[nodiscard]] std::size_t endpoint_count() const noexcept { return options_.endpoints.size(); }
    [[nodiscard]] std::size_t quorum() const noexcept { return options_.quorum; }

  private:
    Result<std::vector<RpcOutcome>> ask_any(const std::vector<RpcCall>& calls);
    Result<std::vector<RpcOutcome>> exchange(std::size_t endpoint, const std::vector<RpcCall>& calls);
    Result<Done> check_chain(std::size_t endpoint);
    void wait_before_round(unsigned round);

    HttpClient& http_;
    Entropy& entropy_;
    RpcOptions options_;
    std::atomic<std::uint64_t> next_id_{1};
    /// The endpoint that answered last.
    std::atomic<std::size_t> preferred_{0};
    /// Which endpoints are known to be of the right chain, since they last failed.
    std::unique_ptr<std::atomic<bool>[]> is_checked_;
};

/// Asks endpoints until `quorum` of them say the same, as `parse` reads it: for what a single lying node must not
/// decide. Errors: chain.rpc_quorum_missing where too few answered, chain.rpc_disagreement, or, with one endpoint
/// configured, its own error.
template <typename Value>
[[nodiscard]] Result<Value> ask_quorum(RpcClient& client, const std::vector<RpcCall>& calls,
                                       const std::function<Result<Value>(const std::vector<RpcOutcome>&)>& parse) {
    std::vector<std::pair<Value, std::size_t>> votes;
    std::size_t answered = 0;
    Error last{errors::chain_rpc_quorum_missing, "no endpoint"};
    for (std::size_t endpoint = 0; endpoint < client.endpoint_count(); ++endpoint) {
        const auto outcomes = client.ask(endpoint, calls);
        auto value = outcomes ? parse(*outcomes) : Result<Value>(fail(outcomes.error()));
        if (!value) {
            last = value.error();
            continue;
        }
        ++answered;
        auto vote = votes.begin();
        while (vote != votes.end() && !(vote->first == *value)) {
            ++vote;
        }
        if (vote == votes.end()) {
            vote = votes.emplace(votes.end(), std::move(*value), 0);
        }
        if (++vote->second >= client.quorum()) {
            return std::move(vote->first);
        }
    }
    if (client.endpoint_count() == 1) {
        return fail(last);
    }
    if (answered < client.quorum()) {
        return fail(errors::chain_rpc_quorum_missing, std::to_string(answered) + " answered; last: " + last.detail);
    }
    return fail(errors::chain_rpc_disagreement, std::to_string(votes.size()) + " different answers");
}

}  // namespace countersign::chain
