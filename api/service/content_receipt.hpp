// The receipt of a record: what a file may carry to prove, with no server, that its manifest is registered here.
// GET /v1/content/{sha256}/receipt, and the registration of a manifest while a file is signed.
// Rules: docs/spec/http.md (H28, H29), docs/spec/receipt.md. Thread-safety: as the context's.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"
#include "verifier/c2pa/write/sign.hpp"

namespace countersign::api::service {

/// Of the leaf that stands there. A checkpoint is signed first where the last doesn't cover it. Errors:
/// receipt.no_manifest, receipt.on_chain, those of the ledger.
[[nodiscard]] Result<Json> make_receipt(Context& context, const ledger::LeafPlace& place);

class GetContentReceipt {
  public:
    explicit GetContentReceipt(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Of the first record of that content that stands. Errors: content.unknown, those of make_receipt.
    [[nodiscard]] Result<Json> handle(const Sha256Digest& sha256) const;

  private:
    Context& context_;
};

/// Who registers, and what is declared of the content.
struct ManifestRegistration {
    rules::IdentityId identity{};
    rules::ContentAction action = rules::ContentAction::published;
    rules::AiDisclosure ai = rules::AiDisclosure::undeclared;
    std::string address;
};
/// Commits each sealed manifest at once, in a batch of its own, and gives its receipt. `key` must outlive it. Errors of
/// obtaining: those of the ledger, receipt.on_chain.
[[nodiscard]] verifier::c2pa::ReceiptSource register_manifests(Context& context, const PrivateKey& key,
                                                               ManifestRegistration registration);

}  // namespace countersign::api::service
