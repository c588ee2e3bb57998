// A manifest that is elsewhere, fetched over the real client from a server of this test's own. Rule C86.
#include "api/service/read_content.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "api/http/client.hpp"
#include "identity/base/ensure.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"

using namespace countersign;
using api::http::OutgoingClient;
using api::service::read_content;
using c2pa::State;

namespace {

/// Answers every request with the same bytes, on a free port of the loopback address.
class StoreServer {
  public:
    explicit StoreServer(std::string answer) : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        ensure(::bind(socket_, plain, length) == 0 && ::listen(socket_, 4) == 0, "a free port");
        ensure(::getsockname(socket_, plain, &length) == 0, "a port");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    StoreServer(const StoreServer&) = delete;
    StoreServer& operator=(const StoreServer&) = delete;
    ~StoreServer() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/m.c2pa"; }
    [[nodiscard]] int requests() const { return requests_; }

  private:
    void serve() {
        for (int peer = ::accept(socket_, nullptr, nullptr); peer >= 0; peer = ::accept(socket_, nullptr, nullptr)) {
            ++requests_;
            std::string request;
            char buffer[1024];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::recv(peer, buffer, sizeof buffer, 0);
                if (got <= 0) {
                    break;
                }
                request.append(buffer, static_cast<std::size_t>(got));
            }
            for (std::size_t at = 0; at < answer_.size();) {
                const auto sent = ::send(peer, answer_.data() + at, answer_.size() - at, MSG_NOSIGNAL);
                if (sent <= 0) {
                    break;
                }
                at += static_cast<std::size_t>(sent);
            }
            ::close(peer);
        }
    }

    std::string answer_;
    int socket_;
    std::uint16_t port_ = 0;
    std::atomic<int> requests_ = 0;
    std::thread thread_;
};

std::string ok(ByteView body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/c2pa\r\nConnection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(as_text(body));
}

Bytes page_at(const std::string& url) {
    return to_bytes(as_bytes("<html><head><link rel=c2pa-manifest href='" + url + "'></head><body>Text</body></html>"));
}

}  // namespace

TEST_CASE("C86: a manifest elsewhere is fetched when that is asked for, and judged like one beside the file",
          "[api][service]") {
    Desk desk(41);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto context = desk.context(signer);
    // The page names the server's port, so a first server takes it and is asked in vain.
    std::string answer;
    Bytes page;
    Bytes store;
    std::string url;
    const auto judge = [&](HttpClient* client) {
        return read_content(context.validator, media::MemoryByteSource(page), {.remote = client}, sample_now).value();
    };
    OutgoingClient trusting({.allowed = true, .hosts = {"127.0.0.1"}, .allow_loopback = true});
    {
        const StoreServer silent("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        page = page_at(silent.url());
        CHECK(judge(nullptr).report.state == State::inaccessible);
        CHECK(silent.requests() == 0);
        CHECK(codes(judge(&trusting).report) == "inaccessible manifest.inaccessible");
        CHECK(silent.requests() == 1);
        // The guarded client asks no private address, and nobody who isn't listed.
        OutgoingClient guarded({.allowed = true, .hosts = {"127.0.0.1"}});
        OutgoingClient others({.allowed = true, .hosts = {"manifests.example"}, .allow_loopback = true});
        CHECK(judge(&guarded).report.state == State::inaccessible);
        CHECK(judge(&others).report.state == State::inaccessible);
        CHECK(silent.requests() == 1);
    }
    // A store for a page that names the port at which it is served: made when the port is known, served by the next.
    const StoreServer moved("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    page = page_at(moved.url());
    CHECK(judge(&trusting).report.state == State::inaccessible);
    CHECK(moved.requests() == 1);
    const StoreServer noise(ok(as_bytes("no manifest store")));
    page = page_at(noise.url());
    CHECK(codes(judge(&trusting).report) == "inaccessible manifest.inaccessible.malformed");

    // The address is part of the page that the store binds; so it is served under a name that doesn't change.
    page = page_at("http://127.0.0.1:1/m.c2pa");
    store = c2pa::sign_detached(media::MemoryByteSource(page), context, {}).value();
    class Fixed final : public HttpClient {
      public:
        Fixed(HttpClient& real, std::string url) : real_(real), url_(std::move(url)) {}
        Result<HttpAnswer> send(const HttpRequest& request) override {
            HttpRequest moved_request = request;
            moved_request.url = url_;
            return real_.send(moved_request);
        }

      private:
        HttpClient& real_;
        std::string url_;
    };
    const StoreServer server(ok(store));
    Fixed resolving(trusting, server.url());
    const auto found = judge(&resolving);
    CHECK(codes(found.report) == "trusted");
    CHECK(found.store == evidence::StoreSource::sidecar);
    page.back() ^= 1U;
    CHECK(codes(judge(&resolving).report) == "invalid assertion.dataHash.mismatch");
}
