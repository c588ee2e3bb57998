#include "verifier/media/riff.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/little_endian.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t chunk_head_bytes = 8;
constexpr std::uint64_t form_head_bytes = 12;
constexpr std::uint64_t size_unknown = 0xFFFFFFFF;  // the real one is in ds64
constexpr std::uint64_t ds64_bytes_min = 24;

/// A RIFF chunk: what the specification calls L0.
struct Form {
    std::string type;
    std::uint64_t start = 0;
    std::uint64_t end = 0;           ///< as it says of itself, without padding
    std::uint64_t ds64_content = 0;  ///< offset, or 0
    std::uint64_t data_bytes = 0;    ///< of the `data` chunk, from ds64
};

/// A sub-chunk: L1.
struct Chunk {
    std::string name;          ///< the identifier, of a LIST its type
    ByteRange content;         ///< with the header, without padding
    std::uint64_t padded = 0;  ///< where the next one starts
};

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "RIFF at " + std::to_string(offset));
}

Result<Form> read_form(HeaderReader& reader, std::uint64_t start) {
    const auto head = reader.read(start, form_head_bytes);
    if (!head) {
        return malformed(start);
    }
    const std::string id(as_text(head->first(4)));
    Form out{std::string(as_text(head->subspan(8, 4))), start, 0, 0, 0};
    std::uint64_t length = read_le(head->subspan(4, 4));
    if (id != "RIFF" && id != "RF64" && id != "BW64") {
        return malformed(start);
    }
    if (id != "RIFF") {
        const std::uint64_t at = start + form_head_bytes;
        const auto sizes = reader.read(at, chunk_head_bytes + ds64_bytes_min);
        if (!sizes || as_text(sizes->first(4)) != "ds64" || read_le(sizes->subspan(4, 4)) < ds64_bytes_min) {
            return malformed(at);
        }
        out.ds64_content = at + chunk_head_bytes;
        out.data_bytes = read_le(sizes->subspan(16, 8));
        length = length == size_unknown ? read_le(sizes->subspan(8, 8)) : length;
    }
    if (length < 4 || length > reader.size() - start - chunk_head_bytes) {
        return malformed(start);
    }
    out.end = start + chunk_head_bytes + length;
    return out;
}

Result<Chunk> read_chunk(HeaderReader& reader, const Form& form, std::uint64_t start) {
    if (form.end - start < chunk_head_bytes) {
        return malformed(start);
    }
    const auto head = reader.read(start, chunk_head_bytes);
    if (!head) {
        return fail(head.error());
    }
    Chunk out{std::string(as_text(head->first(4))), {start, 0}, 0};
    std::uint64_t length = read_le(head->subspan(4, 4));
    if (length == size_unknown && form.ds64_content != 0 && out.name == "data") {
        length = form.data_bytes;
    }
    if (length > form.end - start - chunk_head_bytes) {
        return malformed(start);
    }
    out.content.length = chunk_head_bytes + length;
    // The last padding byte may be missing.
    out.padded = std::min(out.content.end() + length % 2, form.end);
    if (out.name == "LIST" && length >= 4) {
        const auto type = reader.read(start, form_head_bytes);
        if (!type) {
            return fail(type.error());
        }
        out.name = as_text(type->subspan(8, 4));
    }
    return out;
}

/// Calls `visit(chunk)` for each sub-chunk; an error where the chunks don't fill the form.
template <typename Visit>
Result<Done> walk(HeaderReader& reader, const Form& form, const Visit& visit) {
    std::uint64_t at = form.start + form_head_bytes;
    for (std::size_t count = 0; at < form.end; ++count) {
        if (count >= limits::container_parts_max) {
            return fail(errors::container_limit, "RIFF chunks");
        }
        const auto chunk = read_chunk(reader, form, at);
        if (!chunk) {
            return fail(chunk.error());
        }
        if (const Result<Done> done = visit(*chunk); !done) {
            return done;
        }
        at = chunk->padded;
    }
    return Done{};
}

Result<Done> read_xmp(const ByteSource& source, const Chunk& chunk, Container& out) {
    const std::uint64_t length = chunk.content.length - chunk_head_bytes;
    if (!out.remote_url.empty() || length > limits::xmp_bytes_max) {
        return Done{};
    }
    const auto packet = read_bytes(source, chunk.content.start + chunk_head_bytes, length);
    if (!packet) {
        return fail(packet.error());
    }
    out.remote_url = find_provenance(as_text(*packet));
    return Done{};
}

}  // namespace

