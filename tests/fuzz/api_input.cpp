// The JSON and texts that handlers take from strangers: an error or a value, never anything else.
#include "api/service/create_identity.hpp"
#include "api/service/recovery_code.hpp"
#include "api/service/status_lists.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/ensure.hpp"
#include "identity/credential/credential.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::api;
    if (size > limits::http_body_memory_bytes_max) {
        return 0;
    }
    const ByteView bytes(data, size);
    http::Spool spool;
    http::Body body(spool);
    ensure(body.append(bytes).has_value(), "a small body stays in memory");
    const http::Request request{.method = http::Method::post, .body = &body};
    if (const auto input = service::CreateIdentity::parse(request)) {
        ensure(input->name.size() <= limits::name_bytes_max, "a checked name");
    }
    if (const auto json = parse_json(as_text(bytes))) {
        static_cast<void>(ledger::parse_signed_operation(*json, {}));
        static_cast<void>(credential::check_credential(*json));
    }
    if (const auto secret = service::parse_recovery_code(as_text(bytes))) {
        ensure(service::parse_recovery_code(service::to_recovery_code(secret->view())).has_value(), "one code");
    }
    static_cast<void>(service::parse_list_name(as_text(bytes)));
    return 0;
}
