// The smallest files of each format that tests and fuzz corpora need, made on the spot; players need not like them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "identity/base/bytes.hpp"
#include "verifier/media/little_endian.hpp"

namespace countersign {

struct CarrierSample {
    const char* extension;
    Bytes content;
};

inline Bytes sample_bytes(std::size_t count) {
    Bytes out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(static_cast<std::uint8_t>(i * 37 + 11));
    }
    return out;
}

inline Bytes riff_chunk(std::string_view id, ByteView data) {
    ByteWriter out;
    out.bytes(as_bytes(id)).bytes(verifier::media::le_bytes(data.size(), 4)).bytes(data);
    return out.bytes(Bytes(data.size() % 2)).take();
}

inline Bytes riff_form(std::string_view form, const std::vector<Bytes>& chunks) {
    Bytes content = to_bytes(as_bytes(form));
    for (const Bytes& chunk : chunks) {
        append(content, chunk);
    }
    ByteWriter out;
    return out.bytes(as_bytes("RIFF")).bytes(verifier::media::le_bytes(content.size(), 4)).bytes(content).take();
}

inline Bytes sample_webp() { return riff_form("WEBP", {riff_chunk("VP8L", sample_bytes(61))}); }
inline Bytes sample_wav() {
    return riff_form("WAVE", {riff_chunk("fmt ", sample_bytes(16)), riff_chunk("data", sample_bytes(200))});
}
inline Bytes sample_avi() {
    Bytes list = to_bytes(as_bytes("movi"));
    append(list, riff_chunk("00dc", sample_bytes(90)));
    return riff_form("AVI ", {riff_chunk("LIST", list), riff_chunk("idx1", sample_bytes(16))});
}
/// More than 4 GiB by its form, not by its length.
inline Bytes sample_rf64() {
    const Bytes data = sample_bytes(120);
    const std::uint64_t length = 4 + 8 + 28 + 8 + 16 + 8 + data.size();
    ByteWriter out;
    const auto le = [](std::uint64_t value, std::size_t width) { return verifier::media::le_bytes(value, width); };
    out.bytes(as_bytes("RF64")).u32(0xFFFFFFFF).bytes(as_bytes("WAVEds64")).bytes(le(28, 4)).bytes(le(length, 8));
    out.bytes(le(data.size(), 8)).bytes(le(30, 8)).bytes(le(0, 4)).bytes(riff_chunk("fmt ", sample_bytes(16)));
    return out.bytes(as_bytes("data")).u32(0xFFFFFFFF).bytes(data).take();
}

inline Bytes sample_gif(std::string_view version = "GIF89a") {
    ByteWriter out;
    out.bytes(as_bytes(version)).bytes(Bytes{2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255});
    out.bytes(Bytes{0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x21, 0xFE, 3, 'a', 'b', 'c', 0});
    out.bytes(Bytes{0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x84, 0x51, 0x05, 0});
    return out.u8(0x3B).take();
}

/// Little-endian or big-endian, TIFF or BigTIFF, with so many directories of one entry each.
inline Bytes sample_tiff(bool little = true, bool big = false, std::size_t directories = 1) {
    const auto field = [little](std::uint64_t value, std::size_t width) {
        return little ? verifier::media::le_bytes(value, width) : ByteWriter().be(value, width).take();
    };
    const std::size_t word = big ? 8 : 4;
    ByteWriter out;
    out.bytes(as_bytes(little ? "II" : "MM")).bytes(field(big ? 43 : 42, 2));
    if (big) {
        out.bytes(field(8, 2)).bytes(field(0, 2));
    }
    for (std::size_t i = 0; i < directories; ++i) {
        const std::size_t at = out.view().size() + word;
        out.bytes(field(at, word)).bytes(field(2, big ? 8 : 2));
        out.bytes(field(256, 2)).bytes(field(3, 2)).bytes(field(1, word)).bytes(field(7 + i, word));
        out.bytes(field(0xFDE8, 2)).bytes(field(3, 2)).bytes(field(1, word)).bytes(field(9, word));
    }
    return out.bytes(field(0, word)).bytes(sample_bytes(101)).take();
}

/// An ID3v2 tag with one text frame and padding; version 0 leaves it out.
inline Bytes sample_id3(std::uint8_t version, ByteView audio) {
    ByteWriter out;
    if (version != 0) {
        out.bytes(as_bytes("ID3")).u8(version).u16(0).u32(10 + 8 + 20 - (version == 2 ? 4 : 0));
        out.bytes(as_bytes(version == 2 ? "TT2" : "TIT2")).be(8, version == 2 ? 3 : 4);
        out.bytes(Bytes(version == 2 ? 0 : 2)).bytes(as_bytes(std::string_view("\0A title", 8))).bytes(Bytes(20));
    }
    return out.bytes(audio).take();
}
inline Bytes sample_mp3(std::uint8_t version = 3) {
    Bytes audio{0xFF, 0xFB, 0x90, 0x64};
    append(audio, sample_bytes(300));
    return sample_id3(version, audio);
}
inline Bytes sample_flac(std::uint8_t version = 0) {
    Bytes audio = to_bytes(as_bytes("fLaC"));
    append(audio, Bytes{0x80, 0, 0, 34});
    append(audio, sample_bytes(200));
    return sample_id3(version, audio);
}

