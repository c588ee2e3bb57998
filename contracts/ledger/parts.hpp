// The objects behind a Ledger, in the order in which they are made; they end in the opposite order. Private to
// contracts/ledger.
#pragma once

#include "contracts/ledger/batch_trees.hpp"
#include "contracts/ledger/core.hpp"
#include "contracts/ledger/mirror.hpp"
#include "contracts/ledger/publisher.hpp"
#include "contracts/ledger/writer.hpp"

namespace countersign::ledger {

struct Ledger::Parts {
    Parts(std::unique_ptr<Core> made_core, const store::Published& published)
        : core(std::move(made_core)), publisher(std::make_unique<Publisher>(*core, published)) {
        if (core->options.access == Access::read_write && core->home.chain) {
            mirror = std::make_unique<Mirror>(*core, [this] { publisher->notify(); });
        } else if (core->options.access == Access::read_write) {
            writer = std::make_unique<Writer>(*core, [this] { publisher->notify(); });
        }
    }

    std::unique_ptr<Core> core;
    std::unique_ptr<Publisher> publisher;
    BatchTrees batch_trees;
    /// One of these, or none where the ledger is only read.
    std::unique_ptr<Writer> writer;
    std::unique_ptr<Mirror> mirror;
};

}  // namespace countersign::ledger
