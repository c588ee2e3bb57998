#include "api/service/policy_book.hpp"

#include <algorithm>

#include "api/service/errors.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {
Result<std::unique_ptr<PolicyBook>> PolicyBook::open(const std::filesystem::path& folder,
                                                     const ledger::Ledger& ledger) {
    auto book = std::unique_ptr<PolicyBook>(new PolicyBook(folder, ledger));
    if (auto loaded = book->reload(); !loaded) {
        return fail(loaded.error());
    }
    return book;
}

Result<Done> PolicyBook::reload() {
    std::vector<verdict::Policy> policies{verdict::default_policy()};
    std::error_code missing;
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder_, missing)) {
        if (file.path().extension() == ".json") {
            files.push_back(file.path());
        }
    }
    std::ranges::sort(files);
    for (const auto& path : files) {
        const auto text = read_file(path, limits::policy_bytes_max);
        if (!text) {
            return fail(text.error());
        }
        auto policy = verdict::parse_policy(as_text(*text));
        if (!policy) {
            return fail(policy.error().code, path.string() + ": " + policy.error().detail);
        }
        policies.push_back(std::move(*policy));
    }
    const std::lock_guard lock(mutex_);
    for (verdict::Policy& policy : policies) {
        auto& place = entries_[policy.id];
        if (place) {
            replaced_.push_back(std::move(place));
        }
        place = std::make_unique<Entry>();
        place->policy = std::move(policy);
    }
    return Done{};
}

Result<std::shared_ptr<const evidence::ReputationBook>> PolicyBook::run_reputation(const verdict::Policy& policy,
                                                                                   const ledger::Ledger& ledger) {
    if (policy.seeds.empty()) {
        return std::shared_ptr<const evidence::ReputationBook>();
    }
    evidence::ReputationChoice choice;
    choice.seeds = policy.seeds;
    choice.parameters = policy.reputation;
    auto book = evidence::ReputationBook::build(ledger, choice);
    if (!book) {
        return fail(book.error());
    }
    return std::make_shared<const evidence::ReputationBook>(std::move(*book));
}

Result<Done> PolicyBook::refresh(Entry& entry, UnixSeconds now) const {
    if (entry.policy.seeds.empty()) {
        return Done{};
    }
    const bool is_young = now.value < entry.made_at.value + limits::reputation_age_seconds_max;
    const auto edition = ledger_.edition();
    if (entry.reputation && (edition == entry.edition || is_young)) {
        return Done{};
    }
    auto book = run_reputation(entry.policy, ledger_);
    if (!book) {
        return fail(book.error());
    }
    entry.reputation = std::move(*book);
    entry.edition = edition;
    entry.made_at = now;
    return Done{};
}

Result<PolicyBook::Choice> PolicyBook::choose(std::string_view id, UnixSeconds now) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) {
        return fail(errors::policy_unknown, std::string(id));
    }
    if (auto fresh = refresh(*found->second, now); !fresh) {
        return fail(fresh.error());
    }
    return Choice{&found->second->policy, found->second->reputation};
}

std::vector<std::string> PolicyBook::ids() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& [id, entry] : entries_) {
        out.push_back(id);
    }
    return out;
}

}  // namespace countersign::api::service
