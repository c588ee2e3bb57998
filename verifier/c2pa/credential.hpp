// A claim signer's certificates with everything about them that doesn't depend on the manifest: parsed, judged by the
// profile and chained to the anchors once, then remembered, since one camera or service signs many files.
// Thread-safety: safe from several threads.
#pragma once

#include <map>
#include <mutex>

#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {

struct Credential {
    Certificate leaf;
    std::vector<Certificate> others;
    Signer signer;  ///< without algorithm
    VerifyingKey key;
    std::optional<std::string> fault;  ///< of the certificate profile
    ChainCheck chain;
};

class CredentialStore {
  public:
    CredentialStore(TrustAnchors anchors, std::vector<std::string> allowed_ekus)
        : anchors_(std::move(anchors)), allowed_ekus_(std::move(allowed_ekus)) {}

    /// Null where a certificate can't be parsed. Shared, since an entry may be dropped while another thread uses it.
    [[nodiscard]] std::shared_ptr<const Credential> find(const std::vector<Bytes>& chain);

  private:
    [[nodiscard]] std::shared_ptr<const Credential> make(const std::vector<Bytes>& chain) const;
    TrustAnchors anchors_;
    std::vector<std::string> allowed_ekus_;
    std::mutex mutex_;
    std::map<Sha256Digest, std::shared_ptr<const Credential>> known_;
};

}  // namespace countersign::verifier::c2pa