inline Bytes sample_svg(bool metadata = false) {
    std::string text =
        "<?xml version=\"1.0\"?>\n<!-- <svg> -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\">\n";
    text += metadata ? "<metadata>\n<a b='>'/></metadata>\n" : "";
    text += "<![CDATA[</svg>]]><rect width=\"9\" height=\"9\"/>\n</svg>\n";
    return to_bytes(as_bytes(text));
}

/// Catalog, pages and one page; cross-references in a table, or in a stream with the catalog in an object stream.
inline Bytes sample_pdf(bool streams = false) {
    std::string text = "%PDF-1.7\n";
    std::vector<std::uint64_t> offsets{0};
    const auto add = [&](const std::string& content) {
        offsets.push_back(text.size());
        text += std::to_string(offsets.size() - 1) + " 0 obj\n" + content + "\nendobj\n";
    };
    const std::string catalog = "<</Type/Catalog/Pages 2 0 R/Lang(e\\(n)>>";
    add(streams ? "<</Type/ObjStm/N 1/First 4/Length " + std::to_string(catalog.size() + 4) + ">>\nstream\n5 0 " +
                      catalog + "\nendstream"
                : catalog);
    add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
    add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
    const std::string start = std::to_string(text.size());
    const std::string end = "startxref\n" + start + "\n%%EOF\n";
    if (!streams) {
        text += "xref\n0 4\n0000000000 65535 f \n";
        for (std::size_t i = 1; i < 4; ++i) {
            const std::string digits = std::to_string(offsets[i]);
            text += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
        }
        return to_bytes(as_bytes(text + "trailer\n<</Size 4/Root 1 0 R>>\n" + end));
    }
    offsets.push_back(text.size());
    ByteWriter rows;
    rows.u32(0);
    for (std::size_t i = 1; i < 5; ++i) {
        rows.u8(1).u16(static_cast<std::uint16_t>(offsets[i])).u8(0);
    }
    rows.u8(2).u16(1).u8(0);
    text += "4 0 obj\n<</Type/XRef/Size 6/W[1 2 1]/Root 5 0 R/Length 24>>\nstream\n";
    text += std::string(as_text(rows.view())) + "\nendstream\nendobj\n";
    return to_bytes(as_bytes(text + end));
}

/// A page with its checksum. `flags`: 1 continued, 2 first, 4 last.
inline Bytes ogg_page(std::uint32_t serial, std::uint32_t number, std::uint8_t flags, ByteView content) {
    ByteWriter out;
    out.bytes(as_bytes("OggS")).u8(0).u8(flags).bytes(Bytes(8)).bytes(verifier::media::le_bytes(serial, 4));
    out.bytes(verifier::media::le_bytes(number, 4)).bytes(Bytes(4));
    const std::size_t segments = content.size() / 255 + 1;
    out.u8(static_cast<std::uint8_t>(segments)).bytes(Bytes(segments - 1, 255));
    out.u8(static_cast<std::uint8_t>(content.size() % 255)).bytes(content);
    Bytes page = out.take();
    std::uint32_t sum = 0;
    for (const std::uint8_t byte : page) {
        sum ^= std::uint32_t{byte} << 24U;
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum << 1U) ^ ((sum & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
        }
    }
    const Bytes field = verifier::media::le_bytes(sum, 4);
    std::copy(field.begin(), field.end(), page.begin() + 22);
    return page;
}

