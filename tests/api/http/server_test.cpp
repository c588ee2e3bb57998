// The real server on a free port, over real sockets.
#include "api/http/server.hpp"

#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "api/http/client.hpp"
#include "api/http/errors.hpp"
#include "api/http/problem.hpp"
#include "api/http/reserved_port.hpp"
#include "identity/base/file.hpp"
#include "tests/api/http/raw_client.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::api::http;

namespace {

std::string body_digest(const Request& request) {
    Bytes all = request.body->read_all().value();
    return to_json_text(Json::object({{"bytes", request.body->size()},
                                      {"inMemory", request.body->is_in_memory()},
                                      {"first", all.empty() ? 0 : static_cast<int>(all.front())},
                                      {"last", all.empty() ? 0 : static_cast<int>(all.back())}}));
}

/// Lets a test hold a heavy handler until it says go.
struct Latch {
    std::promise<void> entered;
    std::promise<void> go;
};

struct Setup {
    ServerOptions server{.port = 0, .threads = 2};
    GateOptions gate = [] {
        GateOptions options;
        options.by_address.per_second = 0;
        options.by_token.per_second = 0;
        return options;
    }();
    Latch* latch = nullptr;
};

class Running {
  public:
    explicit Running(const Setup& setup = {})
        : router_(make_router(setup)),
          log_(clock_, LogLevel::off),
          gate_(setup.gate, router_, metrics_, log_),
          pool_(2, 4),
          server_(setup.server, gate_, spool_, pool_) {
        spool_.folder = folder_.path();
        REQUIRE(server_.listen().has_value());
        thread_ = std::thread([this] { server_.run(); });
    }
    ~Running() { join(); }
    void join() {
        server_.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    [[nodiscard]] unsigned short port() const { return server_.port(); }

    TemporaryFolder folder_;
    SystemClock clock_;
    Router router_;
    Metrics metrics_;
    Log log_;
    Spool spool_;
    Gate gate_;
    WorkerPool pool_;
    Server server_;

  private:
    Router make_router(const Setup& setup) {
        Router router;
        router.add({.method = Method::get,
                    .pattern = "/small",
                    .handler = [](const Request&) { return text_response(200, "small"); },
                    .cors_open = true});
        router.add({.method = Method::get, .pattern = "/big", .handler = [](const Request&) {
                        return text_response(200, std::string(std::size_t{8} * 1024 * 1024, 'b'));
                    }});
        router.add({.method = Method::get, .pattern = "/file", .handler = [this](const Request&) {
                        Response response{.content_type = "application/octet-stream"};
                        auto body = std::make_shared<Body>(spool_);
                        static_cast<void>(body->append(Bytes(299'999, 7)));
                        static_cast<void>(body->append(Bytes(1, 0)));
                        static_cast<void>(body->overwrite(299'999, Bytes(1, 7)));
                        response.body = std::shared_ptr<const Body>(std::move(body));
                        return response;
                    }});
        router.add({.method = Method::get, .pattern = "/prepared", .handler = [](const Request&) {
                        static const auto prepared =
                            std::make_shared<const Prepared>(Prepared{"Content-Type: text/plain\r\n", "prepared"});
                        Response response;
                        response.body = prepared;
                        return response;
                    }});
        router.add({.method = Method::get, .pattern = "/throws", .handler = [](const Request&) -> Response {
                        throw std::runtime_error("a bug");
                    }});
        router.add(
            {.method = Method::get,
             .pattern = "/items/{id}",
             .handler = [](const Request& request) { return text_response(200, std::string(request.parameters[0])); },
             .query = {"x"}});
        router.add({.method = Method::post,
                    .pattern = "/upload",
                    .handler = [](const Request& request) { return json_response(200, body_digest(request)); },
                    .weight = Weight::heavy,
                    .body = BodyKind::file,
                    .body_bytes_max = 4 * 1024 * 1024,
                    .cors_open = true});
        router.add({.method = Method::post,
                    .pattern = "/json",
                    .handler = [](const Request& request) { return json_response(200, body_digest(request)); },
                    .body = BodyKind::json});
        router.add({.method = Method::get,
                    .pattern = "/held",
                    .handler =
                        [latch = setup.latch](const Request&) {
                            latch->entered.set_value();
                            latch->go.get_future().wait();
                            return text_response(200, "held");
                        },
                    .weight = Weight::heavy});
        return router;
    }

    std::thread thread_;
};

std::string code_of(const RawAnswer& answer) {
    const auto json = parse_json(answer.body);
    REQUIRE(json.has_value());
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK(get_unsigned(*json, "status").value() == answer.status);
    CHECK(answer.status < 500);
    return get_string(*json, "code").value();
}

}  // namespace

TEST_CASE("H1: a connection is kept for the next request, and closed when asked", "[api][http]") {
    Running running;
    RawClient client(running.port());
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = client.ask(get("/small"));
        CHECK(answer.status == 200);
        CHECK(answer.body == "small");
        CHECK(answer.header("Connection").empty());
        CHECK(answer.header("X-Content-Type-Options") == "nosniff");
        CHECK(answer.header("Content-Security-Policy").starts_with("default-src 'none'"));
        CHECK_FALSE(answer.header("Date").empty());
        CHECK(answer.head.find("Set-Cookie") == std::string::npos);
    }
    CHECK(client.ask(get("/small", "Connection: close\r\n")).header("Connection") == "close");
    CHECK(client.is_closed());
    RawClient old(running.port());
    CHECK(old.ask("GET /small HTTP/1.0\r\nHost: localhost\r\n\r\n").status == 200);
    CHECK(old.is_closed());
}

TEST_CASE("H1: pipelined requests are answered in order, refused ones among them", "[api][http]") {
    Running running;
    RawClient client(running.port());
    std::string many;
    for (int i = 0; i < 100; ++i) {
        many += i % 3 == 0   ? get("/items/" + std::to_string(i))
                : i % 3 == 1 ? get("/absent")
                             : post("/upload", "a/b", "x");
    }
    std::thread sender([&] { client.send(many); });
    for (int i = 0; i < 100; ++i) {
        const RawAnswer answer = client.receive();
        CHECK(answer.status == (i % 3 == 1 ? 404U : 200U));
        if (i % 3 == 0) {
            CHECK(answer.body == std::to_string(i));
        }
    }
    sender.join();
}

TEST_CASE("HEAD is GET without a body; prepared and file answers arrive whole", "[api][http]") {
    Running running;
    RawClient client(running.port());
    client.send("HEAD /small HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const RawAnswer head = client.receive(true);
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == "5");
    CHECK(client.ask(get("/prepared")).body == "prepared");
    CHECK(client.ask(get("/file")).body == std::string(300'000, 7));
    CHECK(client.ask(get("/big")).body.size() == 8U * 1024 * 1024);
    CHECK(client.ask(get("/items/a%2Fb%20c?x=1")).body == "a/b c");
}

TEST_CASE("a body is handed over whole: small, large, chunked, in pieces, with 100-continue", "[api][http]") {
    Running running;
    RawClient client(running.port());
    CHECK(client.ask(post("/upload", "image/jpeg", "ab")).body ==
          R"({"bytes":2,"inMemory":true,"first":97,"last":98})");
    CHECK(client.ask(post("/upload", "image/jpeg", "")).body == R"({"bytes":0,"inMemory":true,"first":0,"last":0})");
    const std::string large = std::string(1'000'000, 'x') + "y";
    CHECK(client.ask(post("/upload", "", large)).body ==
          R"({"bytes":1000001,"inMemory":false,"first":120,"last":121})");
    CHECK(client
              .ask("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\n\r\n")
              .body == R"({"bytes":7,"inMemory":true,"first":97,"last":103})");
    // Trailers are dropped, however long: the header that was given out stays what it was.
    CHECK(client
              .ask("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n0\r\nHost: elsewhere\r\nX-Trailer: " +
                   std::string(8'000, 't') + "\r\n\r\n")
              .body == R"({"bytes":3,"inMemory":true,"first":97,"last":99})");
    client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive(true).status == 100);
    CHECK(client.ask("ab").status == 200);
    for (const char c : post("/json", "application/json; charset=utf-8", "{}")) {
        REQUIRE(client.send(std::string_view(&c, 1)));
    }
    CHECK(client.receive().status == 200);
    CHECK(running.spool_.bytes_used == 0);
}

TEST_CASE("H2: malformed requests get 400 and the connection ends", "[api][http]") {
    Running running;
    for (const std::string_view bad :
         {"GET / HTTP/9.9\r\n\r\n", "nonsense\r\n\r\n", "GET  /small HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /small HTTP/1.1\r\nHost : localhost\r\n\r\n",
          "GET /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
          "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n",
          "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
          "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
          "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        INFO(bad);
        RawClient client(running.port());
        const RawAnswer answer = client.ask(bad);
        CHECK(answer.status == 400);
        const bool is_coding = bad.find("Encoding: gzip") != std::string_view::npos;
        const ErrorCode& code = is_coding ? errors::http_transfer_encoding : errors::http_syntax;
        CHECK(answer.body.find("\"" + std::string(code.name) + "\"") != std::string::npos);
        CHECK(answer.header("Connection") == "close");
        CHECK(client.is_closed());
    }
}

TEST_CASE("a port that is taken is told, not fought for", "[api][http]") {
    Running running;
    Running other;
    Server second({.port = running.port()}, other.gate_, other.spool_, other.pool_);
    const auto listening = second.listen();
    REQUIRE_FALSE(listening.has_value());
    CHECK(listening.error().code == errors::http_listen);
}

TEST_CASE("H12: an answer over the limit given is an error, not cut", "[api][http]") {
    Running running;
    OutgoingClient client({.allowed = true, .allow_loopback = true});
    const std::string url = "http://127.0.0.1:" + std::to_string(running.port()) + "/small";
    CHECK(client.send({.url = url}).value().status == 200);
    CHECK(client.send({.url = url, .answer_bytes_max = 1}).error().code == errors::http_answer_too_large);
}

TEST_CASE("the client sends a body while it reads it, over IPv6 loopback too", "[api][http]") {
    for (const std::string address : {"127.0.0.1", "::1"}) {
        Setup setup;
        setup.server.address = address;
        const Running running(setup);
        OutgoingClient client({.allowed = true, .allow_loopback = true});
        const std::string host = address == "::1" ? "[::1]" : address;
        const auto send = [&](std::uint64_t bytes, std::optional<Error> failure = std::nullopt) {
            HttpRequest request{.method = "POST",
                                .url = "http://" + host + ":" + std::to_string(running.port()) + "/upload"};
            std::uint64_t expected = 0;
            request.streamed = StreamedBody{
                .bytes = bytes, .read_at = [&](std::uint64_t offset, std::span<std::uint8_t> out) -> Result<Done> {
                    CHECK(offset == expected);
                    expected += out.size();
                    std::ranges::fill(out, std::uint8_t{9});
                    return failure ? Result<Done>(fail(*failure)) : Result<Done>(Done{});
                }};
            return client.send(request);
        };
        for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{3'000'001}}) {
            const auto answer = send(bytes);
            REQUIRE(answer.has_value());
            CHECK(answer->status == 200);
            CHECK(get_unsigned(parse_json(as_text(answer->body)).value(), "bytes").value() == bytes);
        }
        CHECK(send(std::uint64_t{64} * 1024 * 1024)->status == 413);
        CHECK(send(9, Error{errors::http_spool, "unreadable"}).error().code == errors::http_spool);
    }
}

TEST_CASE("a free port is known before a server listens on it, and kept for it", "[api][http]") {
    for (const std::string address : {"127.0.0.1", "::1"}) {
        const auto reserved = ReservedPort::take(address);
        REQUIRE(reserved.has_value());
        CHECK(reserved->number() != 0);
        CHECK(ReservedPort::take(address)->number() != reserved->number());
        Running other;
        Server server({.address = address, .port = reserved->number()}, other.gate_, other.spool_, other.pool_);
        REQUIRE(server.listen().has_value());
        CHECK(server.port() == reserved->number());
    }
    CHECK(ReservedPort::take("nowhere").error().code == errors::http_listen);
    CHECK(ReservedPort::take("192.0.2.1").error().code == errors::http_listen);
}

TEST_CASE("malformed targets and queries, and unknown ones, are refused and the connection goes on", "[api][http]") {
    Running running;
    RawClient client(running.port());
    for (const auto& [target, code] : {std::pair{"/items/%zz", "http.target"},
                                       {"/items/%", "http.target"},
                                       {"/items/%00", "http.target"},
                                       {"/items/%ff", "http.target"},
                                       {"/items/../small", "http.target"},
                                       {"/items/%2e%2E", "http.target"},
                                       {"//small", "http.target"},
                                       {"*", "http.target"},
                                       {"/items/1?y=1", "http.query"},
                                       {"/items/1?x=1&x=2", "http.query"},
                                       {"/items/1?x=%f", "http.query"},
                                       {"/small?x=1", "http.query"},
                                       {"/absent", "http.not_found"},
                                       {"/items", "http.not_found"},
                                       {"/items/1/2", "http.not_found"}}) {
        INFO(target);
        CHECK(code_of(client.ask(get(target))) == code);
    }
    CHECK(client.ask("GET http://localhost/small HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
    const RawAnswer refused = client.ask(post("/small", "text/plain", ""));
    CHECK(code_of(refused) == "http.method_not_allowed");
    CHECK(refused.header("Allow") == "GET, HEAD, OPTIONS");
    CHECK(code_of(client.ask("DELETE /small HTTP/1.1\r\nHost: localhost\r\n\r\n")) == "http.method_not_allowed");
    CHECK(code_of(client.ask(post("/json", "text/plain", ""))) == "http.media_type");
    CHECK(code_of(client.ask("GET /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")) ==
          "http.body_unexpected");
}

TEST_CASE("H3: only the hosts of the list are answered (DNS rebinding)", "[api][http]") {
    Running running;
    RawClient client(running.port());
    for (const std::string_view host : {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:80"}) {
        CHECK(client.ask("GET /small HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").status == 200);
    }
    for (const std::string_view host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example"}) {
        const RawAnswer answer = client.ask("GET /small HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
        CHECK(answer.status == 421);
        CHECK(code_of(answer) == "http.host_not_allowed");
    }
    for (const std::string_view fields :
         {"", "Host: \r\n", "Host: a b\r\n", "Host: localhost\r\nHost: localhost\r\n"}) {
        CHECK(code_of(client.ask("GET /small HTTP/1.1\r\n" + std::string(fields) + "\r\n")) == "http.host");
    }
    CHECK(code_of(client.ask("GET http://evil.example/small HTTP/1.1\r\nHost: localhost\r\n\r\n")) ==
          "http.host_not_allowed");
}

TEST_CASE("H4: pages of other sites may use public reads and verification alone", "[api][http]") {
    Running running;
    RawClient client(running.port());
    const std::string foreign = "Origin: https://other.example\r\n";
    CHECK(client.ask(get("/small", foreign)).header("Access-Control-Allow-Origin") == "*");
    CHECK(client.ask(post("/upload", "image/png", "x", foreign)).status == 200);
    CHECK(code_of(client.ask(get("/items/1", "Origin: null\r\n"))) == "http.origin_not_allowed");
    CHECK(client.ask(get("/items/1", "Origin: http://localhost\r\n")).status == 200);
    CHECK(client.ask(get("/items/1", "Origin: https://localhost\r\n")).status == 200);
    CHECK(code_of(client.ask(get("/items/1", "Origin: http://localhost:1\r\n"))) == "http.origin_not_allowed");
    CHECK(client.ask(get("/items/1")).header("Access-Control-Allow-Origin").empty());
    const RawAnswer open = client.ask("OPTIONS /upload HTTP/1.1\r\nHost: localhost\r\n" + foreign + "\r\n");
    CHECK(open.status == 204);
    CHECK(open.header("Access-Control-Allow-Methods") == "GET, HEAD, POST");
    CHECK(open.header("Content-Length").empty());
    CHECK(code_of(client.ask("OPTIONS /json HTTP/1.1\r\nHost: localhost\r\n" + foreign + "\r\n")) ==
          "http.origin_not_allowed");
}

TEST_CASE("H5: over-long headers and bodies are refused by name", "[api][http]") {
    Running running;
    {
        RawClient client(running.port());
        const RawAnswer answer =
            client.ask(get("/small", "X: " + std::string(limits::http_header_bytes_max, 'a') + "\r\n"));
        CHECK(answer.status == 431);
        CHECK(code_of(answer) == "http.header_too_large");
    }
    {
        RawClient client(running.port());
        std::string fields;
        for (std::size_t i = 0; i < limits::http_header_fields_max; ++i) {
            fields += "X: 1\r\n";
        }
        CHECK(client.ask(get("/small", fields)).status == 431);
    }
    {
        RawClient client(running.port());
        CHECK(
            client.ask(get("/small", "X: " + std::string(limits::http_header_bytes_max - 200, 'a') + "\r\n")).status ==
            200);
        CHECK(code_of(client.ask(get("/" + std::string(limits::http_target_bytes_max, 'a')))) == "http.target");
    }
    {
        RawClient client(running.port());
        client.send(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4194305\r\nExpect: 100-continue\r\n\r\n");
        const RawAnswer answer = client.receive();
        CHECK(answer.status == 413);
        CHECK(code_of(answer) == "http.body_too_large");
    }
    {
        RawClient client(running.port());
        std::thread sender([&] {
            client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n500000\r\n");
            client.send(std::string(0x500000, 'x'));
        });
        const RawAnswer answer = client.receive();
        sender.join();
        CHECK(answer.status == 413);
    }
    {
        RawClient client(running.port());
        client.send(post("/upload", "a/b", std::string(4194304, 'x')));
        CHECK(client.receive().status == 200);
    }
    CHECK(running.spool_.bytes_used == 0);
}

TEST_CASE("H5: slow headers, slow bodies and idle connections are ended", "[api][http]") {
    Setup setup;
    setup.server.header_time_ms_max = 300;
    setup.server.stall_time_ms_max = 300;
    setup.server.idle_time_ms_max = 600;
    Running running(setup);
    RawClient header(running.port());
    RawClient body(running.port());
    RawClient idle(running.port());
    header.send("GET /small HT");
    body.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");
    CHECK(code_of(header.receive()) == "http.timeout");
    CHECK(code_of(body.receive()) == "http.timeout");
    CHECK(header.is_closed());
    CHECK(body.is_closed());
    CHECK(idle.is_closed());
}

TEST_CASE("H5: connections beyond the limit are closed at once", "[api][http]") {
    Setup setup;
    setup.server.connections_max = 2;
    Running running(setup);
    RawClient first(running.port());
    CHECK(first.ask(get("/small")).status == 200);
    RawClient second(running.port());
    CHECK(second.ask(get("/small")).status == 200);
    RawClient third(running.port());
    CHECK(third.is_closed());
    CHECK(running.metrics_.connections_refused_total == 1);
}

TEST_CASE("H6: a caller that asks too often is told when to come back", "[api][http]") {
    Setup setup;
    setup.gate.by_address = {.per_second = 1, .burst = 3, .entries_max = 1024};
    setup.gate.proxies = {"127.0.0.1"};
    Running running(setup);
    RawClient client(running.port());
    const std::string one = "X-Forwarded-For: 1.1.1.1, 9.9.9.9\r\n";
    for (int i = 0; i < 3; ++i) {
        CHECK(client.ask(get("/small", one)).status == 200);
    }
    const RawAnswer answer = client.ask(get("/small", one));
    CHECK(answer.status == 429);
    CHECK(answer.header("Retry-After") == "1");
    CHECK(code_of(answer) == "http.rate_limited");
    // What stands before the proxy's own word changes nothing; another caller has an allowance of its own.
    CHECK(client.ask(get("/small", "X-Forwarded-For: 2.2.2.2, 9.9.9.9\r\n")).status == 429);
    CHECK(client.ask(get("/small", "X-Forwarded-For: 8.8.8.8\r\n")).status == 200);
}

TEST_CASE("H7: a drain ends idle connections, answers what is in flight, and then run returns", "[api][http]") {
    Latch latch;
    Setup setup;
    setup.latch = &latch;
    Running running(setup);
    RawClient idle(running.port());
    CHECK(idle.ask(get("/small")).status == 200);
    RawClient busy(running.port());
    busy.send(get("/held"));
    latch.entered.get_future().wait();
    running.server_.stop();
    CHECK(idle.is_closed());
    latch.go.set_value();
    const RawAnswer answer = busy.receive();
    CHECK(answer.body == "held");
    CHECK(answer.header("Connection") == "close");
    running.join();
    RawClient late(running.port());
    CHECK(late.is_closed());
}

TEST_CASE("H7: a drain ends after its time whatever the peers do", "[api][http]") {
    Setup setup;
    setup.server.drain_time_ms_max = 200;
    Running running(setup);
    RawClient slow(running.port());
    slow.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");
    RawClient unread(running.port());
    unread.send(get("/big") + get("/big") + get("/big"));
    CHECK(RawClient(running.port()).ask(get("/small")).status == 200);
    running.join();
    CHECK(slow.is_closed());
}

TEST_CASE("H9: a handler's bug is answered without its words and the server goes on", "[api][http]") {
    Running running;
    RawClient client(running.port());
    const RawAnswer answer = client.ask(get("/throws"));
    CHECK(answer.status == 500);
    CHECK(answer.body.find("a bug") == std::string::npos);
    CHECK(answer.body.find(errors::http_internal.name) != std::string::npos);
    CHECK(answer.body.find("instance") != std::string::npos);
    CHECK(client.ask(get("/small")).status == 200);
    CHECK(running.metrics_.text().find("countersign_http_requests_total{route=\"GET /throws\",status=\"5xx\"} 1") !=
          std::string::npos);
}

TEST_CASE("more heavy requests than there is room for are answered busy", "[api][http]") {
    Running running;
    std::promise<void> go;
    std::shared_future<void> gone = go.get_future().share();
    std::atomic<int> entered = 0;
    const auto hold = [gone, &entered] {
        ++entered;
        gone.wait();
    };
    // Both workers first, then the queue.
    REQUIRE(running.pool_.submit(hold));
    REQUIRE(running.pool_.submit(hold));
    while (entered < 2) {
        std::this_thread::yield();
    }
    while (running.pool_.submit(hold)) {
    }
    RawClient client(running.port());
    const RawAnswer answer = client.ask(post("/upload", "a/b", "x"));
    CHECK(answer.status == 503);
    CHECK(answer.header("Retry-After") == "1");
    go.set_value();
}
