#include "verifier/media/format.hpp"

#include <algorithm>
#include <array>

namespace countersign::verifier::media {
namespace {

bool has_at(ByteView head, std::size_t offset, std::string_view text) noexcept {
    return head.size() >= offset + text.size() && as_text(head.subspan(offset, text.size())) == text;
}

Format sniff_bmff(ByteView head) noexcept {
    const std::string_view brand = as_text(head.subspan(8, 4));
    struct Brand {
        std::string_view name;
        Format format;
    };
    static constexpr std::array<Brand, 11> brands{{{"heic", Format::heic},
                                                   {"heix", Format::heic},
                                                   {"hevc", Format::heic},
                                                   {"mif1", Format::heif},
                                                   {"msf1", Format::heif},
                                                   {"avif", Format::avif},
                                                   {"avis", Format::avif},
                                                   {"M4A ", Format::m4a},
                                                   {"M4B ", Format::m4a},
                                                   {"qt  ", Format::quicktime},
                                                   {"jxl ", Format::jpeg_xl}}};
    for (const Brand& known : brands) {
        if (known.name == brand) {
            return known.format;
        }
    }
    return Format::mp4;
}

Format sniff_riff(ByteView head) noexcept {
    if (has_at(head, 8, "WEBP")) {
        return Format::webp;
    }
    if (has_at(head, 8, "WAVE")) {
        return Format::wav;
    }
    return has_at(head, 8, "AVI ") ? Format::avi : Format::unknown;
}

Format sniff_id3(ByteView head) noexcept {
    // The ID3v2 tag's size is synchsafe; FLAC may follow it.
    if (head.size() < 10) {
        return Format::unknown;
    }
    const std::size_t size = (std::size_t{head[6]} << 21U) | (std::size_t{head[7]} << 14U) |
                             (std::size_t{head[8]} << 7U) | std::size_t{head[9]};
    return has_at(head, 10 + size, "fLaC") ? Format::flac : Format::mp3;
}

bool is_svg(ByteView head) noexcept {
    const std::string_view text = as_text(head.first(std::min<std::size_t>(head.size(), 1024)));
    const std::size_t start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return start != std::string_view::npos && text[start] == '<' && text.find("<svg") != std::string_view::npos;
}

}  // namespace

Format sniff(ByteView head) noexcept {
    using namespace std::string_view_literals;
    if (has_at(head, 0, "\xFF\xD8\xFF"sv)) {
        return Format::jpeg;
    }
    if (has_at(head, 0, "\x89PNG\r\n\x1A\n"sv)) {
        return Format::png;
    }
    if (has_at(head, 0, "GIF87a"sv) || has_at(head, 0, "GIF89a"sv)) {
        return Format::gif;
    }
    if (has_at(head, 0, "RIFF"sv)) {
        return sniff_riff(head);
    }
    if (has_at(head, 4, "JXL \r\n\x87\n"sv) || has_at(head, 0, "\xFF\x0A"sv)) {
        return Format::jpeg_xl;
    }
    if (has_at(head, 4, "ftyp"sv) && head.size() >= 12) {
        return sniff_bmff(head);
    }
    if (has_at(head, 0, "II*\0"sv) || has_at(head, 0, "MM\0*"sv)) {
        return Format::tiff;
    }
    if (has_at(head, 0, "ID3"sv)) {
        return sniff_id3(head);
    }
    if (has_at(head, 0, "fLaC"sv)) {
        return Format::flac;
    }
    if (has_at(head, 0, "OggS"sv)) {
        return Format::ogg;
    }
    if (has_at(head, 0, "%PDF-"sv)) {
        return Format::pdf;
    }
    if (has_at(head, 0, "PK\x03\x04"sv)) {
        return Format::zip;
    }
    if (has_at(head, 4, "jumb"sv) && has_at(head, 12, "jumdc2pa"sv)) {
        return Format::manifest_store;
    }
    if (head.size() >= 2 && head[0] == 0xFF && (head[1] & 0xE6U) == 0xE2U) {
        return Format::mp3;
    }
    return is_svg(head) ? Format::svg : Format::unknown;
}

Result<Format> sniff(const ByteSource& source) {
    if (!source.whole().empty()) {
        return sniff(source.whole().first(std::min<std::size_t>(source.whole().size(), 4096)));
    }
    std::array<std::uint8_t, 4096> head{};
    const std::size_t length = std::min<std::uint64_t>(head.size(), source.size());
    if (const auto done = source.read_at(0, std::span(head).first(length)); !done) {
        return fail(done.error());
    }
    return sniff(ByteView(head.data(), length));
}

std::string_view media_type(Format format) noexcept {
    switch (format) {
        case Format::jpeg: return "image/jpeg";
        case Format::png: return "image/png";
        case Format::gif: return "image/gif";
        case Format::webp: return "image/webp";
        case Format::wav: return "audio/wav";
        case Format::avi: return "video/x-msvideo";
        case Format::tiff: return "image/tiff";
        case Format::heic: return "image/heic";
        case Format::heif: return "image/heif";
        case Format::avif: return "image/avif";
        case Format::mp4: return "video/mp4";
        case Format::m4a: return "audio/mp4";
        case Format::quicktime: return "video/quicktime";
        case Format::jpeg_xl: return "image/jxl";
        case Format::mp3: return "audio/mpeg";
        case Format::flac: return "audio/flac";
        case Format::ogg: return "audio/ogg";
        case Format::pdf: return "application/pdf";
        case Format::svg: return "image/svg+xml";
        case Format::zip: return "application/zip";
        case Format::manifest_store: return "application/c2pa";
        case Format::unknown: return "application/octet-stream";
    }
    return "application/octet-stream";
}

}  // namespace countersign::verifier::media
