#include "verifier/evidence/name_book.hpp"

#include <algorithm>

#include "contracts/rules/queries.hpp"

namespace countersign::evidence {

// Later claims have later times: adding the new ones in order of time keeps all in order. Only where the mirrored chain
// took entries back all are taken in anew.
void NameBook::catch_up() {
    std::vector<std::pair<UnixSeconds, std::string>> fresh;
    {
        if (const std::uint64_t cuts = ledger_.edition().cuts; cuts != cuts_) {
            index_ = {};
            known_.clear();
            cuts_ = cuts;
        }
        const auto view = ledger_.view();
        const auto& all = view.indexes().names();
        if (all.size() == known_.size()) {
            return;
        }
        for (const auto& [name, holder] : all) {
            rules::NameRecord record{};
            if (!known_.contains(name) &&
                rules::find_name(view.state(), rules::ByteSpan(as_bytes(name)), record) == rules::RuleError::none) {
                fresh.emplace_back(record.claimed_at, name);
            }
        }
    }
    std::ranges::stable_sort(fresh, {}, [](const auto& item) { return item.first.value; });
    for (auto& [time, text] : fresh) {
        if (const auto name = names::parse_name(text)) {
            index_.add(*name);
        }
        known_.insert(std::move(text));
    }
}

std::optional<names::Lookalike> NameBook::find(std::string_view text) {
    const std::lock_guard lock(mutex_);
    catch_up();
    auto found = index_.find(text);
    return found ? std::move(*found) : std::nullopt;
}

Result<Done> NameBook::check_admission(const names::Name& name) {
    const std::lock_guard lock(mutex_);
    catch_up();
    return names::check_not_lookalike(index_, name);
}

}  // namespace countersign::evidence
