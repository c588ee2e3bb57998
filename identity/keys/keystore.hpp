// The key file: named private keys under a password, as one versioned JSON document. Names and public keys stay
// readable and are authenticated; secrets are sealed with AES-256-GCM under a key that scrypt derives.
// Keys and password -> text -> file, and back. Rules: docs/spec/keys.md (K16 to K22). Thread-safety: pure functions
// and plain values; two writers of one file: the last wins, no reader sees a part.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/entropy.hpp"
#include "identity/base/file.hpp"
#include "identity/keys/key.hpp"

namespace countersign::inline keys {

struct NamedKey {
    /// 1 to 64 letters, digits, `.`, `-` and `_`; unique in its file.
    std::string name;
    PrivateKey key;
};

struct NamedPublicKey {
    std::string name;
    PublicKey key;
};

/// RFC 7914. The default takes 128 MiB and some tenths of a second.
struct ScryptParameters {
    /// A power of two from limits::scrypt_n_min.
    std::uint64_t n = std::uint64_t{1} << 17U;
    /// 8 to 32; 128 * n * r is at most limits::scrypt_memory_bytes_max.
    std::uint64_t r = 8;
    /// 1 to limits::scrypt_p_max.
    std::uint64_t p = 1;
};

/// Errors: keystore.count, keystore.key_name, keystore.password_empty, keystore.parameters.
[[nodiscard]] Result<std::string> seal_keystore(std::span<const NamedKey> keys, ByteView password, Entropy& entropy,
                                                const ScryptParameters& parameters = {});

/// In the order of the file. Errors: keystore.syntax (also for a cut file), keystore.version, keystore.parameters
/// (before any work is done), keystore.altered, keystore.password.
[[nodiscard]] Result<std::vector<NamedKey>> open_keystore(std::string_view text, ByteView password);

/// What stands in the file in the open: not yet authenticated, so for display only.
/// Errors: keystore.syntax, keystore.version, keystore.parameters, keystore.altered.
[[nodiscard]] Result<std::vector<NamedPublicKey>> parse_keystore_listing(std::string_view text);

/// Writes durably with mode 0600. Errors: those of seal_keystore and write_file.
[[nodiscard]] Result<Done> write_keystore(const std::filesystem::path& path, std::span<const NamedKey> keys,
                                          ByteView password, Entropy& entropy, Overwrite overwrite = Overwrite::no,
                                          const ScryptParameters& parameters = {});
/// Errors: those of open_keystore and read_file.
[[nodiscard]] Result<std::vector<NamedKey>> read_keystore(const std::filesystem::path& path, ByteView password);

}  // namespace countersign::inline keys
