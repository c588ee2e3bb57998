#include "verifier/media/container.hpp"

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/formats.hpp"

namespace countersign::verifier::media {
namespace {

tl::unexpected<Error> unsupported(Format format) {
    return fail(errors::container_unsupported, std::string(media_type(format)));
}

}  // namespace

std::string find_provenance(std::string_view xmp) {
    static constexpr std::string_view name = "dcterms:provenance";
    std::size_t at = xmp.find(name);
    if (at == std::string_view::npos) {
        return {};
    }
    at += name.size();
    // Either an attribute (="...") or an element (>...<).
    const std::size_t open = xmp.find_first_of("\"'>", at);
    if (open == std::string_view::npos) {
        return {};
    }
    const char closing = xmp[open] == '>' ? '<' : xmp[open];
    const std::size_t close = xmp.find(closing, open + 1);
    if (close == std::string_view::npos) {
        return {};
    }
    // An address inside the file (`self#jumbf=...`) isn't a remote one.
    const std::string_view url = xmp.substr(open + 1, close - open - 1);
    return url.starts_with("https://") || url.starts_with("http://") ? std::string(url) : std::string();
}

Result<Done> read_store(const ByteSource& source, const ByteRange& range, Container& out) {
    if (range.length > limits::manifest_store_bytes_max) {
        return fail(errors::manifest_too_large, std::to_string(range.length) + " bytes");
    }
    auto store = read_bytes(source, range.start, range.length);
    if (!store) {
        return fail(store.error());
    }
    out.presence = StorePresence::present;
    out.store = std::move(*store);
    out.store_range = range;
    out.store_ranges = {range};
    return Done{};
}

bool is_structural(const Error& error) noexcept {
    return error.code == errors::container_malformed || error.code == errors::source_short;
}

Result<Container> read_container(const ByteSource& source) {
    const auto format = sniff(source);
    if (!format) {
        return fail(format.error());
    }
    const FormatRow* const row = find_format(*format);
    if (row == nullptr) {
        return unsupported(*format);
    }
    auto container = row->read(source);
    if (container && container->format == Format::unknown) {
        container->format = *format;
    }
    return container;
}

Result<std::vector<NamedBox>> list_boxes(const ByteSource& source, const Container& container) {
    const FormatRow* const row = find_format(container.format);
    if (row == nullptr || row->list_boxes == nullptr) {
        return unsupported(container.format);
    }
    return row->list_boxes(source, container);
}

}  // namespace countersign::verifier::media
