#include "contracts/rules/leaf.hpp"

namespace countersign::rules {

namespace {

constexpr uint32_t score_ppm_max = 1'000'000;
constexpr char credential_tag[] = "countersign credential v1";

void put_start(Writer& out, LeafKind kind, uint32_t index) noexcept {
    out.u8(leaf_version).u8(static_cast<uint8_t>(kind)).u32(index);
}

bool get_start(Reader& in, LeafKind kind, uint32_t& index) noexcept {
    const bool good = in.u8() == leaf_version && in.u8() == static_cast<uint8_t>(kind);
    index = in.u32();
    return good;
}

}  // namespace

void encode(const ContentLeaf& leaf, Writer& out) noexcept {
    put_start(out, LeafKind::content, leaf.index);
    out.bytes(leaf.content).bytes(leaf.manifest).bytes(leaf.parent).bytes(leaf.fingerprints);
    out.u8(static_cast<uint8_t>(leaf.action)).u8(static_cast<uint8_t>(leaf.ai)).time(leaf.claimed_at);
}

bool decode(ByteSpan bytes, ContentLeaf& leaf) noexcept {
    Reader in(bytes);
    bool good = get_start(in, LeafKind::content, leaf.index);
    leaf.content = in.fixed<Sha256Digest>();
    leaf.manifest = in.fixed<Sha256Digest>();
    leaf.parent = in.fixed<TreeHash>();
    leaf.fingerprints = in.fixed<ContentHash>();
    const uint8_t action = in.u8();
    const uint8_t ai = in.u8();
    leaf.claimed_at = in.time();
    good = good && action >= static_cast<uint8_t>(ContentAction::created) &&
           action <= static_cast<uint8_t>(ContentAction::derived) &&
           ai <= static_cast<uint8_t>(AiDisclosure::generated);
    leaf.action = static_cast<ContentAction>(action);
    leaf.ai = static_cast<AiDisclosure>(ai);
    return good && in.finished();
}

void encode(const CredentialLeaf& leaf, Writer& out) noexcept {
    put_start(out, LeafKind::credential, leaf.index);
    out.bytes(leaf.commitment).time(leaf.valid_from).time(leaf.valid_until);
}

bool decode(ByteSpan bytes, CredentialLeaf& leaf) noexcept {
    Reader in(bytes);
    const bool good = get_start(in, LeafKind::credential, leaf.index);
    leaf.commitment = in.fixed<ContentHash>();
    leaf.valid_from = in.time();
    leaf.valid_until = in.time();
    const bool has_length = leaf.valid_until.value == 0 || leaf.valid_from < leaf.valid_until;
    return good && has_length && in.finished();
}

void encode(const StatementLeaf& leaf, Writer& out) noexcept {
    put_start(out, LeafKind::statement, leaf.index);
    out.bytes(leaf.context).u8(static_cast<uint8_t>(leaf.subject_kind)).bytes(leaf.subject).u32(leaf.score.value);
    out.bytes(leaf.statement).bytes(leaf.interaction).time(leaf.stated_at);
}

bool decode(ByteSpan bytes, StatementLeaf& leaf) noexcept {
    Reader in(bytes);
    const bool good = get_start(in, LeafKind::statement, leaf.index);
    leaf.context = in.fixed<ContentHash>();
    const uint8_t subject_kind = in.u8();
    leaf.subject_kind = static_cast<TargetKind>(subject_kind);
    leaf.subject = in.fixed<SubjectId>();
    leaf.score = ScorePpm{in.u32()};
    leaf.statement = in.fixed<ContentHash>();
    leaf.interaction = in.fixed<TreeHash>();
    leaf.stated_at = in.time();
    const bool known = subject_kind == static_cast<uint8_t>(TargetKind::leaf) ||
                       subject_kind == static_cast<uint8_t>(TargetKind::identity);
    return good && known && leaf.score.value <= score_ppm_max && in.finished();
}

ContentHash credential_commitment(const Salt& salt, const Sha256Digest& credential, CryptoRef crypto) noexcept {
    uint8_t bytes[sizeof(credential_tag) - 1 + 64];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    for (size_t i = 0; i + 1 < sizeof(credential_tag); ++i) {
        out.u8(static_cast<uint8_t>(credential_tag[i]));
    }
    out.bytes(salt).bytes(credential);
    return retag<ContentHash>(crypto.sha256(out.written()));
}

TreeHash leaf_hash(ByteSpan leaf, CryptoRef crypto) noexcept {
    uint8_t bytes[1 + leaf_bytes_max];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    out.u8(0).bytes(leaf);
    return retag<TreeHash>(crypto.sha256(out.written()));
}

TreeHash node_hash(const TreeHash& left, const TreeHash& right, CryptoRef crypto) noexcept {
    uint8_t bytes[65];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    out.u8(1).bytes(left).bytes(right);
    return retag<TreeHash>(crypto.sha256(out.written()));
}

}  // namespace countersign::rules
