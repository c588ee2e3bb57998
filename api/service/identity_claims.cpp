#include "api/service/identity_claims.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_identity.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::api::service {
namespace {

namespace cawg = verifier::cawg;

/// Of types that no standard names; CAWG wants a name space of its own for them.
constexpr std::string_view type_registry_identity = "org.countersign.registry_identity";

cawg::ProvenIdentity registry_entry(const Context& context, const evidence::IdentityFact& fact) {
    return {.identity = {.type = std::string(type_registry_identity),
                         .name = fact.names.empty() ? std::string() : fact.names.front(),
                         .username = hex(fact.id),
                         .address = {},
                         .uri = fact.did,
                         .method = {},
                         .provider = context.address.authority,
                         .verified_at = to_rfc3339(context.clock.now())},
            .provider_id = context.address.did()};
}

/// H26: a key that is listed now and was proven by a signature when it was added.
std::optional<cawg::ProvenIdentity> wallet_entry(const Context& context, const rules::IdentityId& id) {
    const UnixSeconds now = context.clock.now();
    for (const GetIdentity::Key& key : keys_of(context.ledger, id)) {
        const auto public_key = ledger::from_rules_key(key.record.key);
        const bool is_good = key.record.retired_at.value == 0 && key.record.compromised_since.value == 0 &&
                             (key.record.valid_until.value == 0 || key.record.valid_until > now);
        if (!public_key || public_key->type() != KeyType::secp256k1 || !is_good) {
            continue;
        }
        return cawg::ProvenIdentity{.identity = {.type = "cawg.crypto_wallet",
                                                 .name = {},
                                                 .username = {},
                                                 .address = chain::to_checksum_address(ethereum_address(*public_key)),
                                                 .uri = {},
                                                 .method = {},
                                                 .provider = context.address.authority,
                                                 .verified_at = to_rfc3339(key.record.added_at)},
                                    .provider_id = context.address.did()};
    }
    return std::nullopt;
}

void add_affiliations(Context& context, const rules::IdentityId& id, std::vector<cawg::ProvenIdentity>& out) {
    for (const evidence::CredentialFact& fact : plain_registry(context).credentials_of(id, context.clock.now())) {
        if (fact.status != evidence::CredentialStatus::valid || out.size() >= limits::cawg_verified_identities_max) {
            continue;
        }
        const std::string issuer = context.address.did_of(fact.issuer);
        out.push_back({.identity = {.type = "cawg.affiliation",
                                    .name = fact.type,
                                    .username = {},
                                    .address = {},
                                    .uri = {},
                                    .method = {},
                                    .provider = fact.issuer_name.empty() ? issuer : fact.issuer_name,
                                    .verified_at = to_rfc3339(fact.valid_from)},
                       .provider_id = issuer});
    }
}

}  // namespace

Result<IdentityWish> parse_identity_wish(std::string_view text) {
    if (text == "no") {
        return IdentityWish{};
    }
    IdentityWish wish{.name = true};
    while (true) {
        const std::string_view word = text.substr(0, text.find(','));
        if (word == "wallet") {
            wish.wallet = true;
        } else if (word == "affiliations") {
            wish.affiliations = true;
        } else if (word != "name") {
            return fail(errors::content_identity, printable(word, 40));
        }
        if (word.size() == text.size()) {
            return wish;
        }
        text.remove_prefix(word.size() + 1);
    }
}

Result<cawg::Aggregation> describe_identity(Context& context, const rules::IdentityId& id, const IdentityWish& wish) {
    const auto fact = plain_registry(context).find_identity(id);
    if (!fact) {
        return fail(errors::identity_unknown, hex(id));
    }
    cawg::Aggregation out{
        .subject = fact->did, .identities = {registry_entry(context, *fact)}, .valid_from = context.clock.now()};
    if (wish.wallet) {
        auto wallet = wallet_entry(context, id);
        if (!wallet) {
            return fail(errors::identity_no_wallet);
        }
        out.identities.push_back(std::move(*wallet));
    }
    if (wish.affiliations) {
        add_affiliations(context, id, out.identities);
    }
    return out;
}

cawg::Aggregator own_aggregator(const Context& context) {
    return {.did = context.address.did(),
            .key_id = identity_claims_method(context).id,
            .key_type = context.assertion_key.type(),
            .sign = [&context](ByteView message) -> Result<Signature64> {
                return sign_message(context.assertion_key, message);
            }};
}

did::VerificationMethod identity_claims_method(const Context& context) {
    const PublicKey& key = context.assertion_key.public_key();
    did::VerificationMethod method;
    method.id = context.address.did() + "#identity-claims";
    method.controller = context.address.did();
    method.type = "JsonWebKey2020";
    method.key = key;
    method.purposes = static_cast<did::Purposes>(did::Purpose::assertion_method);
    method.jwk = to_jwk(key);
    return method;
}

Result<std::vector<verifier::c2pa::DynamicAssertion>> make_identity_assertions(Context& context,
                                                                               const rules::IdentityId& id,
                                                                               const IdentityWish& wish) {
    std::vector<verifier::c2pa::DynamicAssertion> out;
    if (!wish.name) {
        return out;
    }
    auto said = describe_identity(context, id, wish);
    if (!said) {
        return fail(said.error());
    }
    out.push_back(cawg::make_aggregation_assertion(own_aggregator(context), std::move(*said), {}));
    return out;
}

}  // namespace countersign::api::service
