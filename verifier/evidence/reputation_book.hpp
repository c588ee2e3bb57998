// The reputation of every identity in a ledger, for one choice of seeds: statements in the log in -> one finished run
// for each context out. Made from time to time, then only read. Thread-safety: build() may run beside the ledger's
// writer; a finished book is constant.
#pragma once

#include <map>

#include "contracts/ledger/ledger.hpp"
#include "verifier/evidence/registry_view.hpp"

namespace countersign::evidence {

struct ReputationChoice {
    std::vector<reputation::Seed> seeds;
    reputation::Parameters parameters;
    /// Contexts by name; a statement carries only the hash of one.
    std::vector<std::string> contexts = {"general"};
};

class ReputationBook {
  public:
    /// Reads all statements about identities that stand (valid, and not by a key that was stolen before). The latest of
    /// one identity about another counts. Without seeds the book is empty. O(statements).
    /// Errors: those of the ledger and of Reputation::compute().
    [[nodiscard]] static Result<ReputationBook> build(const ledger::Ledger& ledger, const ReputationChoice& choice);

    [[nodiscard]] std::vector<ReputationFact> facts_of(const rules::IdentityId& id) const;
    /// Of a context, or null where nothing was said in it.
    [[nodiscard]] const reputation::Reputation* find(std::string_view context) const;

  private:
    std::map<std::string, reputation::Reputation, std::less<>> by_context_;
};

/// 0 to 1,000,000 of a statement, with 500,000 as "neither", as a weight of -1,000,000 to 1,000,000.
[[nodiscard]] constexpr std::int32_t to_weight_ppm(ScorePpm score) noexcept {
    return static_cast<std::int32_t>(score.value) * 2 - static_cast<std::int32_t>(reputation::ppm_one);
}

}  // namespace countersign::evidence
