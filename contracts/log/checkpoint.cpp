#include "contracts/log/checkpoint.hpp"

#include <charconv>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::log {
namespace {

/// Takes the first line off `rest`; every line of a note's text ends with LF.
std::optional<std::string_view> take_line(std::string_view& rest) noexcept {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

}  // namespace

std::optional<std::uint64_t> parse_decimal(std::string_view text) noexcept {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool leading_zero = text.size() > 1 && text.front() == '0';
    if (text.empty() || leading_zero || problem != std::errc{} || end != text.data() + text.size() ||
        (value >> 63U) != 0) {
        return std::nullopt;
    }
    return value;
}

std::string to_checkpoint_text(const std::string& origin, const TreeHead& head) {
    return origin + "\n" + std::to_string(head.size) + "\n" + to_base64(view(head.root)) + "\n";
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
    const auto origin = take_line(text);
    const auto size_line = take_line(text);
    const auto root_line = take_line(text);
    if (!origin || origin->empty() || !size_line || !root_line) {
        return fail(errors::checkpoint_syntax, "origin, size and root are needed");
    }
    const auto size = parse_decimal(*size_line);
    const auto root = parse_base64(*root_line);
    Checkpoint checkpoint{.origin = std::string(*origin), .head = {}, .extensions = {}};
    if (!size || !root || !copy_exact(*root, checkpoint.head.root)) {
        return fail(errors::checkpoint_syntax, "size or root");
    }
    checkpoint.head.size = *size;
    if (*size == 0 && checkpoint.head.root != empty_root()) {
        return fail(errors::checkpoint_syntax, "size 0 with a root that isn't the empty tree's");
    }
    while (!text.empty()) {
        const auto extension = take_line(text);
        if (!extension || extension->empty()) {
            return fail(errors::checkpoint_syntax, "empty extension line");
        }
        checkpoint.extensions.emplace_back(*extension);
    }
    return checkpoint;
}

Result<Done> check_origin(std::string_view origin) { return check_key_name(origin); }

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const VerifierKey& log_key,
                                         std::span<const VerifierKey> witnesses) {
    std::vector<VerifierKey> keys{log_key};
    keys.insert(keys.end(), witnesses.begin(), witnesses.end());
    const auto opened = open_note(note, keys);
    if (!opened) {
        return fail(opened.error());
    }
    auto checkpoint = parse_checkpoint_text(opened->note.text);
    if (!checkpoint) {
        return fail(checkpoint.error());
    }
    if (checkpoint->origin != log_key.name) {
        return fail(errors::checkpoint_origin, printable(checkpoint->origin));
    }
    OpenedCheckpoint out{.checkpoint = std::move(*checkpoint), .cosigners = {}};
    bool signed_by_log = false;
    for (const KnownSignature& signature : opened->signers) {
        if (signature.key == 0) {
            signed_by_log = true;
        } else {
            out.cosigners.push_back({.key = signature.key - 1, .time = signature.time});
        }
    }
    if (!signed_by_log) {
        return fail(errors::note_unsigned, "the log itself hasn't signed");
    }
    return out;
}

std::string sign_checkpoint(const TreeHead& head, const NoteSigner& log_signer) {
    auto note = log_signer.sign(to_checkpoint_text(log_signer.verifier().name, head));
    ensure(note.has_value(), "a checkpoint of a checked origin is a note's text");
    return std::move(*note);
}

}  // namespace countersign::log
