#include "contracts/log/tlog_proof.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::log {
namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_start = "extra ";
constexpr std::string_view index_start = "index ";
/// A tree of 2^63 leaves has no longer path.
constexpr std::size_t path_hashes_max = 63;

}  // namespace

std::string to_text(const TlogProof& proof) {
    std::string out = std::string(header) + "\n";
    if (proof.extra) {
        out += std::string(extra_start) + to_base64(*proof.extra) + "\n";
    }
    out += std::string(index_start) + std::to_string(proof.index) + "\n";
    for (const Sha256Digest& hash : proof.path) {
        out += to_base64(view(hash)) + "\n";
    }
    return out + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
    if (text.size() > limits::tlog_proof_bytes_max) {
        return fail(errors::tlog_proof_syntax, "too long");
    }
    const std::size_t split = text.find("\n\n");
    if (split == std::string_view::npos) {
        return fail(errors::tlog_proof_syntax, "no empty line");
    }
    TlogProof proof;
    proof.checkpoint = std::string(text.substr(split + 2));
    std::string_view rest = text.substr(0, split + 1);
    std::vector<std::string_view> lines;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        lines.push_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    std::size_t at = 0;
    if (lines[at++] != header) {
        return fail(errors::tlog_proof_syntax, "the first line isn't " + std::string(header));
    }
    if (at < lines.size() && lines[at].starts_with(extra_start)) {
        auto extra = parse_base64(lines[at++].substr(extra_start.size()));
        if (!extra) {
            return fail(errors::tlog_proof_syntax, "extra");
        }
        proof.extra = std::move(*extra);
    }
    if (at >= lines.size() || !lines[at].starts_with(index_start)) {
        return fail(errors::tlog_proof_syntax, "no index");
    }
    const auto index = parse_decimal(lines[at++].substr(index_start.size()));
    if (!index || lines.size() - at > path_hashes_max) {
        return fail(errors::tlog_proof_syntax, "index or length of the path");
    }
    proof.index = *index;
    for (; at < lines.size(); ++at) {
        const auto hash = parse_base64(lines[at]);
        proof.path.emplace_back();
        if (!hash || !copy_exact(*hash, proof.path.back())) {
            return fail(errors::tlog_proof_syntax, "a hash of the path");
        }
    }
    if (!parse_note(proof.checkpoint)) {
        return fail(errors::tlog_proof_syntax, "the checkpoint is not a signed note");
    }
    return proof;
}

Result<OpenedCheckpoint> verify_tlog_proof(const TlogProof& proof, const Sha256Digest& leaf, const VerifierKey& log_key,
                                           std::span<const VerifierKey> witnesses) {
    auto opened = open_checkpoint(proof.checkpoint, log_key, witnesses);
    if (!opened) {
        return fail(opened.error());
    }
    const TreeHead& head = opened->checkpoint.head;
    if (const auto included = verify_inclusion(leaf, proof.index, head.size, proof.path, head.root); !included) {
        return fail(included.error());
    }
    return std::move(*opened);
}

}  // namespace countersign::log
