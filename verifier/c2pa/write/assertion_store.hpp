// What standard and update manifests are both built of: the assertion store with the claim's references to it, and the
// pieces that they share. Private to verifier/c2pa/write. Data in: labels and contents; data out: boxes and hashed
// URIs. Rules: docs/spec/c2pa-writing.md (W10 to W12). Standard: C2PA 2.5 chapters 8 and 11. Thread-safety: plain
// values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "identity/base/hash.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/jumbf.hpp"

namespace countersign::verifier::c2pa {

inline constexpr const char* specification_version = "2.5.0";
inline constexpr const char* hash_algorithm = "sha256";

[[nodiscard]] Cbor digest_bytes(const Sha256Digest& digest);
/// `url`, `alg` (SHA-256) and `hash`.
[[nodiscard]] Cbor make_hashed_uri(std::string url, const Sha256Digest& digest);
/// `name` and, where it is given, `version`.
[[nodiscard]] Cbor generator_info(const std::string& name, const std::string& version);

/// Collects assertion boxes and the claim's references to them.
class AssertionStore {
  public:
    /// `boxes` are whole content boxes. Gives the reference, which other assertions may hold too. The second of a
    /// label is `label__1`. Created ones are the signer's word, gathered ones are not.
    Cbor add(const std::string& label, const BoxUuid& type, const std::vector<Bytes>& boxes, bool created = true);
    Cbor add(const std::string& label, const Cbor& content);

    /// To everything that was added so far: the created ones, then the gathered ones.
    [[nodiscard]] Cbor::Array references() const;
    [[nodiscard]] Cbor::Array take_created() { return std::move(created_); }
    [[nodiscard]] Cbor::Array take_gathered() { return std::move(gathered_); }
    [[nodiscard]] Bytes box() const;

  private:
    std::map<std::string, unsigned> counts_;
    std::vector<Bytes> boxes_;
    Cbor::Array created_;
    Cbor::Array gathered_;
};

}  // namespace countersign::verifier::c2pa
