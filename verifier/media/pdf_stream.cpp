#include "verifier/media/pdf_stream.hpp"

#include "verifier/media/errors.hpp"
#include "verifier/media/inflate.hpp"
#include "verifier/media/pdf_syntax.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t columns_max = 1024;

tl::unexpected<Error> malformed(const char* what) { return fail(errors::container_malformed, what); }

/// Rows of one filter byte and `columns` bytes; None, Sub and Up, which writers use here.
Result<Bytes> undo_predictor(const Bytes& data, std::size_t columns) {
    Bytes out;
    out.reserve(data.size());
    for (std::size_t at = 0; at + columns < data.size(); at += columns + 1) {
        const std::uint8_t filter = data[at];
        if (filter > 2) {
            return malformed("PDF predictor");
        }
        for (std::size_t i = 0; i < columns; ++i) {
            const std::size_t here = out.size();
            const std::uint8_t left = filter == 1 && i > 0 ? out[here - 1] : std::uint8_t{0};
            const std::uint8_t above = filter == 2 && here >= columns ? out[here - columns] : std::uint8_t{0};
            out.push_back(static_cast<std::uint8_t>(data[at + 1 + i] + left + above));
        }
    }
    return out;
}

}  // namespace

Result<Bytes> decode_pdf_stream(std::string_view dictionary, ByteView raw, std::size_t bytes_max) {
    const auto filters = list_pdf_elements(find_pdf_value(dictionary, "/Filter"));
    if (filters.empty()) {
        return raw.size() <= bytes_max ? Result<Bytes>(to_bytes(raw)) : fail(errors::container_limit, "PDF stream");
    }
    if (filters.size() > 1 || filters.front() != "/FlateDecode") {
        return malformed("PDF filter");
    }
    auto data = inflate(raw, Deflate::zlib, bytes_max);
    const auto parameters = list_pdf_elements(find_pdf_value(dictionary, "/DecodeParms"));
    if (!data || parameters.empty() ||
        parse_pdf_number(find_pdf_value(parameters.front(), "/Predictor")).value_or(1) < 10) {
        return data;
    }
    const std::uint64_t columns = parse_pdf_number(find_pdf_value(parameters.front(), "/Columns")).value_or(1);
    return columns == 0 || columns > columns_max ? malformed("PDF predictor") : undo_predictor(*data, columns);
}

}  // namespace countersign::verifier::media
