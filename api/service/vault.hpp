// What the service itself must keep: its own keys, the keys it holds for others, tokens (as hashes) and what it issued.
// Private keys are sealed with AES-256-GCM under the folder's service key, each bound to its row, so that a copied
// database is worth nothing and no row can be put in another's place.
// Thread-safety: all member functions, from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contracts/rules/types.hpp"
#include "contracts/store/database.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/keys/key.hpp"

namespace countersign::api::service {

/// A set of bits: what a token may do.
using Scopes = unsigned;
namespace scopes {
inline constexpr Scopes sign = 1;
inline constexpr Scopes issue = 2;
inline constexpr Scopes manage = 4;
inline constexpr Scopes all = 7;
}  // namespace scopes
/// `sign`, `issue`, `manage`, in this order.
[[nodiscard]] std::vector<std::string_view> to_texts(Scopes set);

struct Token {
    rules::IdentityId identity{};
    Scopes scopes = 0;
    UnixSeconds expires_at{};
};

/// The keys of one hosted identity.
struct HostedKeys {
    /// P-256: controls, signs content and claims, revokes, endorses.
    PrivateKey control;
    /// Issues credentials: Ed25519, or P-256 where the registry lives on a chain.
    PrivateKey issue;
};

/// A credential issued here: enough to set its status and to list it, none of its claims.
struct IssuedRecord {
    std::string id = {};
    rules::IdentityId issuer{};
    /// Zero where the subject isn't an identity of this registry.
    rules::IdentityId subject{};
    std::string type = {};
    rules::ContentHash commitment{};
    rules::BatchId batch{};
    std::uint32_t leaf = 0;
    /// Its place in the issuer's status lists.
    std::uint32_t list_index = 0;
};

class Vault {
  public:
    /// Makes `service.key` and `vault.db`. Errors: file.exists, file.unwritable, store.*.
    [[nodiscard]] static Result<Done> init(const std::filesystem::path& home, Entropy& entropy);
    /// Errors: file.not_found, store.*, vault.key.
    [[nodiscard]] static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& home, Entropy& entropy);
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    // The service's own keys, by name: made the first time they are asked for.
    [[nodiscard]] Result<PrivateKey> own_key(std::string_view name, KeyType type);
    /// Public data of the service kept beside them, such as certificates.
    [[nodiscard]] Result<std::optional<Bytes>> own_data(std::string_view name);
    [[nodiscard]] Result<Done> put_own_data(std::string_view name, ByteView data);

    // Hosted identities.
    [[nodiscard]] Result<Done> put_hosted(const rules::IdentityId& id, const HostedKeys& keys);
    /// Errors: identity.not_hosted.
    [[nodiscard]] Result<HostedKeys> hosted(const rules::IdentityId& id);
    /// Destroys keys and tokens of the identity.
    [[nodiscard]] Result<Done> forget_hosted(const rules::IdentityId& id);

    // Tokens. A token is 64 hexadecimal characters of 32 random bytes; only SHA-256 of it is kept.
    [[nodiscard]] Result<std::string> make_token(const Token& token);
    /// Errors: token.unknown, token.expired.
    [[nodiscard]] Result<Token> find_token(std::string_view text, UnixSeconds now);

    // Issued credentials.
    /// Takes a free place in the issuer's status list, chosen at random. Errors: credential.list_full.
    [[nodiscard]] Result<std::uint32_t> reserve_list_index(const rules::IdentityId& issuer);
    [[nodiscard]] Result<Done> put_issued(const IssuedRecord& record);
    /// Errors: credential.unknown.
    [[nodiscard]] Result<IssuedRecord> issued(std::string_view id);
    [[nodiscard]] Result<std::vector<IssuedRecord>> issued_by(const rules::IdentityId& issuer);
    [[nodiscard]] Result<std::vector<IssuedRecord>> issued_about(const rules::IdentityId& subject);
    /// For what is kept in the same file (batch_store.hpp). Errors: those of `work`.
    [[nodiscard]] Result<Done> with_database(const std::function<Result<Done>(store::Database&)>& work);
    /// The same where the work changes what was issued, or whether it was refused.
    [[nodiscard]] Result<Done> change_issued(const std::function<Result<Done>(store::Database&)>& work);
    /// Counts up with every such change: answers made before it are good until the next.
    [[nodiscard]] std::uint64_t issued_version() const noexcept;

  private:
    struct Parts;
    explicit Vault(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

inline constexpr std::uint32_t status_list_entries = 131'072;

}  // namespace countersign::api::service
