// A credential from a stranger, with its proofs and a status list: every refusal has a code and a pointer, and what
// holds goes on holding in its canonical text.
#include "identity/base/ensure.hpp"
#include "identity/credential/proof.hpp"
#include "identity/credential/status_list.hpp"
#include "identity/did/did_key.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::credential;
    const auto json = parse_json(as_text({data, size}));
    if (!json) {
        return 0;
    }
    const auto resolve = [](const did::Did& did) { return did::resolve_did_key(did); };
    const ProofPolicy policy{.now = UnixSeconds{1700000000}};
    const auto verified = verify_proofs(*json, policy, resolve);
    ensure(verified || !verified.error().code.name.empty(), "a code");
    if (verified) {
        const Json again = parse_json(to_canonical_json(*json)).value();
        ensure(verify_proofs(again, policy, resolve).has_value(), "canonical text verifies too");
    }
    const auto checked = check_credential(*json);
    ensure(checked || checked.error().pointer.empty() || checked.error().pointer.front() == '/', "a pointer");
    const StatusEntry entry{"/credentialStatus", "revocation", 5, 1, "https://example.com/credentials/status/3"};
    const auto status = read_status(entry, *json, policy.now);
    ensure(!status || *status <= 1, "one bit");
    return 0;
}
