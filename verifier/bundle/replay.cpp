#include "verifier/bundle/replay.hpp"

#include <memory>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/apply.hpp"
#include "verifier/bundle/errors.hpp"

namespace countersign::bundle {

namespace {

/// The state, with the nonce table answering that the one before `nonce` was the last.
class ReplayView {
  public:
    ReplayView(const ledger::State& state, std::uint64_t nonce) : state_(state), nonce_(nonce) {}

    [[nodiscard]] std::size_t get(rules::ByteSpan key, rules::MutableByteSpan out) const noexcept {
        if (key.empty() || key[0] != static_cast<std::uint8_t>(rules::Table::nonce)) {
            return state_.get(key, out);
        }
        if (nonce_ <= 1) {
            return rules::not_found;
        }
        rules::Writer writer(out);
        writer.u64(nonce_ - 1);
        return rules::NonceRecord::size_bytes;
    }

  private:
    const ledger::State& state_;
    std::uint64_t nonce_;
};

std::string to_string(rules::ByteSpan bytes) { return std::string(as_text({bytes.data(), bytes.size()})); }

/// About 12 KiB; one for a whole replay.
struct Work {
    rules::Authenticated operation;
    rules::Diff diff;
};

Result<Done> apply_entry(const BundleEntry& item, const rules::DomainSeparator& domain, Work& work,
                         Replayed& replayed) {
    const auto where = [&item](std::string_view what) {
        return std::string(what) + " at " + std::to_string(item.index);
    };
    const auto parsed = ledger::parse_entry(item.entry);
    if (!parsed || !std::holds_alternative<ledger::OperationEntry>(*parsed)) {
        return fail(errors::bundle_replay, where("no operation"));
    }
    const auto& entry = std::get<ledger::OperationEntry>(*parsed);
    const auto crypto = ledger::host_crypto();
    auto error = rules::authenticate(rules::ByteSpan(entry.operation), domain, crypto, work.operation);
    if (error == rules::RuleError::none) {
        const ReplayView view(replayed.state, work.operation.operation().header.nonce);
        error = rules::apply(view, work.operation, {.now = entry.accepted_at, .checkpoint = {}}, crypto, work.diff);
    }
    if (error != rules::RuleError::none) {
        return fail(errors::bundle_replay, where(rules::rule_error_name(error)));
    }
    for (std::size_t i = 0; i < work.diff.size(); ++i) {
        replayed.state.put(to_string(work.diff.key(i)), to_string(work.diff.value(i)));
    }
    if (work.operation.operation().kind == rules::OperationKind::commit) {
        replayed.batches[item.index] =
            rules::batch_id(work.operation.identity(), work.operation.operation().body.commit, crypto);
    }
    return Done{};
}

}  // namespace

Result<Replayed> replay(const std::vector<BundleEntry>& entries) {
    Replayed replayed;
    const auto genesis = ledger::parse_entry(entries.front().entry);
    if (!genesis || !std::holds_alternative<ledger::GenesisEntry>(*genesis)) {
        return fail(errors::bundle_replay, "entry 0 makes no registry");
    }
    replayed.origin = std::get<ledger::GenesisEntry>(*genesis).origin;
    replayed.registry = ledger::registry_id(entries.front().entry);
    const auto domain = rules::embedded_domain(replayed.registry, ledger::host_crypto());
    const auto work = std::make_unique<Work>();
    UnixSeconds before{};
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const auto time = accepted_at(entries[i].entry);
        if (!time || *time < before) {
            return fail(errors::bundle_replay, "the log's time runs backwards");
        }
        before = *time;
        if (const auto applied = apply_entry(entries[i], domain, *work, replayed); !applied) {
            return fail(applied.error());
        }
    }
    return replayed;
}

Result<UnixSeconds> accepted_at(ByteView bytes) {
    const auto entry = ledger::parse_entry(bytes);
    if (!entry) {
        return fail(errors::bundle_replay, "not an entry");
    }
    return std::holds_alternative<ledger::GenesisEntry>(*entry) ? std::get<ledger::GenesisEntry>(*entry).created_at
                                                                : std::get<ledger::OperationEntry>(*entry).accepted_at;
}

}  // namespace countersign::bundle
