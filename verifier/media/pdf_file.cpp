#include "verifier/media/pdf_file.hpp"

#include <algorithm>
#include <set>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/pdf_stream.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::size_t tail_bytes = 2048;
constexpr std::size_t object_bytes_min = 4096;
constexpr std::uint64_t table_entry_bytes = 20;
/// References inside references: a stream's length, an object stream, an array.
constexpr std::size_t depth_max = 8;
/// Read to be inflated, all together.
constexpr std::uint64_t streams_bytes_max = 4 * limits::pdf_decoded_bytes_max;

tl::unexpected<Error> malformed(std::string what) {
    return fail(errors::container_malformed, "PDF " + std::move(what));
}

/// At most `length` bytes from `offset` on.
Result<std::string> read_text(const ByteSource& source, std::uint64_t offset, std::size_t length) {
    if (offset >= source.size()) {
        return malformed("offset " + std::to_string(offset));
    }
    const auto bytes = read_bytes(source, offset, std::min<std::uint64_t>(length, source.size() - offset));
    return bytes ? Result<std::string>(std::string(as_text(*bytes))) : fail(bytes.error());
}

}  // namespace

Result<PdfFile> PdfFile::open(const ByteSource& source) {
    PdfFile out(source);
    if (const auto done = out.read_sections(); !done) {
        return fail(done.error());
    }
    return out;
}

bool PdfFile::is_encrypted() const noexcept {
    return std::any_of(sections_.begin(), sections_.end(),
                       [](const Section& section) { return !find_pdf_value(section.trailer, "/Encrypt").empty(); });
}

Result<Done> PdfFile::read_sections() {
    const std::uint64_t tail_at = source_.size() > tail_bytes ? source_.size() - tail_bytes : 0;
    const auto tail = read_text(source_, tail_at, tail_bytes);
    if (!tail) {
        return fail(tail.error());
    }
    const std::size_t keyword = tail->rfind("startxref");
    const auto first = keyword == std::string::npos
                           ? std::nullopt
                           : parse_pdf_number(std::string_view(*tail).substr(skip_pdf_space(*tail, keyword + 9)));
    if (!first) {
        return malformed("without startxref");
    }
    std::set<std::uint64_t> visited;
    std::vector<std::uint64_t> waiting{*first};
    while (!waiting.empty()) {
        const std::uint64_t offset = waiting.back();
        waiting.pop_back();
        if (!visited.insert(offset).second) {
            continue;  // a loop says nothing new
        }
        if (sections_.size() >= limits::pdf_sections_max) {
            return fail(errors::container_limit, "PDF updates");
        }
        auto section = read_section(offset);
        if (!section) {
            return fail(section.error());
        }
        // The stream beside a table comes before the earlier revision.
        for (const char* const key : {"/Prev", "/XRefStm"}) {
            if (const auto next = parse_pdf_number(find_pdf_value(section->trailer, key))) {
                waiting.push_back(*next);
            }
        }
        // Trailers that lie inside each other are kept once each.
        if (section->trailer.size() > limits::pdf_decoded_bytes_max - decoded_) {
            return fail(errors::container_limit, "PDF trailers");
        }
        decoded_ += section->trailer.size();
        sections_.push_back(std::move(*section));
    }
    return Done{};
}

Result<PdfFile::Section> PdfFile::read_section(std::uint64_t offset) {
    const auto head = read_text(source_, offset, 16);
    if (!head) {
        return fail(head.error());
    }
    const std::size_t start = skip_pdf_space(*head, 0);
    return head->compare(start, 4, "xref") == 0 ? read_table(offset + start + 4) : read_stream_section(offset);
}

Result<PdfFile::Section> PdfFile::read_table(std::uint64_t offset) {
    Section out;
    out.offset = offset - 4;
    for (std::size_t count = 0; count < limits::pdf_sections_max; ++count) {
        const auto line = read_text(source_, offset, 64);
        if (!line) {
            return fail(line.error());
        }
        const std::size_t start = skip_pdf_space(*line, 0);
        if (line->compare(start, 7, "trailer") == 0) {
            const auto trailer = read_text(source_, offset + start + 7, limits::pdf_object_bytes_max);
            const auto end = trailer ? skip_pdf_object(*trailer, 0) : std::nullopt;
            if (!end) {
                return malformed("trailer");
            }
            out.trailer = trailer->substr(0, *end);
            return out;
        }
        const std::string_view text = std::string_view(*line).substr(std::min(start, line->size()));
        const auto first = parse_pdf_number(text);
        const std::size_t second = skip_pdf_space(text, std::min(text.find(' '), text.size()));
        const auto entries = parse_pdf_number(text.substr(std::min(second, text.size())));
        if (!first || !entries || *entries > source_.size() / table_entry_bytes) {
            return malformed("cross-reference table at " + std::to_string(offset));
        }
        const std::size_t digits = text.find_first_not_of("0123456789", second);
        const std::uint64_t data = offset + start + skip_pdf_space(text, std::min(digits, text.size()));
        out.runs.push_back({*first, *entries, data});
        offset = data + *entries * table_entry_bytes;
    }
    return fail(errors::container_limit, "PDF cross-reference subsections");
}

