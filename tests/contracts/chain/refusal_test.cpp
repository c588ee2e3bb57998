#include <catch2/catch.hpp>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/refusal.hpp"
#include "contracts/rules/errors.hpp"

using namespace countersign;
using namespace countersign::chain;

namespace {

Error refusal(std::uint64_t code) {
    const auto data = encode_call(selector_of("Refused(uint16)"), abi_type("(uint16)"), AbiValue::list({code}));
    return to_error(Revert{data.value(), "execution reverted"});
}

}  // namespace

TEST_CASE("X30: a refusal of the contract is the rule's own error", "[chain][relayer]") {
    for (std::size_t i = 1; i < rules::rule_errors_count; ++i) {
        CHECK(refusal(i).code.name == rules::rule_errors[i].name);
        CHECK(refusal(i).code.text == rules::rule_errors[i].text);
    }
    CHECK(refusal(static_cast<std::uint64_t>(rules::RuleError::nonce_stale)).code.kind == ErrorKind::conflict);
    CHECK(refusal(static_cast<std::uint64_t>(rules::RuleError::state_corrupt)).code.kind == ErrorKind::unavailable);
    CHECK(refusal(256).code == errors::chain_scheme_not_on_chain);
    CHECK(refusal(257).code == errors::chain_sender_not_signer);
    CHECK(refusal(258).code == errors::chain_hint_wrong);
    CHECK(refusal(0).code == errors::chain_reverted);
    CHECK(refusal(rules::rule_errors_count).code == errors::chain_reverted);
    CHECK(refusal(65'535).detail == "refused with the unknown code 65535");
}

TEST_CASE("X30: any other revert is told as it was said", "[chain][relayer]") {
    const auto said =
        encode_call(selector_of("Error(string)"), abi_type("(string)"), AbiValue::list({AbiValue::text("no\n more")}));
    CHECK(to_error({said.value(), ""}).code == errors::chain_reverted);
    CHECK(to_error({said.value(), ""}).detail.find("more") != std::string::npos);
    CHECK(to_error({{}, "execution reverted"}).detail == "execution reverted");
    CHECK(to_error({Bytes{0xab, 0xcd}, "execution reverted"}).detail == "0xabcd");
    // Its selector, but not its argument.
    Bytes cut = encode_call(selector_of("Refused(uint16)"), abi_type("(uint16)"), AbiValue::list({7})).value();
    cut.pop_back();
    CHECK(to_error({cut, ""}).code == errors::chain_reverted);
}
