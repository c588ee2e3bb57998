// Whatever target parses has clean segments and unique query names, and parses again to the same when it is read twice.
#include "api/http/target.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::api::http;
    const std::string_view text = as_text({data, size});
    static Target target;
    if (parse_target(text, target)) {
        for (const std::string_view segment : target.segments) {
            ensure(!segment.empty() && segment != "." && segment != "..", "clean segments");
            ensure(is_utf8(as_bytes(segment)), "UTF-8 segments");
        }
        for (const auto& [name, value] : target.query) {
            ensure(target.query_value(name) == value, "unique names");
        }
        static_cast<void>(target.tail(1));
    }
    if (const auto host = parse_host(text)) {
        ensure(parse_host(*host) == host, "a host is its own host");
    }
    return 0;
}
