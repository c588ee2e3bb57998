#include "identity/credential/commitment.hpp"

namespace countersign::credential {

Sha256Digest make_commitment(const Json& credential, const CommitmentSalt& salt) {
    const Sha256Digest content = sha256(as_bytes(to_canonical_json(credential)));
    return sha256({as_bytes("countersign/credential/v1"), view(salt), view(content)});
}

}  // namespace countersign::credential
