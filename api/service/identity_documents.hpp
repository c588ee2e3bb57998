// The documents that identities in manifests rest on, as this service knows them: its own and its identities' DIDs from
// the registry, its own status lists, and other hosts' DIDs over the outgoing client, which the operator has to allow.
// Other hosts' status lists are never fetched. Thread-safety: as the context's.
#pragma once

#include "api/service/context.hpp"
#include "verifier/cawg/documents.hpp"

namespace countersign::api::service {

class IdentityDocuments final : public verifier::cawg::Documents {
  public:
    explicit IdentityDocuments(Context& context) : context_(context) {}
    [[nodiscard]] Result<did::DidDocument> resolve(const did::Did& did) const override;
    [[nodiscard]] Result<Json> status_list(std::string_view url) const override;

  private:
    Context& context_;
};

/// The DIDs of aggregators that this service trusts for a verification under `policy`: itself, and the identities that
/// are the policy's roots.
[[nodiscard]] std::vector<std::string> trusted_aggregators(const Context& context, const verdict::Policy& policy);

}  // namespace countersign::api::service
