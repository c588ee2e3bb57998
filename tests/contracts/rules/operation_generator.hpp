// Arbitrary well-formed operations for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include <algorithm>

#include "contracts/rules/codec.hpp"
#include "tests/contracts/rules/home.hpp"

namespace countersign::rules::test {

template <typename Fixed>
rc::Gen<Fixed> any_fixed() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::uint8_t>>(Fixed::size_bytes, rc::gen::arbitrary<std::uint8_t>()),
        [](const std::vector<std::uint8_t>& bytes) {
            Fixed out{};
            copy_bytes(out.bytes, bytes.data(), Fixed::size_bytes);
            out.bytes[0] = static_cast<std::uint8_t>(out.bytes[0] | 1U);  // not zero
            return out;
        });
}

template <typename Enum>
Enum any_of(unsigned first, unsigned last) {
    return static_cast<Enum>(*rc::gen::inRange(first, last + 1));
}

inline UnixSeconds any_time() { return UnixSeconds{*rc::gen::inRange<std::uint64_t>(0, 4'000'000'000)}; }

inline PublicKey any_key() {
    auto key = *any_fixed<PublicKey>();
    key.bytes[0] = static_cast<std::uint8_t>(*rc::gen::inRange(1, 4));
    key.bytes[1] = key.scheme() == Scheme::ed25519 ? key.bytes[1] : static_cast<std::uint8_t>(2U + (key.bytes[1] & 1U));
    key.bytes[33] = key.scheme() == Scheme::ed25519 ? std::uint8_t{0} : key.bytes[33];
    return key;
}

inline KeyGrant any_grant() {
    KeyGrant grant{any_key(), any_of<Roles>(1, 63), any_time(), UnixSeconds{}};
    if (*rc::gen::arbitrary<bool>()) {
        grant.valid_until = UnixSeconds{grant.valid_from.value + *rc::gen::inRange<std::uint64_t>(1, 1000)};
    }
    return grant;
}

template <std::size_t N>
void fill_grants(List<KeyGrant, N>& out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        KeyGrant grant = any_grant();
        grant.key.bytes[2] = static_cast<std::uint8_t>(i);  // no key twice
        static_cast<void>(out.push(grant));
    }
}

template <std::size_t N>
Text<N> any_text(std::size_t least, const std::string& alphabet) {
    Text<N> out{};
    const auto text =
        *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(least, N + 1), rc::gen::elementOf(alphabet));
    static_cast<void>(out.assign(as_bytes(text)));
    return out;
}

inline OperationHeader any_header() {
    OperationHeader header;
    header.domain = test_domain();
    header.identity = *any_fixed<IdentityId>();
    header.signer = any_key();
    header.nonce = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 40U);
    return header;
}

inline Operation make_any_keys_operation(unsigned kind, OperationHeader header) {
    if (kind == 1) {
        CreateIdentity v{
            any_of<IdentityKind>(1, 3), any_of<Custody>(1, 2), *any_fixed<Salt>(), *any_fixed<KeyId>(), {}};
        fill_grants(v.keys, *rc::gen::inRange<std::size_t>(1, limits::create_keys_max + 1));
        v.keys[0].roles = static_cast<Roles>(v.keys[0].roles | roles::control);
        header.identity = IdentityId{};
        header.nonce = 0;
        header.signer = v.keys[0].key;
        return Operation(header, v);
    }
    if (kind == 2) {
        UpdateKeys v{{}, {}, any_of<Custody>(1, 2), *any_fixed<KeyId>()};
        fill_grants(v.add, *rc::gen::inRange<std::size_t>(0, limits::update_keys_added_max + 1));
        const auto count = *rc::gen::inRange<std::size_t>(0, limits::update_keys_retired_max + 1);
        for (std::size_t i = 0; i < count; ++i) {
            auto id = *any_fixed<KeyId>();
            id.bytes[1] = static_cast<std::uint8_t>(i);
            static_cast<void>(v.retire.push(id));
        }
        if (*rc::gen::arbitrary<bool>()) {
            v.recovery = KeyId{};
        }
        return Operation(header, v);
    }
    if (kind == 3) {
        return Operation(header, DeclareCompromised{*any_fixed<KeyId>(), UnixSeconds{any_time().value + 1}});
    }
    return Operation(header, Recover{static_cast<Roles>(any_of<Roles>(1, 63) | roles::control), *any_fixed<KeyId>(),
                                     any_of<Custody>(0, 2), any_of<RecoveryScope>(1, 2)});
}

