#include "verifier/c2pa/cbor.hpp"

#include "identity/base/ensure.hpp"

namespace countersign::verifier::c2pa {

Cbor::Cbor(std::int64_t value) noexcept {
    if (value >= 0) {
        value_ = static_cast<std::uint64_t>(value);
    } else {
        value_ = CborNegative{static_cast<std::uint64_t>(-1 - value)};
    }
}
Cbor::Cbor(Map value) noexcept : value_(std::move(value)) {}
Cbor::Cbor(Cbor&&) noexcept = default;
Cbor& Cbor::operator=(Cbor&&) noexcept = default;
Cbor::~Cbor() = default;

Cbor::Cbor(const Cbor& other) {
    if (other.is_tagged()) {
        value_ = std::make_unique<CborTagged>(CborTagged{other.tag(), other.tagged_item()});
        return;
    }
    std::visit(
        [this](const auto& held) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(held)>, std::unique_ptr<CborTagged>>) {
                value_ = held;
            }
        },
        other.value_);
}
Cbor& Cbor::operator=(const Cbor& other) {
    if (this != &other) {
        *this = Cbor(other);
    }
    return *this;
}

Cbor Cbor::map(std::initializer_list<CborEntry> entries) { return Cbor(Map(entries)); }
Cbor Cbor::array(std::initializer_list<Cbor> items) { return Cbor(Array(items)); }
Cbor Cbor::tagged(std::uint64_t tag, Cbor item) {
    Cbor out;
    out.value_ = std::make_unique<CborTagged>(CborTagged{tag, std::move(item)});
    return out;
}

bool Cbor::is_tagged() const noexcept { return std::holds_alternative<std::unique_ptr<CborTagged>>(value_); }
std::uint64_t Cbor::tag() const { return std::get<std::unique_ptr<CborTagged>>(value_)->tag; }
const Cbor& Cbor::tagged_item() const { return std::get<std::unique_ptr<CborTagged>>(value_)->item; }

bool Cbor::fits_int64() const noexcept {
    constexpr std::uint64_t most = 0x7FFF'FFFF'FFFF'FFFF;
    return (is_unsigned() && std::get<std::uint64_t>(value_) <= most) ||
           (is_negative() && std::get<CborNegative>(value_).magnitude <= most);
}
std::int64_t Cbor::as_int64() const {
    ensure(fits_int64(), "fits_int64");
    return is_unsigned() ? static_cast<std::int64_t>(as_unsigned())
                         : -1 - static_cast<std::int64_t>(as_negative().magnitude);
}

const Cbor* Cbor::find(std::string_view key) const noexcept {
    const Map* const entries = std::get_if<Map>(&value_);
    if (entries == nullptr) {
        return nullptr;
    }
    for (const CborEntry& entry : *entries) {
        if (const auto* text = std::get_if<std::string>(&entry.key.value_); text != nullptr && *text == key) {
            return &entry.value;
        }
    }
    return nullptr;
}
const Cbor* Cbor::find(std::int64_t key) const noexcept {
    const Map* const entries = std::get_if<Map>(&value_);
    if (entries == nullptr) {
        return nullptr;
    }
    const Cbor wanted(key);
    for (const CborEntry& entry : *entries) {
        if (entry.key == wanted) {
            return &entry.value;
        }
    }
    return nullptr;
}
const std::string* Cbor::find_text(std::string_view key) const noexcept {
    const Cbor* const found = find(key);
    return found == nullptr ? nullptr : std::get_if<std::string>(&found->value_);
}
const Bytes* Cbor::find_bytes(std::string_view key) const noexcept {
    const Cbor* const found = find(key);
    return found == nullptr ? nullptr : std::get_if<Bytes>(&found->value_);
}
const Cbor::Array* Cbor::find_array(std::string_view key) const noexcept {
    const Cbor* const found = find(key);
    return found == nullptr ? nullptr : std::get_if<Array>(&found->value_);
}

Cbor& Cbor::set(std::string_view key, Cbor value) {
    for (CborEntry& entry : as_map()) {
        if (entry.key.is_text() && entry.key.as_text() == key) {
            entry.value = std::move(value);
            return *this;
        }
    }
    as_map().push_back({Cbor(key), std::move(value)});
    return *this;
}
Cbor& Cbor::push(Cbor value) {
    as_array().push_back(std::move(value));
    return *this;
}

bool operator==(const Cbor& a, const Cbor& b) {
    if (a.is_tagged() && b.is_tagged()) {
        return a.tag() == b.tag() && a.tagged_item() == b.tagged_item();
    }
    return a.value_ == b.value_;
}

}  // namespace countersign::verifier::c2pa
