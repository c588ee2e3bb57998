// One connection as a state machine: reads a request, has it handled, writes the answer, and goes on with the next.
// Every wait has a deadline that the loop's tick checks. Private to server.cpp, the one file that compiles Beast and
// Asio. Thread-safety: a connection lives on its loop's thread; a worker has its exchange while it handles it.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <list>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/answer_writer.hpp"
#include "api/http/request_parser.hpp"
#include "api/http/server.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::api::http::detail {

namespace asio = boost::asio;
using asio::ip::tcp;

class Connection;

inline std::uint64_t now_us() noexcept {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/// One thread's event loop and its connections.
struct Loop {
    /// Outlives `io`, whose end may end connections.
    std::list<Connection*> connections;
    asio::io_context io{1};
    asio::steady_timer tick{io};
    std::string date;
    std::uint64_t now_ms = 0;
    bool draining = false;
    std::uint64_t drain_until_ms = 0;

    void refresh_time() {
        now_ms = now_us() / 1000;
        date = to_http_date(std::time(nullptr));
    }
};

/// What connections share.
struct Shared {
    const ServerOptions& options;
    Gate& gate;
    Spool& spool;
    WorkerPool& pool;
    std::atomic<std::size_t> connection_count = 0;
    /// From here on every answer ends its connection; the loops follow with their next tick.
    std::atomic<bool> draining = false;
};

class Connection final : public std::enable_shared_from_this<Connection> {
  public:
    Connection(Shared& shared, Loop& loop, tcp::socket socket)
        : shared_(shared), loop_(loop), socket_(std::move(socket)), exchange_(shared.spool) {
        place_ = loop_.connections.insert(loop_.connections.end(), this);
        shared_.connection_count.fetch_add(1);
        shared_.gate.metrics().connections_open.fetch_add(1, std::memory_order_relaxed);
        shared_.gate.metrics().connections_total.fetch_add(1, std::memory_order_relaxed);
    }
    ~Connection() {
        loop_.connections.erase(place_);
        shared_.connection_count.fetch_sub(1);
        shared_.gate.metrics().connections_open.fetch_sub(1, std::memory_order_relaxed);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start() {
        ErrorCodeOf ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.non_blocking(true, ignored);
        const auto peer = socket_.remote_endpoint(ignored);
        peer_ = ignored ? "unknown" : peer.address().to_string();
        begin_request();
        read();
    }

    /// Called each tick: ends what is overdue.
    void check_time() {
        if (loop_.draining && state_ == State::idle) {
            return close();
        }
        if (deadline_ms_ == 0 || loop_.now_ms < deadline_ms_) {
            return;
        }
        if (state_ == State::header || state_ == State::body) {
            timed_out_ = true;
            // Ends the pending read, whose handler then answers 408.
            ErrorCodeOf ignored;
            socket_.cancel(ignored);
            return;
        }
        close();
    }
    void close() {
        ErrorCodeOf ignored;
        socket_.close(ignored);
    }

  private:
    enum class State : std::uint8_t { idle, header, body, handling, writing, lingering };
    /// What follows in `process`: wait for bytes, look at what is there, or leave (somebody else goes on).
    enum class Step : std::uint8_t { more, go_on, stop };

    void begin_request() {
        exchange_.body.clear();
        exchange_.body_bytes_max = 0;
        exchange_.match = {};
        exchange_.target_text = {};
        exchange_.method_text = {};
        exchange_.headers = {};
        exchange_.peer = peer_;
        exchange_.request = {.target = &exchange_.target, .body = &exchange_.body, .remote = peer_};
        exchange_.cors_open = false;
        parser_.emplace(store_, exchange_.body, exchange_.body_bytes_max);
        admitted_ = false;
        keep_alive_ = false;
        state_ = State::idle;
        deadline_ms_ = loop_.now_ms + shared_.options.idle_time_ms_max;
    }

    void read() {
        if (begin_ == end_) {
            begin_ = end_ = 0;
        } else if (end_ == buffer_.size()) {
            std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
            end_ -= begin_;
            begin_ = 0;
        }
        ensure(end_ < buffer_.size(), "a full buffer is an error of the parser before");
        socket_.async_read_some(
            asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
            [self = shared_from_this()](ErrorCodeOf ec, std::size_t size) { self->on_read(ec, size); });
    }

    void on_read(ErrorCodeOf ec, std::size_t size) {
        if (timed_out_) {
            return refuse({errors::http_timeout, {}});
        }
        if (ec) {
            return;
        }
        end_ += size;
        process();
    }

    /// Works off what is in the buffer; returns when it must wait for the socket or the worker pool.
    void process() {
        for (;;) {
            if (state_ == State::idle && begin_ < end_) {
                state_ = State::header;
                exchange_.started_us = now_us();
                deadline_ms_ = loop_.now_ms + shared_.options.header_time_ms_max;
            }
            Step step = Step::more;
            if (parser_->is_done()) {
                step = dispatch() ? Step::go_on : Step::stop;
            } else if (begin_ < end_) {
                step = parse();
            }
            if (step == Step::more) {
                return read();
            }
            if (step == Step::stop) {
                return;
            }
        }
    }

    void go_on_if(bool is_sent) {
        if (is_sent) {
            process();
        }
    }

    Step parse() {
        ErrorCodeOf ec;
        const std::size_t used = parser_->put(asio::const_buffer(buffer_.data() + begin_, end_ - begin_), ec);
        begin_ += used;
        if (state_ == State::body) {
            // Progress: a sender that stalls is cut off, a slow one has the body's whole time.
            deadline_ms_ = std::min(body_deadline_ms_, loop_.now_ms + shared_.options.stall_time_ms_max);
            shared_.gate.metrics().body_bytes_total.fetch_add(used, std::memory_order_relaxed);
        }
        if (ec && ec != beast::http::error::need_more) {
            refuse(parse_error(ec));
            return Step::stop;
        }
        if (parser_->is_header_done() && !admitted_) {
            return admit();
        }
        return ec == beast::http::error::need_more ? Step::more : Step::go_on;
    }

    Error parse_error(const ErrorCodeOf& ec) const {
        if (parser_->error()) {
            return *parser_->error();
        }
        if (ec == beast::http::error::header_limit) {
            return {errors::http_header_too_large,
                    "at most " + std::to_string(limits::http_header_bytes_max) + " bytes"};
        }
        return {errors::http_syntax, ec.message()};
    }

    void expose_header() {
        exchange_.method_text = store_.method();
        exchange_.target_text = store_.target();
        exchange_.headers = store_.headers();
        const auto length = parser_->content_length();
        exchange_.body_bytes = length ? std::optional<std::uint64_t>(*length) : std::nullopt;
        exchange_.has_body = parser_->chunked() || exchange_.body_bytes.value_or(0) > 0;
    }

    Step admit() {
        admitted_ = true;
        expose_header();
        keep_alive_ = parser_->keep_alive();
        if (!store_.is_transfer_encoding_understood()) {
            refuse({errors::http_transfer_encoding, {}});
            return Step::stop;
        }
        if (auto refusal = shared_.gate.admit(exchange_, loop_.now_ms)) {
            keep_alive_ = keep_alive_ && parser_->is_done();
            response_ = std::move(*refusal);
            return respond() ? Step::go_on : Step::stop;
        }
        if (!parser_->is_done()) {
            state_ = State::body;
            body_deadline_ms_ = loop_.now_ms + shared_.options.body_time_ms_max;
            deadline_ms_ = loop_.now_ms + shared_.options.stall_time_ms_max;
            send_continue();
        }
        return Step::go_on;
    }

    void send_continue() {
        const auto expect = exchange_.request.header("expect");
        if (expect && is_same_name(*expect, "100-continue") && begin_ == end_) {
            ErrorCodeOf ignored;
            static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
            socket_.write_some(asio::buffer(text.data(), text.size()), ignored);
        }
    }

    /// Answers with a problem and ends the connection: where the next request would start is not known.
    void refuse(const Error& error) {
        keep_alive_ = false;
        timed_out_ = false;
        response_ = shared_.gate.refuse(exchange_, error);
        static_cast<void>(respond());
    }

    /// True where the answer is sent and the next request may be read from the buffer.
    bool dispatch() {
        state_ = State::handling;
        deadline_ms_ = 0;
        if (exchange_.match.route->weight == Weight::light) {
            response_ = shared_.gate.handle(exchange_);
            return respond();
        }
        // The loop leaves the connection alone until the answer is posted back; the guard keeps the loop alive until
        // then, and moving `self` makes sure that the connection ends on its own thread.
        auto job = [self = shared_from_this(), guard = asio::make_work_guard(loop_.io)]() mutable {
            self->response_ = self->shared_.gate.handle(self->exchange_);
            asio::io_context& io = self->loop_.io;
            asio::post(io, [moved = std::move(self)] { moved->go_on_if(moved->respond()); });
        };
        const bool accepted = shared_.pool.submit(std::move(job));
        if (!accepted) {
            response_ = shared_.gate.refuse(exchange_, {errors::http_busy, {}});
            return respond();
        }
        return false;
    }

    /// Serialises the answer and tries to send it at once. False where the rest is sent in the background, or the
    /// connection ends.
    bool respond() {
        state_ = State::writing;
        shared_.gate.finish(exchange_, response_, now_us());
        exchange_.body.clear();
        keep_alive_ = keep_alive_ && !shared_.draining.load(std::memory_order_relaxed);
        writer_.start(response_, exchange_.request.method == Method::head,
                      {.keep_alive = keep_alive_, .cors_open = exchange_.cors_open, .date = loop_.date});
        deadline_ms_ = loop_.now_ms + shared_.options.stall_time_ms_max;
        return write();
    }

    /// Sends as much as the socket takes. True when all is sent and the connection goes on.
    bool write() {
        for (;;) {
            const auto pieces = writer_.next();
            if (!pieces) {
                close();
                return false;
            }
            if (pieces->is_empty()) {
                return finish();
            }
            const std::array<asio::const_buffer, 2> buffers{
                asio::const_buffer(pieces->head.data(), pieces->head.size()),
                asio::const_buffer(pieces->body.data(), pieces->body.size())};
            ErrorCodeOf ec;
            const std::size_t sent = socket_.write_some(buffers, ec);
            if (ec == asio::error::would_block) {
                socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](ErrorCodeOf waited) {
                    if (!waited) {
                        self->deadline_ms_ = self->loop_.now_ms + self->shared_.options.stall_time_ms_max;
                        self->go_on_if(self->write());
                    }
                });
                return false;
            }
            if (ec) {
                close();
                return false;
            }
            writer_.consume(sent);
        }
    }

    /// True where the connection goes on with the next request.
    bool finish() {
        writer_.finish();
        response_.body = std::string();
        response_.headers.clear();
        if (keep_alive_) {
            begin_request();
            return true;
        }
        linger();
        return false;
    }

    /// Says "no more from here" and drops what still comes, so that the client reads the answer before a reset.
    void linger() {
        ErrorCodeOf ec;
        state_ = State::lingering;
        exchange_.body.clear();
        socket_.shutdown(tcp::socket::shutdown_send, ec);
        deadline_ms_ = loop_.now_ms + limits::http_linger_time_ms_max;
        lingered_bytes_ = 0;
        drop();
    }
    void drop() {
        socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](ErrorCodeOf ec, std::size_t size) {
            self->lingered_bytes_ += size;
            if (!ec && self->lingered_bytes_ < limits::http_linger_bytes_max) {
                self->drop();
            } else {
                self->close();
            }
        });
    }

    Shared& shared_;
    Loop& loop_;
    tcp::socket socket_;
    std::list<Connection*>::iterator place_;
    std::string peer_;

    // Reading. The buffer holds the largest header, so that a header is always parsed in one piece.
    std::array<char, limits::http_header_bytes_max> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    HeaderStore store_;
    std::optional<RequestParser> parser_;
    Exchange exchange_;
    bool admitted_ = false;
    bool keep_alive_ = false;
    bool timed_out_ = false;
    State state_ = State::idle;
    std::uint64_t deadline_ms_ = 0;
    std::uint64_t body_deadline_ms_ = 0;

    // Writing.
    Response response_;
    AnswerWriter writer_;
    std::size_t lingered_bytes_ = 0;
};

}  // namespace countersign::api::http::detail
