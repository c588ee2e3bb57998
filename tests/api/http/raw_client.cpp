#include "tests/api/http/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cstdlib>

namespace countersign::api::http {
namespace {
constexpr int patience_ms = 5000;
}

std::string RawAnswer::header(std::string_view name) const {
    const std::string start = "\r\n" + std::string(name) + ": ";
    const std::size_t at = head.find(start);
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t from = at + start.size();
    return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

RawClient::~RawClient() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill() {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, patience_ms) != 1) {
        return false;
    }
    char buffer[65536];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) {
        return false;
    }
    held_.append(buffer, static_cast<std::size_t>(got));
    return true;
}

RawAnswer RawClient::receive(bool is_head) {
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) {
            return {};
        }
    }
    RawAnswer answer;
    answer.head = held_.substr(0, end + 2);
    held_.erase(0, end + 4);
    const std::size_t length = static_cast<std::size_t>(std::atoll(answer.header("Content-Length").c_str()));
    while (!is_head && held_.size() < length) {
        if (!fill()) {
            return {};
        }
    }
    if (!is_head) {
        answer.body = held_.substr(0, length);
        held_.erase(0, length);
    }
    answer.status = static_cast<unsigned>(std::atoi(answer.head.substr(9, 3).c_str()));
    return answer;
}

bool RawClient::is_closed() {
    if (socket_ < 0) {
        return true;
    }
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, patience_ms) != 1) {
        return false;
    }
    char byte = 0;
    return ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
}

void RawClient::shutdown_send() { ::shutdown(socket_, SHUT_WR); }

std::string get(std::string_view target, std::string_view more_fields) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_fields) + "\r\n";
}

std::string post(std::string_view target, std::string_view content_type, std::string_view body,
                 std::string_view more_fields) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + std::string(content_type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_fields) + "\r\n" +
           std::string(body);
}

}  // namespace countersign::api::http
