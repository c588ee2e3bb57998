#include "verifier/media/format.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::media {
namespace {

bool has_at(ByteView head, std::size_t offset, std::string_view text) noexcept {
    return head.size() >= offset + text.size() && as_text(head.subspan(offset, text.size())) == text;
}

Format sniff_bmff(ByteView head) noexcept {
    if (!has_at(head, 4, "ftyp") || head.size() < 12) {
        return Format::unknown;
    }
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

/// RF64 and BW64 are the forms for more than 4 GiB.
Format sniff_riff(ByteView head) noexcept {
    if (!has_at(head, 0, "RIFF") && !has_at(head, 0, "RF64") && !has_at(head, 0, "BW64")) {
        return Format::unknown;
    }
    if (has_at(head, 8, "WEBP")) {
        return Format::webp;
    }
    if (has_at(head, 8, "WAVE")) {
        return Format::wav;
    }
    return has_at(head, 8, "AVI ") ? Format::avi : Format::unknown;
}

/// The tag's size is synchsafe: four times seven bits.
std::size_t id3_end(ByteView head) noexcept {
    return 10 + ((std::size_t{head[6]} << 21U) | (std::size_t{head[7]} << 14U) | (std::size_t{head[8]} << 7U) |
                 std::size_t{head[9]});
}

/// FLAC may follow an ID3v2 tag.
Format sniff_id3(ByteView head) noexcept {
    if (!has_at(head, 0, "ID3") || head.size() < 10) {
        // An MPEG audio frame: eleven bits set, layer not reserved.
        return head.size() >= 2 && head[0] == 0xFF && (head[1] & 0xE6U) == 0xE2U ? Format::mp3 : Format::unknown;
    }
    return has_at(head, id3_end(head), "fLaC") ? Format::flac : Format::mp3;
}

Format sniff_store(ByteView head) noexcept {
    return has_at(head, 4, "jumb") && has_at(head, 12, "jumdc2pa") ? Format::manifest_store : Format::unknown;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What markup begins with, behind white space, comments and declarations that are all of XML's.
std::string_view find_root(std::string_view text) noexcept {
    text.remove_prefix(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\f"), text.size()));
        const std::string_view end = text.starts_with("<!--") ? "-->" : text.starts_with("<?") ? "?>" : "";
        const std::size_t close = end.empty() ? std::string_view::npos : text.find(end);
        if (close == std::string_view::npos) {
            return text;
        }
        text.remove_prefix(close + end.size());
    }
}

bool starts_with_tag(std::string_view text, std::string_view lower_case) noexcept {
    const bool same = text.size() > lower_case.size() &&
                      std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char wanted, char c) {
                          return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
                      });
    return same && std::string_view(" \t\r\n\f/>").find(text[lower_case.size()]) != std::string_view::npos;
}

Format sniff_markup(ByteView head) noexcept {
    const std::string_view text = as_text(head);
    const std::string_view root = find_root(text);
    if (starts_with_tag(root, "<!doctype html") || starts_with_tag(root, "<html") || starts_with_tag(root, "<head")) {
        return Format::html;
    }
    const std::string_view start = text.substr(0, 1024);
    return !root.empty() && root.front() == '<' && start.find("<svg") != std::string_view::npos ? Format::svg
                                                                                                : Format::unknown;
}

/// The last character may be cut. Zeros and other controls are a binary file's.
bool is_text(ByteView head) noexcept {
    const std::size_t cut = std::min<std::size_t>(head.size(), 3);
    const bool has_control = std::any_of(head.begin(), head.end(), [](std::uint8_t byte) {
        return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' && byte != 0x1B;
    });
    for (std::size_t back = 0; !has_control && back <= cut; ++back) {
        if (is_utf8(head.first(head.size() - back))) {
            return !head.empty();
        }
    }
    return false;
}

Format sniff_text(ByteView head) noexcept {
    if (!is_text(head)) {
        return Format::unknown;
    }
    const std::string_view text = as_text(head);
    const bool has_comments = text.starts_with("#!") || text.starts_with("<?xml") || text.starts_with("WEBVTT") ||
                              text.starts_with("---\n") || text.starts_with("---\r\n");
    return has_comments ? Format::structured_text : Format::text;
}

/// A constant at a fixed place.
struct Magic {
    std::size_t offset;
    std::string_view text;
    Format format;
};
using namespace std::string_view_literals;
constexpr Magic magics[] = {
    {0, "\xFF\xD8\xFF"sv, Format::jpeg},
    {0, "\x89PNG\r\n\x1A\n"sv, Format::png},
    {0, "GIF87a"sv, Format::gif},
    {0, "GIF89a"sv, Format::gif},
    {4, "JXL \r\n\x87\n"sv, Format::jpeg_xl},
    {0, "\xFF\x0A"sv, Format::jpeg_xl},
    {0, "II*\0"sv, Format::tiff},
    {0, "MM\0*"sv, Format::tiff},
    {0, "II+\0"sv, Format::tiff},
    {0, "MM\0+"sv, Format::tiff},
    {0, "fLaC"sv, Format::flac},
    {0, "OggS"sv, Format::ogg},
    {0, "%PDF-"sv, Format::pdf},
    {0, "PK\x03\x04"sv, Format::zip},
    {0, "PK\x05\x06"sv, Format::zip},  // an empty archive
    {0, "OTTO\0"sv, Format::otf},
    {0, "\0\x01\0\0\0"sv, Format::ttf},
    {0, "MThd\0\0\0\x06"sv, Format::midi},
};

/// Whole families, and what a constant alone doesn't tell; `unknown` where it is none of them. In this order, behind
/// the constants.
Format (*const families[])(ByteView head) noexcept = {sniff_riff,  sniff_bmff,   sniff_id3,
                                                      sniff_store, sniff_markup, sniff_text};

}  // namespace

