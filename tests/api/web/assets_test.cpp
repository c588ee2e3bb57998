#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "api/web/assets.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

using namespace countersign;
using namespace countersign::api::web;

namespace {

constexpr std::size_t page_bytes_max = 100'000;
/// Fetched by who signs with a wallet, inspects or builds, not before.
constexpr std::size_t on_demand_bytes_max = 45'000;

bool is_on_demand(std::string_view path) {
    return path.starts_with("/assets/wallet") || path.starts_with("/assets/inspector.") ||
           path == "/assets/crjson.js" || path == "/assets/view_builders.js";
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("the page and everything it names is embedded", "[api][web]") {
    const Asset* page = find_asset("/");
    REQUIRE(page != nullptr);
    CHECK(page->media_type == "text/html; charset=utf-8");
    const std::string_view html = as_text(page->bytes);
    for (const std::string_view attribute : {" src=\"", " href=\""}) {
        for (auto at = html.find(attribute); at != html.npos; at = html.find(attribute, at + 1)) {
            const auto start = at + attribute.size();
            const std::string address{html.substr(start, html.find('"', start) - start)};
            INFO(address);
            CHECK((address.starts_with('#') || find_asset(address) != nullptr));
        }
    }
}

TEST_CASE("every module that a module imports is embedded", "[api][web]") {
    for (const Asset& asset : assets()) {
        const std::string_view text = as_text(asset.bytes);
        constexpr std::string_view import = " from \"./";
        for (auto at = text.find(import); at != text.npos; at = text.find(import, at + 1)) {
            const auto start = at + import.size();
            const std::string address = "/assets/" + std::string{text.substr(start, text.find('"', start) - start)};
            INFO(asset.path << " imports " << address);
            CHECK(find_asset(address) != nullptr);
        }
    }
}

TEST_CASE("every address of a view answers the page, other paths answer nothing", "[api][web]") {
    const std::string hash(64, 'a');
    for (const std::string& address :
         std::vector<std::string>{"/", "/log", "/create", "/builders", "/identity", "/identity/photographer",
                                  "/identity/" + hash, "/verify/" + hash}) {
        INFO(address);
        CHECK(is_page_address(address));
        CHECK(find_asset(address) == find_asset("/"));
    }
    for (const std::string& address : std::vector<std::string>{
             "", "/logs", "/identity/", "/verify/a/b", "/identity/x/did.json", "/identity/" + std::string(301, 'a'),
             "/index.html", "/assets/../index.html", "/v1/verify"}) {
        INFO(address);
        CHECK_FALSE(is_page_address(address));
        CHECK(find_asset(address) == nullptr);
    }
    CHECK(find_asset("/identity/" + std::string(300, 'a')) != nullptr);
}

TEST_CASE("an ETag is the SHA-256 of the bytes, between quotation marks", "[api][web]") {
    for (const Asset& asset : assets()) {
        INFO(asset.path);
        CHECK(asset.etag == '"' + to_hex(view(sha256(asset.bytes))) + '"');
    }
}

TEST_CASE("the page stays under 100 kB, and what is fetched on demand under 45 kB more", "[api][web]") {
    std::size_t total_bytes = 0;
    std::size_t on_demand_bytes = 0;
    for (const Asset& asset : assets()) {
        (is_on_demand(asset.path) ? on_demand_bytes : total_bytes) += asset.bytes.size();
        const std::string_view text = as_text(asset.bytes);
        INFO(asset.path);
        CHECK((is_on_demand(asset.path) ||
               (!contains(text, "from \"./wallet") && !contains(text, "from \"./view_builders"))));
    }
    INFO(total_bytes << " and " << on_demand_bytes);
    CHECK(total_bytes < page_bytes_max);
    CHECK(on_demand_bytes < on_demand_bytes_max);
}

TEST_CASE("the page asks no other host and needs nothing inline", "[api][web]") {
    for (const Asset& asset : assets()) {
        INFO(asset.path);
        const std::string_view text = as_text(asset.bytes);
        for (const std::string_view part : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                                            "javascript:", "<style", "<script>"}) {
            INFO(part);
            CHECK_FALSE(contains(text, part));
        }
        if (asset.media_type.starts_with("text/html") || asset.media_type.starts_with("text/css")) {
            CHECK_FALSE(contains(text, "://"));
            CHECK_FALSE(contains(text, "url("));
            CHECK_FALSE(contains(text, "@import"));
            CHECK_FALSE(contains(text, " style=\""));
            CHECK_FALSE(contains(text, " onclick"));
        }
    }
}
