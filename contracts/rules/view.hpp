// The state as the rules see it: a map from small keys to small values, and the changes an operation makes to it.
// `get(key)` is all there is, since a chain's storage can't be walked. Tables and layouts: docs/spec/registry.md,
// section 4. Freestanding. Thread-safety: plain values; a view is used by one thread.
#pragma once

#include "contracts/rules/crypto.hpp"
#include "identity/base/limits.hpp"

namespace countersign::rules {

/// What `get` gives where there is no value.
inline constexpr size_t not_found = ~size_t{0};

/// `get(key, out)` copies the value into `out` and gives its length, or `not_found`; a value longer than `out` is not
/// copied and gives its length.
template <typename T>
concept View = requires(const T& view, ByteSpan key, MutableByteSpan out) {
    { view.get(key, out) }
    noexcept->detail::SameAs<size_t>;
};

/// Refers to a View that outlives it.
class ViewRef {
  public:
    template <View T>
    requires(!detail::is_same<T, ViewRef>) constexpr ViewRef(const T& view) noexcept
        : self_(&view), get_([](const void* self, ByteSpan key, MutableByteSpan out) noexcept {
              return static_cast<const T*>(self)->get(key, out);
          }) {}

    [[nodiscard]] size_t get(ByteSpan key, MutableByteSpan out) const noexcept { return get_(self_, key, out); }

  private:
    const void* self_;
    size_t (*get_)(const void*, ByteSpan, MutableByteSpan) noexcept;
};

/// The first byte of a state key.
enum class Table : uint8_t {
    identity = 'I',
    key = 'K',
    earlier_tenure = 'H',
    nonce = 'O',
    name = 'N',
    schema = 'S',
    accreditation = 'A',
    batch = 'B',
    status_word = 'W',
    dispute = 'D',
    dispute_count = 'Q',
    dispute_page = 'P',
};

struct StateKey {
    uint8_t bytes[limits::state_key_bytes_max];
    uint8_t length;

    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes; }
    [[nodiscard]] constexpr size_t size() const noexcept { return length; }
};

[[nodiscard]] StateKey identity_key(const IdentityId& id) noexcept;
[[nodiscard]] StateKey key_key(const KeyId& id) noexcept;
[[nodiscard]] StateKey earlier_tenure_key(const KeyId& id, uint8_t tenure) noexcept;
[[nodiscard]] StateKey nonce_key(const KeyId& id) noexcept;
/// `name` has at most limits::name_bytes_max bytes.
[[nodiscard]] StateKey name_key(ByteSpan name) noexcept;
[[nodiscard]] StateKey schema_key(const SchemaId& id) noexcept;
[[nodiscard]] StateKey accreditation_key(const AccreditationId& id) noexcept;
[[nodiscard]] StateKey batch_key(const BatchId& id) noexcept;
[[nodiscard]] StateKey status_word_key(const BatchId& id, uint32_t word) noexcept;
[[nodiscard]] StateKey dispute_key(const DisputeId& id) noexcept;
[[nodiscard]] StateKey dispute_count_key(const TargetId& target, uint32_t index) noexcept;
[[nodiscard]] StateKey dispute_page_key(const TargetId& target, uint32_t index, uint32_t page) noexcept;

/// What an accepted operation changes: a list of (key, new value), each key once, nothing is ever removed. About 9 KiB:
/// the caller provides it and applies it as a whole or not at all. Empty after a refusal.
class Diff {
  public:
    struct Entry {
        StateKey key;
        uint16_t offset;
        uint16_t size;
    };

    [[nodiscard]] size_t size() const noexcept { return count_; }
    [[nodiscard]] ByteSpan key(size_t i) const noexcept { return entries_[i].key; }
    [[nodiscard]] ByteSpan value(size_t i) const noexcept { return {bytes_ + entries_[i].offset, entries_[i].size}; }
    void clear() noexcept {
        count_ = 0;
        used_ = 0;
    }
    /// False where the diff is full; no operation of the specification gets there (R5).
    [[nodiscard]] bool put(const StateKey& key, ByteSpan value) noexcept;

  private:
    Entry entries_[limits::diff_entries_max];
    uint8_t bytes_[limits::diff_bytes_max];
    size_t count_ = 0;
    size_t used_ = 0;
};

}  // namespace countersign::rules
