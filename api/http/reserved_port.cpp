#include "api/http/reserved_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <utility>

#include "api/http/errors.hpp"

namespace countersign::api::http {
namespace {

union SocketAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

}  // namespace

Result<ReservedPort> ReservedPort::take(const std::string& address) {
    SocketAddress bound{};
    socklen_t bytes = sizeof bound.v4;
    bound.v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, address.c_str(), &bound.v4.sin_addr) != 1) {
        bound.v6 = {};
        bound.v6.sin6_family = AF_INET6;
        bytes = sizeof bound.v6;
        if (::inet_pton(AF_INET6, address.c_str(), &bound.v6.sin6_addr) != 1) {
            return fail(errors::http_listen, address + ": not an address");
        }
    }
    const int descriptor = ::socket(bound.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ReservedPort reserved(descriptor, 0);
    // With this on both sockets the kernel lets the server bind the same port while this one holds it.
    const int on = 1;
    if (descriptor < 0 || ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(descriptor, &bound.any, bytes) != 0 || ::getsockname(descriptor, &bound.any, &bytes) != 0) {
        return fail(errors::http_listen, address + ": " + std::strerror(errno));
    }
    reserved.number_ = ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port);
    return reserved;
}

ReservedPort::ReservedPort(ReservedPort&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), number_(other.number_) {}

ReservedPort::~ReservedPort() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

}  // namespace countersign::api::http
