// The policies this service can judge by, each with its reputation run, which is made anew when the log has grown and
// the last run is old enough: `default` (a file of that id replaces the one compiled in) and those of
// `policies/*.json`. Thread-safety: all member functions, from any thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "verifier/evidence/ledger_view.hpp"
#include "verifier/verdict/policy.hpp"

namespace countersign::api::service {

class PolicyBook {
  public:
    /// Errors: those of parse_policy and of reading the files.
    [[nodiscard]] static Result<std::unique_ptr<PolicyBook>> open(const std::filesystem::path& folder,
                                                                  const ledger::Ledger& ledger);

    struct Choice {
        const verdict::Policy* policy = nullptr;
        /// Null without seeds.
        std::shared_ptr<const evidence::ReputationBook> reputation;
    };
    /// Runs the reputation where it is due: O(statements), so for worker threads. Errors: policy.unknown, those of the
    /// run.
    [[nodiscard]] Result<Choice> choose(std::string_view id, UnixSeconds now);
    /// The reputation run of any policy; null without seeds. O(statements). Errors: those of the run.
    [[nodiscard]] static Result<std::shared_ptr<const evidence::ReputationBook>> run_reputation(
        const verdict::Policy& policy, const ledger::Ledger& ledger);
    [[nodiscard]] std::vector<std::string> ids() const;
    /// The policy files in `folder` are read again; what is gone from it stays. For what changes policies while the
    /// service runs.
    [[nodiscard]] Result<Done> reload();

  private:
    struct Entry {
        verdict::Policy policy;
        std::shared_ptr<const evidence::ReputationBook> reputation;
        ledger::Ledger::Edition edition = {};
        UnixSeconds made_at{};
    };
    PolicyBook(std::filesystem::path folder, const ledger::Ledger& ledger)
        : folder_(std::move(folder)), ledger_(ledger) {}
    [[nodiscard]] Result<Done> refresh(Entry& entry, UnixSeconds now) const;

    std::filesystem::path folder_;
    const ledger::Ledger& ledger_;
    mutable std::mutex mutex_;
    /// Never erased from, so that a Choice's policy lives as long as the book.
    std::map<std::string, std::unique_ptr<Entry>, std::less<>> entries_;
    std::vector<std::unique_ptr<Entry>> replaced_;
};

}  // namespace countersign::api::service
