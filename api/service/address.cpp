#include "api/service/address.hpp"

#include "api/http/target.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {
namespace {

/// The colon before a port is percent-encoded in a did:web.
std::string escaped(std::string_view authority) {
    std::string out;
    for (const char c : authority) {
        if (c == ':') {
            out += "%3A";
        } else {
            out.push_back(c);
        }
    }
    return out;
}

}  // namespace

std::string Address::did() const { return "did:web:" + escaped(authority); }
std::string Address::did_of(const rules::IdentityId& id) const { return did() + ":identities:" + to_hex(view(id)); }

Result<Address> parse_address(std::string_view url) {
    std::string_view rest = url;
    for (const std::string_view scheme : {std::string_view("https://"), std::string_view("http://")}) {
        if (rest.starts_with(scheme)) {
            rest.remove_prefix(scheme.size());
            break;
        }
    }
    if (rest.size() == url.size() || rest.find_first_of("/?#@") != std::string_view::npos) {
        return fail(errors::service_address, printable(url));
    }
    const auto host = http::parse_host(rest);
    if (!host) {
        return fail(errors::service_address, printable(url));
    }
    return Address{.url = std::string(url), .authority = std::string(rest), .host = *host};
}

}  // namespace countersign::api::service
