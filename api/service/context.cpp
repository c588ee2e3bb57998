#include "api/service/context.hpp"

namespace countersign::api::service {
namespace {

evidence::LedgerViewParts parts_of(Context& context, const evidence::ReputationBook* reputation) {
    return {.ledger = context.ledger,
            .names = context.names,
            .reputation = reputation,
            .did_of = [&context](const rules::IdentityId& id) { return context.address.did_of(id); },
            .credentials_about =
                [&context](const rules::IdentityId& id) {
                    std::vector<evidence::ShownCredential> shown;
                    if (const auto issued = context.vault.issued_about(id)) {
                        for (const IssuedRecord& record : *issued) {
                            shown.push_back({record.type, record.commitment});
                        }
                    }
                    return shown;
                }};
}

}  // namespace

Result<Registry> open_registry(Context& context, std::string_view policy_id) {
    auto choice = context.policies.choose(policy_id, context.clock.now());
    if (!choice) {
        return fail(choice.error());
    }
    auto view = std::make_unique<evidence::LedgerView>(parts_of(context, choice->reputation.get()));
    return Registry{*choice->policy, std::move(choice->reputation), std::move(view)};
}

Result<Registry> open_registry(Context& context, const verdict::Policy& policy) {
    auto reputation = PolicyBook::run_reputation(policy, context.ledger);
    if (!reputation) {
        return fail(reputation.error());
    }
    auto view = std::make_unique<evidence::LedgerView>(parts_of(context, reputation->get()));
    return Registry{policy, std::move(*reputation), std::move(view)};
}

evidence::LedgerView plain_registry(Context& context) { return evidence::LedgerView(parts_of(context, nullptr)); }

}  // namespace countersign::api::service
