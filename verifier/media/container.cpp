#include "verifier/media/container.hpp"

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/jpeg.hpp"
#include "verifier/media/png.hpp"

namespace countersign::verifier::media {
namespace {

Result<Container> read_sidecar(const ByteSource& source) {
    if (source.size() > limits::manifest_store_bytes_max) {
        return fail(errors::manifest_too_large, std::to_string(source.size()) + " bytes");
    }
    auto store = read_bytes(source, 0, source.size());
    if (!store) {
        return fail(store.error());
    }
    Container out;
    out.format = Format::manifest_store;
    out.presence = StorePresence::present;
    out.store_range = {0, source.size()};
    out.store_ranges = {out.store_range};
    out.store = std::move(*store);
    return out;
}

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

Result<Container> read_container(const ByteSource& source) {
    const auto format = sniff(source);
    if (!format) {
        return fail(format.error());
    }
    if (*format == Format::jpeg) {
        return read_jpeg(source);
    }
    if (*format == Format::png) {
        return read_png(source);
    }
    return *format == Format::manifest_store ? read_sidecar(source) : unsupported(*format);
}

Result<std::vector<NamedBox>> list_boxes(const ByteSource& source, const Container& container) {
    if (container.format == Format::jpeg) {
        return list_jpeg_boxes(source, container);
    }
    return container.format == Format::png ? list_png_boxes(source, container) : unsupported(container.format);
}

}  // namespace countersign::verifier::media
