#include "api/http/client.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <memory>
#include <mutex>

#include "api/http/errors.hpp"
#include "api/http/target.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::http {
namespace {

struct Network4 {
    std::uint32_t prefix;
    unsigned bits;
};
/// IANA's special-purpose registry, all that isn't globally reachable.
constexpr Network4 special4[] = {
    {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
    {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16},
    {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 4},  {0xf0000000, 4},
};

bool is_public4(std::uint32_t address) noexcept {
    return std::ranges::none_of(special4, [address](const Network4& network) {
        return (address >> (32U - network.bits)) == (network.prefix >> (32U - network.bits));
    });
}

bool is_public6(const std::uint8_t (&a)[16]) noexcept {
    // Only global unicast 2000::/3 can be public; within it documentation, 6to4, Teredo and other protocols are not.
    if ((a[0] & 0xe0U) != 0x20) {
        return false;
    }
    const bool is_protocol = a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02;
    const bool is_documentation = (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) ||
                                  (a[0] == 0x3f && a[1] == 0xff && (a[2] & 0xf0U) == 0);
    const bool is_6to4 = a[0] == 0x20 && a[1] == 0x02;
    return !is_protocol && !is_documentation && !is_6to4;
}

bool is_loopback(const sockaddr* address) noexcept {
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return (ntohl(v4.sin_addr.s_addr) >> 24U) == 127;
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
    return false;
}

struct Transfer {
    const ClientOptions* options = nullptr;
    const HttpRequest* request = nullptr;
    std::uint64_t sent_bytes = 0;
    std::optional<Error> body_error = {};
    std::size_t answer_bytes_max = 0;
    Bytes body = {};
    bool is_plain = false;
    bool is_blocked = false;
    bool is_too_large = false;
};

curl_socket_t open_checked(void* context, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(context);
    // Without TLS nothing leaves this machine, but what is signed by itself.
    const bool may_leave = !transfer.is_plain || transfer.options->allow_plain;
    const bool allowed = (may_leave && is_public_address(&address->addr)) ||
                         (transfer.options->allow_loopback && is_loopback(&address->addr));
    if (!allowed) {
        transfer.is_blocked = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const std::size_t bytes = size * count;
    if (transfer.body.size() + bytes > transfer.answer_bytes_max) {
        transfer.is_too_large = true;
        return 0;
    }
    append(transfer.body, std::string_view(data, bytes));
    return bytes;
}

/// The next part of a streamed body.
std::size_t give_body(char* out, std::size_t size, std::size_t count, void* context) {
    auto& transfer = *static_cast<Transfer*>(context);
    const StreamedBody& body = *transfer.request->streamed;
    const auto bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(size * count, body.bytes - transfer.sent_bytes));
    if (bytes == 0) {
        return 0;
    }
    const auto got = body.read_at(transfer.sent_bytes, std::span(reinterpret_cast<std::uint8_t*>(out), bytes));
    if (!got) {
        transfer.body_error = got.error();
        return CURL_READFUNC_ABORT;
    }
    transfer.sent_bytes += bytes;
    return bytes;
}

int seek_body(void* context, curl_off_t offset, int origin) {
    if (origin != SEEK_SET || offset < 0) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    static_cast<Transfer*>(context)->sent_bytes = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

struct CurlDelete {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

struct Peer {
    std::string host;
    bool is_plain = false;
};

/// The host of an https URL (or http, where loopback is allowed) without user and password.
Result<Peer> parse_peer(const std::string& text, const ClientOptions& options) {
    const std::unique_ptr<CURLU, CurlDelete> url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
        return fail(errors::http_blocked, "not a URL");
    }
    const auto part = [&url](CURLUPart which) {
        char* raw = nullptr;
        std::string value;
        if (curl_url_get(url.get(), which, &raw, 0) == CURLUE_OK) {
            value = raw;
        }
        curl_free(raw);
        return value;
    };
    const std::string scheme = part(CURLUPART_SCHEME);
    const bool is_plain = scheme == "http" && (options.allow_loopback || options.allow_plain);
    if ((scheme != "https" && !is_plain) || !part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty()) {
        return fail(errors::http_blocked, "https without user and password only");
    }
    const auto host = parse_host(part(CURLUPART_HOST));
    if (!host) {
        return fail(errors::http_blocked, "no host");
    }
    return Peer{*host, is_plain};
}

void set_method(CURL* handle, Transfer& transfer) {
    const HttpRequest& request = *transfer.request;
    if (request.method == "GET") {
        curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (request.streamed) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.streamed->bytes));
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
        curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek_body);
        curl_easy_setopt(handle, CURLOPT_SEEKDATA, &transfer);
        return;
    }
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(request.body.data()));
}

