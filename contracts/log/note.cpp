#include "contracts/log/note.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"

namespace countersign::log {
namespace {

constexpr std::string_view line_start = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t key_id_bytes = 4;
constexpr std::uint64_t time_max = (std::uint64_t{1} << 63U) - 1;

/// All of Unicode's White_Space beyond ASCII, as UTF-8.
constexpr std::array<std::string_view, 19> wide_spaces = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

bool is_control(char character) noexcept { return static_cast<unsigned char>(character) < 0x20; }

std::optional<NoteKeyType> known_type(std::uint8_t type) noexcept {
    switch (type) {
        case 0x01: return NoteKeyType::ed25519;
        case 0x04: return NoteKeyType::cosignature;
        default: return std::nullopt;
    }
}

Result<Done> check_note_text(std::string_view text) {
    if (text.empty() || text.back() != '\n') {
        return fail(errors::note_syntax, "the text doesn't end with a line feed");
    }
    const bool controls = std::ranges::any_of(text, [](char c) { return is_control(c) && c != '\n'; });
    if (controls || !is_utf8(as_bytes(text))) {
        return fail(errors::note_syntax, "the text has a control character or is not UTF-8");
    }
    return Done{};
}

std::string cosigned_message(std::string_view text, UnixSeconds time) {
    return "cosignature/v1\ntime " + std::to_string(time.value) + "\n" + std::string(text);
}

/// One signature line without its LF.
Result<NoteSignature> parse_signature_line(std::string_view line) {
    if (!line.starts_with(line_start)) {
        return fail(errors::note_syntax, "a signature line doesn't start with a dash and a space");
    }
    line.remove_prefix(line_start.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !check_key_name(line.substr(0, space))) {
        return fail(errors::note_syntax, "a signature line has no good key name");
    }
    const auto payload = parse_base64(line.substr(space + 1));
    if (!payload || payload->size() <= key_id_bytes) {
        return fail(errors::note_syntax, "a signature is not base64 of a key id and more");
    }
    ByteReader reader(*payload);
    NoteSignature signature{.name = std::string(line.substr(0, space)), .key_id = reader.u32(), .bytes = {}};
    signature.bytes = to_bytes(reader.rest());
    return signature;
}

/// The time of a cosignature (0 for a plain one) where the signature verifies.
Result<UnixSeconds> verify_signature(const VerifierKey& key, std::string_view text, ByteView signature) {
    UnixSeconds time{};
    std::string cosigned;
    if (key.type == NoteKeyType::cosignature) {
        ByteReader reader(signature);
        time = UnixSeconds{reader.u64()};
        if (!reader.ok() || time.value > time_max) {
            return fail(errors::note_bad_signature, key.name + ": no time");
        }
        signature = reader.rest();
        cosigned = cosigned_message(text, time);
        text = cosigned;
    }
    if (!verify_message(key.key, as_bytes(text), signature)) {
        return fail(errors::note_bad_signature, key.name);
    }
    return time;
}

}  // namespace

std::uint32_t VerifierKey::id() const {
    const auto type_byte = static_cast<std::uint8_t>(type);
    const Sha256Digest digest =
        sha256({as_bytes(name), as_bytes(std::string_view("\n")), ByteView(&type_byte, 1), key.bytes()});
    return ByteReader(view(digest)).u32();
}

Result<Done> check_key_name(std::string_view name) {
    const bool plain = std::ranges::all_of(name, [](char c) { return !is_control(c) && c != ' ' && c != '+'; });
    const bool wide = std::ranges::any_of(
        wide_spaces, [&](std::string_view space) { return name.find(space) != std::string_view::npos; });
    if (name.empty() || name.size() > limits::note_key_name_bytes_max || !plain || wide || !is_utf8(as_bytes(name))) {
        return fail(errors::note_key_name, printable(name));
    }
    return Done{};
}

Result<VerifierKey> parse_vkey(std::string_view text) {
    // Only the first two plus signs separate: base64 may hold others.
    const std::size_t first = text.find('+');
    const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) {
        return fail(errors::note_key, "two plus signs are needed");
    }
    const std::string_view name = text.substr(0, first);
    if (const auto good = check_key_name(name); !good) {
        return fail(good.error());
    }
    const auto id = parse_hex(text.substr(first + 1, second - first - 1));
    const auto payload = parse_base64(text.substr(second + 1));
    if (!id || id->size() != key_id_bytes || !payload || payload->empty()) {
        return fail(errors::note_key, "not hex and base64");
    }
    const auto type = known_type(payload->front());
    if (!type) {
        return fail(errors::note_key_unsupported, "type " + to_hex(ByteView(*payload).first(1)));
    }
    const auto key = PublicKey::parse(KeyType::ed25519, ByteView(*payload).subspan(1));
    if (!key) {
        return fail(errors::note_key, std::string(key.error().code.name));
    }
    VerifierKey out{.name = std::string(name), .type = *type, .key = *key};
    if (ByteReader(*id).u32() != out.id()) {
        return fail(errors::note_key, "the key id belongs to another key");
    }
    return out;
}

