// Prints one operation of every kind as EIP-712 typed data, with the digest that our rules sign, for typed_data.mjs.
#include <cstdio>

#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"
#include "tests/contracts/ledger/operation_samples.hpp"

using namespace countersign;

int main() {
    const auto registry = ledger_test::sample<rules::RegistryId>(99);
    Json samples = Json::array();
    for (rules::Operation operation : ledger_test::sample_operations()) {
        operation.header.domain = rules::embedded_domain(registry, ledger::host_crypto());
        const auto digest = rules::operation_digest(operation, ledger::host_crypto());
        samples.push(Json::object({{"typedData", ledger::typed_data(operation, ledger::Home{registry})},
                                   {"digest", "0x" + to_hex(view(digest))}}));
    }
    std::puts(to_json_text(samples).c_str());
    return 0;
}