void set_guards(CURL* handle, const ClientOptions& options, Transfer& transfer, std::uint32_t timeout_ms) {
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, transfer.is_plain ? "http" : "https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(transfer.answer_bytes_max));
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_checked);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    if (!options.ca_file.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    }
}

/// Of the final answer; curl bounds their size.
std::vector<std::pair<std::string, std::string>> take_headers(CURL* handle) {
    std::vector<std::pair<std::string, std::string>> out;
    for (curl_header* at = nullptr; (at = curl_easy_nextheader(handle, CURLH_HEADER, -1, at)) != nullptr;) {
        std::string name(at->name);
        std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        out.emplace_back(std::move(name), at->value);
    }
    return out;
}

}  // namespace

bool is_public_address(const sockaddr* address) noexcept {
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return is_public4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        return is_public6(v6.sin6_addr.s6_addr);
    }
    return false;
}

struct OutgoingClient::Idle {
    using Handle = std::unique_ptr<CURL, CurlDelete>;
    static constexpr std::size_t handles_max = 8;

    [[nodiscard]] Handle take() {
        const std::lock_guard guard(mutex);
        if (handles.empty()) {
            return Handle(curl_easy_init());
        }
        Handle handle = std::move(handles.back());
        handles.pop_back();
        return handle;
    }
    /// Its settings go, its connections stay.
    void put(Handle handle) {
        curl_easy_reset(handle.get());
        const std::lock_guard guard(mutex);
        if (handles.size() < handles_max) {
            handles.push_back(std::move(handle));
        }
    }

    std::mutex mutex;
    std::vector<Handle> handles;
};

OutgoingClient::~OutgoingClient() = default;

OutgoingClient::OutgoingClient(ClientOptions options) : options_(std::move(options)), idle_(std::make_unique<Idle>()) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<HttpAnswer> OutgoingClient::send(const HttpRequest& request) {
    if (!options_.allowed) {
        return fail(errors::http_blocked, "outgoing requests are off");
    }
    const auto peer = parse_peer(request.url, options_);
    if (!peer) {
        return fail(peer.error());
    }
    const std::string& host = peer->host;
    if (!options_.hosts.empty() && std::ranges::find(options_.hosts, host) == options_.hosts.end()) {
        return fail(errors::http_blocked, host + " is not among the allowed hosts");
    }
    Idle::Handle handle = idle_->take();
    if (!handle) {
        return fail(errors::http_failed, "no handle");
    }
    Transfer transfer{
        .options = &options_,
        .request = &request,
        .answer_bytes_max = request.answer_bytes_max != 0 ? request.answer_bytes_max : limits::http_answer_bytes_max,
        .is_plain = peer->is_plain};
    std::unique_ptr<curl_slist, CurlDelete> headers;
    for (const auto& [name, value] : request.headers) {
        if ((name + value).find_first_of("\r\n") != std::string::npos) {
            return fail(errors::http_blocked, "line break in a header");
        }
        std::string line = name + ": ";
        line += value;
        headers.reset(curl_slist_append(headers.release(), line.c_str()));
    }
    curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    set_method(handle.get(), transfer);
    set_guards(handle.get(), options_, transfer,
               request.timeout_ms != 0 ? request.timeout_ms : limits::http_outgoing_time_ms_max);
    const CURLcode outcome = curl_easy_perform(handle.get());
    if (transfer.body_error) {
        return fail(*transfer.body_error);
    }
    if (transfer.is_blocked) {
        return fail(errors::http_blocked, host + " has no public address");
    }
    if (transfer.is_too_large || outcome == CURLE_FILESIZE_EXCEEDED) {
        return fail(errors::http_answer_too_large, host);
    }
    if (outcome != CURLE_OK) {
        return fail(errors::http_failed, host + ": " + curl_easy_strerror(outcome));
    }
    HttpAnswer answer{.body = std::move(transfer.body), .headers = take_headers(handle.get())};
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<unsigned>(status);
    const char* type = nullptr;
    if (curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type != nullptr) {
        answer.content_type = type;
    }
    if (options_.keep_alive) {
        idle_->put(std::move(handle));
    }
    return answer;
}

}  // namespace countersign::api::http
