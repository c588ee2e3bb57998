// The whole service in a folder of its own, on a free port, for tests that speak to it over real sockets.
#pragma once

#include <filesystem>
#include <future>
#include <thread>

#include "api/service/service.hpp"
#include "tests/temporary_folder.hpp"

namespace countersign::api::service {

class RunningService {
  public:
    explicit RunningService(std::function<Result<Done>(Context&)> prepare = {}, BatchOptions batches = {})
        : batches_(batches) {
        const SystemClock clock;
        SystemEntropy entropy;
        const auto made = init({folder_.path() / "home", "localhost/test"}, clock, entropy);
        if (!made) {
            failure_ = made.error();
            return;
        }
        start(std::move(prepare));
    }
    ~RunningService() { stop(); }

    /// Drains and waits; start() then serves the same folder again.
    void stop() {
        if (stop_) {
            stop_();
            stop_ = {};
        }
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    void start(std::function<Result<Done>(Context&)> prepare = {}) {
        std::promise<void> ready;
        thread_ = std::thread([this, &ready, prepare = std::move(prepare)] {
            bool told = false;
            RunHooks hooks;
            hooks.prepare = [this, prepare](Context& context) {
                context_ = &context;
                return prepare ? prepare(context) : Result<Done>(Done{});
            };
            hooks.on_stoppable = [this](std::function<void()> stop) { stop_ = std::move(stop); };
            hooks.on_listening = [this, &ready, &told](std::uint16_t port) {
                port_ = port;
                told = true;
                ready.set_value();
            };
            ServiceOptions options;
            options.home = folder_.path() / "home";
            options.port = 0;
            options.public_url = "http://localhost";
            options.rate_limit = false;
            options.batches = batches_;
            options.handle_signals = false;
            options.quiet = true;
            if (const auto done = run(options, hooks); !done) {
                failure_ = done.error();
                if (!told) {
                    ready.set_value();
                }
            }
        });
        ready.get_future().wait();
    }

    /// For the next start.
    void set_batches(BatchOptions batches) { batches_ = batches; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] Context& context() { return *context_; }
    [[nodiscard]] std::filesystem::path home() const { return folder_.path() / "home"; }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  private:
    TemporaryFolder folder_;
    BatchOptions batches_;
    std::thread thread_;
    std::function<void()> stop_;
    std::uint16_t port_ = 0;
    Context* context_ = nullptr;
    std::optional<Error> failure_;
};

}  // namespace countersign::api::service
