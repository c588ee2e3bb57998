// The HTTP/1.1 server: sockets, time limits, keep-alive, drain. The only file that includes Beast and Asio is
// server.cpp, with its private headers; callers see plain values.
//
// One thread a core, each with its own event loop and its own connections, so that a light request touches no lock and
// allocates nothing. Heavy handlers run on a worker pool. A connection reads one request, answers it, and only then
// reads on: what a client pipelines waits in the socket.
// Thread-safety: `stop` may be called from any thread and from signal-free contexts; the rest from one.
#pragma once

#include <memory>
#include <string>

#include "api/http/gate.hpp"
#include "api/http/worker_pool.hpp"

namespace countersign::api::http {

struct ServerOptions {
    /// A literal IPv4 or IPv6 address.
    std::string address = "127.0.0.1";
    /// 0: any free port.
    std::uint16_t port = 8080;
    /// 0: one a core.
    unsigned threads = 0;
    std::size_t connections_max = limits::http_connections_max;
    std::uint32_t header_time_ms_max = limits::http_header_time_ms_max;
    std::uint32_t idle_time_ms_max = limits::http_idle_time_ms_max;
    std::uint32_t stall_time_ms_max = limits::http_stall_time_ms_max;
    std::uint32_t body_time_ms_max = limits::http_body_time_ms_max;
    std::uint32_t drain_time_ms_max = limits::http_drain_time_ms_max;
    /// SIGTERM and SIGINT start the drain.
    bool handle_signals = false;
};

class Server {
  public:
    Server(const ServerOptions& options, Gate& gate, Spool& spool, WorkerPool& pool);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Listens; requests are answered once `run` is called. Errors: http.listen.
    [[nodiscard]] Result<Done> listen();
    /// The port in use, after `listen`.
    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Serves until the drain is over.
    void run();
    /// Starts the drain: no new connections, idle ones are closed, requests in flight are answered (up to
    /// drain_time_ms_max), then `run` returns.
    void stop() noexcept;
    [[nodiscard]] bool is_draining() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace countersign::api::http