Result<Container> read_riff(const ByteSource& source) {
    Container out;
    HeaderReader reader(source);
    const auto form = read_form(reader, 0);
    std::vector<ByteRange> stores;
    const auto done = !form ? Result<Done>(fail(form.error())) : walk(reader, *form, [&](const Chunk& chunk) {
        if (chunk.name == "C2PA") {
            stores.push_back(chunk.content);
            out.store_ranges.push_back({chunk.content.start, chunk.padded - chunk.content.start});
        }
        return chunk.name == "XMP " || chunk.name == "_PMX" ? read_xmp(source, chunk, out) : Result<Done>(Done{});
    });
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    out.insertion_offset = form ? form->end : source.size();
    if (stores.size() != 1) {
        out.presence = stores.empty() ? StorePresence::absent : StorePresence::multiple;
        return out;
    }
    const auto ranges = out.store_ranges;
    const ByteRange chunk = stores.front();
    const ByteRange content{chunk.start + chunk_head_bytes, chunk.length - chunk_head_bytes};
    if (const auto read = read_store(source, content, out); !read) {
        return fail(read.error());
    }
    out.store_range = chunk;
    out.store_ranges = ranges;
    return out;
}

Result<std::vector<NamedBox>> list_riff_boxes(const ByteSource& source, const Container& container) {
    std::vector<NamedBox> out;
    HeaderReader reader(source);
    std::uint64_t at = 0;
    while (source.size() - at >= form_head_bytes) {
        const auto form = read_form(reader, at);
        if (!form && at > 0) {
            break;
        }
        if (!form) {
            return fail(form.error());
        }
        if (out.size() >= limits::container_parts_max) {
            return fail(errors::container_limit);
        }
        out.push_back({form->type, {at, form_head_bytes}});
        const auto done = walk(reader, *form, [&](const Chunk& chunk) {
            const bool is_store = chunk.content == container.store_range;
            out.push_back({is_store ? "C2PA" : chunk.name, {chunk.content.start, chunk.padded - chunk.content.start}});
            return out.size() < limits::container_parts_max ? Result<Done>(Done{}) : fail(errors::container_limit);
        });
        if (!done) {
            return fail(done.error());
        }
        at = std::min(form->end + (form->end - at) % 2, source.size());
        out.back().range.length = at - out.back().range.start;
    }
    if (at < source.size()) {
        out.push_back({"c2pa.after", {at, source.size() - at}});
    }
    return out;
}

Result<EmbedPlan> embed_riff(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    HeaderReader reader(source);
    const auto form = read_form(reader, 0);
    if (!form || container.is_damaged) {
        return malformed(0);
    }
    if (source.size() - form->end >= form_head_bytes && read_form(reader, form->end + form->end % 2)) {
        return fail(errors::embedding_refused, "more than one RIFF chunk");
    }
    EmbedPlan plan;
    std::uint64_t kept = form->end - form_head_bytes;
    for (const ByteRange& range : container.store_ranges) {
        kept -= range.length;
    }
    const std::uint64_t padding = kept % 2;  // the last chunk's, where it was left out
    const std::uint64_t hole = chunk_head_bytes + store_bytes;
    const std::uint64_t length = 4 + kept + padding + hole + hole % 2;
    if (form->ds64_content != 0) {
        plan.copy(0, form->ds64_content).literal(le_bytes(length, 8));
    } else if (length >= size_unknown) {
        return fail(errors::container_limit, "RIFF of more than 4 GiB");
    } else {
        plan.copy(0, 4).literal(le_bytes(length, 4));
    }
    std::uint64_t at = plan.size();
    for (const ByteRange& range : container.store_ranges) {
        plan.copy(at, range.start);
        at = range.end();
    }
    plan.copy(at, form->end).literal(Bytes(padding)).hole(hole).literal(Bytes(hole % 2));
    return plan.copy(form->end, source.size());
}

Bytes frame_riff(ByteView store) {
    ByteWriter out;
    return out.bytes(as_bytes("C2PA")).bytes(le_bytes(store.size(), 4)).bytes(store).take();
}

}  // namespace countersign::verifier::media
