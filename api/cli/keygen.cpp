// `countersign keygen`: a fresh key in a key file of its own.
#include "api/cli/console.hpp"
#include "identity/base/entropy.hpp"
#include "identity/keys/key_encoding.hpp"
#include "identity/keys/keystore.hpp"

namespace countersign::cli {

Exit run(const KeygenOptions& options) {
    const auto type = parse_key_type(options.type);
    if (!type) {
        return report(type.error());
    }
    const auto password = read_password(options.password_file);
    if (!password) {
        return report(password.error());
    }
    SystemEntropy entropy;
    NamedKey key{"key", PrivateKey::generate(*type, entropy)};
    const PublicKey public_key = key.key.public_key();
    const auto written = write_keystore(options.out_file, {&key, 1}, password->view(), entropy);
    if (!written) {
        return report(written.error());
    }
    print_line("Key file " + options.out_file + " written. It signs as\n  " + to_multikey(public_key));
    return Exit::success;
}

}  // namespace countersign::cli
