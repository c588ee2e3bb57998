#include "tests/contracts/rules/trace.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

namespace countersign::rules::test {

void bad_trace(const std::string& why, const Json& where) {
    std::fprintf(stderr, "bad trace: %s in %s\n", why.c_str(), to_json_text(where).c_str());
    std::abort();
}

namespace {

using LabelId = FixedBytes<32, struct LabelTag>;

std::string text_or(const Json& object, std::string_view key, std::string otherwise) {
    const Json* const found = object.find(key);
    return found != nullptr ? found->as_string() : otherwise;
}

std::uint64_t number_or(const Json& object, std::string_view key, std::uint64_t otherwise) {
    const Json* const found = object.find(key);
    return found != nullptr ? static_cast<std::uint64_t>(found->as_integer()) : otherwise;
}

/// A closed set written as words; a number stands for itself, so that impossible values can be written.
std::uint64_t word_or_number(const Json& object, std::string_view key, std::initializer_list<const char*> words,
                             std::uint64_t first, std::uint64_t otherwise) {
    const Json* const found = object.find(key);
    if (found == nullptr) {
        return otherwise;
    }
    if (found->is_integer()) {
        return static_cast<std::uint64_t>(found->as_integer());
    }
    std::uint64_t value = first;
    for (const char* const word : words) {
        if (found->as_string() == word) {
            return value;
        }
        ++value;
    }
    bad_trace("unknown word " + found->as_string(), object);
}

Roles parse_roles(const Json& json) {
    if (json.is_integer()) {
        return static_cast<Roles>(json.as_integer());
    }
    static const std::vector<std::pair<std::string, Roles>> words = {
        {"control", roles::control}, {"sign_content", roles::sign_content}, {"issue", roles::issue},
        {"revoke", roles::revoke},   {"endorse", roles::endorse},           {"anchor", roles::anchor},
        {"all", roles::all}};
    unsigned out = 0;
    for (const Json& item : json.as_array()) {
        const auto found =
            std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.first == item.as_string(); });
        if (found == words.end()) {
            bad_trace("unknown role", json);
        }
        out |= found->second;
    }
    return static_cast<Roles>(out);
}

OperationKind parse_kind(const Json& operation) {
    static const std::vector<std::string> kinds = {"create_identity", "update_keys",  "declare_compromised",
                                                   "recover",         "claim_name",   "register_schema",
                                                   "accredit",        "suspend",      "commit",
                                                   "set_status",      "open_dispute", "answer_dispute",
                                                   "rule_dispute"};
    const auto found = std::find(kinds.begin(), kinds.end(), text_or(operation, "kind", ""));
    if (found == kinds.end()) {
        bad_trace("unknown kind", operation);
    }
    return static_cast<OperationKind>(found - kinds.begin() + 1);
}

/// n - s: the other form of an ECDSA signature.
void make_high_s(Bytes& bytes, std::size_t signature_at, Scheme scheme) {
    const char* const order = scheme == Scheme::p256
                                  ? "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
                                  : "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    const Bytes n = *parse_hex(order);
    int borrow = 0;
    for (std::size_t i = 32; i > 0; --i) {
        std::uint8_t& s = bytes.at(signature_at + 32 + i - 1);
        int difference = n[i - 1] - s - borrow;
        borrow = difference < 0 ? 1 : 0;
        difference += borrow * 256;
        s = static_cast<std::uint8_t>(difference);
    }
}

std::vector<std::string> names_to_prove(const Json& operation, const std::string& signer) {
    std::vector<std::string> out;
    for (const char* const member : {"keys", "add"}) {
        if (const Json* const list = operation.find(member)) {
            for (const Json& grant : list->as_array()) {
                if (const auto name = text_or(grant, "key", ""); name != signer) {
                    out.push_back(name);
                }
            }
        }
    }
    return out;
}

}  // namespace

void TraceRunner::note_key(const std::string& name) {
    if (std::find(key_names_.begin(), key_names_.end(), name) == key_names_.end()) {
        key_names_.push_back(name);
    }
}

PublicKey TraceRunner::public_key(const std::string& name) {
    note_key(name);
    return test_public_key(name);
}

KeyGrant TraceRunner::grant(const Json& json) {
    KeyGrant out{};
    out.key = public_key(text_or(json, "key", ""));
    if (const Json* const scheme = json.find("scheme")) {
        out.key.bytes[0] = static_cast<std::uint8_t>(scheme->as_integer());
    }
    out.roles = json.find("roles") != nullptr ? parse_roles(*json.find("roles")) : roles::all;
    out.valid_from = UnixSeconds{number_or(json, "valid_from", 0)};
    out.valid_until = UnixSeconds{number_or(json, "valid_until", 0)};
    return out;
}

