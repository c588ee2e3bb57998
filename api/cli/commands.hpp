// The commands of the program `countersign`: what each needs, and the function that runs it.
// Every run_... prints its result to standard output, what went wrong to standard error, and returns the exit
// status. Thread-safety: called once, from main.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace countersign::cli {

/// Exit statuses; those of `verify` and `check` are the table of docs/spec/verdict.md.
enum class Exit : int {
    success = 0,
    refused = 1,
    no_provenance = 2,
    unknown_signer = 3,
    usage = 64,
    unreadable = 65,  ///< a path that can't be read, or an output that can't be written
};

/// Where the registry is: a running server, else the data folder on this machine.
struct RegistryOptions {
    std::string home;
    std::string server_url;
    /// A bearer token for a hosted identity, read from a file.
    std::string token_file;
};

struct KeyOptions {
    std::string key_file;
    std::string password_file;
};

struct VersionOptions {};

/// A registry that lives on a chain.
struct ChainAccess {
    /// JSON-RPC endpoints; none: the registry is embedded.
    std::vector<std::string> urls;
    /// Made by `chain deploy`.
    std::string contracts_file;
    std::size_t quorum = 1;
    /// Gas that is paid for others in a day; 0: what is compiled in.
    std::uint64_t gas_per_identity = 0;
    std::uint64_t gas_per_address = 0;
    std::uint64_t gas_total = 0;
};

struct InitOptions {
    std::string home;
    std::string origin;
    std::string contracts_file;
};

struct ServeOptions {
    std::string home;
    std::string listen = "127.0.0.1:8080";
    std::string public_url;
    std::vector<std::string> allow_hosts;
    std::vector<std::string> proxies;
    std::vector<std::string> trust_anchor_files;
    std::vector<std::string> tsa_anchor_files;
    std::vector<std::string> cawg_anchor_files;
    std::vector<std::string> cawg_issuers;
    bool demo = false;
    bool access_log = true;
    bool rate_limit = true;
    bool allow_outgoing = false;
    /// An RFC 3161 authority for what hosted identities sign.
    std::string time_stamp_url;
    std::vector<std::string> remote_manifest_hosts;
    unsigned threads = 0;
    ChainAccess chain;
    std::uint32_t batch_count = 1;
    std::uint32_t batch_seconds = 0;
    /// Where an embedded registry's checkpoints are anchored.
    std::vector<std::string> anchor_urls;
    std::uint64_t anchor_count = 0;
    std::uint32_t anchor_seconds = 0;
    /// Of a development node: its unlocked account gives the payer money.
    bool fund_from_node = false;
};

struct ChainDeployOptions {
    std::string url;
    std::string out_file;
    KeyOptions key;
    bool fund_from_node = false;
};

struct ChainStatusOptions {
    RegistryOptions registry;
    bool json = false;
};

struct ChainExportOptions {
    std::string home;
};

struct ChainCompareOptions {
    std::string home;
    std::vector<std::string> urls;
    /// Another registry than the one that the data folder mirrors.
    std::string registry_address;
    bool proven = false;
    bool json = false;
};

struct KeygenOptions {
    std::string type = "p256";
    std::string out_file;
    std::string password_file;
};

struct TokenOptions {
    std::string home;
    std::string identity;
    std::vector<std::string> scopes;
    std::uint64_t days = 30;
};

struct IdentityCreateOptions {
    RegistryOptions registry;
    KeyOptions key;
    std::string name;
    std::string kind = "person";
    std::string recovery_file;
};

struct IdentityShowOptions {
    RegistryOptions registry;
    std::string identity;
    bool json = false;
};

struct IdentityRotateOptions {
    RegistryOptions registry;
    KeyOptions key;
    KeyOptions new_key;
    std::string identity;
};

struct IdentityNameOptions {
    RegistryOptions registry;
    /// Of an identity that its owner holds; a hosted one is named by its token.
    KeyOptions key;
    std::string identity;
    std::string name;
};

struct IdentityHandoverOptions {
    RegistryOptions registry;
    KeyOptions key;
    std::string identity;
    std::string recovery_code_file;
    std::string recovery_file;
};

struct CredentialIssueOptions {
    RegistryOptions registry;
    std::string subject;
    std::string type;
    std::string claims_file;
    std::string out_file;
    std::string salt_file;
};

struct CredentialVerifyOptions {
    RegistryOptions registry;
    std::string file;
    bool json = false;
};

struct CredentialRevokeOptions {
    RegistryOptions registry;
    std::string credential_id;
    std::string status = "revoked";
};

struct SignOptions {
    RegistryOptions registry;
    KeyOptions key;
    std::string file;
    std::string out_file;
    std::string sidecar_file;
    std::string chain_file;
    /// Where the root of a self-made chain is written, for verifiers to trust.
    std::string anchor_file;
    std::string title;
    std::string ai = "undeclared";
    std::string identity;
    std::string actions_file;
    /// `FILE` or `FILE:relationship`
    std::vector<std::string> ingredients;
    /// `LABEL=FILE`
    std::vector<std::string> assertions;
    std::string thumbnail_file;
    /// `TYPE` or `TYPE=NAME`
    std::string ai_model;
    std::string ai_oversight;
    /// `USE=PERMISSION`
    std::vector<std::string> permissions;
    /// `URI` or `URI=REASON`
    std::vector<std::string> redactions;
    bool update = false;
    /// Whose signatures count when an ingredient's history is judged.
    std::vector<std::string> trust_anchor_files;
    /// The file carries the receipt of its manifest's registration.
    bool receipt = false;
    /// An identity of one's own beside the claim's signer (CAWG): PEM chain, key file, roles.
    std::string own_chain_file;
    KeyOptions own_key;
    std::vector<std::string> roles;
    /// A manifest among the characters of plain text.
    bool into_text = false;
    /// Of an RSA key; the others have one.
    std::string algorithm;
    /// An RFC 3161 authority, and those that it must be one of.
    std::string time_stamp_url;
    std::vector<std::string> tsa_anchor_files;
};

