// DIDs, DID URLs and DID documents from a stranger: what parses has one form and stays within its bounds.
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "identity/did/did_key.hpp"
#include "identity/did/did_web.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const std::string_view text = as_text({data, size});
    if (const auto parsed = did::parse_did(text)) {
        ensure(parsed->text() == text, "did text");
        ensure(!parsed->method().empty() && !parsed->specific_id().empty(), "did parts");
        if (const auto key = did::parse_did_key(*parsed)) {
            ensure(did::make_did_key(*key) == *parsed, "did:key has one form");
        }
        if (const auto url = did::parse_did_web_url(*parsed)) {
            ensure(url->starts_with("https://") && url->find("..") > url->find('/', 8) &&
                       url->find("/../") == std::string::npos && url->find_first_of("@%?#\\ ") == std::string::npos,
                   "did:web url");
        }
    }
    if (const auto url = did::parse_did_url(text)) {
        const std::string again = url->did.text() + url->path + (url->query ? "?" + *url->query : "") +
                                  (url->fragment ? "#" + *url->fragment : "");
        ensure(again == text, "did url text");
    }
    if (const auto document = did::parse_did_document(text)) {
        ensure(document->methods.size() <= limits::did_methods_max, "methods");
        const auto again = did::parse_did_document(to_json_text(did::to_json(*document)));
        ensure(!again || did::to_json(*again) == did::to_json(*document), "document is stable");
    }
    return 0;
}
