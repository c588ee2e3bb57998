#include "tests/contracts/chain/fault_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "identity/base/ensure.hpp"
#include "identity/base/json.hpp"

namespace countersign::chain_test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

template <typename Function>
int with_address(Function function, int socket, const sockaddr_in& address) {
    return function(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool send_all(int socket, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// 0 where the head has none.
std::size_t content_length(std::string head) {
    std::ranges::transform(head, head.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    constexpr std::string_view name = "content-length:";
    const auto at = head.find(name);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

/// A whole message with a content-length; empty where the peer ends before.
std::string read_message(int socket) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto end = text.find("\r\n\r\n");
        if (end != std::string::npos) {
            const std::size_t length = content_length(text.substr(0, end));
            if (text.size() >= end + 4 + length) {
                return text;
            }
        }
        const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            return {};
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::string body_of(const std::string& message) { return message.substr(message.find("\r\n\r\n") + 4); }

std::string answer(std::string_view status, const std::string& body, std::size_t length) {
    return "HTTP/1.1 " + std::string(status) +
           "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " + std::to_string(length) +
           "\r\n\r\n" + body;
}

std::string ask_node(std::uint16_t port, const std::string& body) {
    const int node = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::string said;
    if (with_address(::connect, node, loopback(port)) == 0) {
        send_all(node,
                 "POST / HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\nconnection: close\r\n"
                 "content-length: " +
                     std::to_string(body.size()) + "\r\n\r\n" + body);
        said = read_message(node);
    }
    ::close(node);
    return said.empty() ? said : body_of(said);
}

/// The node's answer with each object's members altered by `change`.
std::string altered(const std::string& body, const std::function<void(Json&)>& change) {
    Json json = parse_json(body).value();
    if (json.is_array()) {
        for (Json& item : json.as_array()) {
            change(item);
        }
    } else {
        change(json);
    }
    return to_json_text(json);
}

}  // namespace

FaultProxy::FaultProxy(std::uint16_t node_port, Rule rule)
    : node_port_(node_port), rule_(std::move(rule)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    ensure(with_address(::bind, listener_, loopback(0)) == 0 && ::listen(listener_, 64) == 0, "listen");
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &size);
    port_ = ntohs(bound.sin_port);
    thread_ = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
    is_stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void FaultProxy::run() {
    while (!is_stopping_) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) {
            serve(client);
            ::close(client);
        }
    }
}

void FaultProxy::serve(int client) {
    const std::string request = read_message(client);
    if (request.empty()) {
        return;
    }
    ++requests_;
    const std::string body = body_of(request);
    const Fault fault = rule_(body);
    if (fault == Fault::refuse) {
        return;
    }
    if (fault == Fault::status_500 || fault == Fault::status_429) {
        send_all(client, answer(fault == Fault::status_500 ? "500 Oops" : "429 Slow", "{}", 2));
        return;
    }
    std::string said = ask_node(node_port_, body);
    if (said.empty() || fault == Fault::lose_answer) {
        return;
    }
    std::size_t length_more = 0;
    switch (fault) {
        case Fault::late: {
            // Until the client closes its end; a bound in case it never does.
            pollfd waiting{client, POLLIN, 0};
            ::poll(&waiting, 1, 60'000);
            return;
        }
        case Fault::half:
            length_more = said.size() - said.size() / 2;
            said.resize(said.size() / 2);
            break;
        case Fault::oversized: said.append(std::size_t{8} * 1024 * 1024, ' '); break;
        case Fault::not_json: said = "<html>It works!</html>"; break;
        case Fault::not_rpc: said = altered(said, [](Json& item) { item.set("jsonrpc", "1.0"); }); break;
        case Fault::wrong_id:
            said = altered(said, [](Json& item) { item.set("id", item.find("id")->as_integer() + 1000); });
            break;
        case Fault::other_half: said = to_json_text(Json::array({parse_json(said)->as_array()[0]})); break;
        case Fault::both:
            said = altered(said, [](Json& item) {
                item.set("error", Json::object({{"code", -1}, {"message", "and yet"}}));
            });
            break;
        case Fault::empty_object: said = altered(said, [](Json& item) { item.set("result", Json::object()); }); break;
        case Fault::limit_exceeded:
            said = altered(said, [](Json& item) {
                item.erase("result");
                item.set("error", Json::object({{"code", -32005}, {"message", "limit exceeded"}}));
            });
            break;
        case Fault::none:
        case Fault::refuse:
        case Fault::lose_answer:
        case Fault::status_500:
        case Fault::status_429: break;
    }
    send_all(client, answer("200 OK", said, said.size() + length_more));
}

}  // namespace countersign::chain_test