struct CertificateRequestOptions {
    KeyOptions key;
    std::string organisation;
    std::string common_name;
    std::string country;
    std::string out_file;
};

struct CertificateCheckOptions {
    std::string file;
    /// To see whether the chain belongs to it.
    KeyOptions key;
    std::vector<std::string> trust_anchor_files;
    bool json = false;
};

struct VerifyOptions {
    RegistryOptions registry;
    std::string file;
    bool json = false;
    bool offline = false;
    std::vector<std::string> trust_anchor_files;
    std::vector<std::string> tsa_anchor_files;
    std::vector<std::string> cawg_anchor_files;
    std::vector<std::string> cawg_issuers;
    /// DID documents and status lists, for identities.
    std::vector<std::string> document_files;
    /// Logs whose receipts in files are believed.
    std::vector<std::string> log_keys;
    std::string eku_file;
    std::string policy_file;
    std::string manifest_file;
    /// Media segments of which the file is the initialisation segment.
    std::vector<std::string> fragment_files;
    /// Hosts from which a manifest may be fetched that the file says is there.
    std::vector<std::string> remote_manifest_hosts;
    std::string bundle_file;
    /// Of a folder: files at the same time; 0: one for each core.
    unsigned jobs = 0;
};

struct InspectOptions {
    std::string file;
    /// crJSON 2.5 instead of the tree for people.
    bool crjson = false;
    std::string manifest_file;
    std::vector<std::string> trust_anchor_files;
    std::vector<std::string> tsa_anchor_files;
    std::string eku_file;
};

struct CheckOptions {
    std::string bundle_file;
    std::string file;
    std::vector<std::string> log_keys;
    std::string policy_file;
    // Of a chain's proof.
    std::string block_hash;
    std::uint64_t chain_id = 0;
    std::string registry_address;
    std::string salt;
    bool json = false;
};

struct LogProveOptions {
    RegistryOptions registry;
    std::uint64_t index = 0;
    std::string out_file;
};

struct LogCheckOptions {
    std::string home;
};

struct LogRebuildOptions {
    std::string home;
};

struct LogWatchOptions {
    std::string url;
    std::string log_key;
    std::string state_file;
    /// 0 looks once.
    std::uint64_t every_seconds = 0;
};

using Command =
    std::variant<VersionOptions, InitOptions, ServeOptions, KeygenOptions, TokenOptions, IdentityCreateOptions,
                 IdentityShowOptions, IdentityRotateOptions, IdentityNameOptions, IdentityHandoverOptions,
                 CredentialIssueOptions, CredentialVerifyOptions, CredentialRevokeOptions, SignOptions, VerifyOptions,
                 CertificateRequestOptions, CertificateCheckOptions, InspectOptions, CheckOptions, LogProveOptions,
                 LogCheckOptions, LogRebuildOptions, LogWatchOptions, ChainDeployOptions, ChainStatusOptions,
                 ChainExportOptions, ChainCompareOptions>;

[[nodiscard]] Exit run(const VersionOptions& options);
[[nodiscard]] Exit run(const InitOptions& options);
[[nodiscard]] Exit run(const ServeOptions& options);
[[nodiscard]] Exit run(const KeygenOptions& options);
[[nodiscard]] Exit run(const TokenOptions& options);
[[nodiscard]] Exit run(const IdentityCreateOptions& options);
[[nodiscard]] Exit run(const IdentityShowOptions& options);
[[nodiscard]] Exit run(const IdentityRotateOptions& options);
[[nodiscard]] Exit run(const IdentityNameOptions& options);
[[nodiscard]] Exit run(const IdentityHandoverOptions& options);
[[nodiscard]] Exit run(const CredentialIssueOptions& options);
[[nodiscard]] Exit run(const CredentialVerifyOptions& options);
[[nodiscard]] Exit run(const CredentialRevokeOptions& options);
[[nodiscard]] Exit run(const SignOptions& options);
[[nodiscard]] Exit run(const CertificateRequestOptions& options);
[[nodiscard]] Exit run(const CertificateCheckOptions& options);
[[nodiscard]] Exit run(const VerifyOptions& options);
[[nodiscard]] Exit run(const InspectOptions& options);
[[nodiscard]] Exit run(const CheckOptions& options);
[[nodiscard]] Exit run(const LogProveOptions& options);
[[nodiscard]] Exit run(const LogCheckOptions& options);
[[nodiscard]] Exit run(const LogRebuildOptions& options);
[[nodiscard]] Exit run(const LogWatchOptions& options);
[[nodiscard]] Exit run(const ChainDeployOptions& options);
[[nodiscard]] Exit run(const ChainStatusOptions& options);
[[nodiscard]] Exit run(const ChainExportOptions& options);
[[nodiscard]] Exit run(const ChainCompareOptions& options);

}  // namespace countersign::cli
