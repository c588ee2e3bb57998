// The commands of content, proofs and the log.
#include "api/cli/argument_parser.hpp"
#include "api/cli/examples.hpp"
#include "api/service/chain_contracts.hpp"

namespace countersign::cli {
namespace {

CLI::Option* add_signing_key(CLI::App* command, KeyOptions& key) {
    CLI::Option* const file = command->add_option(
        "--key", key.key_file, "Key file made by keygen, or a private key in PEM or PKCS #12 (.p12)");
    command->add_option("--password-file", key.password_file, "File or pipe with the key's password")->needs(file);
    return file;
}

/// What is said of the file beside --ai and --title.
void add_statements(CLI::App* command, SignOptions& sign) {
    command->add_option("--actions", sign.actions_file, "JSON file with what was done to it, as in c2pa.actions.v2");
    command->add_option("--ingredient", sign.ingredients,
                        "File that went into it, with its history: FILE[:componentOf|inputTo|parentOf] (default: "
                        "componentOf); may be given more than once");
    command->add_option("--assertion", sign.assertions, "A further assertion, LABEL=FILE with JSON; more than once");
    command->add_option("--thumbnail", sign.thumbnail_file, "JPEG or PNG to show for it; none is made otherwise");
    command->add_option("--ai-model", sign.ai_model,
                        "The AI model that was used, TYPE[=NAME], such as model.generator.image=Painter");
    command
        ->add_option("--ai-oversight", sign.ai_oversight,
                     "How far people oversaw it: fully_autonomous, prompt_guided or human_validated")
        ->needs("--ai-model");
    command->add_option("--permission", sign.permissions,
                        "What others may do: data_mining, ai_inference, ai_training or ai_generative_training, each "
                        "=allowed, =notAllowed or =constrained:WORDS; more than once");
    command->add_flag("--update", sign.update, "Add to what the file carries; its content and binding stay");
    command->add_option("--redact", sign.redactions,
                        "Take an assertion out of an ingredient's manifest, URI[=REASON] (default: c2pa.PII.present); "
                        "more than once");
    command->add_option("--trust-anchors", sign.trust_anchor_files,
                        "PEM of roots whose signers are trusted when the history of ingredients is judged");
}

}  // namespace

void Parser::add_content_commands() {
    SignOptions* sign = nullptr;
    CLI::App* command =
        add(app_, "sign", "Sign a file; with --identity also register it",
            "countersign sign photo.jpg --key me.key --password-file pw --out signed.jpg --ai captured\n"
            "  countersign sign photo.jpg --key me.p12 --password-file pw --out signed.jpg --time-stamp-url "
            "http://tsa.example",
            sign);
    add_registry(command, sign->registry);
    add_signing_key(command, sign->key)->required();
    command->add_option("file", sign->file, "Any file; see --out and --sidecar")->required();
    command->add_option(
        "--out", sign->out_file,
        "Signed file to write: JPEG, PNG, GIF, WebP, TIFF, DNG, SVG, JPEG XL, HEIC, HEIF, AVIF, MP4, MOV, M4A, "
        "AVI, WAV, MP3, FLAC, Ogg, MIDI, PDF, EPUB, DOCX, XLSX, PPTX, ODT, ODS, ODP, OXPS, ZIP, OTF, TTF, HTML or "
        "text");
    command->add_option("--sidecar", sign->sidecar_file, "Manifest to write beside the file, of any format (.c2pa)");
    command->add_option("--chain", sign->chain_file,
                        "PEM certificate chain for the key (default: the one beside it, or a self-made one)");
    command->add_option("--anchor-out", sign->anchor_file, "Where to write the root of a self-made chain (PEM)");
    command->add_flag("--into-text", sign->into_text,
                      "Of plain text: put the manifest in as invisible characters at the end");
    command->add_option("--title", sign->title, "A title, shown to people");
    command->add_option("--ai", sign->ai, "What is declared: generated, edited, captured or undeclared")
        ->check(CLI::IsMember({"generated", "edited", "captured", "undeclared"}))
        ->capture_default_str();
    command
        ->add_option("--algorithm", sign->algorithm,
                     "ps256, ps384 or ps512 for an RSA key (default: ps256); other keys have one")
        ->check(CLI::IsMember({"es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"}));
    CLI::Option* const stamp =
        command->add_option("--time-stamp-url", sign->time_stamp_url,
                            "A time-stamp authority (RFC 3161) to ask: the signature then outlives the certificate");
    command->add_option("--tsa-anchors", sign->tsa_anchor_files, "PEM of roots that the authority must chain to")
        ->needs(stamp);
    add_statements(command, *sign);
    command->add_option("--identity", sign->identity, "Id or name whose key this is: registers the content too");
    command->add_flag("--receipt", sign->receipt,
                      "With --identity: the file carries the proof that its manifest is registered");
    CLI::Option* const own_chain =
        command->add_option("--own-chain", sign->own_chain_file,
                            "PEM chain of your own certificate: the file names you beside its signer (CAWG)");
    CLI::Option* const own_key =
        command->add_option("--own-key", sign->own_key.key_file, "Key file of that certificate")->needs(own_chain);
    CLI::Option* const own_password =
        command->add_option("--own-password-file", sign->own_key.password_file, "Its password")->needs(own_chain);
    own_chain->needs(own_key)->needs(own_password);
    command->add_option("--role", sign->roles, "Yours: cawg.creator, cawg.editor, cawg.publisher...")->needs(own_chain);

    VerifyOptions* verify = nullptr;
    command = add(app_, "verify", "Say what can be said of a file", "countersign verify signed.jpg --json", verify);
    add_registry(command, verify->registry);
    command->add_option("file", verify->file, "Any file, or a folder: every file below it, on all cores")->required();
    command->add_flag("--json", verify->json, "Print the verdict as JSON");
    command->add_flag("--offline", verify->offline, "No registry and no network: judge the file alone")
        ->excludes("--server");
    command->add_option("--manifest", verify->manifest_file,
                        "Manifest that is kept beside the file (.c2pa); one inside is not looked at");
    command
        ->add_option("--fragment", verify->fragment_files,
                     "Media segment of a film in fragments; the file is its initialisation segment. May be given more "
                     "than once (not with --server)")
        ->excludes("--manifest");
    command
        ->add_option("--remote-manifest", verify->remote_manifest_hosts,
                     "Host from which a manifest may be fetched that the file says is there, by https alone and never "
                     "from a private address (not with --server)")
        ->excludes("--offline");
    command->add_option("--trust-anchors", verify->trust_anchor_files,
                        "PEM of roots whose signers are trusted (not with --server)");
    command->add_option("--tsa-anchors", verify->tsa_anchor_files,
                        "PEM of roots for time-stamp authorities (not with --server)");
    command->add_option("--cawg-anchors", verify->cawg_anchor_files,
                        "PEM of roots whose certificates may sign identities (CAWG; not with --server)");
    command->add_option("--cawg-issuer", verify->cawg_issuers,
                        "DID of an aggregator of identities that is trusted (CAWG; not with --server)");
    command->add_option("--log-key", verify->log_keys,
                        "Verification key of a log: receipts of it that files carry are believed (not with --server)");
    command->add_option("--did-document", verify->document_files,
                        "DID document or status list that identities rest on (not with --server)");
    command->add_option("--eku", verify->eku_file,
                        "File of accepted extended key usages, one OID a line (not with --server)");
    command->add_option("--policy", verify->policy_file,
                        "Policy file: whose word counts (default: the data folder's own, offline the built-in one). "
                        "Not with --server, which judges by its own");
    command->add_option("--bundle", verify->bundle_file, "Write the portable proof to this file");
    command->add_option("--jobs", verify->jobs, "Of a folder: files at the same time (default: one a core)")
        ->check(CLI::Range(1U, 256U));

    InspectOptions* inspect = nullptr;
    command = add(app_, "inspect", "Show all that a file's Content Credentials say, manifest by manifest",
                  "countersign inspect signed.jpg --crjson", inspect);
    command->add_option("file", inspect->file, "Any file")->required();
    command->add_flag("--crjson", inspect->crjson, "Print crJSON 2.5 instead of a tree");
    command->add_option("--manifest", inspect->manifest_file,
                        "Manifest that is kept beside the file (.c2pa); one inside is not looked at");
    command->add_option("--trust-anchors", inspect->trust_anchor_files, "PEM of roots whose signers are trusted");
    command->add_option("--tsa-anchors", inspect->tsa_anchor_files, "PEM of roots for time-stamp authorities");
    command->add_option("--eku", inspect->eku_file, "File of accepted extended key usages, one OID a line");

    CheckOptions* check = nullptr;
    command = add(app_, "check", "Check a portable proof with no server and no registry",
                  "countersign check proof.json signed.jpg --log-key VKEY\n"
                  "  countersign check proof.json signed.jpg --chain-id 1 --block-hash 0x8a3f...",
                  check);
    command->add_option("bundle", check->bundle_file, "The proof")->required();
    command->add_option("file", check->file, "The file it speaks of")->required();
    command->add_option("--log-key", check->log_keys,
                        "A log's verification key (vkey), as init prints it and /v1/service serves it");
    command->add_option("--policy", check->policy_file, "Policy file that names log keys");
    command->add_option("--block-hash", check->block_hash,
                        "For a chain's proof: the hash of the block it leads to, from a source that you trust");
    command->add_option("--chain-id", check->chain_id, "That chain's number");
    command->add_option("--registry", check->registry_address,
                        "The registry's address there; without, that of this program's own contracts, which is the "
                        "same on every chain (" +
                            chain::to_checksum_address(api::service::registry_address()) + ")");
    command->add_option("--salt", check->salt, "The salt of a credential, in hex: its proof is of its commitment");
    command->add_flag("--json", check->json, "Print JSON");
}

void Parser::add_certificate_commands() {
    CLI::App* const certificate =
        add_group("certificate", "Certificates that sign Content Credentials", examples::certificate);

    CertificateRequestOptions* request = nullptr;
    CLI::App* command = add(*certificate, "request", "Ask an authority for a certificate as C2PA wants it (PKCS #10)",
                            "countersign certificate request --key me.key --password-file pw --organisation "
                            "'Example Studio' --out me.csr",
                            request);
    add_signing_key(command, request->key)->required();
    command->add_option("--organisation", request->organisation, "Who signs, as people will read it (O)")->required();
    command->add_option("--common-name", request->common_name,
                        "The certificate's own name (default: the organisation)");
    command->add_option("--country", request->country, "Two capital letters");
    command->add_option("--out", request->out_file, "Where to write it (default: printed)");

    CertificateCheckOptions* check = nullptr;
    command = add(*certificate, "check", "Say why a certificate would not be accepted, and what to do about it",
                  "countersign certificate check chain.pem --trust-anchors roots.pem", check);
    command->add_option("file", check->file, "PEM chain, the signer's certificate first")->required();
    add_signing_key(command, check->key);
    command->add_option("--trust-anchors", check->trust_anchor_files, "PEM of roots that must vouch for it");
    command->add_flag("--json", check->json, "Print JSON");
}

void Parser::add_log_commands() {
    CLI::App* const log = add_group("log", "The append-only log", examples::log);

    LogProveOptions* prove = nullptr;
    CLI::App* command = add(*log, "prove", "Print the offline proof of an entry (C2SP tlog-proof)",
                            "countersign log prove 7 --out entry.tlog-proof", prove);
    add_registry(command, prove->registry);
    command->add_option("index", prove->index, "Index of the entry")->required();
    command->add_option("--out", prove->out_file, "Where to write it (default: printed)");

    LogCheckOptions* check = nullptr;
    command = add(*log, "check", "Check every record of the data folder's log", "countersign log check", check);
    add_home(command, check->home);

    LogRebuildOptions* rebuild = nullptr;
    command = add(*log, "rebuild", "Rebuild the state from the log and compare", "countersign log rebuild", rebuild);
    add_home(command, rebuild->home);

    LogWatchOptions* watch = nullptr;
    command = add(*log, "watch", "Remember a server's checkpoint and refuse a fork",
                  "countersign log watch http://127.0.0.1:8080 --log-key VKEY", watch);
    command->add_option("url", watch->url, "The server")->required();
    command->add_option("--log-key", watch->log_key, "The log's verification key (default: remembered)");
    command->add_option("--state", watch->state_file, "Where the last checkpoint is remembered");
    command->add_option("--every", watch->every_seconds, "Look again every so many seconds (default: once)");
}

}  // namespace countersign::cli
