// The registry's state in memory: small keys to small values, as the rules see it, and the overlay in which a group of
// operations is tried before it is durable.
// Thread-safety: as a map; one writer, or many readers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "contracts/rules/view.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/hash.hpp"

namespace countersign::ledger {

struct StateKeyHash {
    using is_transparent = void;
    [[nodiscard]] std::size_t operator()(std::string_view key) const noexcept;
};
using StateMap = std::unordered_map<std::string, std::string, StateKeyHash, std::equal_to<>>;

/// A View of the rules.
class State {
  public:
    [[nodiscard]] std::size_t get(rules::ByteSpan key, rules::MutableByteSpan out) const noexcept;
    [[nodiscard]] const std::string* find(std::string_view key) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return map_.size(); }
    /// SHA-256 over all keys and values in the order of the keys. O(n log n).
    [[nodiscard]] Sha256Digest digest() const;
    /// Every record, in no order.
    using Visitor = std::function<void(ByteView key, ByteView value)>;
    void visit(const Visitor& visitor) const {
        for (const auto& [key, value] : map_) {
            visitor(as_bytes(key), as_bytes(value));
        }
    }

    void put(std::string key, std::string value) { map_.insert_or_assign(std::move(key), std::move(value)); }
    void clear() { map_.clear(); }

  private:
    StateMap map_;
};

/// Changes on top of a state that stays as it is until they are merged. A View of the rules.
class Overlay {
  public:
    /// `base` must outlive it.
    explicit Overlay(const State& base) : base_(&base) {}

    [[nodiscard]] std::size_t get(rules::ByteSpan key, rules::MutableByteSpan out) const noexcept;
    /// Whether the signers' last nonces are among what changes.
    enum class Nonces : std::uint8_t { move, stay };
    void put(const rules::Diff& diff, Nonces nonces = Nonces::move);
    /// Moves the changes into `state`, which must be the base, and leaves none.
    void merge_into(State& state);

  private:
    const State* base_;
    StateMap changes_;
};

}  // namespace countersign::ledger
