// For claim_key.cpp and claim_key_reader.cpp alone: how a key that OpenSSL has read becomes a ClaimKey.
#pragma once

#include "verifier/c2pa/write/claim_key.hpp"

namespace countersign::verifier::c2pa {

struct KeyReader {
    /// Takes ownership. Errors: certificate.key_type.
    [[nodiscard]] static Result<ClaimKey> adopt(evp_pkey_st* key);
};

}  // namespace countersign::verifier::c2pa
