// `countersign identity create`, `name`, `show` and `rotate`: identities held by a key of one's own.
#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/registry_client.hpp"
#include "api/cli/verdict_text.hpp"
#include "api/service/errors.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/file.hpp"
#include "identity/names/name.hpp"

namespace countersign::cli {
namespace {

rules::IdentityKind parse_kind(const std::string& text) {
    if (text == "organisation") {
        return rules::IdentityKind::organisation;
    }
    return text == "agent" ? rules::IdentityKind::agent : rules::IdentityKind::person;
}

/// The identity's first operation: one key with every role, held by its owner.
rules::Operation create_operation(const IdentityCreateOptions& options, const rules::DomainSeparator& domain,
                                  const PublicKey& key, const PublicKey& recovery, Entropy& entropy) {
    rules::CreateIdentity create{};
    create.kind = parse_kind(options.kind);
    create.custody = rules::Custody::self;
    create.salt = entropy.fixed<rules::Salt>();
    create.recovery = ledger::key_id(recovery);
    create.keys.push(rules::KeyGrant{
        .key = ledger::to_rules_key(key), .roles = rules::roles::all, .valid_from = {}, .valid_until = {}});
    return {rules::OperationHeader{.domain = domain}, create};
}

Result<Json> claim_name(Connection& connection, const names::Name& name, const rules::OperationHeader& header,
                        const PrivateKey& key) {
    rules::ClaimName claim{};
    static_cast<void>(claim.name.assign(rules::ByteSpan(as_bytes(name.text()))));  // N2 keeps it short enough
    return submit(connection, {header, claim}, key);
}

/// What was typed, in the registry's form; nothing where no name is asked for. A name that is held already is refused
/// before anything is registered. Errors: name.*, name.taken, those of the connection.
Result<std::optional<names::Name>> free_name(Connection& connection, const std::string& typed) {
    if (typed.empty()) {
        return std::nullopt;
    }
    const auto name = names::parse_typed_name(typed);
    if (!name) {
        return fail(name.error());
    }
    const auto holder = connection.find_identity(name->text());
    if (!holder) {
        return fail(holder.error());
    }
    if (*holder) {
        return fail(errors::name_taken, name->text());
    }
    return *name;
}

Result<Json> name_own(Connection& connection, const IdentityNameOptions& options, const names::Name& name) {
    const auto key = load_key(options.key);
    const auto domain = key ? fetch_domain(connection) : fail(key.error());
    if (!domain) {
        return fail(domain.error());
    }
    const auto actor = fetch_actor(connection, options.identity, key->public_key());
    if (!actor) {
        return fail(actor.error());
    }
    return claim_name(connection, name, {.domain = *domain, .identity = actor->identity, .nonce = actor->nonce}, *key);
}

}  // namespace

Exit run(const IdentityCreateOptions& options) {
    const auto key = load_key(options.key);
    if (!key) {
        return report(key.error());
    }
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return report(connection.error());
    }
    const auto domain = fetch_domain(*connection);
    if (!domain) {
        return report(domain.error());
    }
    const auto name = free_name(*connection, options.name);
    if (!name) {
        return report(name.error());
    }
    SystemEntropy entropy;
    const SecretBytes secret = api::service::make_recovery_secret(entropy);
    const PrivateKey recovery = api::service::recovery_key(secret.view());
    const auto operation = create_operation(options, *domain, key->public_key(), recovery.public_key(), entropy);
    // The code is kept before the identity exists: an identity without it could never be recovered.
    if (const auto kept = put_recovery_code(options.recovery_file, api::service::to_recovery_code(secret.view()));
        !kept) {
        return report(kept.error());
    }
    if (const auto created = submit(*connection, operation, *key); !created) {
        return report(created.error());
    }
    rules::Operation with_signer = operation;
    with_signer.header.signer = ledger::to_rules_key(key->public_key());
    const auto id = rules::created_identity_id(with_signer, ledger::host_crypto());
    print_line("Identity " + to_hex(view(id)));
    if (*name) {
        const rules::OperationHeader header{.domain = *domain, .identity = id, .nonce = 1};
        if (const auto claimed = claim_name(*connection, **name, header, *key); !claimed) {
            return report({errors::cli_unnamed, claimed.error().detail});
        }
        print_line("Name     " + (*name)->text());
    }
    return Exit::success;
}