inline SetStatus any_set_status() {
    SetStatus v{*any_fixed<BatchId>(), any_of<Status>(0, 2), *rc::gen::arbitrary<std::uint16_t>(), any_time(), {}};
    const auto count = *rc::gen::inRange<std::size_t>(1, limits::status_indices_max + 1);
    std::uint32_t index = *rc::gen::inRange<std::uint32_t>(0, 1000);
    for (std::size_t i = 0; i < count; ++i) {
        static_cast<void>(v.indices.push(index));
        index += *rc::gen::inRange<std::uint32_t>(1, 20);
    }
    return v;
}

inline Operation make_any_operation(unsigned kind) {
    const OperationHeader header = any_header();
    const auto hash = [] { return *any_fixed<ContentHash>(); };
    switch (kind) {
        case 5: {
            ClaimName v{any_text<limits::name_bytes_max>(limits::name_bytes_min, "abcxyz019")};
            return Operation(header, v);
        }
        case 6: return Operation(header, RegisterSchema{hash(), any_text<limits::schema_uri_bytes_max>(0, "az/:.~!")});
        case 7: {
            const UnixSeconds from = any_time();
            return Operation(
                header, Accredit{*any_fixed<IdentityId>(), *any_fixed<SchemaId>(), *any_fixed<AccreditationId>(), from,
                                 UnixSeconds{from.value + 1}, *rc::gen::arbitrary<bool>()});
        }
        case 8:
            return Operation(header, Suspend{*any_fixed<AccreditationId>(), *rc::gen::arbitrary<bool>(),
                                             *rc::gen::arbitrary<std::uint16_t>()});
        case 9:
            return Operation(header, Commit{*any_fixed<TreeHash>(),
                                            *rc::gen::inRange<std::uint32_t>(1, limits::batch_leaves_max + 1),
                                            HashKind::sha256, any_of<LeafKind>(1, 3), *any_fixed<SchemaId>(),
                                            *any_fixed<IdentityId>(), *any_fixed<IdentityId>()});
        case 10: return Operation(header, any_set_status());
        case 11:
            return Operation(header, OpenDispute{TargetKind::leaf, *any_fixed<TargetId>(),
                                                 *rc::gen::arbitrary<std::uint32_t>(), any_of<DisputeGround>(1, 6),
                                                 hash(), *rc::gen::inRange<std::uint32_t>(86'400, 90U * 86'400U + 1U),
                                                 *any_fixed<IdentityId>()});
        case 12: return Operation(header, AnswerDispute{*any_fixed<DisputeId>(), any_of<DisputeAnswer>(1, 2), hash()});
        case 13: return Operation(header, RuleDispute{*any_fixed<DisputeId>(), any_of<Ruling>(1, 2), hash()});
        default: return make_any_keys_operation(kind, header);
    }
}

inline rc::Gen<Operation> any_operation() {
    return rc::gen::exec([] { return make_any_operation(*rc::gen::inRange(1U, 14U)); });
}

/// As many signatures as the operation owes, of no meaning.
inline rc::Gen<Signatures> any_signatures(const Operation& operation) {
    return rc::gen::exec([operation] {
        Signatures out;
        out.signer = *any_fixed<SignatureBytes>();
        for (std::size_t i = 0; i < keys_to_prove(operation).size(); ++i) {
            static_cast<void>(out.possession.push(*any_fixed<SignatureBytes>()));
        }
        out.has_recovery = needs_recovery_signature(operation);
        if (out.has_recovery) {
            out.recovery = KeySignature{any_key(), *any_fixed<SignatureBytes>()};
        }
        return out;
    });
}

}  // namespace countersign::rules::test

namespace rc {

// RapidCheck wants to show a failing value.
inline void showValue(const countersign::rules::Operation& operation, std::ostream& out) {
    out << "operation of kind " << static_cast<int>(operation.kind);
}
inline void showValue(const countersign::rules::Signatures&, std::ostream& out) { out << "signatures"; }

}  // namespace rc