std::string to_vkey(const VerifierKey& key) {
    const auto id = ByteWriter().u32(key.id()).take();
    const auto payload = ByteWriter().u8(static_cast<std::uint8_t>(key.type)).bytes(key.key.bytes()).take();
    return key.name + "+" + to_hex(id) + "+" + to_base64(payload);
}

Result<Note> parse_note(std::string_view text) {
    if (text.size() > limits::note_bytes_max) {
        return fail(errors::note_syntax, "too long");
    }
    // The last empty line separates: the text itself may hold others.
    const std::size_t split = text.rfind("\n\n");
    if (split == std::string_view::npos || text.back() != '\n') {
        return fail(errors::note_syntax, "no empty line, or no line feed at the end");
    }
    Note note{.text = std::string(text.substr(0, split + 1)), .signatures = {}};
    if (const auto good = check_note_text(note.text); !good) {
        return fail(good.error());
    }
    std::string_view rest = text.substr(split + 2);
    while (!rest.empty()) {
        if (note.signatures.size() == limits::note_signatures_max) {
            return fail(errors::note_syntax, "too many signatures");
        }
        const std::size_t end = rest.find('\n');
        auto signature = parse_signature_line(rest.substr(0, end));
        if (!signature) {
            return fail(signature.error());
        }
        note.signatures.push_back(std::move(*signature));
        rest.remove_prefix(end + 1);
    }
    if (note.signatures.empty()) {
        return fail(errors::note_syntax, "no signature");
    }
    return note;
}

Result<OpenedNote> open_note(std::string_view text, std::span<const VerifierKey> keys) {
    auto note = parse_note(text);
    if (!note) {
        return fail(note.error());
    }
    OpenedNote opened{.note = std::move(*note), .signers = {}};
    for (const NoteSignature& signature : opened.note.signatures) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i].name != signature.name || keys[i].id() != signature.key_id) {
                continue;
            }
            const auto time = verify_signature(keys[i], opened.note.text, signature.bytes);
            if (!time) {
                return fail(time.error());
            }
            const bool again = std::ranges::any_of(opened.signers, [i](const auto& seen) { return seen.key == i; });
            if (!again) {
                opened.signers.push_back({.key = i, .time = *time});
            }
        }
    }
    if (opened.signers.empty()) {
        return fail(errors::note_unsigned);
    }
    return opened;
}

Result<NoteSigner> NoteSigner::make(std::string name, PrivateKey key, NoteKeyType type) {
    if (const auto good = check_key_name(name); !good) {
        return fail(good.error());
    }
    if (key.type() != KeyType::ed25519) {
        return fail(errors::note_key_unsupported, "a note is signed with Ed25519");
    }
    VerifierKey verifier{.name = std::move(name), .type = type, .key = key.public_key()};
    return NoteSigner(std::move(verifier), std::move(key));
}

Result<std::string> NoteSigner::sign_line(std::string_view text, UnixSeconds time) const {
    if (const auto good = check_note_text(text); !good) {
        return fail(good.error());
    }
    ByteWriter payload;
    payload.u32(verifier_.id());
    if (verifier_.type == NoteKeyType::cosignature) {
        ensure(time.value <= time_max, "a cosignature's time");
        payload.u64(time.value);
        payload.bytes(view(sign_message(key_, as_bytes(cosigned_message(text, time)))));
    } else {
        payload.bytes(view(sign_message(key_, as_bytes(text))));
    }
    return std::string(line_start) + verifier_.name + " " + to_base64(payload.view()) + "\n";
}

Result<std::string> NoteSigner::sign(std::string_view text) const {
    const auto line = sign_line(text);
    if (!line) {
        return fail(line.error());
    }
    return std::string(text) + "\n" + *line;
}

}  // namespace countersign::log
