// A stranger's bytes as an operation. What decodes encodes back to the same bytes; and an operation whose signatures
// are taken on trust either changes the state within its bounds, once, or changes nothing.
#include <memory>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/apply.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "tests/contracts/rules/home.hpp"

namespace {

using namespace countersign;
using namespace countersign::rules;

/// Believes every signature, so that the rules behind them are reached.
struct Trusting {
    [[nodiscard]] Keccak256Digest keccak256(ByteSpan data) const noexcept {
        return ledger::host_crypto().keccak256(data);
    }
    [[nodiscard]] Sha256Digest sha256(ByteSpan data) const noexcept { return ledger::host_crypto().sha256(data); }
    [[nodiscard]] bool verify(Scheme, const rules::PublicKey&, const MessageDigest&,
                              const SignatureBytes&) const noexcept {
        return true;
    }
};

void check_round_trip(ByteSpan bytes) {
    const auto operation = std::make_unique<Operation>();
    const auto signatures = std::make_unique<Signatures>();
    std::size_t unsigned_bytes = 0;
    if (decode_operation(bytes, *operation, *signatures, unsigned_bytes) != RuleError::none) {
        return;
    }
    Bytes again(limits::operation_bytes_max);
    const std::size_t size = encode_signed(*operation, *signatures, MutableByteSpan{again.data(), again.size()});
    again.resize(size);
    ensure(equal(again, {bytes.data(), bytes.size()}), "one value, one encoding");
}

/// The input is a list of operations, each after its length in two bytes; the domain is written into each, since a
/// fuzzer can't guess a hash. `now` moves on with each.
void run_operations(ByteView input) {
    test::MapState state;
    const Trusting crypto;
    const auto authenticated = std::make_unique<Authenticated>();
    const auto diff = std::make_unique<Diff>();
    const DomainSeparator domain = test::test_domain();
    ByteReader reader(input);
    for (std::uint64_t now = 1'000'000; reader.ok() && !reader.rest().empty(); now += 40'000) {
        Bytes bytes = to_bytes(reader.read(std::min<std::size_t>(reader.u16(), reader.rest().size())));
        if (bytes.size() >= 34) {
            std::copy(domain.begin(), domain.end(), bytes.begin() + 2);
        }
        check_round_trip(bytes);
        if (authenticate(bytes, domain, crypto, *authenticated) != RuleError::none) {
            continue;
        }
        const RuleError error = apply(state, *authenticated, Moment{UnixSeconds{now}, {}}, crypto, *diff);
        ensure(error != RuleError::state_corrupt, "the rules read what they wrote");
        ensure((error == RuleError::none) == (diff->size() > 0), "a refusal changes nothing, an acceptance something");
        state.apply(*diff);
        ensure(apply(state, *authenticated, Moment{UnixSeconds{now}, {}}, crypto, *diff) != RuleError::none,
               "nothing is accepted twice");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check_round_trip(ByteSpan(data, size));
    const auto authenticated = std::make_unique<Authenticated>();
    static_cast<void>(authenticate(ByteSpan(data, size), test::test_domain(), ledger::host_crypto(), *authenticated));
    run_operations({data, size});
    return 0;
}
