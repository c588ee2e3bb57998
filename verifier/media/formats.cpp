#include "verifier/media/formats.hpp"

#include <algorithm>
#include <iterator>

#include "verifier/media/bmff.hpp"
#include "verifier/media/font.hpp"
#include "verifier/media/gif.hpp"
#include "verifier/media/html.hpp"
#include "verifier/media/id3.hpp"
#include "verifier/media/jpeg.hpp"
#include "verifier/media/jpeg_xl.hpp"
#include "verifier/media/midi.hpp"
#include "verifier/media/ogg.hpp"
#include "verifier/media/pdf.hpp"
#include "verifier/media/png.hpp"
#include "verifier/media/riff.hpp"
#include "verifier/media/sidecar.hpp"
#include "verifier/media/svg.hpp"
#include "verifier/media/text.hpp"
#include "verifier/media/tiff.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::media {
namespace {

constexpr FormatRow rows[] = {
    {Format::jpeg, read_jpeg, list_jpeg_boxes, embed_jpeg, frame_jpeg},
    {Format::png, read_png, list_png_boxes, embed_png, frame_png},
    {Format::heic, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::heif, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::avif, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::mp4, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::m4a, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::quicktime, read_bmff, nullptr, embed_bmff, frame_bmff},
    {Format::jpeg_xl, read_jpeg_xl, list_jpeg_xl_boxes, embed_jpeg_xl, frame_jpeg_xl},
    {Format::gif, read_gif, list_gif_boxes, embed_gif, frame_gif},
    {Format::webp, read_riff, list_riff_boxes, embed_riff, frame_riff},
    {Format::wav, read_riff, list_riff_boxes, embed_riff, frame_riff},
    {Format::avi, read_riff, list_riff_boxes, embed_riff, frame_riff},
    {Format::tiff, read_tiff, nullptr, embed_tiff, frame_tiff},
    {Format::mp3, read_id3, nullptr, embed_id3, frame_id3},
    {Format::flac, read_id3, nullptr, embed_id3, frame_id3},
    {Format::ogg, read_ogg, list_ogg_boxes, embed_ogg, frame_ogg},
    {Format::midi, read_midi, nullptr, embed_midi, frame_midi},
    {Format::otf, read_font, list_font_boxes, embed_font, frame_font},
    {Format::ttf, read_font, list_font_boxes, embed_font, frame_font},
    {Format::pdf, read_pdf, nullptr, embed_pdf, frame_pdf},
    {Format::svg, read_svg, nullptr, embed_svg, frame_svg},
    {Format::zip, read_zip, nullptr, embed_zip, frame_zip},
    {Format::epub, read_zip, nullptr, embed_zip, frame_zip},
    {Format::docx, read_zip, nullptr, embed_zip, frame_zip},
    {Format::xlsx, read_zip, nullptr, embed_zip, frame_zip},
    {Format::pptx, read_zip, nullptr, embed_zip, frame_zip},
    {Format::odt, read_zip, nullptr, embed_zip, frame_zip},
    {Format::ods, read_zip, nullptr, embed_zip, frame_zip},
    {Format::odp, read_zip, nullptr, embed_zip, frame_zip},
    {Format::oxps, read_zip, nullptr, embed_zip, frame_zip},
    {Format::html, read_html, nullptr, embed_html, frame_html},
    {Format::text, read_text, nullptr, embed_text, frame_text},
    {Format::structured_text, read_text, nullptr, embed_structured_text, frame_structured_text},
    {Format::manifest_store, read_sidecar},
};

}  // namespace

const FormatRow* find_format(Format format) noexcept {
    for (const FormatRow& row : rows) {
        if (row.format == format) {
            return &row;
        }
    }
    return nullptr;
}

bool is_read(std::string_view type) noexcept {
    return std::any_of(std::begin(rows), std::end(rows),
                       [type](const FormatRow& row) { return media_type(row.format) == type; });
}

}  // namespace countersign::verifier::media
