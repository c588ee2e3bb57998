// Where the documents come from that an identity rests on: DID documents of aggregators, and their status lists.
// Injected, so that a verification needs no network: did:key and did:jwk speak for themselves, others are supplied by
// the caller, kept by a registry, or fetched where the caller allows it.
// Thread-safety: implementations may be asked from several threads at once.
#pragma once

#include <map>
#include <vector>

#include "identity/did/resolver.hpp"

namespace countersign::verifier::cawg {

class Documents {
  public:
    virtual ~Documents() = default;
    /// Errors: did.method (never resolved by this source), did.not_found, did.unavailable, and those of
    /// parse_did_document.
    [[nodiscard]] virtual Result<did::DidDocument> resolve(const did::Did& did) const = 0;
    /// The status list credential at that address, whose origin the source vouches for. Errors: did.unavailable.
    [[nodiscard]] virtual Result<Json> status_list(std::string_view url) const;
};

/// did:key and did:jwk, which need nothing else.
class SelfDescribing final : public Documents {
  public:
    [[nodiscard]] Result<did::DidDocument> resolve(const did::Did& did) const override;
};

/// What the caller supplies; used for did:web and for status lists.
class SuppliedDocuments final : public Documents {
  public:
    /// A DID document, or a status list credential under its own `id`. Errors: those of parse_json and
    /// parse_did_document; cawg.too_many_documents.
    [[nodiscard]] Result<Done> add(std::string_view json);
    [[nodiscard]] Result<did::DidDocument> resolve(const did::Did& did) const override;
    [[nodiscard]] Result<Json> status_list(std::string_view url) const override;
    [[nodiscard]] std::size_t size() const noexcept { return documents_.size() + lists_.size(); }

  private:
    std::map<std::string, did::DidDocument, std::less<>> documents_;
    std::map<std::string, Json, std::less<>> lists_;
};

/// The first source that has it. What all of them refuse as a method is did.method; else did.unavailable or the last
/// source's own word.
class FirstOf final : public Documents {
  public:
    /// All must outlive this.
    explicit FirstOf(std::vector<const Documents*> sources) : sources_(std::move(sources)) {}
    [[nodiscard]] Result<did::DidDocument> resolve(const did::Did& did) const override;
    [[nodiscard]] Result<Json> status_list(std::string_view url) const override;

  private:
    std::vector<const Documents*> sources_;
};

}  // namespace countersign::verifier::cawg
