// published.db: the last published checkpoint, in a file of its own, so that a log restored from an older backup can be
// told (docs/spec/log.md, L55, L81). Private to contracts/store. Thread-safety: any number of threads.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "contracts/store/database.hpp"
#include "contracts/store/log_store.hpp"

namespace countersign::store {

class PublishedFile {
  public:
    /// Makes the file where it is missing. Errors: store.*.
    [[nodiscard]] static Result<Done> create(const std::filesystem::path& path, const std::string& vfs);
    explicit PublishedFile(Database database) : database_(std::move(database)) {}

    /// Size 0 and the empty tree's root before the first. Errors: store.corrupt, store.io, store.busy.
    [[nodiscard]] Result<Published> read();
    /// As LogStore::advance_published.
    [[nodiscard]] Result<Done> advance(const log::TreeHead& expected, const Published& next);
    /// As LogStore::check_structure, of this file alone.
    [[nodiscard]] Result<Done> check_structure();

  private:
    /// Requires `using_`.
    [[nodiscard]] Result<Published> read_row();

    Database database_;
    std::mutex using_;
};

}  // namespace countersign::store
