// The assertions of a manifest in the making, and the claim's references to them. Data in: labels and contents; data
// out: boxes and hashed URIs. Rules: docs/spec/c2pa-writing.md (W11, W12). Standard: C2PA 2.5 chapters 8 and 11.
// Thread-safety: one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "identity/base/hash.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/jumbf.hpp"

namespace countersign::verifier::c2pa {

[[nodiscard]] Cbor digest_bytes(const Sha256Digest& digest);
/// `url`, `alg` (SHA-256) and `hash`.
[[nodiscard]] Cbor make_hashed_uri(std::string url, const Sha256Digest& digest);

class AssertionStore {
  public:
    /// `boxes` are whole content boxes. Gives the reference, which other assertions may hold too. The second of a
    /// label is `label__1`. Created ones are the signer's word, gathered ones are not.
    Cbor add(const std::string& label, const BoxUuid& type, const std::vector<Bytes>& boxes, bool created = true);
    Cbor add(const std::string& label, const Cbor& content);

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
