#include "verifier/media/midi.hpp"

#include <optional>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t chunk_head_bytes = 8;
constexpr std::uint64_t header_bytes = 14;
constexpr std::uint64_t length_max = 0xFFFFFFFF;
constexpr std::uint64_t variable_max = 0x0FFFFFFF;
constexpr std::uint16_t format_patterns = 2;
constexpr std::string_view store_mark("\0C2", 3);
constexpr std::uint8_t meta = 0xFF;
constexpr std::uint8_t sequencer_specific = 0x7F;
constexpr std::uint8_t end_of_track = 0x2F;

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "MIDI at " + std::to_string(offset));
}

struct Event {
    std::uint64_t start = 0;  ///< of the time before it
    std::uint64_t time = 0;
    std::uint8_t meta_type = 0;  ///< 0 where it is none
    ByteRange data;              ///< of a meta event
    std::uint64_t end = 0;
};

/// The events of one track. One byte after the other: most have two to four.
class Events {
  public:
    Events(HeaderReader& reader, const ByteRange& track) noexcept : reader_(reader), track_(track), at_(track.start) {}

    Result<Event> next() {
        Event out;
        out.start = at_;
        const auto time = variable();
        const auto first = time ? byte() : fail(time.error());
        if (!first) {
            return fail(first.error());
        }
        out.time = *time;
        if (*first == meta) {
            return meta_event(out);
        }
        if (*first == 0xF0 || *first == 0xF7) {
            status_ = 0;
            const auto length = variable();
            return length ? skip(out, *length) : fail(length.error());
        }
        // What is no status repeats the last one and is its first data byte.
        const bool is_status = *first >= 0x80;
        status_ = is_status ? *first : status_;
        if (status_ < 0x80 || status_ >= 0xF0) {
            return malformed(out.start);
        }
        const std::uint8_t kind = status_ & 0xF0U;
        const std::uint64_t data = kind == 0xC0 || kind == 0xD0 ? 1 : 2;
        return skip(out, is_status ? data : data - 1);
    }

  private:
    Result<std::uint8_t> byte() {
        if (at_ >= track_.end()) {
            return malformed(at_);
        }
        const auto read = reader_.read(at_, 1);
        if (!read) {
            return fail(read.error());
        }
        ++at_;
        return read->front();
    }
    /// Seven bits a byte, four bytes at most.
    Result<std::uint64_t> variable() {
        std::uint64_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const auto next = byte();
            if (!next) {
                return fail(next.error());
            }
            value = (value << 7U) | (*next & 0x7FU);
            if (*next < 0x80) {
                return value;
            }
        }
        return malformed(at_);
    }
    Result<Event> skip(Event event, std::uint64_t length) {
        if (length > track_.end() - at_) {
            return malformed(event.start);
        }
        at_ += length;
        event.end = at_;
        return event;
    }
    Result<Event> meta_event(Event event) {
        status_ = 0;
        const auto type = byte();
        const auto length = type ? variable() : fail(type.error());
        if (!length) {
            return fail(length.error());
        }
        event.meta_type = *type;
        event.data = {at_, *length};
        return skip(event, *length);
    }

    HeaderReader& reader_;
    ByteRange track_;
    std::uint64_t at_;
    std::uint8_t status_ = 0;
};

/// The content of the track that a store belongs to.
Result<ByteRange> find_track(HeaderReader& reader) {
    const auto head = reader.size() < header_bytes ? malformed(0) : reader.read(0, header_bytes);
    if (!head) {
        return fail(head.error());
    }
    ByteReader fields(head->subspan(4));
    std::uint64_t at = chunk_head_bytes + fields.u32();
    const std::uint16_t format = fields.u16();
    const std::size_t tracks = fields.u16();
    const std::size_t wanted = format == format_patterns ? 1 : tracks;
    std::size_t seen = 0;
    for (std::size_t chunks = 0; tracks > 0; ++chunks) {
        if (chunks >= limits::container_parts_max) {
            return fail(errors::container_limit, "MIDI chunks");
        }
        if (at > reader.size() || reader.size() - at < chunk_head_bytes) {
            break;
        }
        const auto chunk = reader.read(at, chunk_head_bytes);
        if (!chunk) {
            return fail(chunk.error());
        }
        const ByteRange content{at + chunk_head_bytes, ByteReader(chunk->subspan(4)).u32()};
        if (content.end() > reader.size()) {
            break;
        }
        seen += as_text(chunk->first(4)) == "MTrk" ? 1U : 0U;
        if (seen == wanted) {
            return content;
        }
        at = content.end();
    }
    return malformed(at);
}

