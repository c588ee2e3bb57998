// The smallest files of each format that tests and fuzz corpora need, made on the spot; players need not like them.
#pragma once

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

/// One of each format that can be signed besides JPEG and PNG, and its variants.
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
            {"pdf", sample_pdf()},
            {"pdf", sample_pdf(true)},
            {"svg", sample_svg()},
            {"svg", sample_svg(true)}};
}

}  // namespace countersign
