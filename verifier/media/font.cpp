#include "verifier/media/font.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t head_bytes = 12;
constexpr std::uint64_t record_bytes = 16;
constexpr std::uint64_t table_head_bytes = 20;
constexpr std::uint64_t adjustment_offset = 8;
constexpr std::uint64_t adjustment_bytes = 4;
constexpr std::uint64_t offset_max = 0xFFFFFFFF;
constexpr std::uint32_t adjustment_magic = 0xB1B0AFBA;
constexpr std::uint16_t version_major = 1;
constexpr std::string_view store_tag = "C2PA";
constexpr std::string_view head_tag = "head";

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "font at " + std::to_string(offset));
}

struct Table {
    std::string tag;
    std::uint32_t checksum = 0;
    ByteRange range;
};

std::uint64_t padding(std::uint64_t length) noexcept { return (4 - length % 4) % 4; }

/// In the order of the directory. Errors also where a table reaches beyond the file.
Result<std::vector<Table>> read_tables(const ByteSource& source) {
    HeaderReader reader(source);
    const auto head = reader.read(0, std::min<std::uint64_t>(head_bytes, source.size()));
    if (!head || head->size() < head_bytes) {
        return head ? malformed(0) : fail(head.error());
    }
    const std::size_t count = ByteReader(head->subspan(4, 2)).u16();
    std::vector<Table> out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t at = head_bytes + i * record_bytes;
        const auto record = reader.read(at, record_bytes);
        if (!record) {
            return fail(record.error());
        }
        ByteReader fields(*record);
        Table table{std::string(as_text(fields.read(4))), fields.u32(), {}};
        table.range.start = fields.u32();
        table.range.length = fields.u32();
        if (table.range.end() > source.size()) {
            return malformed(at);
        }
        out.push_back(std::move(table));
    }
    return out;
}

/// Where the store and the address lie in the file; zero length where there is none.
struct StoreTable {
    ByteRange store;
    ByteRange address;
};

Result<StoreTable> read_store_table(const ByteSource& source, const ByteRange& table) {
    if (table.length < table_head_bytes) {
        return fail(errors::manifest_malformed, "C2PA table");
    }
    const auto head = read_bytes(source, table.start, table_head_bytes);
    if (!head) {
        return fail(head.error());
    }
    ByteReader fields(ByteView(*head).subspan(4));
    const std::uint64_t address_at = fields.u32();
    const std::uint64_t address_bytes = fields.u16();
    static_cast<void>(fields.u16());
    const std::uint64_t store_at = fields.u32();
    const std::uint64_t store_bytes = fields.u32();
    const auto place = [&](std::uint64_t at, std::uint64_t length) -> Result<ByteRange> {
        if (at == 0 || length == 0) {
            return ByteRange{};
        }
        const bool inside = at >= table_head_bytes && at <= table.length && length <= table.length - at;
        return inside ? Result<ByteRange>(ByteRange{table.start + at, length})
                      : fail(errors::manifest_malformed, "C2PA table");
    };
    const auto store = place(store_at, store_bytes);
    const auto address = place(address_at, address_bytes);
    if (!store || !address) {
        return fail(errors::manifest_malformed, "C2PA table");
    }
    return StoreTable{*store, *address};
}

Result<Done> read_store_and_address(const ByteSource& source, const ByteRange& table, Container& out) {
    const auto places = read_store_table(source, table);
    if (!places) {
        return fail(places.error());
    }
    const auto address = read_bytes(source, places->address.start, places->address.length);
    if (!address) {
        return fail(address.error());
    }
    const std::string_view text = as_text(*address);
    if (text.starts_with("https://") || text.starts_with("http://")) {
        out.remote_url = text;
    }
    if (places->store.length == 0) {
        return Done{};
    }
    auto read = read_store(source, places->store, out);
    out.store_ranges = {table};
    return read;
}

/// As 32-bit words, big-endian, zeros behind the end.
std::uint32_t sum_words(ByteView bytes) noexcept {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        sum += static_cast<std::uint32_t>(bytes[i]) << (24U - 8U * (i % 4));
    }
    return sum;
}

Bytes word(std::uint32_t value) { return ByteWriter().u32(value).take(); }
Bytes table_checksum(ByteView framed, std::uint32_t seed) { return word(seed + sum_words(framed)); }
/// The table's sum counts twice: as its words, and as its checksum in the directory.
Bytes adjustment(ByteView framed, std::uint32_t seed) { return word(seed - 2 * sum_words(framed)); }

Bytes store_table_head(std::uint64_t store_bytes) {
    ByteWriter out;
    out.u16(version_major).u16(0).u32(0).u16(0).u16(0);
    return out.u32(table_head_bytes).u32(static_cast<std::uint32_t>(store_bytes)).take();
}

/// Number of tables, and what a binary search in them needs.
Bytes directory_head(ByteView version, std::size_t count) {
    std::uint16_t selector = 0;
    while ((std::size_t{2} << selector) <= count) {
        ++selector;
    }
    const auto range = static_cast<std::uint16_t>(record_bytes << selector);
    ByteWriter out;
    out.bytes(version).u16(static_cast<std::uint16_t>(count)).u16(range).u16(selector);
    return out.u16(static_cast<std::uint16_t>(count * record_bytes - range)).take();
}

