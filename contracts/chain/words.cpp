#include "contracts/chain/words.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "contracts/chain/errors.hpp"
#include "identity/base/hash.hpp"

namespace countersign::chain {
namespace {

using Words = std::vector<ExpectedWord>;

constexpr std::uint64_t tenure_time_max = (std::uint64_t{1} << 35U) - 1;
constexpr unsigned nonce_at = 10;
constexpr unsigned nonce_bits = 36;
constexpr unsigned tag_bits = 216;

/// Puts a number of `bits` bits at bit `at`; bits that are beyond are cut.
void put(Uint256& word, unsigned at, unsigned bits, std::uint64_t value) {
    for (unsigned i = 0; i < bits && i < 64; ++i) {
        const unsigned bit = at + i;
        if ((value >> i & 1U) != 0) {
            std::uint8_t& byte = word.bytes[31 - bit / 8];
            byte = static_cast<std::uint8_t>(byte | 1U << (bit % 8));
        }
    }
}

Uint256 ones(unsigned at, unsigned bits) {
    Uint256 out{};
    for (unsigned i = 0; i < bits; i += 64) {
        put(out, at + i, std::min(64U, bits - i), ~std::uint64_t{0});
    }
    return out;
}
const Uint256 whole = ones(0, 256);

Uint256 without(Uint256 word, const Uint256& bits) {
    for (std::size_t i = 0; i < 32; ++i) {
        word.bytes[i] = static_cast<std::uint8_t>(word.bytes[i] & ~bits.bytes[i]);
    }
    return word;
}

/// A time above the lowest 216 bits of a hash.
Uint256 tagged(UnixSeconds time, ByteView hashed) {
    const Keccak256Digest digest = keccak256(hashed);
    Uint256 out = without(to_word(digest), ones(tag_bits, 256 - tag_bits));
    put(out, tag_bits, 256 - tag_bits, time.value);
    return out;
}

ExpectedWord expect(WordTable table, const Uint256& part, const Uint256& value) {
    return {place_of_word(table, part), value, whole};
}
ExpectedWord expect(WordTable table, const Uint256& first, const Uint256& second, const Uint256& value) {
    return {place_of_word(table, first, second), value, whole};
}

bool is_exact(const rules::KeyRecord& tenure) {
    return tenure.valid_from.value >= tenure_time_max || tenure.valid_until.value >= tenure_time_max;
}

void add_exact(const rules::KeyRecord& tenure, const StoragePlace& place, Words& out) {
    if (is_exact(tenure)) {
        Uint256 times{};
        put(times, 64, 64, tenure.valid_from.value);
        put(times, 0, 64, tenure.valid_until.value);
        out.push_back(expect(WordTable::exact, to_word(place), times));
    }
}

Words key_words(rules::ViewRef state, const rules::KeyId& key, const rules::KeyRecord& record) {
    std::uint64_t nonce = 0;
    std::ignore = rules::find_nonce(state, key, nonce);
    Words out;
    out.push_back(expect(WordTable::holder, to_word(key), to_word(record.identity)));
    out.push_back(expect(WordTable::authority, to_word(record.identity), to_word(key), pack_tenure(record, nonce)));
    add_exact(record, out.back().place, out);
    return out;
}

Words earlier_tenure_words(const rules::KeyId& key, std::uint8_t number, const rules::KeyRecord& record) {
    const Uint256 second = to_uint256(number);
    const Uint256 no_nonce = ones(nonce_at, nonce_bits);
    Words out;
    out.push_back({place_of_word(WordTable::earlier_tenure, to_word(key), second), pack_tenure(record, 0),
                   without(whole, no_nonce)});
    const StoragePlace place = out.back().place;
    out.push_back(expect(WordTable::earlier_holder, to_word(key), second, to_word(record.identity)));
    add_exact(record, place, out);
    return out;
}

/// Of a key that nobody ever held; else its holder's word has it.
Words nonce_words(rules::ViewRef state, const rules::KeyId& key, const rules::NonceRecord& record) {
    rules::KeyRecord holder{};
    if (rules::find_key(state, key, holder) == rules::RuleError::none) {
        return key_words(state, key, holder);
    }
    return {expect(WordTable::holder, to_word(key), to_uint256(record.last))};
}

Words accreditation_words(const rules::AccreditationId& id, const rules::AccreditationRecord& record) {
    return {expect(WordTable::accreditation, to_word(id), pack_accreditation(record)),
            expect(WordTable::parent, to_word(id), to_word(record.parent))};
}

/// Tables 15 and 16 from all disputes of a target, in their order.
Result<Words> dispute_count_words(rules::ViewRef state, const rules::TargetId& target, std::uint32_t index,
                                  std::uint32_t count) {
    std::vector<std::pair<rules::DisputeId, rules::DisputeRecord>> all;
    for (std::uint32_t page = 0; all.size() < count; ++page) {
        rules::DisputePage ids{};
        if (rules::find_dispute_page(state, target, index, page, ids) != rules::RuleError::none ||
            ids.disputes.size() == 0) {
            return fail(errors::chain_record, "disputes that are counted aren't listed");
        }
        for (const rules::DisputeId& id : ids.disputes) {
            all.emplace_back(id, rules::DisputeRecord{});
            if (rules::find_dispute(state, id, all.back().second) != rules::RuleError::none) {
                return fail(errors::chain_record, "a listed dispute isn't there");
            }
        }
    }
    const auto is_conceded = [](const rules::DisputeRecord& record) {
        return record.answer == rules::DisputeAnswer::conceded;
    };
    // The hash runs over the words as they were, with what had been conceded by then.
    Uint256 word{};
    bool is_order_known = true;
    std::map<rules::IdentityId, std::uint64_t> upheld;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [id, record] = all[i];
        std::uint64_t conceded_before = 0;
        for (std::size_t k = 0; k < i; ++k) {
            const auto& [other_id, other] = all[k];
            conceded_before += is_conceded(other) && other.answered_at < record.opened_at ? 1U : 0U;
            // Within one block the records don't say which came first.
            is_order_known = is_order_known && !(is_conceded(other) && other.answered_at == record.opened_at);
        }
        Uint256 before = without(word, ones(32, 32));
        put(before, 32, 32, conceded_before);
        const Keccak256Digest digest = keccak256(ByteWriter().bytes(view(before)).bytes(view(id)).view());
        word = {};
        std::memcpy(word.bytes, digest.bytes + 8, 24);
        put(word, 0, 32, i + 1);
        if (record.ruling == rules::Ruling::upheld) {
            ++upheld[record.arbiter];
        }
    }
    put(word, 32, 32, static_cast<std::uint64_t>(std::ranges::count_if(all, [&](const auto& each) {
            return is_conceded(each.second);
        })));
    const Uint256 mask = is_order_known ? whole : ones(0, 64);
    const Uint256 second = to_uint256(index);
    Words out{{place_of_word(WordTable::disputes, to_word(target), second), without(word, without(whole, mask)), mask}};
    const Keccak256Digest both = keccak256(ByteWriter().bytes(view(target)).bytes(view(second)).view());
    for (const auto& [arbiter, times] : upheld) {
        out.push_back(expect(WordTable::upheld, to_word(both), to_word(arbiter), to_uint256(times)));
    }
    return out;
}

/// Reads a key's fields and the record behind them.
template <typename Record>
std::optional<Record> read(ByteView value) {
    Record record{};
    return rules::decode(rules::ByteSpan(value), record) ? std::optional(record) : std::nullopt;
}

}  // namespace

