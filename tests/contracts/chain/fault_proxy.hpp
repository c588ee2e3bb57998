// A proxy in front of a real node that lets answers be late, half, oversized, wrong or lost.
// Each request is asked of the rule, which says what to do with it. The proxy speaks just enough HTTP/1.1: a POST with
// a length, one request a connection.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace countersign::chain_test {

enum class Fault : std::uint8_t {
    none,
    refuse,       ///< closes before the node hears of it
    lose_answer,  ///< the node is asked, the answer never comes: the connection closes
    late,         ///< the node is asked, and nothing is said until the client gives up
    half,         ///< half of the answer, then the connection closes
    oversized,    ///< the answer, and white space without end behind it
    not_json,
    not_rpc,
    wrong_id,
    other_half,  ///< of a batch only the first answer
    both,        ///< a result and an error
    empty_object,
    status_500,
    status_429,
    limit_exceeded,  ///< fault -32005
};

class FaultProxy {
  public:
    using Rule = std::function<Fault(const std::string& body)>;
    FaultProxy(std::uint16_t node_port, Rule rule);
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;
    ~FaultProxy();

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::size_t requests() const noexcept { return requests_; }
    /// Another node from now on.
    void set_node_port(std::uint16_t port) noexcept { node_port_ = port; }

  private:
    void run();
    void serve(int client);

    std::atomic<std::uint16_t> node_port_;
    Rule rule_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_stopping_{false};
    std::atomic<std::size_t> requests_{0};
    std::thread thread_;
};

}  // namespace countersign::chain_test
