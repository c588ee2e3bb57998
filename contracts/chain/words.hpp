// Where the registry's records stand in the contract's storage, and what stands there (docs/spec/chain.md, E12, E13).
// Data in: a state of the rules and one of its records; data out: the words that follow from it, so that a state
// derived from events can be held to what the contract has (compare.hpp). Thread-safety: pure functions.
#pragma once

#include <vector>

#include "contracts/chain/uint256.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/base/result.hpp"

namespace countersign::chain {

enum class WordTable : std::uint8_t {
    identity = 1,
    holder = 2,
    authority = 3,
    earlier_tenure = 5,
    earlier_holder = 6,
    exact = 7,
    name = 8,
    schema = 9,
    accreditation = 10,
    parent = 11,
    batch = 12,
    status = 13,
    dispute = 14,
    disputes = 15,
    upheld = 16,
};

using StoragePlace = FixedBytes<32, struct StoragePlaceTag>;

[[nodiscard]] StoragePlace place_of_word(WordTable table, const Uint256& part);
[[nodiscard]] StoragePlace place_of_word(WordTable table, const Uint256& first, const Uint256& second);
/// An id as a part.
template <std::size_t N, typename Tag>
[[nodiscard]] Uint256 to_word(const FixedBytes<N, Tag>& id) {
    static_assert(N == 32);
    Uint256 out{};
    std::memcpy(out.bytes, id.bytes, N);
    return out;
}

struct ExpectedWord {
    StoragePlace place{};
    Uint256 value{};
    /// Bits that the records don't determine are 0 here and in `value`.
    Uint256 mask{};
    friend bool operator==(const ExpectedWord&, const ExpectedWord&) = default;
};

/// E13: the tenure's word, without `exact` words. `nonce` is the key's last one.
[[nodiscard]] Uint256 pack_tenure(const rules::KeyRecord& tenure, std::uint64_t nonce);
/// Table 10.
[[nodiscard]] Uint256 pack_accreditation(const rules::AccreditationRecord& record);
/// Table 12.
[[nodiscard]] Uint256 pack_batch(const rules::BatchRecord& record);

/// The words that follow from one record of the state, given by its key and value; `state` answers for what belongs to
/// them besides: a key's last nonce, the disputes that are counted. None for what other records' words cover.
/// Errors: chain.record where it isn't a record of registry.md section 4.
[[nodiscard]] Result<std::vector<ExpectedWord>> words_of(rules::ViewRef state, ByteView key, ByteView value);

}  // namespace countersign::chain