Format sniff(ByteView head) noexcept {
    for (const Magic& magic : magics) {
        if (has_at(head, magic.offset, magic.text)) {
            return magic.format;
        }
    }
    for (const auto& family : families) {
        if (const Format format = family(head); format != Format::unknown) {
            return format;
        }
    }
    return Format::unknown;
}

Result<Format> sniff(const ByteSource& source) {
    std::array<std::uint8_t, 4096> buffer{};
    const ByteView head(buffer.data(), std::min<std::uint64_t>(buffer.size(), source.size()));
    if (const auto done = source.read_at(0, std::span(buffer).first(head.size())); !done) {
        return fail(done.error());
    }
    const Format format = sniff(head);
    // A tag of any length may stand before FLAC.
    if (format == Format::mp3 && has_at(head, 0, "ID3") && source.size() > 4 && id3_end(head) <= source.size() - 4) {
        std::array<std::uint8_t, 4> next{};
        if (const auto done = source.read_at(id3_end(head), next); !done) {
            return fail(done.error());
        }
        return has_at(next, 0, "fLaC") ? Format::flac : Format::mp3;
    }
    return format == Format::zip ? sniff_zip(source) : Result<Format>(format);
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
        case Format::html: return "text/html";
        case Format::text:
        case Format::structured_text: return "text/plain";
        case Format::zip: return "application/zip";
        case Format::epub: return "application/epub+zip";
        case Format::docx: return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        case Format::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        case Format::pptx: return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
        case Format::odt: return "application/vnd.oasis.opendocument.text";
        case Format::ods: return "application/vnd.oasis.opendocument.spreadsheet";
        case Format::odp: return "application/vnd.oasis.opendocument.presentation";
        case Format::oxps: return "application/oxps";
        case Format::otf: return "font/otf";
        case Format::ttf: return "font/ttf";
        case Format::midi: return "audio/midi";
        case Format::manifest_store: return "application/c2pa";
        case Format::unknown: return "application/octet-stream";
    }
    return "application/octet-stream";
}

}  // namespace countersign::verifier::media
