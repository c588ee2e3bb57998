#include "contracts/ledger/state.hpp"

#include <algorithm>
#include <vector>

#include "identity/base/bytes.hpp"

namespace countersign::ledger {
namespace {

std::string_view to_view(rules::ByteSpan bytes) noexcept { return as_text({bytes.data(), bytes.size()}); }

std::size_t copy_value(const std::string& value, rules::MutableByteSpan out) noexcept {
    if (value.size() <= out.size) {
        std::memcpy(out.data, value.data(), value.size());
    }
    return value.size();
}

}  // namespace

std::size_t StateKeyHash::operator()(std::string_view key) const noexcept {
    // A key is a table's letter and mostly a cryptographic hash, whose bytes are as good as any; names and page numbers
    // are mixed by the standard hash.
    if (key.size() == 33) {
        std::size_t out = 0;
        std::memcpy(&out, key.data() + 1, sizeof out);
        return out ^ (std::size_t{static_cast<unsigned char>(key[0])} * 0x9E3779B97F4A7C15ULL);
    }
    return std::hash<std::string_view>{}(key);
}

std::size_t State::get(rules::ByteSpan key, rules::MutableByteSpan out) const noexcept {
    const std::string* const value = find(to_view(key));
    return value == nullptr ? rules::not_found : copy_value(*value, out);
}

const std::string* State::find(std::string_view key) const noexcept {
    const auto found = map_.find(key);
    return found == map_.end() ? nullptr : &found->second;
}

Sha256Digest State::digest() const {
    std::vector<const StateMap::value_type*> sorted;
    sorted.reserve(map_.size());
    for (const auto& item : map_) {
        sorted.push_back(&item);
    }
    std::ranges::sort(sorted, {}, [](const auto* item) -> const std::string& { return item->first; });
    Sha2Hasher hasher;
    for (const auto* const item : sorted) {
        hasher.update(ByteWriter().u32(static_cast<std::uint32_t>(item->first.size())).view());
        hasher.update(as_bytes(item->first));
        hasher.update(ByteWriter().u32(static_cast<std::uint32_t>(item->second.size())).view());
        hasher.update(as_bytes(item->second));
    }
    return hasher.finish_sha256();
}

std::size_t Overlay::get(rules::ByteSpan key, rules::MutableByteSpan out) const noexcept {
    const auto found = changes_.find(to_view(key));
    return found == changes_.end() ? base_->get(key, out) : copy_value(found->second, out);
}

void Overlay::put(const rules::Diff& diff, Nonces nonces) {
    for (std::size_t i = 0; i < diff.size(); ++i) {
        const std::string_view key = to_view(diff.key(i));
        if (nonces == Nonces::move || key[0] != static_cast<char>(rules::Table::nonce)) {
            changes_.insert_or_assign(std::string(key), std::string(to_view(diff.value(i))));
        }
    }
}

void Overlay::merge_into(State& state) {
    while (!changes_.empty()) {
        auto node = changes_.extract(changes_.begin());
        state.put(std::move(node.key()), std::move(node.mapped()));
    }
}

}  // namespace countersign::ledger
