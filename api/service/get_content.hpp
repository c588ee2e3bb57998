// GET /v1/content/{sha256}: who registered these bytes. The answer is made once for each state of the log (and head of
// its chain) and then sent from memory: platforms ask for the same content again and again.
#pragma once

#include <array>
#include <mutex>
#include <unordered_map>

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {

class GetContent {
  public:
    explicit GetContent(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request);
    /// Errors: content.unknown.
    [[nodiscard]] Result<Json> handle(const Sha256Digest& sha256) const;

  private:
    struct Cached {
        std::uint64_t log_size = 0;
        /// Of the registry's chain: how final a record is changes with them.
        std::optional<chain::Heads> heads;
        std::shared_ptr<const http::Prepared> answer;
        std::string etag;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Cached> entries;
    };
    [[nodiscard]] Shard& shard_of(std::string_view hash) noexcept;

    Context& context_;
    std::array<Shard, 16> shards_;
};

}  // namespace countersign::api::service