Result<PdfFile::Section> PdfFile::read_stream_section(std::uint64_t offset) {
    const auto object = read_object(offset);
    if (!object) {
        return fail(object.error());
    }
    auto data = read_stream(*object);
    if (!data) {
        return fail(data.error());
    }
    Section out;
    out.offset = offset;
    out.is_stream = true;
    out.trailer = object->text;
    const auto widths = list_pdf_elements(find_pdf_value(object->text, "/W"));
    if (find_pdf_value(object->text, "/Type") != "/XRef" || widths.size() < 3) {
        return malformed("cross-reference stream at " + std::to_string(offset));
    }
    for (std::size_t i = 0; i < 3; ++i) {
        out.widths[i] = parse_pdf_number(widths[i]).value_or(9);
        if (out.widths[i] > 8) {
            return malformed("cross-reference stream's fields");
        }
    }
    const std::uint64_t size = parse_pdf_number(find_pdf_value(object->text, "/Size")).value_or(0);
    const auto index = list_pdf_elements(find_pdf_value(object->text, "/Index"));
    std::uint64_t entries = 0;
    const std::uint64_t width = out.widths[0] + out.widths[1] + out.widths[2];
    for (std::size_t i = 0; i + 1 < index.size() || (index.empty() && i == 0); i += 2) {
        const std::uint64_t first = index.empty() ? 0 : parse_pdf_number(index[i]).value_or(0);
        const std::uint64_t count = index.empty() ? size : parse_pdf_number(index[i + 1]).value_or(0);
        if (width == 0 || count > data->size() / width || entries > data->size()) {
            return malformed("cross-reference stream's index");
        }
        out.runs.push_back({first, count, entries});
        entries += count * width;
    }
    out.data = std::move(*data);
    return out;
}

Result<std::optional<PdfFile::Place>> PdfFile::find_place(const Section& section, std::uint64_t number) {
    for (const Run& run : section.runs) {
        if (number < run.first || number - run.first >= run.count) {
            continue;
        }
        if (!section.is_stream) {
            const auto entry = read_text(source_, run.entries + (number - run.first) * table_entry_bytes, 20);
            if (!entry || entry->size() < 18) {
                return malformed("cross-reference entry of object " + std::to_string(number));
            }
            const auto offset = parse_pdf_number(*entry);
            return offset && (*entry)[17] == 'n' ? Place{1, *offset, 0} : Place{};
        }
        const std::size_t width = section.widths[0] + section.widths[1] + section.widths[2];
        const std::uint64_t at = run.entries + (number - run.first) * width;
        if (at > section.data.size() || section.data.size() - at < width) {
            return malformed("cross-reference stream of object " + std::to_string(number));
        }
        ByteReader fields(ByteView(section.data).subspan(at, width));
        Place out;
        out.kind = section.widths[0] == 0 ? 1 : fields.read_be(section.widths[0]);
        out.where = fields.read_be(section.widths[1]);
        out.index = fields.read_be(section.widths[2]);
        return out;
    }
    return std::nullopt;
}

Result<PdfObject> PdfFile::find(std::uint64_t number) {
    for (const Section& section : sections_) {
        const auto place = find_place(section, number);
        if (!place) {
            return fail(place.error());
        }
        if (!*place) {
            continue;
        }
        if ((*place)->kind == 1) {
            return read_object((*place)->where);
        }
        if ((*place)->kind == 2 && depth_ < depth_max) {
            ++depth_;
            auto object = read_packed((*place)->where, number);
            --depth_;
            return object;
        }
        break;
    }
    return malformed("object " + std::to_string(number));
}

