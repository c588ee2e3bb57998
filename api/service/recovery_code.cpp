#include "api/service/recovery_code.hpp"

#include "api/service/errors.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"

namespace countersign::api::service {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t check_characters = 4;
constexpr std::size_t characters = secret_bytes * 8 / 5 + check_characters;

/// Five bits a character, most significant first.
std::string to_base32(ByteView bytes) {
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = (held << 8U) | byte;
        for (bits += 8; bits >= 5; bits -= 5) {
            out.push_back(alphabet[(held >> (bits - 5)) & 31U]);
        }
    }
    return out;
}

std::string check_of(ByteView secret) {
    const Sha256Digest digest = sha256({as_bytes("countersign recovery check v1"), secret});
    return to_base32(view(digest)).substr(0, check_characters);
}

int digit_of(char c) noexcept {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const char read = upper == 'I' || upper == 'L' ? '1' : upper == 'O' ? '0' : upper;
    const std::size_t at = alphabet.find(read);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

SecretBytes make_recovery_secret(Entropy& entropy) { return entropy.secret(secret_bytes); }

std::string to_recovery_code(ByteView secret) {
    ensure(secret.size() == secret_bytes, "a recovery secret has 20 bytes");
    const std::string text = to_base32(secret) + check_of(secret);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i != 0 && i % 4 == 0) {
            out.push_back('-');
        }
        out.push_back(text[i]);
    }
    return out;
}

Result<SecretBytes> parse_recovery_code(std::string_view text) {
    std::string read;
    for (const char c : text) {
        if (c == '-' || c == ' ') {
            continue;
        }
        const int digit = digit_of(c);
        if (digit < 0 || read.size() == characters) {
            return fail(errors::recovery_code);
        }
        read.push_back(alphabet[static_cast<std::size_t>(digit)]);
    }
    if (read.size() != characters) {
        return fail(errors::recovery_code);
    }
    SecretBytes secret(secret_bytes);
    unsigned held = 0;
    unsigned bits = 0;
    std::size_t filled = 0;
    for (std::size_t i = 0; i + check_characters < characters; ++i) {
        held = (held << 5U) | static_cast<unsigned>(digit_of(read[i]));
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            secret.writable()[filled++] = static_cast<std::uint8_t>(held >> bits);
        }
    }
    if (check_of(secret.view()) != read.substr(characters - check_characters)) {
        return fail(errors::recovery_code);
    }
    return secret;
}

PrivateKey recovery_key(ByteView secret) {
    // A digest is outside the scalars of P-256 once in 2^32 codes; the counter then makes another.
    for (std::uint8_t counter = 0;; ++counter) {
        const std::uint8_t suffix[] = {counter};
        const Sha256Digest digest = sha256({as_bytes("countersign recovery key v1"), secret, suffix});
        if (auto key = PrivateKey::parse(KeyType::p256, view(digest))) {
            return std::move(*key);
        }
    }
}

}  // namespace countersign::api::service
