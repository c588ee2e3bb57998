// Trust nothing in memory: reading everything back and computing it again.
#include "contracts/ledger/derive.hpp"
#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/parts.hpp"

namespace countersign::ledger {

Result<std::uint64_t> Ledger::check() const {
    Core& core = *parts_->core;
    if (const auto sound = core.store->check_structure(); !sound) {
        return fail(sound.error());
    }
    const auto derived = derive(*core.store, Signatures::verify);
    if (!derived) {
        return fail(derived.error());
    }
    const auto published = core.store->read_published();
    if (!published) {
        return fail(published.error());
    }
    if (const auto good = check_published(derived->tree, *published); !good) {
        return fail(good.error());
    }
    const auto& signer = core.options.signer;
    // A ledger whose key was changed signs again with the new one at its next checkpoint.
    if (signer && published->head.size != 0 && !log::open_checkpoint(published->note, signer->verifier())) {
        return fail(errors::ledger_corrupt, "the published checkpoint isn't signed by the present key");
    }
    const View present = view();
    const std::uint64_t size = derived->tree.size();
    if (present.head().size == size &&
        (present.head() != derived->tree.head() || present.state_digest() != derived->state.digest())) {
        return fail(errors::ledger_corrupt, "the state in memory isn't that of the log");
    }
    return size;
}

Result<Done> Ledger::rebuild() {
    Core& core = *parts_->core;
    const std::lock_guard writing(core.writing);
    auto derived = derive(*core.store, Signatures::trust);
    if (!derived) {
        return fail(derived.error());
    }
    const auto lock = core.lock_to_publish();
    core.derived = std::move(*derived);
    return Done{};
}

}  // namespace countersign::ledger
