#include "contracts/rules/view.hpp"

namespace countersign::rules {

namespace {

class KeyBuilder {
  public:
    explicit KeyBuilder(Table table) noexcept { add(static_cast<uint8_t>(table)); }
    KeyBuilder& bytes(ByteSpan more) noexcept {
        for (const uint8_t byte : more) {
            add(byte);
        }
        return *this;
    }
    KeyBuilder& u32(uint32_t value) noexcept {
        for (unsigned shift = 32; shift > 0; shift -= 8) {
            add(static_cast<uint8_t>(value >> (shift - 8U)));
        }
        return *this;
    }
    KeyBuilder& u8(uint8_t value) noexcept {
        add(value);
        return *this;
    }
    [[nodiscard]] const StateKey& key() const noexcept { return key_; }

  private:
    void add(uint8_t byte) noexcept {
        if (key_.length < limits::state_key_bytes_max) {
            key_.bytes[key_.length] = byte;
            ++key_.length;
        }
    }

    StateKey key_{};
};

bool same_key(const StateKey& a, const StateKey& b) noexcept {
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; ++i) {
        if (a.bytes[i] != b.bytes[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace

StateKey identity_key(const IdentityId& id) noexcept { return KeyBuilder(Table::identity).bytes(id).key(); }
StateKey key_key(const KeyId& id) noexcept { return KeyBuilder(Table::key).bytes(id).key(); }
StateKey earlier_tenure_key(const KeyId& id, uint8_t tenure) noexcept {
    return KeyBuilder(Table::earlier_tenure).bytes(id).u8(tenure).key();
}
StateKey nonce_key(const KeyId& id) noexcept { return KeyBuilder(Table::nonce).bytes(id).key(); }
StateKey name_key(ByteSpan name) noexcept { return KeyBuilder(Table::name).bytes(name).key(); }
StateKey schema_key(const SchemaId& id) noexcept { return KeyBuilder(Table::schema).bytes(id).key(); }
StateKey accreditation_key(const AccreditationId& id) noexcept {
    return KeyBuilder(Table::accreditation).bytes(id).key();
}
StateKey batch_key(const BatchId& id) noexcept { return KeyBuilder(Table::batch).bytes(id).key(); }
StateKey status_word_key(const BatchId& id, uint32_t word) noexcept {
    return KeyBuilder(Table::status_word).bytes(id).u32(word).key();
}
StateKey dispute_key(const DisputeId& id) noexcept { return KeyBuilder(Table::dispute).bytes(id).key(); }
StateKey dispute_count_key(const TargetId& target, uint32_t index) noexcept {
    return KeyBuilder(Table::dispute_count).bytes(target).u32(index).key();
}
StateKey dispute_page_key(const TargetId& target, uint32_t index, uint32_t page) noexcept {
    return KeyBuilder(Table::dispute_page).bytes(target).u32(index).u32(page).key();
}

bool Diff::put(const StateKey& key, ByteSpan value) noexcept {
    for (size_t i = 0; i < count_; ++i) {
        if (same_key(entries_[i].key, key)) {
            return false;
        }
    }
    if (count_ == limits::diff_entries_max || value.size() > limits::diff_bytes_max - used_) {
        return false;
    }
    Entry& entry = entries_[count_];
    entry.key = key;
    entry.offset = static_cast<uint16_t>(used_);
    entry.size = static_cast<uint16_t>(value.size());
    copy_bytes(bytes_ + used_, value.data(), value.size());
    used_ += value.size();
    ++count_;
    return true;
}

}  // namespace countersign::rules
