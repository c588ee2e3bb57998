#include "verifier/c2pa/jumbf.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint8_t toggle_requestable = 0x01;
constexpr std::uint8_t toggle_label = 0x02;
constexpr std::uint8_t toggle_id = 0x04;
constexpr std::uint8_t toggle_signature = 0x08;
constexpr std::uint8_t toggle_private = 0x10;

tl::unexpected<Error> malformed(const char* what) { return fail(errors::jumbf_malformed, what); }

struct RawBox {
    std::string_view type;
    ByteView data;
    ByteView whole;
};

/// The box at the start of `rest`, which is then cut. LBox 0 means to the end.
Result<RawBox> take_box(ByteView& rest) {
    ByteReader reader(rest);
    std::uint64_t length = reader.u32();
    const ByteView type = reader.read(4);
    std::size_t header = 8;
    if (length == 1) {
        length = reader.u64();
        header = 16;
    } else if (length == 0) {
        length = rest.size();
    }
    if (!reader.ok() || length < header || length > rest.size()) {
        return malformed("box length");
    }
    const RawBox out{as_text(type), rest.subspan(header, length - header), rest.first(length)};
    rest = rest.subspan(length);
    return out;
}

Result<Done> read_description(ByteView description, Superbox& out) {
    ByteReader reader(description);
    const ByteView uuid = reader.read(out.uuid.size());
    const std::uint8_t toggles = reader.u8();
    if (!reader.ok()) {
        return malformed("description box cut");
    }
    std::copy(uuid.begin(), uuid.end(), out.uuid.begin());
    if ((toggles & toggle_requestable) == 0 || (toggles & toggle_label) == 0 || (toggles & 0xE0U) != 0) {
        return malformed("description box toggles");
    }
    const ByteView rest = reader.rest();
    const auto zero = std::find(rest.begin(), rest.end(), std::uint8_t{0});
    if (zero == rest.end()) {
        return malformed("label without an end");
    }
    const auto length = static_cast<std::size_t>(zero - rest.begin());
    out.label = as_text(reader.read(length));
    static_cast<void>(reader.u8());
    if (!is_jumbf_label(out.label)) {
        return malformed("label");
    }
    if ((toggles & toggle_id) != 0) {
        static_cast<void>(reader.u32());
    }
    if ((toggles & toggle_signature) != 0) {
        static_cast<void>(reader.read(32));
    }
    ByteView remaining = reader.rest();
    if ((toggles & toggle_private) != 0) {
        if (const auto box = take_box(remaining); !box) {
            return fail(box.error());
        }
    }
    // What follows would be hashed but seen by nobody.
    return reader.ok() && remaining.empty() ? Result<Done>(Done{}) : malformed("description box length");
}

Result<Superbox> parse_superbox(const RawBox& raw, std::size_t depth, std::size_t& count) {
    if (depth > limits::jumbf_depth_max) {
        return fail(errors::jumbf_too_deep, "deeper than " + std::to_string(limits::jumbf_depth_max));
    }
    Superbox out;
    out.hashed = raw.data;
    out.whole = raw.whole;
    ByteView rest = raw.data;
    const auto description = take_box(rest);
    if (!description) {
        return fail(description.error());
    }
    if (description->type != "jumd") {
        return malformed("superbox without description");
    }
    if (const auto done = read_description(description->data, out); !done) {
        return fail(done.error());
    }
    while (!rest.empty()) {
        if (++count > limits::jumbf_boxes_max) {
            return fail(errors::jumbf_too_large, "more than " + std::to_string(limits::jumbf_boxes_max));
        }
        const auto box = take_box(rest);
        if (!box) {
            return fail(box.error());
        }
        if (box->type != "jumb") {
            out.contents.push_back({box->type, box->data});
            continue;
        }
        auto child = parse_superbox(*box, depth + 1, count);
        if (!child) {
            return child;
        }
        out.children.push_back(std::move(*child));
    }
    return out;
}

}  // namespace

const Superbox* Superbox::find(std::string_view child_label) const noexcept {
    const Superbox* found = nullptr;
    for (const Superbox& child : children) {
        if (child.label == child_label) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &child;
        }
    }
    return found;
}

ByteView Superbox::content(std::string_view type) const noexcept {
    for (const ContentBox& box : contents) {
        if (box.type == type) {
            return box.data;
        }
    }
    return {};
}

Result<Superbox> parse_jumbf(ByteView bytes) {
    ByteView rest = bytes;
    const auto raw = take_box(rest);
    if (!raw) {
        return fail(raw.error());
    }
    if (raw->type != "jumb") {
        return malformed("not a superbox");
    }
    if (std::any_of(rest.begin(), rest.end(), [](std::uint8_t byte) { return byte != 0; })) {
        return malformed("bytes behind the store");
    }
    std::size_t count = 0;
    return parse_superbox(*raw, 0, count);
}

bool is_jumbf_label(std::string_view label) noexcept {
    if (label.empty() || label.size() > limits::jumbf_label_bytes_max || !is_utf8(as_bytes(label))) {
        return false;
    }
    for (std::size_t i = 0; i < label.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(label[i]);
        // U+0080 to U+009F are C2 80 to C2 9F in UTF-8.
        const bool high_control = byte == 0xC2 && static_cast<std::uint8_t>(label[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || high_control ||
            std::string_view("/;?#").find(label[i]) != std::string_view::npos) {
            return false;
        }
    }
    return label.find("\xEF\xBB\xBF") == std::string_view::npos && label.find("\xEF\xBF\xBF") == std::string_view::npos;
}

Bytes encode_box(std::string_view type, ByteView data) {
    ensure(type.size() == 4 && data.size() <= 0xFFFF'FFFFU - 8U, "box");
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(data.size() + 8)).bytes(as_bytes(type)).bytes(data);
    return out.take();
}

Bytes encode_superbox(const BoxUuid& uuid, std::string_view label, const std::vector<Bytes>& contents,
                      const SuperboxOptions& options) {
    ensure(is_jumbf_label(label), "label");
    ByteWriter description;
    const bool salted = !options.salt.empty();
    const auto toggles = static_cast<std::uint8_t>(toggle_requestable | toggle_label | (salted ? toggle_private : 0));
    description.bytes(uuid).u8(toggles).bytes(as_bytes(label)).u8(0);
    if (salted) {
        description.bytes(encode_box("c2sh", options.salt));
    }
    Bytes inner = encode_box("jumd", description.view());
    for (const Bytes& content : contents) {
        append(inner, content);
    }
    return encode_box("jumb", inner);
}

}  // namespace countersign::verifier::c2pa