/// Two streams, one of Vorbis and one of Opus, begun together.
inline Bytes sample_ogg() {
    Bytes out = ogg_page(7, 0, 2, as_bytes("\x01vorbis and what follows"));
    append(out, ogg_page(4'000'000'000, 0, 2, as_bytes("OpusHead")));
    append(out, ogg_page(7, 1, 0, sample_bytes(600)));
    append(out, ogg_page(4'000'000'000, 1, 4, sample_bytes(30)));
    append(out, ogg_page(7, 2, 4, sample_bytes(255)));
    return out;
}

inline Bytes midi_track(ByteView events) {
    ByteWriter out;
    return out.bytes(as_bytes("MTrk")).u32(static_cast<std::uint32_t>(events.size())).bytes(events).take();
}
/// A name, a note by running status, a system exclusive message, and an end after some time.
inline Bytes sample_midi(std::uint16_t format = 1, std::uint16_t tracks = 2) {
    ByteWriter out;
    out.bytes(as_bytes("MThd")).u32(6).u16(format).u16(tracks).u16(96);
    out.bytes(as_bytes("XFIH")).u32(3).bytes(Bytes(3));
    for (std::uint16_t i = 0; i < tracks; ++i) {
        const Bytes events{0,    0xFF, 0x03, 2,    'h', 'i', 0, 0x90, 60,   64,   0x81, 0x00,
                           60,   0,    0,    0xF0, 3,   1,   2, 3,    0,    0xC0, 5,    0,
                           0xFF, 0x7F, 4,    0,    'C', '3', 1, 0x82, 0x10, 0xFF, 0x2F, 0};
        out.bytes(midi_track(events));
    }
    return out.bytes(as_bytes("behind")).take();
}

/// Tables that are no font's, with a directory that is right.
inline Bytes sample_font(bool is_otf = false) {
    const std::vector<std::pair<std::string_view, Bytes>> tables{
        {is_otf ? "CFF " : "cvt ", sample_bytes(61)}, {"head", sample_bytes(54)}, {"name", sample_bytes(33)}};
    ByteWriter out;
    out.u32(is_otf ? 0x4F54544F : 0x00010000).u16(3).u16(32).u16(1).u16(16);
    std::uint64_t at = 12 + 16 * tables.size();
    ByteWriter content;
    for (const auto& [tag, data] : tables) {
        Bytes padded = data;
        padded.resize((data.size() + 3) / 4 * 4);
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < padded.size(); i += 4) {
            const bool is_adjustment = tag == "head" && i == 8;
            sum += is_adjustment ? 0U : ByteReader(ByteView(padded).subspan(i, 4)).u32();
        }
        out.bytes(as_bytes(tag)).u32(sum).u32(static_cast<std::uint32_t>(at));
        out.u32(static_cast<std::uint32_t>(data.size()));
        content.bytes(padded);
        at += padded.size();
    }
    return out.bytes(content.view()).take();
}

/// One of each format that can be signed besides JPEG and PNG, and its variants.
inline Bytes sample_html() {
    return to_bytes(
        as_bytes("<!DOCTYPE html>\n<!-- <script type=\"application/c2pa\"> -->\n<html lang=\"en\">\n<head>\n"
                 "<meta charset=\"utf-8\"><title>One </b> title</title>\n"
                 "<script>const a = '<link rel=\"c2pa-manifest\">';</script>\n"
                 "</head>\n<body><p>Gr\xC3\xBC\xC3\x9F Gott.</p></body>\n</html>\n"));
}
inline Bytes sample_text() {
    return to_bytes(as_bytes("Gr\xC3\xBC\xC3\x9F Gott, said the man,\nand \xF0\x9F\x91\x8B\xEF\xB8\x8F went on.\n"));
}
/// Texts that say in their first line how their comments look.
inline Bytes sample_script() { return to_bytes(as_bytes("#!/bin/sh\n# says hello\necho hello\n")); }
inline Bytes sample_feed() {
    return to_bytes(
        as_bytes("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>News</title></channel></rss>\n"));
}
inline Bytes sample_subtitles() {
    return to_bytes(as_bytes("WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nThis is the first subtitle.\n"));
}
inline Bytes sample_markdown() { return to_bytes(as_bytes("---\ntitle: My document\n---\n# Heading\n\nText.\n")); }

inline std::vector<CarrierSample> carrier_samples() {
    return {{"gif", sample_gif()},
            {"gif", sample_gif("GIF87a")},
            {"webp", sample_webp()},
            {"wav", sample_wav()},
            {"wav", sample_rf64()},
            {"avi", sample_avi()},
            {"tiff", sample_tiff()},
            {"tiff", sample_tiff(false)},
            {"tiff", sample_tiff(true, true)},
            {"tiff", sample_tiff(false, true, 3)},
            {"tiff", sample_tiff(true, false, 2)},
            {"mp3", sample_mp3()},
            {"mp3", sample_mp3(0)},
            {"mp3", sample_mp3(2)},
            {"mp3", sample_mp3(4)},
            {"flac", sample_flac()},
            {"flac", sample_flac(4)},
            {"ogg", sample_ogg()},
            {"mid", sample_midi()},
            {"mid", sample_midi(0, 1)},
            {"mid", sample_midi(2, 3)},
            {"pdf", sample_pdf()},
            {"pdf", sample_pdf(true)},
            {"svg", sample_svg()},
            {"svg", sample_svg(true)},
            {"html", sample_html()},
            {"txt", sample_text()},
            {"sh", sample_script()},
            {"xml", sample_feed()},
            {"vtt", sample_subtitles()},
            {"md", sample_markdown()}};
}

}  // namespace countersign