Result<PdfObject> PdfFile::read_object(std::uint64_t offset) {
    // Most are short; a long one is read once more.
    for (std::size_t length = object_bytes_min;; length = limits::pdf_object_bytes_max) {
        auto text = read_text(source_, offset, length);
        if (!text) {
            return fail(text.error());
        }
        std::size_t at = 0;
        for (int word = 0; word < 3; ++word) {  // 12 0 obj
            at = skip_pdf_space(*text, at);
            at = std::min(text->find_first_of(word == 2 ? "j" : " \t\r\n", at), text->size());
        }
        const std::size_t start = at + 1;
        const bool is_object = at < text->size() && at >= 2 && text->compare(at - 2, 3, "obj") == 0;
        const auto end = is_object ? skip_pdf_object(*text, start) : std::nullopt;
        if (!end && is_object && length < limits::pdf_object_bytes_max && text->size() == length) {
            continue;
        }
        if (!end) {
            return malformed("object at " + std::to_string(offset));
        }
        PdfObject out{text->substr(start, *end - start), offset + start, 0};
        const auto behind = read_text(source_, offset + *end, 64);
        const std::size_t keyword = behind ? skip_pdf_space(*behind, 0) : 0;
        if (behind && behind->compare(keyword, 6, "stream") == 0) {
            std::size_t data = keyword + 6;
            data += behind->compare(data, 2, "\r\n") == 0 ? std::size_t{2} : std::size_t{1};
            out.stream = offset + *end + data;
        }
        const std::size_t open = skip_pdf_space(out.text, 0);
        out.text.erase(0, open);
        out.start += open;
        return out;
    }
}

Result<std::string> PdfFile::resolve(std::string_view value) {
    const auto reference = parse_pdf_reference(value);
    if (!reference) {
        return std::string(value);
    }
    auto object = find(reference->number);
    return object ? Result<std::string>(std::move(object->text)) : fail(object.error());
}

Result<ByteRange> PdfFile::stream_range(const PdfObject& object) {
    if (object.stream == 0 || depth_ >= depth_max) {
        return malformed("stream");
    }
    ++depth_;
    const auto length = resolve(find_pdf_value(object.text, "/Length"));
    --depth_;
    const auto bytes = length ? parse_pdf_number(*length) : std::nullopt;
    if (!bytes || object.stream > source_.size() || *bytes > source_.size() - object.stream) {
        return malformed("stream's length");
    }
    return ByteRange{object.stream, *bytes};
}

Result<Bytes> PdfFile::read_stream(const PdfObject& object) {
    const auto range = stream_range(object);
    if (!range) {
        return fail(range.error());
    }
    // The same stream may be asked for again and again, and inflate to nothing.
    if (range->length > limits::pdf_decoded_bytes_max || raw_ > streams_bytes_max - range->length) {
        return fail(errors::container_limit, "PDF stream");
    }
    raw_ += range->length;
    const auto raw = read_bytes(source_, range->start, range->length);
    auto data = raw ? decode_pdf_stream(object.text, *raw, limits::pdf_decoded_bytes_max - decoded_) : raw;
    if (data) {
        decoded_ += data->size();
    }
    return data;
}

Result<PdfObject> PdfFile::read_packed(std::uint64_t container, std::uint64_t number) {
    const auto stream = find(container);
    const auto data = stream ? read_stream(*stream) : fail(stream.error());
    if (!data) {
        return fail(data.error());
    }
    const std::string_view text = as_text(*data);
    const std::uint64_t count = parse_pdf_number(find_pdf_value(stream->text, "/N")).value_or(0);
    const std::uint64_t first = parse_pdf_number(find_pdf_value(stream->text, "/First")).value_or(0);
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < count && at < text.size(); ++i) {
        std::optional<std::uint64_t> pair[2];
        for (auto& field : pair) {
            at = skip_pdf_space(text, at);
            field = parse_pdf_number(text.substr(std::min(at, text.size())));
            at = std::min(text.find_first_not_of("0123456789", at), text.size());
        }
        if (!pair[0] || !pair[1]) {
            break;
        }
        if (*pair[0] == number && *pair[1] < text.size() && first < text.size() - *pair[1]) {
            const std::size_t start = skip_pdf_space(text, first + *pair[1]);
            const auto end = skip_pdf_object(text, start);
            return end ? Result<PdfObject>(PdfObject{std::string(text.substr(start, *end - start)), 0, 0})
                       : malformed("object " + std::to_string(number));
        }
    }
    return malformed("object " + std::to_string(number));
}

}  // namespace countersign::verifier::media
