// `countersign identity handover`: a hosted identity goes over to a key of its owner's own, by the two requests of
// POST /v1/identities/{identity}/handover (H17). What the new key signs is read and checked here first, never signed
// blind.
#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/registry_client.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/entropy.hpp"

namespace countersign::cli {
namespace {

/// What the request speaks of: the owner's key, and the next recovery key.
struct Keys {
    const PrivateKey& own;
    PublicKey recovery;
};

Json key_json(const PublicKey& key) {
    return Json::object({{"scheme", to_text(key.type())}, {"publicKey", to_hex(key.bytes())}});
}
Json request_json(const Keys& keys) {
    Json request = key_json(keys.own.public_key());
    request.set("recovery", key_json(keys.recovery));
    return request;
}

/// The operation that the server wants signed. Errors: those of JSON access, operation_json.form.
Result<rules::Operation> parse_asked(const Json& asked, const rules::DomainSeparator& domain) {
    const auto typed_data = get_object(asked, "typedData");
    const auto kind = typed_data ? get_string(**typed_data, "primaryType") : fail(typed_data.error());
    const auto message = kind ? get_object(**typed_data, "message") : fail(kind.error());
    if (!message) {
        return fail(message.error());
    }
    return ledger::parse_operation_json(Json::object({{"kind", *kind}, {"message", **message}}), domain);
}

/// This handover and nothing else: one key added, with every role and no end; the owner's custody; the recovery key
/// that was made here. Errors: cli.handover_other.
Result<Done> check_asked(const rules::Operation& operation, const rules::IdentityId& identity, const Keys& keys) {
    const auto refuse = [](const char* what) { return Result<Done>(fail(errors::cli_handover_other, what)); };
    if (operation.kind != rules::OperationKind::update_keys || operation.header.identity != identity) {
        return refuse("another operation or identity");
    }
    const rules::UpdateKeys& update = operation.body.update_keys;
    if (update.add.size() != 1 || update.add[0].key != ledger::to_rules_key(keys.own.public_key()) ||
        update.add[0].roles != rules::roles::all || update.add[0].valid_from.value != 0 ||
        update.add[0].valid_until.value != 0) {
        return refuse("another key, or with other rights");
    }
    if (update.custody != rules::Custody::self || update.recovery != ledger::key_id(keys.recovery)) {
        return refuse("another custody or recovery key");
    }
    return Done{};
}

Result<rules::IdentityId> fetch_id(Connection& connection, const std::string& identity) {
    const auto json = connection.get_json("/v1/identities/" + percent_encoded(identity));
    const auto id = json ? get_string(*json, "id") : fail(json.error());
    return id ? parse_hex_fixed<rules::IdentityId>(*id) : fail(id.error());
}

Result<Done> hand_over(Connection& connection, const IdentityHandoverOptions& options, const PrivateKey& own,
                       std::string_view present_code) {
    const auto domain = fetch_domain(connection);
    const auto id = domain ? fetch_id(connection, options.identity) : fail(domain.error());
    if (!id) {
        return fail(id.error());
    }
    SystemEntropy entropy;
    const SecretBytes secret = api::service::make_recovery_secret(entropy);
    const Keys keys{own, api::service::recovery_key(secret.view()).public_key()};
    const std::string path = "/v1/identities/" + to_hex(view(*id)) + "/handover";
    const auto asked = connection.post_json(path, request_json(keys));
    const auto operation = asked ? parse_asked(*asked, *domain) : fail(asked.error());
    if (!operation) {
        return fail(operation.error());
    }
    if (auto fits = check_asked(*operation, *id, keys); !fits) {
        return fits;
    }
    // Before it counts: an identity whose recovery code nobody has could never be recovered.
    if (auto kept = put_recovery_code(options.recovery_file, api::service::to_recovery_code(secret.view())); !kept) {
        return kept;
    }
    Json request = request_json(keys);
    request.set("proof", to_hex(view(sign_digest(own, rules::operation_digest(*operation, ledger::host_crypto())))));
    request.set("recoveryCode", present_code);
    const auto done = connection.post_json(path, request);
    if (!done) {
        return fail(done.error());
    }
    print_line(
        "Identity " + to_hex(view(*id)) +
        " is held by your key alone. The service's keys are destroyed, its tokens and the old recovery code end.");
    return Done{};
}

}  // namespace

Exit run(const IdentityHandoverOptions& options) {
    const auto own = load_key(options.key);
    if (!own) {
        return report(own.error());
    }
    const auto code = read_password(options.recovery_code_file);
    // A mistyped code is refused here, before anybody is asked.
    const auto secret = code ? api::service::parse_recovery_code(as_text(code->view())) : fail(code.error());
    if (!secret) {
        return report(secret.error());
    }
    auto connection = Connection::open(options.registry);
    if (!connection) {
        return report(connection.error());
    }
    const auto done = hand_over(*connection, options, *own, as_text(code->view()));
    return done ? Exit::success : report(done.error());
}

}  // namespace countersign::cli
