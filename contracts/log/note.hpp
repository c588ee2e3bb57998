// Signed notes (C2SP signed-note v1.0.0) and the keys that sign them: Ed25519 (type 01) and the time-stamped
// cosignature of a witness (type 04, tlog-cosignature v1.0.1).
// Data in: a stranger's text; data out: the note, and which of the caller's keys signed it. docs/spec/log.md (L10 on).
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/log/errors.hpp"
#include "identity/base/strong.hpp"
#include "identity/keys/key.hpp"

namespace countersign::log {

enum class NoteKeyType : std::uint8_t { ed25519 = 0x01, cosignature = 0x04 };

/// A key that a verifier holds. Name and id together tell which signature lines are its own; the id is four bytes and
/// no proof of anything.
struct VerifierKey {
    std::string name;
    NoteKeyType type = NoteKeyType::ed25519;
    PublicKey key;

    /// The first four bytes of SHA-256(name | LF | type | key), big-endian.
    [[nodiscard]] std::uint32_t id() const;
};

/// `name+hex id+base64(type | key)`. Errors: note.key, note.key_name, note.key_unsupported.
[[nodiscard]] Result<VerifierKey> parse_vkey(std::string_view text);
[[nodiscard]] std::string to_vkey(const VerifierKey& key);

/// Errors: note.key_name where the name is empty, not UTF-8, or has a space (of Unicode), a control or a plus sign.
[[nodiscard]] Result<Done> check_key_name(std::string_view name);

struct NoteSignature {
    std::string name;
    std::uint32_t key_id = 0;
    /// What follows the key id; for a cosignature eight bytes of time, then the signature.
    Bytes bytes;
};

struct Note {
    /// With its final LF.
    std::string text;
    std::vector<NoteSignature> signatures;
};

/// The form alone; no signature is checked. Errors: note.syntax, also where there are more than
/// limits::note_signatures_max signatures or limits::note_bytes_max bytes.
[[nodiscard]] Result<Note> parse_note(std::string_view text);

struct KnownSignature {
    /// Position in the list of keys given.
    std::size_t key = 0;
    /// Of a cosignature; 0 for others. Said by the witness: not a trusted time by itself.
    UnixSeconds time{};
};

struct OpenedNote {
    Note note;
    /// Each key at most once, in the order of the note.
    std::vector<KnownSignature> signers;
};

/// Opens a note with the keys that the caller trusts. Lines by other keys are ignored; a line by a known key that
/// doesn't verify spoils the note. Errors: note.syntax, note.bad_signature, note.unsigned.
[[nodiscard]] Result<OpenedNote> open_note(std::string_view text, std::span<const VerifierKey> keys);

/// Signs notes in one name. Move-only, as its key is.
class NoteSigner {
  public:
    /// Errors: note.key_name; note.key_unsupported unless the key is Ed25519.
    [[nodiscard]] static Result<NoteSigner> make(std::string name, PrivateKey key,
                                                 NoteKeyType type = NoteKeyType::ed25519);

    [[nodiscard]] const VerifierKey& verifier() const noexcept { return verifier_; }
    /// One signature line over a note's text, with its LF. A cosignature needs the time. Errors: note.syntax for a text
    /// that no note may have.
    [[nodiscard]] Result<std::string> sign_line(std::string_view text, UnixSeconds time = {}) const;
    /// The whole note with this one signature. Errors: as sign_line.
    [[nodiscard]] Result<std::string> sign(std::string_view text) const;

  private:
    NoteSigner(VerifierKey verifier, PrivateKey key) : verifier_(std::move(verifier)), key_(std::move(key)) {}
    VerifierKey verifier_;
    PrivateKey key_;
};

}  // namespace countersign::log
