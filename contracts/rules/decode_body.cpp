// Each rule of form has its function; what is short is seen once, at the end of the body.
#include "contracts/rules/decode_body.hpp"

#include "contracts/rules/records.hpp"

namespace countersign::rules {

namespace {

/// R2: fields with a closed set of values.
template <typename Enum>
RuleError check_closed(uint8_t raw, Enum first, Enum last, Enum& out) noexcept {
    if (raw < static_cast<uint8_t>(first) || raw > static_cast<uint8_t>(last)) {
        return RuleError::value_unknown;
    }
    out = static_cast<Enum>(raw);
    return RuleError::none;
}

RuleError check_flag(uint8_t raw, bool& out) noexcept {
    if (raw > 1) {
        return RuleError::value_unknown;
    }
    out = raw == 1;
    return RuleError::none;
}

/// R10: the roles of a key are known and some.
RuleError check_roles(Roles roles) noexcept {
    return roles == 0 || (roles & ~roles::all) != 0 ? RuleError::roles_invalid : RuleError::none;
}

/// R11: a validity has a length.
RuleError check_validity(UnixSeconds from, UnixSeconds until) noexcept {
    return until.value != 0 && until <= from ? RuleError::validity_invalid : RuleError::none;
}

/// R12: a-z, 0-9 and single inner hyphens.
RuleError check_name(ByteSpan name) noexcept {
    if (name.size() < limits::name_bytes_min) {
        return RuleError::name_syntax;
    }
    for (size_t i = 0; i < name.size(); ++i) {
        const uint8_t c = name[i];
        const bool hyphen = c == '-';
        if (!hyphen && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            return RuleError::name_syntax;
        }
        if (hyphen && (i == 0 || i + 1 == name.size() || name[i - 1] == '-')) {
            return RuleError::name_syntax;
        }
    }
    return RuleError::none;
}

template <size_t N>
RuleError read_grants(Reader& in, List<KeyGrant, N>& out) noexcept {
    out.count = 0;
    const uint8_t count = in.u8();
    if (count > N) {
        return RuleError::count_out_of_range;
    }
    for (uint8_t i = 0; i < count; ++i) {
        KeyGrant grant{};
        grant.key = in.fixed<PublicKey>();
        grant.roles = in.u16();
        grant.valid_from = in.time();
        grant.valid_until = in.time();
        if (!in.ok()) {
            return RuleError::truncated;
        }
        if (const RuleError error = check_public_key(grant.key); error != RuleError::none) {
            return error;
        }
        if (const RuleError error = check_roles(grant.roles); error != RuleError::none) {
            return error;
        }
        if (const RuleError error = check_validity(grant.valid_from, grant.valid_until); error != RuleError::none) {
            return error;
        }
        for (const KeyGrant& earlier : out) {
            if (earlier.key == grant.key) {
                return RuleError::key_repeated;
            }
        }
        static_cast<void>(out.push(grant));
    }
    return RuleError::none;
}

RuleError read(Reader& in, CreateIdentity& v) noexcept {
    const uint8_t kind = in.u8();
    const uint8_t custody = in.u8();
    v.salt = in.fixed<Salt>();
    v.recovery = in.fixed<KeyId>();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (const RuleError error = check_closed(kind, IdentityKind::person, IdentityKind::agent, v.kind);
        error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_closed(custody, Custody::self, Custody::hosted, v.custody);
        error != RuleError::none) {
        return error;
    }
    if (v.salt.is_zero() || v.recovery.is_zero()) {
        return RuleError::value_missing;
    }
    return read_grants(in, v.keys);
}

RuleError read(Reader& in, UpdateKeys& v) noexcept {
    if (const RuleError error = read_grants(in, v.add); error != RuleError::none) {
        return error;
    }
    v.retire.count = 0;
    const uint8_t count = in.u8();
    if (count > limits::update_keys_retired_max) {
        return RuleError::count_out_of_range;
    }
    for (uint8_t i = 0; i < count; ++i) {
        const auto id = in.fixed<KeyId>();
        if (!in.ok()) {
            return RuleError::truncated;
        }
        if (v.retire.contains(id)) {
            return RuleError::key_repeated;
        }
        static_cast<void>(v.retire.push(id));
    }
    const uint8_t custody = in.u8();
    v.recovery = in.fixed<KeyId>();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (const RuleError error = check_closed(custody, Custody::unchanged, Custody::hosted, v.custody);
        error != RuleError::none) {
        return error;
    }
    const bool nothing = v.add.count == 0 && v.retire.count == 0 && v.custody == Custody::unchanged;
    return nothing && v.recovery.is_zero() ? RuleError::nothing_to_do : RuleError::none;
}

RuleError read(Reader& in, DeclareCompromised& v) noexcept {
    v.key = in.fixed<KeyId>();
    v.since = in.time();
    return in.ok() && v.since.value == 0 ? RuleError::value_missing : RuleError::none;
}

RuleError read(Reader& in, Recover& v) noexcept {
    v.roles = in.u16();
    v.recovery = in.fixed<KeyId>();
    const uint8_t custody = in.u8();
    const uint8_t scope = in.u8();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (const RuleError error = check_roles(v.roles); error != RuleError::none) {
        return error;
    }
    if ((v.roles & roles::control) == 0) {
        return RuleError::roles_invalid;
    }
    if (v.recovery.is_zero()) {
        return RuleError::value_missing;
    }
    if (const RuleError error = check_closed(custody, Custody::unchanged, Custody::hosted, v.custody);
        error != RuleError::none) {
        return error;
    }
    return check_closed(scope, RecoveryScope::control_keys, RecoveryScope::all_keys, v.scope);
}

template <size_t N>
RuleError read_text(Reader& in, Text<N>& out) noexcept {
    const uint8_t length = in.u8();
    if (length > N) {
        return RuleError::count_out_of_range;
    }
    const ByteSpan raw = in.take(length);
    return in.ok() && out.assign(raw) ? RuleError::none : RuleError::truncated;
}

RuleError read(Reader& in, ClaimName& v) noexcept {
    const RuleError error = read_text(in, v.name);
    return error != RuleError::none ? error : check_name(v.name);
}

RuleError read(Reader& in, RegisterSchema& v) noexcept {
    v.content = in.fixed<ContentHash>();
    if (const RuleError error = read_text(in, v.uri); error != RuleError::none) {
        return error;
    }
    if (v.content.is_zero()) {
        return RuleError::value_missing;
    }
    for (const uint8_t c : ByteSpan(v.uri)) {
        if (c < 0x21 || c > 0x7e) {
            return RuleError::uri_syntax;
        }
    }
    return RuleError::none;
}

RuleError read(Reader& in, Accredit& v) noexcept {
    v.issuer = in.fixed<IdentityId>();
    v.schema = in.fixed<SchemaId>();
    v.parent = in.fixed<AccreditationId>();
    v.valid_from = in.time();
    v.valid_until = in.time();
    const uint8_t delegable = in.u8();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (v.valid_until.value == 0) {
        return RuleError::value_missing;  // accreditation is for a time
    }
    if (const RuleError error = check_validity(v.valid_from, v.valid_until); error != RuleError::none) {
        return error;
    }
    return check_flag(delegable, v.delegable);
}

RuleError read(Reader& in, Suspend& v) noexcept {
    v.accreditation = in.fixed<AccreditationId>();
    const uint8_t suspended = in.u8();
    v.reason = in.u16();
    return in.ok() ? check_flag(suspended, v.suspended) : RuleError::truncated;
}

RuleError read(Reader& in, Commit& v) noexcept {
    v.root = in.fixed<TreeHash>();
    v.count = in.u32();
    const uint8_t hash_kind = in.u8();
    const uint8_t leaf_kind = in.u8();
    v.schema = in.fixed<SchemaId>();
    v.accreditor = in.fixed<IdentityId>();
    v.arbiter = in.fixed<IdentityId>();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (v.count == 0 || v.count > limits::batch_leaves_max) {
        return RuleError::count_out_of_range;
    }
    // Only SHA-256 so far: Keccak-256 keeps its number.
    if (const RuleError error = check_closed(hash_kind, HashKind::sha256, HashKind::sha256, v.hash_kind);
        error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_closed(leaf_kind, LeafKind::content, LeafKind::statement, v.leaf_kind);
        error != RuleError::none) {
        return error;
    }
    return !v.accreditor.is_zero() && v.schema.is_zero() ? RuleError::accreditor_without_schema : RuleError::none;
}

RuleError read(Reader& in, SetStatus& v) noexcept {
    v.batch = in.fixed<BatchId>();
    const uint8_t status = in.u8();
    v.reason = in.u16();
    v.effective_at = in.time();
    const uint8_t count = in.u8();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (const RuleError error = check_closed(status, Status::valid, Status::revoked, v.status);
        error != RuleError::none) {
        return error;
    }
    if (count == 0 || count > limits::status_indices_max) {
        return RuleError::count_out_of_range;
    }
    v.indices.count = 0;
    size_t words = 0;
    for (uint8_t i = 0; i < count; ++i) {
        const uint32_t index = in.u32();
        if (!in.ok()) {
            return RuleError::truncated;
        }
        if (i > 0 && index <= v.indices[i - 1U]) {
            return RuleError::indices_order;
        }
        words += i == 0 || index / StatusWord::leaves != v.indices[i - 1U] / StatusWord::leaves ? 1U : 0U;
        static_cast<void>(v.indices.push(index));
    }
    return words > limits::status_words_max ? RuleError::status_words_exceeded : RuleError::none;
}

RuleError read(Reader& in, OpenDispute& v) noexcept {
    const uint8_t target_kind = in.u8();
    v.target = in.fixed<TargetId>();
    v.index = in.u32();
    const uint8_t ground = in.u8();
    v.evidence = in.fixed<ContentHash>();
    v.answer_seconds = in.u32();
    v.arbiter = in.fixed<IdentityId>();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (const RuleError error = check_closed(target_kind, TargetKind::leaf, TargetKind::identity, v.target_kind);
        error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_closed(ground, DisputeGround::false_attribution, DisputeGround::other, v.ground);
        error != RuleError::none) {
        return error;
    }
    if (v.evidence.is_zero()) {
        return RuleError::value_missing;
    }
    if (v.target_kind == TargetKind::identity && v.index != 0) {
        return RuleError::value_unknown;
    }
    const bool fair = v.answer_seconds >= limits::dispute_answer_seconds_min &&
                      v.answer_seconds <= limits::dispute_answer_seconds_max;
    return fair ? RuleError::none : RuleError::answer_window;
}

RuleError read(Reader& in, AnswerDispute& v) noexcept {
    v.dispute = in.fixed<DisputeId>();
    const uint8_t answer = in.u8();
    v.statement = in.fixed<ContentHash>();
    return in.ok() ? check_closed(answer, DisputeAnswer::contested, DisputeAnswer::conceded, v.answer)
                   : RuleError::truncated;
}

RuleError read(Reader& in, RuleDispute& v) noexcept {
    v.dispute = in.fixed<DisputeId>();
    const uint8_t ruling = in.u8();
    v.reasons = in.fixed<ContentHash>();
    return in.ok() ? check_closed(ruling, Ruling::upheld, Ruling::rejected, v.ruling) : RuleError::truncated;
}

template <typename Body>
RuleError read_as(Reader& in, const OperationHeader& header, Operation& out) noexcept {
    Body body{};
    const RuleError error = read(in, body);
    if (error != RuleError::none) {
        return error;
    }
    out = Operation(header, body);
    return in.ok() ? RuleError::none : RuleError::truncated;
}

}  // namespace

RuleError check_public_key(const PublicKey& key) noexcept {
    const uint8_t scheme = key.scheme_byte();
    if (scheme == static_cast<uint8_t>(Scheme::webauthn) || scheme == static_cast<uint8_t>(Scheme::erc1271)) {
        return RuleError::scheme_reserved;
    }
    if (scheme == static_cast<uint8_t>(Scheme::ed25519)) {
        return key.bytes[33] == 0 ? RuleError::none : RuleError::public_key_form;
    }
    if (scheme == static_cast<uint8_t>(Scheme::secp256k1) || scheme == static_cast<uint8_t>(Scheme::p256)) {
        return key.bytes[1] == 2 || key.bytes[1] == 3 ? RuleError::none : RuleError::public_key_form;
    }
    return RuleError::scheme_unknown;
}

RuleError read_body(Reader& in, OperationKind kind, const OperationHeader& header, Operation& out) noexcept {
    switch (kind) {
        case OperationKind::create_identity: return read_as<CreateIdentity>(in, header, out);
        case OperationKind::update_keys: return read_as<UpdateKeys>(in, header, out);
        case OperationKind::declare_compromised: return read_as<DeclareCompromised>(in, header, out);
        case OperationKind::recover: return read_as<Recover>(in, header, out);
        case OperationKind::claim_name: return read_as<ClaimName>(in, header, out);
        case OperationKind::register_schema: return read_as<RegisterSchema>(in, header, out);
        case OperationKind::accredit: return read_as<Accredit>(in, header, out);
        case OperationKind::suspend: return read_as<Suspend>(in, header, out);
        case OperationKind::commit: return read_as<Commit>(in, header, out);
        case OperationKind::set_status: return read_as<SetStatus>(in, header, out);
        case OperationKind::open_dispute: return read_as<OpenDispute>(in, header, out);
        case OperationKind::answer_dispute: return read_as<AnswerDispute>(in, header, out);
        case OperationKind::rule_dispute: return read_as<RuleDispute>(in, header, out);
    }
    return RuleError::kind_unknown;
}

}  // namespace countersign::rules