StoragePlace place_of_word(WordTable table, const Uint256& part) {
    const Uint256 number = to_uint256(static_cast<std::uint64_t>(table));
    StoragePlace out{};
    std::ignore = copy_exact(view(keccak256(ByteWriter().bytes(view(part)).bytes(view(number)).view())), out);
    return out;
}

StoragePlace place_of_word(WordTable table, const Uint256& first, const Uint256& second) {
    const Uint256 number = to_uint256(static_cast<std::uint64_t>(table));
    const Bytes hashed = ByteWriter().bytes(view(first)).bytes(view(second)).bytes(view(number)).take();
    StoragePlace out{};
    std::ignore = copy_exact(view(keccak256(hashed)), out);
    return out;
}

Uint256 pack_tenure(const rules::KeyRecord& tenure, std::uint64_t nonce) {
    const auto time = [](UnixSeconds value) { return std::min(value.value, tenure_time_max); };
    Uint256 out{};
    put(out, 0, 1, is_exact(tenure) ? 1 : 0);
    put(out, 1, 3, tenure.tenure);
    put(out, 4, 6, tenure.roles);
    put(out, nonce_at, nonce_bits, nonce);
    put(out, 46, 35, time(tenure.valid_until));
    put(out, 81, 35, time(tenure.valid_from));
    put(out, 116, 35, tenure.declared_at.value);
    put(out, 151, 35, tenure.compromised_since.value);
    put(out, 186, 35, tenure.retired_at.value);
    put(out, 221, 35, tenure.added_at.value);
    return out;
}

