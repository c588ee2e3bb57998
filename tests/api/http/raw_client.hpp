// A client that sends exactly the bytes it is told to: what a well-behaved library would never send is the point.
#pragma once

#include <string>
#include <string_view>

namespace countersign::api::http {

struct RawAnswer {
    /// 0: the connection ended (or nothing came in time) before a whole answer.
    unsigned status = 0;
    std::string head = {};
    std::string body = {};

    /// The header's value, or empty. Names are compared as written by our server.
    [[nodiscard]] std::string header(std::string_view name) const;
};

class RawClient {
  public:
    explicit RawClient(unsigned short port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False where the peer closed.
    bool send(std::string_view bytes);
    /// One answer; `is_head`: it has no body whatever its length says.
    [[nodiscard]] RawAnswer receive(bool is_head = false);
    [[nodiscard]] RawAnswer ask(std::string_view bytes) {
        send(bytes);
        return receive();
    }
    /// True once the peer has closed; waits up to 5 seconds for it.
    [[nodiscard]] bool is_closed();
    void shutdown_send();

  private:
    bool fill();

    int socket_ = -1;
    std::string held_;
};

/// `GET target` for localhost, keep-alive.
[[nodiscard]] std::string get(std::string_view target, std::string_view more_fields = {});
[[nodiscard]] std::string post(std::string_view target, std::string_view content_type, std::string_view body,
                               std::string_view more_fields = {});

}  // namespace countersign::api::http
