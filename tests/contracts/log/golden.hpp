// The golden log of docs/spec/log.md: entries 00 to 06, log key seed 32 times 07, witness key seed 32 times 08. Its
// checkpoint and inclusion proofs are also checked by tests/interop/log.mjs with @sigstore/verify.
#pragma once

#include "contracts/log/note.hpp"
#include "contracts/log/tree.hpp"

namespace countersign::log_golden {

inline constexpr std::string_view origin = "log.example/countersign";
inline constexpr std::string_view log_vkey =
    "log.example/countersign+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
inline constexpr std::string_view witness_vkey =
    "witness.example/w1+fea3b187+BBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK";

inline log::NoteSigner log_signer() {
    return log::NoteSigner::make(std::string(origin), PrivateKey::parse(KeyType::ed25519, Bytes(32, 7)).value())
        .value();
}
inline log::NoteSigner witness_signer() {
    return log::NoteSigner::make("witness.example/w1", PrivateKey::parse(KeyType::ed25519, Bytes(32, 8)).value(),
                                 log::NoteKeyType::cosignature)
        .value();
}

inline log::MerkleTree golden_tree() {
    log::MerkleTree tree;
    for (std::uint8_t entry = 0; entry < 7; ++entry) {
        tree.append(log::leaf_hash({&entry, 1}));
    }
    return tree;
}

inline std::string golden_checkpoint() {
    return "log.example/countersign\n7\nNWAZGAMChESyMgGKwEf9tWHAnCOnpodsheCLXk1I6fM=\n\n"
           "\xE2\x80\x94 log.example/countersign "
           "K06TeTlU8z9IBXSdp9O1csghGUi8zuCp0apkw4DtBqpFcW9WI4vTSFAKSN0O72pOvV5tk/Pw2+lbcHENW2ORhV0eKQk=\n"
           "\xE2\x80\x94 witness.example/w1 "
           "/qOxhwAAAABlU/EAvAZ9fu6KB6Zaxyv51QUtEYIjQZvdNNqRB2K96ljt0i+CNjiWLmG00vFBZhHk918u0cn4+TH1cb/RN2Eh/3DlDw==\n";
}

}  // namespace countersign::log_golden
