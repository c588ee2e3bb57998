// JUMBF (ISO 19566-5) as C2PA uses it (2.5 section 11.1): a tree of views over the store's bytes, and the writer of
// single boxes. Nothing is copied: the bytes must outlive the tree.
// Thread-safety: plain values and pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::c2pa {

using BoxUuid = std::array<std::uint8_t, 16>;

/// The type UUIDs of C2PA: four letters and a common tail.
[[nodiscard]] constexpr BoxUuid c2pa_uuid(const char (&letters)[5]) noexcept {
    BoxUuid out{0, 0, 0, 0, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};
    for (std::size_t i = 0; i < 4; ++i) {
        out[i] = static_cast<std::uint8_t>(letters[i]);
    }
    return out;
}

namespace box {
inline constexpr BoxUuid manifest_store = c2pa_uuid("c2pa");
inline constexpr BoxUuid standard_manifest = c2pa_uuid("c2ma");
inline constexpr BoxUuid standard_manifest_old = c2pa_uuid("c2md");
inline constexpr BoxUuid update_manifest = c2pa_uuid("c2um");
inline constexpr BoxUuid compressed_manifest = c2pa_uuid("c2cm");
inline constexpr BoxUuid assertion_store = c2pa_uuid("c2as");
inline constexpr BoxUuid claim = c2pa_uuid("c2cl");
inline constexpr BoxUuid claim_signature = c2pa_uuid("c2cs");
inline constexpr BoxUuid credential_store = c2pa_uuid("c2vc");
inline constexpr BoxUuid databox_store = c2pa_uuid("c2db");
inline constexpr BoxUuid cbor_content = c2pa_uuid("cbor");
inline constexpr BoxUuid json_content = c2pa_uuid("json");
inline constexpr BoxUuid uuid_content = c2pa_uuid("uuid");
inline constexpr BoxUuid embedded_file{0x40, 0xCB, 0x0C, 0x32, 0xBB, 0x8A, 0x48, 0x9D,
                                       0xA7, 0x0B, 0x2A, 0xD6, 0xF4, 0x7F, 0x43, 0x69};
/// The content of a redacted assertion: a `uuid` box of this type whose data is zeros.
inline constexpr BoxUuid redacted{0xCA, 0xA9, 0x8E, 0xEE, 0x9D, 0x4D, 0xF8, 0x0E,
                                  0x86, 0xAD, 0x4D, 0xFF, 0xCA, 0x26, 0x39, 0x73};
}  // namespace box

/// A box that isn't a superbox.
struct ContentBox {
    std::string_view type;  ///< four characters
    ByteView data;          ///< behind the header
};

struct Superbox {
    BoxUuid uuid{};
    std::string_view label;
    /// What a hashed URI covers: description box and content boxes, without the superbox's own header.
    ByteView hashed;
    /// The whole box with its header.
    ByteView whole;
    std::vector<ContentBox> contents;
    std::vector<Superbox> children;

    /// The only child of that label, or null (also where there are two: then the label names nothing).
    [[nodiscard]] const Superbox* find(std::string_view child_label) const noexcept;
    /// The data of the first content box of that type, or an empty view.
    [[nodiscard]] ByteView content(std::string_view type) const noexcept;
};

/// One superbox that fills `bytes` (bytes behind it are padding and must be zero).
/// Errors: jumbf.malformed, jumbf.too_deep, jumbf.too_large.
[[nodiscard]] Result<Superbox> parse_jumbf(ByteView bytes);

/// True for a label without control characters and without `/ ; ? #`.
[[nodiscard]] bool is_jumbf_label(std::string_view label) noexcept;

/// LBox, TBox, data. `type` is four characters; data under 4 GiB.
[[nodiscard]] Bytes encode_box(std::string_view type, ByteView data);

struct SuperboxOptions {
    /// 16 or 32 random bytes go into a `c2sh` salt box; empty means none.
    ByteView salt = {};
};
/// A superbox with its description box; `contents` are whole boxes.
[[nodiscard]] Bytes encode_superbox(const BoxUuid& uuid, std::string_view label, const std::vector<Bytes>& contents,
                                    const SuperboxOptions& options = {});

}  // namespace countersign::verifier::c2pa