/// Without an old store, each with its new offset, in the order of the file; `end` is where the store's table goes.
struct Layout {
    std::vector<Table> tables;
    std::vector<std::uint64_t> offsets;
    std::uint64_t end = 0;
};

Result<Layout> lay_out(std::vector<Table> tables) {
    Layout out;
    std::erase_if(tables, [](const Table& table) { return table.tag == store_tag; });
    std::ranges::sort(tables, {}, [](const Table& table) { return table.range.start; });
    std::uint64_t behind = 0;
    out.end = head_bytes + (tables.size() + 1) * record_bytes;
    bool has_head = false;
    for (const Table& table : tables) {
        if (table.range.start < behind) {
            return fail(errors::embedding_refused, "font tables that overlap");
        }
        has_head = has_head || (table.tag == head_tag && table.range.length >= adjustment_offset + adjustment_bytes);
        behind = table.range.end();
        out.offsets.push_back(out.end);
        out.end += table.range.length + padding(table.range.length);
    }
    if (!has_head) {
        return fail(errors::embedding_refused, "a font without head table");
    }
    out.tables = std::move(tables);
    return out;
}

Bytes record(const Table& table, std::uint64_t offset) {
    ByteWriter out;
    out.bytes(as_bytes(table.tag)).u32(table.checksum).u32(static_cast<std::uint32_t>(offset));
    return out.u32(static_cast<std::uint32_t>(table.range.length)).take();
}

}  // namespace

Result<Container> read_font(const ByteSource& source) {
    Container out;
    const auto tables = read_tables(source);
    if (!tables && !is_structural(tables.error())) {
        return fail(tables.error());
    }
    out.insertion_offset = source.size();
    if (!tables) {
        out.is_damaged = true;
        return out;
    }
    std::vector<ByteRange> found;
    for (const Table& table : *tables) {
        if (table.tag == store_tag) {
            found.push_back(table.range);
        }
    }
    if (found.size() > 1) {
        out.presence = StorePresence::multiple;
        out.store_ranges = found;
    } else if (found.size() == 1) {
        if (const auto done = read_store_and_address(source, found.front(), out); !done) {
            return fail(done.error());
        }
    }
    return out;
}

Result<std::vector<NamedBox>> list_font_boxes(const ByteSource& source, const Container&) {
    const auto tables = read_tables(source);
    if (!tables) {
        return fail(tables.error());
    }
    std::vector<NamedBox> out;
    for (const Table& table : *tables) {
        NamedBox box{table.tag.substr(0, table.tag.find_last_not_of(' ') + 1), table.range};
        if (table.tag == head_tag && table.range.length >= adjustment_offset + adjustment_bytes) {
            box.zeroed = {table.range.start + adjustment_offset, adjustment_bytes};
        }
        out.push_back(std::move(box));
    }
    return out;
}

Result<EmbedPlan> embed_font(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    auto tables = read_tables(source);
    const auto version = read_bytes(source, 0, 4);
    if (!tables || !version || container.is_damaged) {
        return malformed(0);
    }
    const auto layout = lay_out(std::move(*tables));
    if (!layout) {
        return fail(layout.error());
    }
    if (layout->end + table_head_bytes + store_bytes > offset_max || layout->tables.size() + 1 > 0xFFF) {
        return fail(errors::container_limit, "a font beyond 4 GiB, or of thousands of tables");
    }
    const Bytes head = store_table_head(store_bytes);
    const Table ours{std::string(store_tag), 0, {0, table_head_bytes + store_bytes}};
    std::vector<std::pair<std::string, Bytes>> records{{ours.tag, record(ours, layout->end)}};
    const Bytes start = directory_head(*version, layout->tables.size() + 1);
    std::uint32_t sum = sum_words(start) + 2 * sum_words(head);
    for (std::size_t i = 0; i < layout->tables.size(); ++i) {
        records.emplace_back(layout->tables[i].tag, record(layout->tables[i], layout->offsets[i]));
        sum += layout->tables[i].checksum;
    }
    std::ranges::sort(records, {}, [](const auto& one) { return one.first; });
    EmbedPlan plan;
    plan.literal(start);
    for (const auto& [tag, bytes] : records) {
        sum += sum_words(bytes);
        if (tag != store_tag) {
            plan.literal(bytes);
            continue;
        }
        const ByteView fields(bytes);
        plan.literal(to_bytes(fields.first(4))).checksum(sum_words(head), table_checksum);
        plan.literal(to_bytes(fields.subspan(8)));
    }
    for (const Table& table : layout->tables) {
        const bool is_head = table.tag == head_tag;
        const std::uint64_t split = is_head ? table.range.start + adjustment_offset : table.range.end();
        plan.copy(table.range.start, split);
        if (is_head) {
            plan.checksum(adjustment_magic - sum, adjustment).copy(split + adjustment_bytes, table.range.end());
        }
        plan.literal(Bytes(padding(table.range.length)));
    }
    ensure(plan.size() == layout->end, "tables where the directory says");
    plan.literal(head).hole(store_bytes).literal(Bytes(padding(table_head_bytes + store_bytes)));
    return plan;
}

Bytes frame_font(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media
