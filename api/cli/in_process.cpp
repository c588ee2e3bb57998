#include "api/cli/in_process.hpp"

#include "api/http/gate.hpp"
#include "api/service/routes.hpp"
#include "api/service/service.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

namespace http = api::http;

Result<Bytes> body_of(const http::Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body)) {
        return to_bytes(as_bytes(*text));
    }
    if (const auto* prepared = std::get_if<std::shared_ptr<const http::Prepared>>(&response.body)) {
        return to_bytes(as_bytes((*prepared)->body));
    }
    return std::get<std::shared_ptr<const http::Body>>(response.body)->read_all();
}

std::string lower_case(std::string text) {
    for (char& c : text) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return text;
}

Result<Done> take_body(const HttpRequest& request, http::Body& body) {
    if (!request.streamed) {
        return body.append(request.body);
    }
    const StreamedBody& streamed = *request.streamed;
    Bytes buffer(static_cast<std::size_t>(std::min<std::uint64_t>(limits::hash_block_bytes, streamed.bytes)));
    for (std::uint64_t at = 0; at < streamed.bytes;) {
        const auto part = std::span(buffer).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), streamed.bytes - at)));
        auto taken = streamed.read_at(at, part);
        if (taken) {
            taken = body.append(part);
        }
        if (!taken) {
            return taken;
        }
        at += part.size();
    }
    return Done{};
}

class InProcessClient final : public HttpClient {
  public:
    explicit InProcessClient(std::unique_ptr<api::service::Application> application)
        : application_(std::move(application)),
          log_(clock_, http::LogLevel::off),
          router_(api::service::make_router({.context = application_->context(), .metrics = metrics_})),
          gate_(options(), router_, metrics_, log_) {}

    Result<HttpAnswer> send(const HttpRequest& request) override {
        http::Exchange exchange(application_->context().spool);
        const std::string target = request.url.substr(std::string_view(in_process_url).size());
        const std::uint64_t body_bytes = request.streamed ? request.streamed->bytes : request.body.size();
        const std::string length = std::to_string(body_bytes);
        std::vector<http::Header> headers = {{"host", "localhost"}, {"content-length", length}};
        std::vector<std::string> names;
        names.reserve(request.headers.size());
        for (const auto& [name, value] : request.headers) {
            names.push_back(lower_case(name));
            headers.push_back({names.back(), value});
        }
        exchange.method_text = request.method;
        exchange.target_text = target;
        exchange.headers = headers;
        exchange.peer = "127.0.0.1";
        exchange.has_body = request.method != "GET";
        exchange.body_bytes = body_bytes;
        if (const auto refused = gate_.admit(exchange, 0)) {
            return answer_of(*refused);
        }
        if (const auto taken = take_body(request, exchange.body); !taken) {
            return fail(taken.error());
        }
        return answer_of(gate_.handle(exchange));
    }

  private:
    static http::GateOptions options() {
        http::GateOptions options;
        options.by_address.per_second = 0;
        options.by_token.per_second = 0;
        return options;
    }

    static Result<HttpAnswer> answer_of(const http::Response& response) {
        auto body = body_of(response);
        if (!body) {
            return fail(body.error());
        }
        HttpAnswer answer{.status = response.status, .content_type = std::string(response.content_type)};
        answer.body = std::move(*body);
        for (const auto& [name, value] : response.headers) {
            answer.headers.emplace_back(lower_case(name), value);
        }
        return answer;
    }

    SystemClock clock_;
    std::unique_ptr<api::service::Application> application_;
    http::Metrics metrics_;
    http::Log log_;
    http::Router router_;
    http::Gate gate_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> open_in_process(const std::string& home) {
    static const SystemClock clock;
    static SystemEntropy entropy;
    auto application = api::service::Application::open({.home = home}, clock, entropy);
    if (!application) {
        return fail(application.error());
    }
    return std::make_unique<InProcessClient>(std::move(*application));
}

}  // namespace countersign::cli
