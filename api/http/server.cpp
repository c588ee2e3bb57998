#include "api/http/server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/connection.hpp"
#include "api/http/errors.hpp"

namespace countersign::api::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using detail::Connection;
using detail::ErrorCodeOf;
using detail::Loop;
using detail::Shared;

/// The listener and the loops. The first loop accepts and deals connections out in turn.
struct Server::State {
    State(const ServerOptions& given, Gate& gate, Spool& spool, WorkerPool& pool)
        : options(given), shared{options, gate, spool, pool} {
        const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
        const unsigned count = options.threads != 0 ? options.threads : cores;
        for (unsigned i = 0; i < count; ++i) {
            loops.push_back(std::make_unique<Loop>());
            loops.back()->refresh_time();
        }
        acceptor = std::make_unique<tcp::acceptor>(loops.front()->io);
        signals = std::make_unique<asio::signal_set>(loops.front()->io);
        retry = std::make_unique<asio::steady_timer>(loops.front()->io);
    }

    void accept() {
        Loop& loop = *loops[next_loop++ % loops.size()];
        acceptor->async_accept(loop.io, [this, &loop](ErrorCodeOf ec, tcp::socket socket) {
            if (ec == asio::error::operation_aborted || !acceptor->is_open()) {
                return;
            }
            if (ec) {
                return accept_later();
            }
            if (shared.connection_count.load() >= options.connections_max) {
                shared.gate.metrics().connections_refused_total.fetch_add(1);
                ErrorCodeOf ignored;
                socket.close(ignored);
            } else {
                asio::post(loop.io, [this, &loop, moved = std::move(socket)]() mutable {
                    if (!loop.draining) {
                        std::make_shared<Connection>(shared, loop, std::move(moved))->start();
                    }
                });
            }
            accept();
        });
    }

    /// Out of file descriptors, most likely: trying again at once would spin.
    void accept_later() {
        retry->expires_after(std::chrono::milliseconds(50));
        retry->async_wait([this](ErrorCodeOf ec) {
            if (!ec && acceptor->is_open()) {
                accept();
            }
        });
    }

    void arm_tick(Loop& loop) {
        loop.tick.expires_after(std::chrono::milliseconds(loop.draining ? 20 : 200));
        loop.tick.async_wait([this, &loop](ErrorCodeOf ec) {
            if (!ec) {
                on_tick(loop);
            }
        });
    }

    void on_tick(Loop& loop) {
        loop.refresh_time();
        if (shared.draining && !loop.draining) {
            loop.draining = true;
            loop.drain_until_ms = loop.now_ms + options.drain_time_ms_max;
            if (&loop == loops.front().get()) {
                ErrorCodeOf ignored;
                acceptor->close(ignored);
                signals->cancel(ignored);
            }
        }
        const bool is_over = loop.draining && loop.now_ms >= loop.drain_until_ms;
        for (auto next = loop.connections.begin(); next != loop.connections.end();) {
            Connection& connection = **next++;
            if (is_over) {
                connection.close();
            } else {
                connection.check_time();
            }
        }
        if (!loop.draining || (!loop.connections.empty() && !is_over)) {
            arm_tick(loop);
        }
    }

    ServerOptions options;
    Shared shared;
    std::vector<std::unique_ptr<Loop>> loops;
    std::unique_ptr<tcp::acceptor> acceptor;
    std::unique_ptr<asio::signal_set> signals;
    std::unique_ptr<asio::steady_timer> retry;
    std::size_t next_loop = 0;
    std::uint16_t port = 0;
};

Server::Server(const ServerOptions& options, Gate& gate, Spool& spool, WorkerPool& pool)
    : state_(std::make_unique<State>(options, gate, spool, pool)) {}
Server::~Server() = default;

Result<Done> Server::listen() {
    ErrorCodeOf ec;
    const auto address = asio::ip::make_address(state_->options.address, ec);
    if (ec) {
        return fail(errors::http_listen, state_->options.address + ": " + ec.message());
    }
    tcp::acceptor& acceptor = *state_->acceptor;
    const tcp::endpoint endpoint(address, state_->options.port);
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) {
        acceptor.set_option(asio::socket_base::reuse_address(true), ec);
        acceptor.bind(endpoint, ec);
    }
    if (!ec) {
        acceptor.listen(1024, ec);
    }
    if (ec) {
        return fail(errors::http_listen,
                    state_->options.address + ":" + std::to_string(state_->options.port) + ": " + ec.message());
    }
    state_->port = acceptor.local_endpoint().port();
    return Done{};
}

std::uint16_t Server::port() const noexcept { return state_->port; }
bool Server::is_draining() const noexcept { return state_->shared.draining; }
void Server::stop() noexcept { state_->shared.draining = true; }

void Server::run() {
    State& state = *state_;
    if (state.options.handle_signals) {
        state.signals->add(SIGTERM);
        state.signals->add(SIGINT);
        state.signals->async_wait([&state](ErrorCodeOf ec, int) {
            if (!ec) {
                state.shared.draining = true;
            }
        });
    }
    state.accept();
    std::vector<std::thread> threads;
    for (const auto& loop : state.loops) {
        state.arm_tick(*loop);
        threads.emplace_back([&loop] { loop->io.run(); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

}  // namespace countersign::api::http
