#include "contracts/ledger/home.hpp"

#include "contracts/rules/eip712.hpp"

namespace countersign::ledger {

rules::DomainSeparator Home::domain(rules::CryptoRef crypto) const noexcept {
    return chain ? rules::chain_domain(chain->chain_id, rules::retag<rules::Address>(chain->contract), crypto)
                 : rules::embedded_domain(registry, crypto);
}

}  // namespace countersign::ledger
