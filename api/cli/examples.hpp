// What `--help` shows below the options of the program itself and of its groups of commands; a command's own example
// stands where the command is declared. A test runs those of the program in their order.
#pragma once

namespace countersign::cli::examples {

inline constexpr const char* program =
    "Examples:\n"
    "  echo 'a password of your own' > pw\n"
    "  countersign keygen --out me.key --password-file pw\n"
    "  countersign sign photo.jpg --key me.key --password-file pw --out signed.jpg\n"
    "  countersign verify signed.jpg\n"
    "  countersign init                             # a registry of your own, or --server URL for another's\n"
    "  countersign identity create --name my-studio --kind organisation --key me.key --password-file pw\n"
    "  countersign verify signed.jpg --bundle proof.json\n"
    "  countersign check proof.json signed.jpg --log-key VKEY          # the log key that init printed\n"
    "Exit status of verify: 0 unchanged and the signer identified or trusted, 1 altered, revoked or invalid,\n"
    "2 no provenance, 3 unchanged but the signer unknown, 64 wrong usage, 65 unreadable path, registry or server.";

inline constexpr const char* chain =
    "countersign chain deploy --chain http://127.0.0.1:8545 --fund-from-node --out contracts.json\n"
    "  countersign serve --chain http://127.0.0.1:8545 --contracts contracts.json\n"
    "  countersign chain status --server http://127.0.0.1:8080";

inline constexpr const char* identity =
    "countersign keygen --out me.key --password-file pw\n"
    "  countersign identity create --name my-studio --key me.key --password-file pw\n"
    "  countersign identity show my-studio";

inline constexpr const char* credential =
    "countersign token newsroom --scope issue > t\n"
    "  countersign credential issue --subject my-studio --type PressCredential --token-file t --out press.json\n"
    "  countersign credential verify press.json";

inline constexpr const char* certificate =
    "countersign keygen --out me.key --password-file pw\n"
    "  countersign certificate request --key me.key --password-file pw --organisation 'Example Studio' --out me.csr\n"
    "  countersign certificate check chain.pem --key me.key --password-file pw";

inline constexpr const char* log =
    "countersign log check\n"
    "  countersign log prove 7 --out entry.tlog-proof\n"
    "  countersign log watch http://127.0.0.1:8080 --log-key VKEY";

}  // namespace countersign::cli::examples
