// COSE signatures with the certificates, time stamps and OCSP responses that strangers put into them.
#include "verifier/c2pa/cose.hpp"

#include "verifier/c2pa/certificate_profile.hpp"
#include "verifier/c2pa/revocation.hpp"
#include "verifier/c2pa/time_stamp.hpp"
#include "verifier/c2pa/x509.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;

namespace {

void judge(ByteView der) {
    const auto certificate = Certificate::parse(der);
    if (!certificate) {
        return;
    }
    static_cast<void>(certificate->describe());
    static_cast<void>(find_signer_faults(*certificate));
    static_cast<void>(find_authority_fault(*certificate));
    static_cast<void>(certificate->key().is_allowed());
    static const TrustAnchors none = TrustAnchors::parse("").value();
    static_cast<void>(none.check(*certificate, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const TrustAnchors none = TrustAnchors::parse("").value();
    const ByteView input(data, size);
    judge(input);
    static_cast<void>(check_time_stamp({StampKind::v1, to_bytes(input)}, {}, none));
    static_cast<void>(check_time_stamp({StampKind::v2, to_bytes(input)}, {}, none));
    const auto sign1 = parse_cose_sign1(input);
    if (!sign1) {
        return 0;
    }
    if (const auto chain = read_certificates(*sign1)) {
        for (const Bytes& certificate : *chain) {
            judge(certificate);
        }
        if (const auto leaf = Certificate::parse(chain->front())) {
            static_cast<void>(
                check_revocation(read_revocation_values(*sign1), *leaf, *leaf, UnixSeconds{1}, UnixSeconds{2}));
        }
    }
    if (const auto stamp = read_stamp(*sign1); stamp && *stamp) {
        static_cast<void>(check_time_stamp(**stamp, encode_to_be_stamped(*sign1, (*stamp)->kind, {}), none));
    }
    return 0;
}