Uint256 pack_accreditation(const rules::AccreditationRecord& record) {
    Uint256 out{};
    put(out, 0, 16, record.reason);
    put(out, 16, 1, record.delegable ? 1 : 0);
    put(out, 17, 2, record.depth);
    put(out, 19, 40, record.suspended_at.value);
    put(out, 59, 40, record.accredited_at.value);
    put(out, 99, 64, record.valid_until.value);
    put(out, 163, 64, record.valid_from.value);
    return out;
}

Uint256 pack_batch(const rules::BatchRecord& record) {
    return tagged(record.committed_at, ByteWriter()
                                           .bytes(view(record.key))
                                           .bytes(view(record.schema))
                                           .bytes(view(record.accreditor))
                                           .bytes(view(record.arbiter))
                                           .view());
}

Result<std::vector<ExpectedWord>> words_of(rules::ViewRef state, ByteView key, ByteView value) {
    const auto refuse = [] { return fail(errors::chain_record, "a record that can't be read"); };
    ByteReader reader(key);
    const auto table = static_cast<rules::Table>(reader.u8());
    const ByteView rest = reader.rest();
    const auto id = reader.fixed<Uint256>();
    const auto as = [&]<typename Id>(Id out) {
        std::memcpy(out.bytes, id.bytes, sizeof(out.bytes));
        return out;
    };
    switch (table) {
        case rules::Table::identity: return Words{expect(WordTable::identity, id, to_word(keccak256(value)))};
        case rules::Table::key: {
            const auto record = read<rules::KeyRecord>(value);
            return record ? Result<Words>(key_words(state, as(rules::KeyId{}), *record)) : refuse();
        }
        case rules::Table::earlier_tenure: {
            const auto record = read<rules::KeyRecord>(value);
            const std::uint8_t number = reader.u8();
            return record ? Result<Words>(earlier_tenure_words(as(rules::KeyId{}), number, *record)) : refuse();
        }
        case rules::Table::nonce: {
            const auto record = read<rules::NonceRecord>(value);
            return record ? Result<Words>(nonce_words(state, as(rules::KeyId{}), *record)) : refuse();
        }
        case rules::Table::name: {
            const auto record = read<rules::NameRecord>(value);
            return record ? Result<Words>(Words{expect(WordTable::name, to_word(keccak256(rest)),
                                                       tagged(record->claimed_at, view(record->identity)))})
                          : refuse();
        }
        case rules::Table::schema: {
            const auto record = read<rules::SchemaRecord>(value);
            return record ? Result<Words>(
                                Words{expect(WordTable::schema, id,
                                             tagged(record->registered_at, {record->uri.bytes, record->uri.length}))})
                          : refuse();
        }
        case rules::Table::accreditation: {
            const auto record = read<rules::AccreditationRecord>(value);
            return record ? Result<Words>(accreditation_words(as(rules::AccreditationId{}), *record)) : refuse();
        }
        case rules::Table::batch: {
            const auto record = read<rules::BatchRecord>(value);
            return record ? Result<Words>(Words{expect(WordTable::batch, id, pack_batch(*record))}) : refuse();
        }
        case rules::Table::status_word: {
            Uint256 word{};
            const Uint256 number = to_uint256(reader.u32());
            return copy_exact(value, word) ? Result<Words>(Words{expect(WordTable::status, id, number, word)})
                                           : refuse();
        }
        case rules::Table::dispute: return Words{expect(WordTable::dispute, id, to_word(keccak256(value)))};
        case rules::Table::dispute_count: {
            const auto record = read<rules::DisputeCount>(value);
            const std::uint32_t index = reader.u32();
            return record ? dispute_count_words(state, as(rules::TargetId{}), index, record->count) : refuse();
        }
        case rules::Table::dispute_page: return Words{};
    }
    return refuse();
}

}  // namespace countersign::chain
