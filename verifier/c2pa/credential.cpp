#include "verifier/c2pa/credential.hpp"

#include <algorithm>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/certificate_profile.hpp"

namespace countersign::verifier::c2pa {

std::shared_ptr<const Credential> CredentialStore::find(const std::vector<Bytes>& chain) {
    Sha2Hasher hasher;
    for (const Bytes& certificate : chain) {
        ByteWriter length;
        length.u32(static_cast<std::uint32_t>(certificate.size()));
        hasher.update(length.view());
        hasher.update(certificate);
    }
    const Sha256Digest key = hasher.finish_sha256();
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find(key); known != known_.end()) {
            return known->second;
        }
    }
    auto made = make(chain);
    if (made) {
        const std::lock_guard lock(mutex_);
        if (known_.size() >= limits::known_credentials_max) {
            known_.clear();
        }
        known_.emplace(key, made);
    }
    return made;
}

std::shared_ptr<const Credential> CredentialStore::make(const std::vector<Bytes>& chain) const {
    auto leaf = Certificate::parse(chain.front());
    if (!leaf) {
        return nullptr;
    }
    std::vector<Certificate> others;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        auto other = Certificate::parse(chain[i]);
        if (!other) {
            return nullptr;
        }
        others.push_back(std::move(*other));
    }
    ChainCheck check = anchors_.check(*leaf, others);
    const auto purposes = leaf->purposes();
    const bool purposed = std::any_of(purposes.begin(), purposes.end(), [this](const std::string& purpose) {
        return std::find(allowed_ekus_.begin(), allowed_ekus_.end(), purpose) != allowed_ekus_.end();
    });
    // The anchors are those of the configured purposes: without one of them, none applies (13.5.1.2).
    if (check.is_trusted && !purposed) {
        check.is_trusted = false;
        check.explanation = "the certificate has none of the accepted purposes";
    }
    Signer signer = leaf->describe();
    VerifyingKey key = leaf->key();
    auto faults = find_signer_faults(*leaf);
    std::optional<std::string> fault;
    if (!faults.empty()) {
        fault = std::move(faults.front().text);
    }
    return std::make_shared<const Credential>(Credential{std::move(*leaf), std::move(others), std::move(signer),
                                                         std::move(key), std::move(fault), std::move(check)});
}

}  // namespace countersign::verifier::c2pa
