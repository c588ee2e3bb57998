#include "tests/contracts/chain/anvil.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace countersign::chain_test {
namespace {

std::filesystem::path find_program() {
    for (const char* folder : {"tests/interop", "contracts/evm"}) {
        const auto path = source_folder() / folder / "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
        if (std::filesystem::exists(path)) {
            return path;
        }
    }
    return {};
}

/// The port after "Listening on 127.0.0.1:", or 0 where the child ends or says nothing for half a minute.
std::uint16_t read_port(int output) {
    std::string text;
    std::array<char, 4096> buffer{};
    constexpr std::string_view marker = "Listening on 127.0.0.1:";
    for (;;) {
        pollfd waiting{output, POLLIN, 0};
        const ssize_t got = ::poll(&waiting, 1, 30'000) == 1 ? ::read(output, buffer.data(), buffer.size()) : 0;
        if (got <= 0) {
            return 0;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        const auto at = text.find(marker);
        if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
            return static_cast<std::uint16_t>(std::stoul(text.substr(at + marker.size())));
        }
    }
}

}  // namespace

std::unique_ptr<Anvil> Anvil::start(std::vector<std::string> more_arguments) {
    const std::string program = find_program().string();
    if (program.empty()) {
        WARN("SKIPPED: anvil isn't installed (npm ci in tests/interop)");
        return nullptr;
    }
    std::vector<std::string> arguments = {program, "--host", "127.0.0.1", "--port", "0", "--hardfork", "osaka"};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    std::vector<char*> raw;
    for (auto& argument : arguments) {
        raw.push_back(argument.data());
    }
    raw.push_back(nullptr);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // It never outlives the test, however that ends.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execv(program.c_str(), raw.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    const std::uint16_t port = read_port(ends[0]);
    std::unique_ptr<Anvil> anvil(new Anvil(child, ends[0], port));
    REQUIRE(port != 0);
    // What it logs of each request would fill the pipe and stop it.
    anvil->ask("anvil_setLoggingEnabled", Json::array({false}));
    return anvil;
}

Anvil::Anvil(pid_t child, int output, std::uint16_t port) : child_(child), output_(output), port_(port) {}

void Anvil::kill() {
    if (child_ > 0) {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        child_ = 0;
    }
}

Anvil::~Anvil() {
    kill();
    ::close(output_);
}

Json Anvil::ask(const std::string& method, Json params) {
    chain::RpcClient client(loopback_client(), entropy(), {.endpoints = {{url()}}});
    const auto outcome = client.call({method, std::move(params)});
    INFO(method << (outcome ? "" : ": " + outcome.error().detail));
    REQUIRE(outcome.has_value());
    INFO((*outcome ? "" : outcome->error().message));
    REQUIRE(outcome->has_value());
    return **outcome;
}

void Anvil::mine(std::uint64_t blocks) { ask("anvil_mine", Json::array({chain::to_quantity(blocks)})); }

void Anvil::set_automine(bool on) { ask("evm_setAutomine", Json::array({on})); }

api::http::OutgoingClient& loopback_client() {
    static api::http::OutgoingClient client({.allowed = true, .allow_loopback = true});
    return client;
}

SystemEntropy& entropy() {
    static SystemEntropy source;
    return source;
}

PrivateKey rich_key(std::size_t n) {
    static constexpr std::array secrets = {"ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
                                           "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
                                           "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
                                           "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"};
    return PrivateKey::parse(KeyType::secp256k1, parse_hex(secrets.at(n)).value()).value();
}

}  // namespace countersign::chain_test
