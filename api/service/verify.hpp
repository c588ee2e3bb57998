// POST /v1/verify: a file in, the verdict out, on request with the portable proof and the service's signature.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "verifier/bundle/make.hpp"
#include "verifier/cawg/validator.hpp"
#include "verifier/evidence/evidence.hpp"
#include "verifier/media/byte_source.hpp"
#include "verifier/receipt/check.hpp"
#include "verifier/verdict/verdict.hpp"

namespace countersign::api::service {

class Verify {
  public:
    struct Input {
        std::string policy = "default";
        bool bundle = false;
        bool receipt = false;
        /// A local caller's own, in place of the service's; both outlive the call.
        const verdict::Policy* own_policy = nullptr;
        const verifier::c2pa::Validator* own_validator = nullptr;
        const verifier::cawg::Validator* own_cawg = nullptr;
        /// Documents that the caller supplies; asked before the service's.
        const verifier::cawg::Documents* own_documents = nullptr;
        /// Logs that the caller believes, beside the service's own and the policy's.
        std::span<const log::VerifierKey> own_log_keys = {};
        /// A manifest store that is kept beside the content; one inside isn't looked at.
        const Bytes* sidecar = nullptr;
        /// Media segments of which the content is the initialisation segment.
        std::span<const verifier::media::ByteSource* const> fragments = {};
        /// In place of the service's way to manifests that are elsewhere.
        HttpClient* own_manifests = nullptr;
    };
    struct Output {
        verdict::Verdict verdict;
        /// The whole answer as served.
        Json answer;
    };

    explicit Verify(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: http.query.
    [[nodiscard]] static Result<Input> parse(const http::Request& request);
    /// Errors: policy.unknown; those of the source; those of the ledger for a bundle.
    [[nodiscard]] Result<Output> handle(const verifier::media::ByteSource& source, const Input& input) const;

  private:
    [[nodiscard]] verifier::cawg::Report check_identities(const verifier::c2pa::Report& report, const Input& input,
                                                          const verdict::Policy& policy, UnixSeconds now) const;
    [[nodiscard]] verifier::receipt::Report check_receipts(const verifier::c2pa::Report& report, const Input& input,
                                                           const verdict::Policy& policy) const;
    [[nodiscard]] Result<Done> add_bundle(const evidence::Evidence& facts, Json& answer) const;
    [[nodiscard]] Result<Done> add_chain_bundle(const bundle::MakeInput& wanted, Json& answer) const;
    Context& context_;
};

}  // namespace countersign::api::service
