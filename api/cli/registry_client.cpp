#include "api/cli/registry_client.hpp"

#include "api/cli/errors.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/ledger/errors.hpp"
#include "contracts/ledger/home.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::cli {

Result<rules::DomainSeparator> fetch_domain(Connection& connection) {
    const auto service = connection.get_json("/v1/service");
    if (!service) {
        return fail(service.error());
    }
    const auto registry = get_object(*service, "registry");
    if (!registry) {
        return fail(registry.error());
    }
    const auto text = get_string(**registry, "id");
    const auto id = text ? parse_hex_fixed<rules::RegistryId>(*text) : fail(text.error());
    const auto domain = get_object(**registry, "domain");
    if (!id || !domain) {
        return fail(!id ? id.error() : domain.error());
    }
    ledger::Home home{.registry = *id, .chain = std::nullopt};
    if ((*domain)->find("chainId") != nullptr) {
        const auto chain_id = get_unsigned(**domain, "chainId");
        const auto contract = get_string(**domain, "verifyingContract");
        const auto address = contract ? chain::parse_address(*contract) : fail(contract.error());
        if (!chain_id || !address) {
            return fail(!chain_id ? chain_id.error() : address.error());
        }
        home.chain = ledger::ChainHome{*chain_id, *address};
    }
    return home.domain(ledger::host_crypto());
}

Result<Actor> fetch_actor(Connection& connection, const std::string& identity, const PublicKey& key) {
    const auto json = connection.get_json("/v1/identities/" + percent_encoded(identity));
    if (!json) {
        return fail(json.error());
    }
    const auto id_text = get_string(*json, "id");
    const auto keys = get_array(*json, "keys");
    if (!id_text || !keys) {
        return fail(id_text ? keys.error() : id_text.error());
    }
    const auto id = parse_hex_fixed<rules::IdentityId>(*id_text);
    if (!id) {
        return fail(id.error());
    }
    for (const Json& entry : (*keys)->as_array()) {
        const auto public_key = get_string(entry, "publicKey");
        const auto nonce = get_unsigned(entry, "nonce");
        if (public_key && nonce && *public_key == to_hex(key.bytes())) {
            return Actor{*id, *nonce};
        }
    }
    return fail(errors::cli_key_not_listed, printable(identity));
}

Result<Json> submit(Connection& connection, const rules::Operation& operation, const PrivateKey& signer,
                    const ledger::Cosigners& cosigners, std::span<const Bytes> leaves) {
    const Bytes signed_bytes = ledger::sign_operation(operation, signer, cosigners);
    rules::Operation decoded;
    rules::Signatures signatures;
    std::size_t unsigned_bytes = 0;
    const rules::ByteSpan span{signed_bytes.data(), signed_bytes.size()};
    const rules::RuleError form = rules::decode_operation(span, decoded, signatures, unsigned_bytes);
    if (form != rules::RuleError::none) {
        return fail(ledger::to_error(form));
    }
    Json body = ledger::operation_to_json(decoded);
    body.set("signatures", ledger::signatures_to_json(signatures));
    if (!leaves.empty()) {
        Json list = Json::array();
        for (const Bytes& leaf : leaves) {
            list.push("0x" + to_hex(leaf));
        }
        body.set("leaves", std::move(list));
    }
    return connection.post_json("/v1/operations", body);
}

}  // namespace countersign::cli