struct Track {
    ByteRange content;
    std::optional<Event> end;
    std::vector<Event> stores;
};

/// What was found before an error stays in `out`.
Result<Done> read_track(const ByteSource& source, Track& out) {
    HeaderReader reader(source);
    const auto content = find_track(reader);
    if (!content) {
        return fail(content.error());
    }
    out.content = *content;
    Events events(reader, *content);
    while (true) {
        const auto event = events.next();
        if (!event) {
            return fail(event.error());
        }
        if (event->meta_type == end_of_track) {
            out.end = *event;
            return Done{};
        }
        if (event->meta_type != sequencer_specific || event->data.length < store_mark.size()) {
            continue;
        }
        const auto mark = read_bytes(source, event->data.start, store_mark.size());
        if (!mark) {
            return fail(mark.error());
        }
        if (as_text(*mark) == store_mark) {
            if (out.stores.size() >= limits::container_parts_max) {
                return fail(errors::container_limit, "MIDI events");
            }
            out.stores.push_back(*event);
        }
    }
}

Bytes variable_bytes(std::uint64_t value) {
    Bytes out{static_cast<std::uint8_t>(value & 0x7FU)};
    while ((value >>= 7U) > 0) {
        out.insert(out.begin(), static_cast<std::uint8_t>(0x80U | (value & 0x7FU)));
    }
    return out;
}

}  // namespace

Result<Container> read_midi(const ByteSource& source) {
    Container out;
    Track track;
    const auto done = read_track(source, track);
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    out.insertion_offset = track.end ? track.end->start : source.size();
    if (track.stores.size() == 1) {
        const ByteRange& data = track.stores.front().data;
        const ByteRange store{data.start + store_mark.size(), data.length - store_mark.size()};
        if (const auto read = read_store(source, store, out); !read) {
            return fail(read.error());
        }
    }
    out.presence = track.stores.empty()       ? StorePresence::absent
                   : track.stores.size() == 1 ? StorePresence::present
                                              : StorePresence::multiple;
    out.store_ranges.clear();
    for (const Event& event : track.stores) {
        out.store_ranges.push_back({event.start, event.end - event.start});
    }
    return out;
}

Result<EmbedPlan> embed_midi(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    Track track;
    if (const auto done = read_track(source, track); !done || container.is_damaged) {
        return malformed(0);
    }
    std::uint64_t removed = 0;
    for (const Event& event : track.stores) {
        if (event.time != 0) {
            return fail(errors::embedding_refused, "a manifest event that takes time");
        }
        removed += event.end - event.start;
    }
    const std::uint64_t data_bytes = store_mark.size() + store_bytes;
    ByteWriter event;
    event.u8(0).u8(meta).u8(sequencer_specific).bytes(variable_bytes(data_bytes)).bytes(as_bytes(store_mark));
    const std::uint64_t length = track.content.length - removed + event.view().size() + store_bytes;
    if (data_bytes > variable_max || length > length_max) {
        return fail(errors::container_limit, "a MIDI track of more than 4 GiB");
    }
    EmbedPlan plan;
    plan.copy(0, track.content.start - 4).literal(ByteWriter().be(length, 4).take());
    std::uint64_t at = track.content.start;
    for (const Event& old : track.stores) {
        plan.copy(at, old.start);
        at = old.end;
    }
    plan.copy(at, track.end->start).literal(event.take()).hole(store_bytes);
    return plan.copy(track.end->start, source.size());
}

Bytes frame_midi(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media
