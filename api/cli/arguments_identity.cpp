// The commands of identities, keys and credentials.
#include "api/cli/argument_parser.hpp"
#include "api/cli/examples.hpp"

namespace countersign::cli {

void Parser::add_identity_commands() {
    KeygenOptions* keygen = nullptr;
    CLI::App* command = add(app_, "keygen", "Make a key that signs for the registry and for content",
                            "countersign keygen --out me.key --password-file pw", keygen);
    command->add_option("--type", keygen->type, "p256, ed25519 or secp256k1 (which can't sign C2PA claims)")
        ->check(CLI::IsMember({"p256", "ed25519", "secp256k1"}))
        ->capture_default_str();
    command->add_option("--out", keygen->out_file, "Key file to write")->required();
    command->add_option("--password-file", keygen->password_file, "File or pipe with the password")->required();

    CLI::App* const identity = add_group("identity", "People, organisations and agents", examples::identity);

    IdentityCreateOptions* create = nullptr;
    command =
        add(*identity, "create", "Create an identity held by your own key",
            "countersign identity create --name my-studio --kind organisation --key me.key --password-file pw", create);
    add_registry(command, create->registry);
    add_key(command, create->key);
    command->add_option("--name", create->name, "A name to claim: a-z, 0-9 and hyphens");
    command->add_option("--kind", create->kind, "person, organisation or agent")
        ->check(CLI::IsMember({"person", "organisation", "agent"}))
        ->capture_default_str();
    command->add_option("--recovery-file", create->recovery_file,
                        "Where to write the recovery code (default: it is printed)");

    IdentityShowOptions* show = nullptr;
    command = add(*identity, "show", "Show an identity", "countersign identity show my-studio", show);
    add_registry(command, show->registry);
    command->add_option("identity", show->identity, "Id or name")->required();
    command->add_flag("--json", show->json, "Print JSON");

    IdentityNameOptions* name = nullptr;
    command = add(*identity, "name", "Claim a name for an identity that exists",
                  "countersign identity name ID my-studio --key me.key --password-file pw\n"
                  "  countersign identity name ID my-studio --token-file token      (a hosted identity)",
                  name);
    add_registry(command, name->registry);
    command->add_option("identity", name->identity, "Id or name")->required();
    command->add_option("name", name->name, "The name to claim: a-z, 0-9 and hyphens")->required();
    command->add_option("--token-file", name->registry.token_file,
                        "File with the hosted identity's bearer token (scope manage)");
    CLI::Option* const key_file = command->add_option("--key", name->key.key_file, "Key file of its owner");
    CLI::Option* const password_file =
        command->add_option("--password-file", name->key.password_file, "File or pipe with the key file's password");
    key_file->needs(password_file);
    password_file->needs(key_file);

    add_handover(*identity);

    IdentityRotateOptions* rotate = nullptr;
    command = add(*identity, "rotate", "Replace an identity's key by a new one",
                  "countersign identity rotate my-studio --key old.key --password-file pw --new-key new.key "
                  "--new-password-file pw",
                  rotate);
    add_registry(command, rotate->registry);
    add_key(command, rotate->key);
    command->add_option("identity", rotate->identity, "Id or name")->required();
    command->add_option("--new-key", rotate->new_key.key_file, "The new key file")->required();
    command->add_option("--new-password-file", rotate->new_key.password_file, "Its password")->required();
}

void Parser::add_handover(CLI::App& identity) {
    IdentityHandoverOptions* handover = nullptr;
    CLI::App* const command =
        add(identity, "handover", "Take a hosted identity over: your key in, the service's keys out for good",
            "countersign keygen --out me.key --password-file pw\n"
            "  countersign identity handover jane --token-file token --recovery-code-file code --key me.key "
            "--password-file pw --server https://registry.example",
            handover);
    add_registry(command, handover->registry);
    add_token(command, handover->registry);
    add_key(command, handover->key);
    command->add_option("identity", handover->identity, "Id or name")->required();
    command
        ->add_option("--recovery-code-file", handover->recovery_code_file,
                     "File or pipe with the recovery code that was shown when the identity was created")
        ->required();
    command->add_option("--recovery-file", handover->recovery_file,
                        "Where to write the new recovery code, which replaces that one (default: it is printed)");
}

void Parser::add_credential_commands() {
    CLI::App* const credential = add_group("credential", "What issuers say of others", examples::credential);

    CredentialIssueOptions* issue = nullptr;
    CLI::App* command = add(*credential, "issue", "Issue a credential with a hosted identity",
                            "countersign credential issue --subject photographer --type "
                            "PressCredential --claims claims.json --token-file t",
                            issue);
    add_registry(command, issue->registry);
    add_token(command, issue->registry);
    command->add_option("--subject", issue->subject, "Id, name or DID of the subject")->required();
    command->add_option("--type", issue->type, "Credential type, such as PressCredential")->required();
    command->add_option("--claims", issue->claims_file, "JSON object with the claims");
    command->add_option("--out", issue->out_file, "Where to write it (default: printed)");
    command->add_option(
        "--salt-out", issue->salt_file,
        "Where to write the salt, which shows the ledger's record of it (default: printed, with --out)");

    CredentialVerifyOptions* verify = nullptr;
    command = add(*credential, "verify", "Verify a credential", "countersign credential verify press.json", verify);
    add_registry(command, verify->registry);
    command->add_option("file", verify->file, "The credential, JSON")->required();
    command->add_flag("--json", verify->json, "Print JSON");

    CredentialRevokeOptions* revoke = nullptr;
    command = add(*credential, "revoke", "Revoke a credential (final), or suspend or reinstate it",
                  "countersign credential revoke ID --token-file t", revoke);
    add_registry(command, revoke->registry);
    add_token(command, revoke->registry);
    command->add_option("id", revoke->credential_id, "The credential's id")->required();
    command->add_option("--status", revoke->status, "revoked, suspended or valid")
        ->check(CLI::IsMember({"revoked", "suspended", "valid"}))
        ->capture_default_str();
}

}  // namespace countersign::cli