/// "@label" is what an earlier step made, "key:name" a key's id, "#text" the SHA-256 of the text, absent is zero.
LabelId TraceRunner::reference(const Json& object, std::string_view key) {
    const std::string text = text_or(object, key, "");
    if (text.empty()) {
        return LabelId{};
    }
    if (text.starts_with("key:")) {
        note_key(text.substr(4));
        return retag<LabelId>(test_key_id(text.substr(4)));
    }
    if (text.starts_with("#")) {
        return hash_of<LabelId>(std::string_view(text).substr(1));
    }
    if (text.starts_with("@")) {
        for (const Label& label : labels_) {
            if (label.name == text.substr(1)) {
                return label.id;
            }
        }
    }
    bad_trace("unknown reference " + text, object);
}

Operation TraceRunner::build_operation(const Json& step, const Json& o) {
    const std::string signer = text_or(o, "signer", "");
    OperationHeader header;
    header.domain = test_domain(text_or(step, "signed_for", "here"));
    header.identity = retag<IdentityId>(reference(o, "identity"));
    header.signer = public_key(signer);
    const OperationKind kind = parse_kind(o);
    header.nonce = number_or(o, "nonce", kind == OperationKind::create_identity ? 0 : nonces_[signer] + 1);
    switch (kind) {
        case OperationKind::create_identity: {
            CreateIdentity v{};
            v.kind = static_cast<IdentityKind>(word_or_number(o, "as", {"person", "organisation", "agent"}, 1, 1));
            v.custody = static_cast<Custody>(word_or_number(o, "custody", {"self", "hosted"}, 1, 1));
            v.salt = retag<Salt>(reference(o, "salt"));
            v.recovery = retag<KeyId>(reference(o, "recovery"));
            for (const Json& key : o.find("keys")->as_array()) {
                if (!v.keys.push(grant(key))) {
                    bad_trace("too many keys", o);
                }
            }
            return Operation(header, v);
        }
        case OperationKind::update_keys: {
            UpdateKeys v{};
            if (const Json* const add = o.find("add")) {
                for (const Json& key : add->as_array()) {
                    if (!v.add.push(grant(key))) {
                        bad_trace("too many keys", o);
                    }
                }
            }
            if (const Json* const retire = o.find("retire")) {
                for (const Json& key : retire->as_array()) {
                    note_key(key.as_string());
                    if (!v.retire.push(test_key_id(key.as_string()))) {
                        bad_trace("too many keys", o);
                    }
                }
            }
            v.custody = static_cast<Custody>(word_or_number(o, "custody", {"unchanged", "self", "hosted"}, 0, 0));
            v.recovery = retag<KeyId>(reference(o, "recovery"));
            return Operation(header, v);
        }
        case OperationKind::declare_compromised: {
            DeclareCompromised v{};
            v.key = retag<KeyId>(reference(o, "key"));
            v.since = UnixSeconds{number_or(o, "since", 0)};
            return Operation(header, v);
        }
        case OperationKind::recover: {
            Recover v{};
            v.roles = o.find("roles") != nullptr ? parse_roles(*o.find("roles")) : roles::all;
            v.recovery = retag<KeyId>(reference(o, "recovery"));
            v.custody = static_cast<Custody>(word_or_number(o, "custody", {"unchanged", "self", "hosted"}, 0, 0));
            v.scope = static_cast<RecoveryScope>(word_or_number(o, "scope", {"control_keys", "all_keys"}, 1, 1));
            return Operation(header, v);
        }
        case OperationKind::claim_name: {
            ClaimName v{};
            if (!v.name.assign(as_bytes(text_or(o, "name", "")))) {
                bad_trace("name too long", o);
            }
            return Operation(header, v);
        }
        case OperationKind::register_schema: {
            RegisterSchema v{};
            v.content = retag<ContentHash>(reference(o, "content"));
            if (!v.uri.assign(as_bytes(text_or(o, "uri", "")))) {
                bad_trace("uri too long", o);
            }
            return Operation(header, v);
        }
        case OperationKind::accredit: {
            Accredit v{};
            v.issuer = retag<IdentityId>(reference(o, "issuer"));
            v.schema = retag<SchemaId>(reference(o, "schema"));
            v.parent = retag<AccreditationId>(reference(o, "parent"));
            v.valid_from = UnixSeconds{number_or(o, "valid_from", 0)};
            v.valid_until = UnixSeconds{number_or(o, "valid_until", 0)};
            v.delegable = o.find("delegable") != nullptr && o.find("delegable")->as_bool();
            return Operation(header, v);
        }
        case OperationKind::suspend: {
            Suspend v{};
            v.accreditation = retag<AccreditationId>(reference(o, "accreditation"));
            v.suspended = o.find("suspended")->as_bool();
            v.reason = static_cast<std::uint16_t>(number_or(o, "reason", 0));
            return Operation(header, v);
        }
        case OperationKind::commit: {
            Commit v{};
            v.root = retag<TreeHash>(reference(o, "root"));
            v.count = static_cast<std::uint32_t>(number_or(o, "count", 1));
            v.hash_kind = static_cast<HashKind>(word_or_number(o, "hash", {"sha256", "keccak256"}, 1, 1));
            v.leaf_kind =
                static_cast<LeafKind>(word_or_number(o, "leaves", {"content", "credential", "statement"}, 1, 1));
            v.schema = retag<SchemaId>(reference(o, "schema"));
            v.accreditor = retag<IdentityId>(reference(o, "accreditor"));
            v.arbiter = retag<IdentityId>(reference(o, "arbiter"));
            return Operation(header, v);
        }
        case OperationKind::set_status: {
            SetStatus v{};
            v.batch = retag<BatchId>(reference(o, "batch"));
            v.status = static_cast<Status>(word_or_number(o, "status", {"valid", "suspended", "revoked"}, 0, 0));
            v.reason = static_cast<std::uint16_t>(number_or(o, "reason", 0));
            v.effective_at = UnixSeconds{number_or(o, "effective_at", 0)};
            for (const Json& index : o.find("indices")->as_array()) {
                if (!v.indices.push(static_cast<std::uint32_t>(index.as_integer()))) {
                    bad_trace("too many indices", o);
                }
            }
            return Operation(header, v);
        }
        case OperationKind::open_dispute: {
            OpenDispute v{};
            v.target_kind = static_cast<TargetKind>(word_or_number(o, "target_kind", {"leaf", "identity"}, 1, 1));
            v.target = retag<TargetId>(reference(o, "target"));
            v.index = static_cast<std::uint32_t>(number_or(o, "index", 0));
            v.ground = static_cast<DisputeGround>(number_or(o, "ground", 1));
            v.evidence = retag<ContentHash>(reference(o, "evidence"));
            v.answer_seconds = static_cast<std::uint32_t>(number_or(o, "answer_seconds", 86'400));
            v.arbiter = retag<IdentityId>(reference(o, "arbiter"));
            return Operation(header, v);
        }
        case OperationKind::answer_dispute: {
            AnswerDispute v{};
            v.dispute = retag<DisputeId>(reference(o, "dispute"));
            v.answer = static_cast<DisputeAnswer>(word_or_number(o, "answer", {"contested", "conceded"}, 1, 1));
            v.statement = retag<ContentHash>(reference(o, "statement"));
            return Operation(header, v);
        }
        case OperationKind::rule_dispute: {
            RuleDispute v{};
            v.dispute = retag<DisputeId>(reference(o, "dispute"));
            v.ruling = static_cast<Ruling>(word_or_number(o, "ruling", {"upheld", "rejected"}, 1, 1));
            v.reasons = retag<ContentHash>(reference(o, "reasons"));
            return Operation(header, v);
        }
    }
    bad_trace("unknown kind", o);
}

void TraceRunner::note_label(const Json& step, const Operation& operation) {
    const std::string name = text_or(step, "label", "");
    if (name.empty()) {
        return;
    }
    Label label{name, 0, {}, {}, {}};
    const IdentityId& actor = operation.header.identity;
    const OperationBody& body = operation.body;
    switch (operation.kind) {
        case OperationKind::create_identity:
            label.kind = 'I';
            label.id = retag<LabelId>(created_identity_id(operation, test_crypto));
            break;
        case OperationKind::register_schema:
            label.kind = 'S';
            label.id = retag<LabelId>(schema_id(actor, body.register_schema.content, test_crypto));
            break;
        case OperationKind::accredit:
            label.kind = 'A';
            label.id = retag<LabelId>(accreditation_id(actor, body.accredit.issuer, body.accredit.schema, test_crypto));
            break;
        case OperationKind::commit:
            label.kind = 'B';
            label.id = retag<LabelId>(batch_id(actor, body.commit, test_crypto));
            label.commit = body.commit;
            break;
        case OperationKind::open_dispute:
            label.kind = 'D';
            label.id = retag<LabelId>(dispute_id(actor, body.open_dispute, test_crypto));
            label.dispute = body.open_dispute;
            break;
        case OperationKind::update_keys:
        case OperationKind::declare_compromised:
        case OperationKind::recover:
        case OperationKind::claim_name:
        case OperationKind::suspend:
        case OperationKind::set_status:
        case OperationKind::answer_dispute:
        case OperationKind::rule_dispute: break;  // a label for "again" only
    }
    if (label.kind != 0) {
        labels_.push_back(label);
    }
}

Bytes TraceRunner::build(const Json& step) {
    const Json& o = *step.find("operation");
    const Operation operation = build_operation(step, o);
    note_label(step, operation);
    if (operation.kind == OperationKind::claim_name) {
        claimed_names_.push_back(text_or(o, "name", ""));
    }
    const std::string signer = text_or(o, "signer", "");
    const MessageDigest digest = operation_digest(operation, test_crypto);
    Signatures signatures;
    signatures.signer = sign(test_key(text_or(step, "sign_with", signer)), digest);
    for (const auto& name : names_to_prove(o, signer)) {
        static_cast<void>(signatures.possession.push(sign(test_key(name), digest)));
    }
    const std::string recovery = text_or(o, "recovery_signer", "");
    if (!recovery.empty()) {
        signatures.has_recovery = true;
        signatures.recovery.key = public_key(recovery);
        signatures.recovery.bytes = sign(test_key(recovery), digest);
    }
    Bytes bytes(limits::operation_bytes_max);
    bytes.resize(encode_signed(operation, signatures, MutableByteSpan{bytes.data(), bytes.size()}));
    Bytes unsigned_bytes(limits::operation_bytes_max);
    const std::size_t signature_at =
        encode_unsigned(operation, MutableByteSpan{unsigned_bytes.data(), unsigned_bytes.size()});
    if (step.find("high_s") != nullptr) {
        make_high_s(bytes, signature_at, operation.header.signer.scheme());
    }
    if (const std::string spoil = text_or(step, "spoil", ""); !spoil.empty()) {
        // The last byte of: the signer's signature, the first proof of possession, the recovery key's.
        const std::size_t at = spoil == "signature"    ? signature_at + 63
                               : spoil == "possession" ? signature_at + 127
                                                       : bytes.size() - 1;
        bytes.at(at) = static_cast<std::uint8_t>(bytes.at(at) ^ 1U);
    }
    if (const Json* const patches = step.find("patch")) {
        for (const Json& patch : patches->as_array()) {
            const Bytes content = *parse_hex(patch.as_array()[1].as_string());
            std::copy(content.begin(), content.end(), bytes.begin() + patch.as_array()[0].as_integer());
        }
    }
    bytes.resize(bytes.size() - number_or(step, "cut", 0));
    append(bytes, *parse_hex(text_or(step, "append", "")));
    bytes.resize(bytes.size() + number_or(step, "append_zeros", 0));
    return bytes;
}

void TraceRunner::note_accepted(const Operation& operation) {
    if (operation.kind == OperationKind::create_identity) {
        return;
    }
    for (const auto& name : key_names_) {
        if (test_public_key(name) == operation.header.signer) {
            nonces_[name] = operation.header.nonce;
        }
    }
}

const StepResult& TraceRunner::run(const Json& step) {
    result_ = StepResult{};
    const std::string again = text_or(step, "again", "");
    result_.operation = again.empty() ? build(step) : sent_.at(again);
    if (const std::string label = text_or(step, "label", ""); !label.empty()) {
        sent_[label] = result_.operation;
    }
    result_.moment = Moment{UnixSeconds{number_or(step, "at", 0)}, UnixSeconds{number_or(step, "checkpoint", 0)}};
    const auto authenticated = std::make_unique<Authenticated>();
    RuleError error =
        authenticate(result_.operation, test_domain(text_or(step, "sent_to", "here")), test_crypto, *authenticated);
    if (error == RuleError::none) {
        result_.authenticated = true;
        error = apply(state_, *authenticated, result_.moment, test_crypto, result_.diff);
    }
    if (error == RuleError::none) {
        state_.apply(result_.diff);
        note_accepted(authenticated->operation());
    }
    result_.outcome = rule_error_name(error);
    result_.digest = answers_digest(result_.moment.now);
    return result_;
}

}  // namespace countersign::rules::test
