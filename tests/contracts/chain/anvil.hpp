// A real node for tests: anvil as a child process on a free port, ended with the test, and asked through the client
// under test. Where npm's packages aren't installed, tests say so and pass over it.
#pragma once

#include <sys/types.h>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "api/http/client.hpp"
#include "contracts/chain/node.hpp"
#include "contracts/chain/quantity.hpp"
#include "identity/base/entropy.hpp"
#include "tests/contracts/chain/vectors.hpp"

namespace countersign::chain_test {

class Anvil {
  public:
    /// Null, after a warning, where anvil isn't installed.
    [[nodiscard]] static std::unique_ptr<Anvil> start(std::vector<std::string> more_arguments = {});
    Anvil(const Anvil&) = delete;
    Anvil& operator=(const Anvil&) = delete;
    ~Anvil();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// Ends it at once, as a crash would; what it held in memory is gone.
    void kill();

    /// Asks it directly; requires an answer that is no fault.
    Json ask(const std::string& method, Json params = Json::array());
    void mine(std::uint64_t blocks = 1);
    void set_automine(bool on);

  private:
    Anvil(pid_t child, int output, std::uint16_t port);
    pid_t child_;
    int output_;
    std::uint16_t port_;
};

/// Outgoing requests to this machine alone.
[[nodiscard]] api::http::OutgoingClient& loopback_client();
[[nodiscard]] SystemEntropy& entropy();

/// The n-th of anvil's ten rich accounts, from its well-known mnemonic.
[[nodiscard]] PrivateKey rich_key(std::size_t n);

}  // namespace countersign::chain_test
