// What handlers work with: references to everything the composition root built. Handlers take this and a request's
// values, so that the command line can call them as the server does.
// Thread-safety: everything referred to may be used from any thread.
#pragma once

#include <mutex>

#include "api/http/body.hpp"
#include "api/service/address.hpp"
#include "api/service/batcher.hpp"
#include "api/service/chain_costs.hpp"
#include "api/service/chain_link.hpp"
#include "api/service/hosted.hpp"
#include "api/service/policy_book.hpp"
#include "api/service/receipt_signer.hpp"
#include "api/service/vault.hpp"
#include "identity/base/http_client.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/time_stamper.hpp"
#include "verifier/cawg/validator.hpp"
#include "verifier/evidence/ledger_view.hpp"

namespace countersign::api::service {

struct Context {
    const Clock& clock;
    Entropy& entropy;
    const Address& address;
    ledger::Ledger& ledger;
    /// Null where the registry is embedded, or only read.
    ChainLink* chain = nullptr;
    /// Null where the registry is embedded.
    ChainCosts* costs = nullptr;
    /// What anchors the log's checkpoints: `chain`, or the way to another one; null where nothing does.
    ChainLink* anchors = nullptr;
    Vault& vault;
    HostedSigner& hosted;
    Batcher& batches;
    evidence::NameBook& names;
    /// Held from the check of a name to its claim.
    std::mutex& name_admission;
    PolicyBook& policies;
    const verifier::c2pa::Validator& validator;
    const verifier::cawg::Validator& cawg;
    /// Issues the certificates with which hosted identities sign claims.
    const verifier::c2pa::Authority& claim_authority;
    /// Null where what is signed gets no time stamp.
    verifier::c2pa::TimeStamper* time_stamper = nullptr;
    const ReceiptSigner& receipts;
    /// Signs status lists: Ed25519, a method of the service's own DID.
    const PrivateKey& assertion_key;
    HttpClient& outgoing;
    /// Fetches manifests that files say are elsewhere; null where none is to be.
    HttpClient* manifests = nullptr;
    http::Spool& spool;
    std::uint64_t body_bytes_max = 0;
};

/// The registry as evidence for one policy. Lives no longer than the context.
struct Registry {
    verdict::Policy policy;
    std::shared_ptr<const evidence::ReputationBook> reputation;
    std::unique_ptr<evidence::LedgerView> view;
};
/// Errors: policy.unknown, those of the reputation run.
[[nodiscard]] Result<Registry> open_registry(Context& context, std::string_view policy_id);
/// By a policy that isn't one of the service's own. Errors: those of the reputation run.
[[nodiscard]] Result<Registry> open_registry(Context& context, const verdict::Policy& policy);
/// Without policy and reputation: who and what, never how far to trust. Cheap.
[[nodiscard]] evidence::LedgerView plain_registry(Context& context);

}  // namespace countersign::api::service
