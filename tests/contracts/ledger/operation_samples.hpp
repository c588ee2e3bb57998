// One operation of every kind, with every field filled.
#pragma once

#include <vector>

#include "contracts/ledger/signing.hpp"
#include "contracts/rules/operations.hpp"
#include "identity/base/hash.hpp"

namespace countersign::ledger_test {

template <typename Fixed>
Fixed sample(std::uint8_t number) {
    const Sha256Digest hash = sha256({&number, 1});
    Fixed out{};
    static_cast<void>(copy_exact(view(hash), out));
    return out;
}

inline rules::PublicKey sample_key(std::uint8_t number) {
    const auto key = PrivateKey::parse(KeyType::secp256k1, view(sample<Sha256Digest>(number))).value();
    return ledger::to_rules_key(key.public_key());
}

inline std::vector<rules::Operation> sample_operations() {
    using namespace rules;
    OperationHeader header;
    header.domain = sample<DomainSeparator>(1);
    header.identity = sample<IdentityId>(2);
    header.signer = sample_key(3);
    header.nonce = 7;
    OperationHeader first = header;
    first.identity = {};
    first.nonce = 0;
    const KeyGrant grant{sample_key(3), roles::all, UnixSeconds{5}, UnixSeconds{~std::uint64_t{0}}};
    CreateIdentity create{IdentityKind::organisation, Custody::self, sample<Salt>(4), sample<KeyId>(5), {}};
    static_cast<void>(create.keys.push(grant));
    UpdateKeys update{{}, {}, Custody::hosted, sample<KeyId>(6)};
    static_cast<void>(update.add.push(grant) && update.add.push(grant) && update.retire.push(sample<KeyId>(7)));
    ClaimName claim{};
    static_cast<void>(claim.name.assign(ByteSpan(reinterpret_cast<const std::uint8_t*>("some-name"), 9)));
    RegisterSchema schema{sample<ContentHash>(8), {}};
    static_cast<void>(schema.uri.assign(ByteSpan(reinterpret_cast<const std::uint8_t*>("https://s.example/1"), 19)));
    SetStatus status{sample<BatchId>(9), Status::revoked, 4, UnixSeconds{1'700'000'000}, {}};
    static_cast<void>(status.indices.push(1) && status.indices.push(500));
    return {
        {first, create},
        {header, update},
        {header, DeclareCompromised{sample<KeyId>(10), UnixSeconds{1}}},
        {header, Recover{roles::control, sample<KeyId>(11), Custody::self, RecoveryScope::all_keys}},
        {header, claim},
        {header, schema},
        {header, Accredit{sample<IdentityId>(12), sample<SchemaId>(13), sample<AccreditationId>(14), UnixSeconds{1},
                          UnixSeconds{2}, true}},
        {header, Suspend{sample<AccreditationId>(15), true, 65'535}},
        {header, Commit{sample<TreeHash>(16), 1'048'576, HashKind::sha256, LeafKind::credential, sample<SchemaId>(17),
                        sample<IdentityId>(18), sample<IdentityId>(19)}},
        {header, status},
        {header, OpenDispute{TargetKind::leaf, sample<TargetId>(20), 3, DisputeGround::rights, sample<ContentHash>(21),
                             86'400, sample<IdentityId>(22)}},
        {header, AnswerDispute{sample<DisputeId>(23), DisputeAnswer::contested, sample<ContentHash>(24)}},
        {header, RuleDispute{sample<DisputeId>(25), Ruling::upheld, sample<ContentHash>(26)}},
    };
}

}  // namespace countersign::ledger_test
