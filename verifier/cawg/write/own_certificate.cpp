#include "verifier/cawg/write/own_certificate.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/x509.hpp"
#include "verifier/cawg/identity_assertion.hpp"
#include "verifier/cawg/write/errors.hpp"
#include "verifier/cawg/write/identity_form.hpp"

namespace countersign::verifier::cawg {
namespace {

using c2pa::Cbor;

constexpr std::string_view purpose_document_signing = "1.3.6.1.5.5.7.3.36";

}  // namespace

Result<c2pa::DynamicAssertion> make_certificate_assertion(const c2pa::ClaimSigner& signer,
                                                          const std::vector<std::string>& roles) {
    for (const std::string& role : roles) {
        if (!is_named_role(role)) {
            return fail(errors::identity_role, printable(role, 60));
        }
    }
    const auto certificate =
        signer.certificates.empty() ? std::nullopt : c2pa::Certificate::parse(signer.certificates.front());
    const auto purposes = certificate ? certificate->purposes() : std::vector<std::string>{};
    if (std::find(purposes.begin(), purposes.end(), purpose_document_signing) == purposes.end()) {
        return fail(errors::identity_certificate);
    }
    const auto payload_of = [roles](const Cbor::Array& references) {
        return make_signer_payload(references, type_certificate, roles);
    };
    return c2pa::DynamicAssertion{
        .label = "cawg.identity",
        .measure =
            [signer, payload_of](const Cbor::Array& references) {
                return encode_identity(payload_of(references), Bytes(c2pa::claim_signature_bytes(signer, false)))
                    .size();
            },
        .make = [signer, payload_of](const Cbor::Array& references, std::size_t bytes) -> Result<Bytes> {
            const Cbor payload = payload_of(references);
            // Over the payload's deterministic encoding (8.2.1), which is also the one in the assertion.
            const auto signature = c2pa::sign_claim(signer, nullptr, encode_cbor(payload), 0);
            return signature ? encode_identity(payload, *signature, bytes) : fail(signature.error());
        }};
}

}  // namespace countersign::verifier::cawg
