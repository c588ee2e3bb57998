#include "api/service/page.hpp"

#include "api/http/errors.hpp"
#include "api/http/problem.hpp"
#include "api/web/assets.hpp"

namespace countersign::api::service {

Page::Page() {
    for (const web::Asset& asset : web::assets()) {
        http::Prepared answer;
        answer.fields = "Content-Type: " + std::string(asset.media_type) +
                        "\r\nCache-Control: no-cache\r\nETag: " + std::string(asset.etag) + "\r\n";
        answer.body = std::string(as_text(asset.bytes));
        files_.emplace(asset.path, File{std::make_shared<const http::Prepared>(std::move(answer)),
                                        std::string(asset.etag), asset.path == "/"});
    }
}

http::Response Page::operator()(const http::Request& request) const {
    const std::string path = "/" + std::string(request.target->tail(0));
    const auto found = files_.find(web::is_page_address(path) ? "/" : path);
    if (found == files_.end()) {
        return http::problem_response({errors::http_not_found, {}});
    }
    const File& file = found->second;
    http::Response response;
    // A 304 says it too: a browser takes the header fields of the 304 for its stored copy (RFC 9111 4.3.4).
    if (file.is_page) {
        response.content_security_policy = web::content_security_policy;
    }
    if (http::is_unchanged(request, file.etag)) {
        response.status = 304;
        response.cache_control = "no-cache";
        response.headers.emplace_back("ETag", file.etag);
        return response;
    }
    response.body = file.answer;
    return response;
}

http::Response Page::contract(const http::Request&) const {
    http::Response response{.content_type = "application/yaml", .cache_control = "no-cache"};
    response.body = std::string(openapi_text());
    return response;
}

}  // namespace countersign::api::service
