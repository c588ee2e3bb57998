// The ledger's names by shape, kept up to date as names are claimed, for look-alikes at verification and admission.
// Thread-safety: all member functions, from any thread.
#pragma once

#include <mutex>
#include <unordered_set>

#include "contracts/ledger/ledger.hpp"
#include "identity/names/lookalike.hpp"

namespace countersign::evidence {

class NameBook {
  public:
    /// `ledger` must outlive it.
    explicit NameBook(const ledger::Ledger& ledger) : ledger_(ledger) {}

    /// The earlier name that the text imitates. Text that is no name at all imitates nothing. One look-up, and first
    /// the names that were claimed since the last question.
    [[nodiscard]] std::optional<names::Lookalike> find(std::string_view text);
    /// Whether a new name may be claimed through this service. Errors: name.lookalike.
    [[nodiscard]] Result<Done> check_admission(const names::Name& name);

  private:
    void catch_up();

    const ledger::Ledger& ledger_;
    std::mutex mutex_;
    names::LookalikeIndex index_;
    std::unordered_set<std::string> known_;
    std::uint64_t cuts_ = 0;
};

}  // namespace countersign::evidence
