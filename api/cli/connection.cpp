#include "api/cli/connection.hpp"

#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/in_process.hpp"
#include "api/http/client.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

/// What a server says of a refusal, cut and printable, since it comes from outside.
Error problem_of(const HttpAnswer& answer) {
    std::string detail = "status " + std::to_string(answer.status);
    if (const auto problem = parse_json(as_text(answer.body))) {
        for (const char* member : {"code", "title", "detail"}) {
            if (const auto text = get_string(*problem, member)) {
                detail += ", " + printable(*text, 300);
            }
        }
    }
    return {errors::cli_server, detail};
}

}  // namespace

Result<Connection> Connection::to_server(const std::string& url) {
    auto client = std::make_unique<api::http::OutgoingClient>(
        api::http::ClientOptions{.allowed = true, .hosts = {}, .allow_loopback = true, .ca_file = {}});
    return Connection(url.ends_with('/') ? url.substr(0, url.size() - 1) : url, std::move(client));
}

Result<Connection> Connection::to_folder(const std::string& home) {
    auto client = open_in_process(home);
    return client ? Connection(in_process_url, std::move(*client)) : Result<Connection>(fail(client.error()));
}

Result<Connection> Connection::open(const RegistryOptions& registry) {
    auto connection = registry.server_url.empty() ? to_folder(registry.home) : to_server(registry.server_url);
    if (connection && !registry.token_file.empty()) {
        const auto token = read_password(registry.token_file);
        if (!token) {
            return fail(token.error());
        }
        connection->authorization_ = "Bearer " + std::string(as_text(token->view()));
    }
    return connection;
}

Result<HttpAnswer> Connection::ask(HttpRequest request) {
    if (!authorization_.empty()) {
        request.headers.emplace_back("Authorization", authorization_);
    }
    request.answer_bytes_max = limits::remote_answer_bytes_max;
    request.timeout_ms = limits::remote_time_ms_max;
    return client_->send(request);
}

Result<HttpAnswer> Connection::send(HttpRequest request) {
    auto answer = ask(std::move(request));
    if (answer && answer->status >= 400) {
        return fail(problem_of(*answer));
    }
    return answer;
}

Result<HttpAnswer> Connection::get(const std::string& path) {
    return send({.url = url_ + path, .headers = {}, .body = {}});
}

Result<HttpAnswer> Connection::post(const std::string& path, std::string_view content_type, Bytes body) {
    HttpRequest request{.method = "POST", .url = url_ + path, .headers = {}, .body = std::move(body)};
    request.headers.emplace_back("Content-Type", std::string(content_type));
    return send(std::move(request));
}

Result<HttpAnswer> Connection::post_file(const std::string& path, const verifier::media::ByteSource& file) {
    HttpRequest request{.method = "POST", .url = url_ + path, .headers = {}, .body = {}};
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    request.streamed = StreamedBody{
        .bytes = file.size(), .read_at = [&file](std::uint64_t offset, auto out) { return file.read_at(offset, out); }};
    return send(std::move(request));
}

Result<Json> Connection::get_json(const std::string& path) {
    const auto answer = get(path);
    return answer ? parse_json(as_text(answer->body)) : Result<Json>(fail(answer.error()));
}

Result<std::optional<Json>> Connection::find_identity(std::string_view identity) {
    const auto answer = ask({.url = url_ + "/v1/identities/" + percent_encoded(identity), .headers = {}, .body = {}});
    const auto json = answer ? parse_json(as_text(answer->body)) : fail(answer.error());
    if (!json) {
        return fail(json.error());
    }
    if (answer->status < 400) {
        return *json;
    }
    const auto code = get_string(*json, "code");
    return code && *code == errors::identity_unknown.name ? Result<std::optional<Json>>(std::nullopt)
                                                          : fail(problem_of(*answer));
}

Result<Json> Connection::post_json(const std::string& path, const Json& body) {
    const auto answer = post(path, "application/json", to_bytes(as_bytes(to_json_text(body))));
    return answer ? parse_json(as_text(answer->body)) : Result<Json>(fail(answer.error()));
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '.' || c == '_' || c == '~';
        if (is_plain) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            out += "%" + to_hex(ByteView(&byte, 1));
        }
    }
    return out;
}

Result<log::Proof> parse_hashes(const Json& proof_json) {
    const auto hashes = get_array(proof_json, "hashes");
    if (!hashes) {
        return fail(hashes.error());
    }
    log::Proof proof;
    for (const Json& hash : (*hashes)->as_array()) {
        const auto digest = parse_hex_fixed<Sha256Digest>(hash.is_string() ? hash.as_string() : "");
        if (!digest) {
            return fail(digest.error());
        }
        proof.push_back(*digest);
    }
    return proof;
}

}  // namespace countersign::cli
