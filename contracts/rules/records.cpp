#include "contracts/rules/records.hpp"

namespace countersign::rules {

namespace {

template <typename T, size_t N>
void put_list(Writer& out, const List<T, N>& list) noexcept {
    out.u8(list.count);
    for (const T& item : list) {
        out.bytes(item);
    }
    out.zeros((N - list.count) * sizeof(T));
}

template <size_t N>
void put_text(Writer& out, const Text<N>& text) noexcept {
    out.u8(text.length).bytes(text).zeros(N - text.length);
}

/// Reads what put_list wrote; unused places must be zero, so that a record has one encoding.
template <typename T, size_t N>
[[nodiscard]] bool get_list(Reader& in, List<T, N>& out) noexcept {
    out.count = in.u8();
    for (T& item : out.items) {
        item = in.fixed<T>();
    }
    for (size_t i = out.count; i < N; ++i) {
        if (!out.items[i].is_zero()) {
            return false;
        }
    }
    return out.count <= N;
}

template <size_t N>
[[nodiscard]] bool get_text(Reader& in, Text<N>& out) noexcept {
    out.length = in.u8();
    const ByteSpan raw = in.take(N);
    if (raw.size() != N || out.length > N) {
        return false;
    }
    copy_bytes(out.bytes, raw.data(), N);
    for (size_t i = out.length; i < N; ++i) {
        if (out.bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

/// A closed set of small numbers from `first` to `last`.
template <typename Enum>
[[nodiscard]] bool get_enum(Reader& in, Enum& out, Enum first, Enum last) noexcept {
    const uint8_t raw = in.u8();
    out = static_cast<Enum>(raw);
    return raw >= static_cast<uint8_t>(first) && raw <= static_cast<uint8_t>(last);
}

[[nodiscard]] bool get_flag(Reader& in, bool& out) noexcept {
    const uint8_t raw = in.u8();
    out = raw == 1;
    return raw <= 1;
}

[[nodiscard]] bool get_version(Reader& in) noexcept { return in.u8() == record_version; }

PublicKey get_key(Reader& in) noexcept { return in.fixed<PublicKey>(); }

}  // namespace

void encode(const IdentityRecord& r, Writer& out) noexcept {
    out.u8(record_version).u8(static_cast<uint8_t>(r.kind)).u8(static_cast<uint8_t>(r.custody));
    out.time(r.created_at).time(r.updated_at).bytes(r.recovery).u32(r.recoveries);
    put_list(out, r.keys);
    out.u8(r.names.count);
    for (size_t i = 0; i < limits::identity_names_max; ++i) {
        put_text(out, i < r.names.count ? r.names[i] : Name{});
    }
}

bool decode(ByteSpan bytes, IdentityRecord& r) noexcept {
    Reader in(bytes);
    bool good = get_version(in) && get_enum(in, r.kind, IdentityKind::person, IdentityKind::agent) &&
                get_enum(in, r.custody, Custody::self, Custody::hosted);
    r.created_at = in.time();
    r.updated_at = in.time();
    r.recovery = in.fixed<KeyId>();
    r.recoveries = in.u32();
    good = good && get_list(in, r.keys);
    r.names.count = in.u8();
    for (size_t i = 0; i < limits::identity_names_max; ++i) {
        good = good && get_text(in, r.names.items[i]) && (i < r.names.count) == (r.names.items[i].length > 0);
    }
    return good && r.names.count <= limits::identity_names_max && in.finished();
}

void encode(const KeyRecord& r, Writer& out) noexcept {
    out.u8(record_version).bytes(r.identity).bytes(r.key).u16(r.roles);
    out.time(r.valid_from).time(r.valid_until).time(r.added_at).time(r.retired_at);
    out.time(r.compromised_since).time(r.declared_at).u8(r.tenure);
}

bool decode(ByteSpan bytes, KeyRecord& r) noexcept {
    Reader in(bytes);
    const bool good = get_version(in);
    r.identity = in.fixed<IdentityId>();
    r.key = get_key(in);
    r.roles = in.u16();
    r.valid_from = in.time();
    r.valid_until = in.time();
    r.added_at = in.time();
    r.retired_at = in.time();
    r.compromised_since = in.time();
    r.declared_at = in.time();
    r.tenure = in.u8();
    return good && in.finished();
}

void encode(const NonceRecord& r, Writer& out) noexcept { out.u64(r.last); }

bool decode(ByteSpan bytes, NonceRecord& r) noexcept {
    Reader in(bytes);
    r.last = in.u64();
    return in.finished();
}

void encode(const NameRecord& r, Writer& out) noexcept { out.u8(record_version).bytes(r.identity).time(r.claimed_at); }

bool decode(ByteSpan bytes, NameRecord& r) noexcept {
    Reader in(bytes);
    const bool good = get_version(in);
    r.identity = in.fixed<IdentityId>();
    r.claimed_at = in.time();
    return good && in.finished();
}

void encode(const SchemaRecord& r, Writer& out) noexcept {
    out.u8(record_version).bytes(r.owner).bytes(r.content).time(r.registered_at);
    put_text(out, r.uri);
}

bool decode(ByteSpan bytes, SchemaRecord& r) noexcept {
    Reader in(bytes);
    const bool good = get_version(in);
    r.owner = in.fixed<IdentityId>();
    r.content = in.fixed<ContentHash>();
    r.registered_at = in.time();
    return good && get_text(in, r.uri) && in.finished();
}

void encode(const AccreditationRecord& r, Writer& out) noexcept {
    out.u8(record_version).bytes(r.accreditor).bytes(r.issuer).bytes(r.schema).bytes(r.parent);
    out.u8(r.depth).u8(r.delegable ? 1 : 0);
    out.time(r.valid_from).time(r.valid_until).time(r.accredited_at).time(r.suspended_at).u16(r.reason);
}

bool decode(ByteSpan bytes, AccreditationRecord& r) noexcept {
    Reader in(bytes);
    bool good = get_version(in);
    r.accreditor = in.fixed<IdentityId>();
    r.issuer = in.fixed<IdentityId>();
    r.schema = in.fixed<SchemaId>();
    r.parent = in.fixed<AccreditationId>();
    r.depth = in.u8();
    good = get_flag(in, r.delegable) && good;
    r.valid_from = in.time();
    r.valid_until = in.time();
    r.accredited_at = in.time();
    r.suspended_at = in.time();
    r.reason = in.u16();
    return good && r.depth >= 1 && r.depth <= limits::accreditation_depth_max && in.finished();
}

void encode(const BatchRecord& r, Writer& out) noexcept {
    out.u8(record_version).bytes(r.issuer).bytes(r.key).bytes(r.root).u32(r.count);
    out.u8(static_cast<uint8_t>(r.hash_kind)).u8(static_cast<uint8_t>(r.leaf_kind));
    out.bytes(r.schema).bytes(r.accreditor).bytes(r.arbiter).time(r.committed_at);
}

bool decode(ByteSpan bytes, BatchRecord& r) noexcept {
    Reader in(bytes);
    bool good = get_version(in);
    r.issuer = in.fixed<IdentityId>();
    r.key = in.fixed<KeyId>();
    r.root = in.fixed<TreeHash>();
    r.count = in.u32();
    good = get_enum(in, r.hash_kind, HashKind::sha256, HashKind::keccak256) && good;
    good = get_enum(in, r.leaf_kind, LeafKind::content, LeafKind::statement) && good;
    r.schema = in.fixed<SchemaId>();
    r.accreditor = in.fixed<IdentityId>();
    r.arbiter = in.fixed<IdentityId>();
    r.committed_at = in.time();
    return good && in.finished();
}

void encode(const StatusWord& r, Writer& out) noexcept { out.bytes(r); }

bool decode(ByteSpan bytes, StatusWord& r) noexcept {
    Reader in(bytes);
    r = in.fixed<StatusWord>();
    for (uint32_t i = 0; i < StatusWord::leaves; ++i) {
        if (r.get(i) > static_cast<uint8_t>(Status::revoked)) {
            return false;
        }
    }
    return in.finished();
}

void encode(const DisputeRecord& r, Writer& out) noexcept {
    out.u8(record_version).bytes(r.opener).bytes(r.respondent).bytes(r.arbiter);
    out.u8(static_cast<uint8_t>(r.target_kind)).bytes(r.target).u32(r.index);
    out.u8(static_cast<uint8_t>(r.ground)).bytes(r.evidence).time(r.opened_at).time(r.answer_until);
    out.u8(static_cast<uint8_t>(r.answer)).bytes(r.statement).time(r.answered_at);
    out.u8(static_cast<uint8_t>(r.ruling)).bytes(r.reasons).time(r.ruled_at);
}

bool decode(ByteSpan bytes, DisputeRecord& r) noexcept {
    Reader in(bytes);
    bool good = get_version(in);
    r.opener = in.fixed<IdentityId>();
    r.respondent = in.fixed<IdentityId>();
    r.arbiter = in.fixed<IdentityId>();
    good = get_enum(in, r.target_kind, TargetKind::leaf, TargetKind::identity) && good;
    r.target = in.fixed<TargetId>();
    r.index = in.u32();
    good = get_enum(in, r.ground, DisputeGround::false_attribution, DisputeGround::other) && good;
    r.evidence = in.fixed<ContentHash>();
    r.opened_at = in.time();
    r.answer_until = in.time();
    good = get_enum(in, r.answer, DisputeAnswer::none, DisputeAnswer::conceded) && good;
    r.statement = in.fixed<ContentHash>();
    r.answered_at = in.time();
    good = get_enum(in, r.ruling, Ruling::none, Ruling::rejected) && good;
    r.reasons = in.fixed<ContentHash>();
    r.ruled_at = in.time();
    return good && in.finished();
}

void encode(const DisputeCount& r, Writer& out) noexcept { out.u32(r.count); }

bool decode(ByteSpan bytes, DisputeCount& r) noexcept {
    Reader in(bytes);
    r.count = in.u32();
    return in.finished();
}

void encode(const DisputePage& r, Writer& out) noexcept { put_list(out, r.disputes); }

bool decode(ByteSpan bytes, DisputePage& r) noexcept {
    Reader in(bytes);
    return get_list(in, r.disputes) && in.finished();
}

}  // namespace countersign::rules