Exit run(const IdentityNameOptions& options) {
    const bool is_hosted = !options.registry.token_file.empty();
    if (is_hosted == !options.key.key_file.empty()) {
        static_cast<void>(report({errors::cli_nothing_to_do, "give --token-file, or --key and --password-file"}));
        return Exit::usage;
    }
    const auto name = names::parse_typed_name(options.name);
    auto connection = name ? Connection::open(options.registry) : Result<Connection>(fail(name.error()));
    if (!connection) {
        return report(connection.error());
    }
    const auto named = is_hosted
                           ? connection->post_json("/v1/identities/" + percent_encoded(options.identity) + "/name",
                                                   Json::object({{"name", name->text()}}))
                           : name_own(*connection, options, *name);
    if (!named) {
        return report(named.error());
    }
    print_line("Name     " + name->text());
    return Exit::success;
}

Exit run(const IdentityShowOptions& options) {
    auto connection = Connection::open(options.registry);
    const auto json = connection ? connection->get_json("/v1/identities/" + percent_encoded(options.identity))
                                 : Result<Json>(fail(connection.error()));
    if (!json) {
        return report(json.error());
    }
    if (options.json) {
        print_line(to_pretty_json(*json));
        return Exit::success;
    }
    const auto text_of = [&](const char* member) {
        const auto text = get_string(*json, member);
        return text ? printable(*text, 200) : std::string("-");
    };
    print_line(text_of("name") + "\n  id       " + text_of("id") + "\n  did      " + text_of("did") + "\n  kind     " +
               text_of("kind") + "\n  custody  " + text_of("custody") + "\n  created  " + text_of("createdAt"));
    if (const auto keys = get_array(*json, "keys")) {
        for (const Json& key : (*keys)->as_array()) {
            const auto scheme = get_string(key, "scheme");
            const auto bytes = get_string(key, "publicKey");
            const auto status = get_string(key, "status");
            if (scheme && bytes && status) {
                print_line("  key      " + printable(*scheme) + " " + printable(*bytes) + " " + printable(*status));
            }
        }
    }
    if (std::string rows = chain_rows(*json, "changed", 9); !rows.empty()) {
        rows.pop_back();
        print_line(rows);
    }
    return Exit::success;
}

Exit run(const IdentityRotateOptions& options) {
    const auto key = load_key(options.key);
    const auto new_key = key ? load_key(options.new_key) : Result<PrivateKey>(fail(key.error()));
    if (!new_key) {
        return report(new_key.error());
    }
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return report(connection.error());
    }
    const auto domain = fetch_domain(*connection);
    if (!domain) {
        return report(domain.error());
    }
    const auto actor = fetch_actor(*connection, options.identity, key->public_key());
    if (!actor) {
        return report(actor.error());
    }
    rules::UpdateKeys update{};
    update.custody = rules::Custody::self;
    update.add.push(rules::KeyGrant{.key = ledger::to_rules_key(new_key->public_key()),
                                    .roles = rules::roles::all,
                                    .valid_from = {},
                                    .valid_until = {}});
    update.retire.push(ledger::key_id(key->public_key()));
    const rules::Operation operation(
        rules::OperationHeader{.domain = *domain, .identity = actor->identity, .nonce = actor->nonce}, update);
    const PrivateKey* const added[] = {&*new_key};
    const auto rotated = submit(*connection, operation, *key, {.added = added});
    if (!rotated) {
        return report(rotated.error());
    }
    print_line("The new key acts for " + to_hex(view(actor->identity)) + "; the old one is retired.");
    return Exit::success;
}

}  // namespace countersign::cli
