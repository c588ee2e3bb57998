#include "verifier/c2pa/revocation.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include <ctime>

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint64_t day_seconds = 24ULL * 60 * 60;

std::optional<UnixSeconds> to_seconds(const ASN1_GENERALIZEDTIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    const std::time_t seconds = ::timegm(&parts);
    return seconds < 0 ? std::nullopt : std::optional(UnixSeconds{static_cast<std::uint64_t>(seconds)});
}

/// Signed by the issuer itself or by a certificate that it issued for OCSP signing (RFC 6960 4.2.2.2).
bool is_authorised(OCSP_BASICRESP* response, const Certificate& issuer) {
    X509_STORE* const store = X509_STORE_new();
    X509_STORE_add_cert(store, issuer.native());
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    STACK_OF(X509)* const certificates = sk_X509_new_null();
    sk_X509_push(certificates, issuer.native());
    const bool ok = OCSP_basic_verify(response, certificates, store, 0) == 1;
    sk_X509_free(certificates);
    X509_STORE_free(store);
    return ok;
}

struct Times {
    UnixSeconds this_update;
    std::optional<UnixSeconds> next_update;
    UnixSeconds produced;
};

/// 14.9.1: the stamped time lies before this update, or inside what the response covers.
bool covers(const Times& times, UnixSeconds stamped, UnixSeconds now) {
    if (now < times.this_update) {
        return false;
    }
    const UnixSeconds end = times.next_update ? *times.next_update : UnixSeconds{times.produced.value + day_seconds};
    return stamped < times.this_update || stamped < end;
}

Revocation judge(OCSP_BASICRESP* response, const Certificate& leaf, const Certificate& issuer, UnixSeconds stamped,
                 UnixSeconds now) {
    Revocation out = Revocation::unknown;
    const auto produced = to_seconds(OCSP_resp_get0_produced_at(response));
    for (int i = 0; produced && i < OCSP_resp_count(response); ++i) {
        OCSP_SINGLERESP* const single = OCSP_resp_get0(response, i);
        const OCSP_CERTID* const id = OCSP_SINGLERESP_get0_id(single);
        ASN1_OBJECT* hash = nullptr;
        OCSP_id_get0_info(nullptr, &hash, nullptr, nullptr, const_cast<OCSP_CERTID*>(id));
        const EVP_MD* const method = EVP_get_digestbyobj(hash);
        OCSP_CERTID* const wanted =
            method == nullptr ? nullptr : OCSP_cert_to_id(method, leaf.native(), issuer.native());
        const bool ours = wanted != nullptr && OCSP_id_cmp(id, wanted) == 0;
        OCSP_CERTID_free(wanted);
        ASN1_GENERALIZEDTIME* this_update = nullptr;
        ASN1_GENERALIZEDTIME* next_update = nullptr;
        const int state = OCSP_single_get0_status(single, nullptr, nullptr, &this_update, &next_update);
        const auto from = to_seconds(this_update);
        if (!ours || !from || !covers({*from, to_seconds(next_update), *produced}, stamped, now)) {
            continue;
        }
        if (state == V_OCSP_CERTSTATUS_GOOD) {
            return Revocation::good;
        }
        // In a response that is stapled no reason for a revocation excuses it; in one asked for online some do
        // (14.9.2).
        if (state == V_OCSP_CERTSTATUS_REVOKED) {
            out = Revocation::revoked;
        }
    }
    return out;
}

}  // namespace

Revocation check_revocation(const std::vector<Bytes>& responses, const Certificate& leaf, const Certificate& issuer,
                            std::optional<UnixSeconds> stamped, UnixSeconds now) {
    Revocation out = Revocation::unknown;
    for (const Bytes& der : responses) {
        if (!stamped || out == Revocation::good) {
            break;
        }
        const unsigned char* at = der.data();
        OCSP_RESPONSE* const response = d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size()));
        OCSP_BASICRESP* const basic =
            response != nullptr && OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL
                ? OCSP_response_get1_basic(response)
                : nullptr;
        if (basic != nullptr && is_authorised(basic, issuer)) {
            // One that says good is enough (14.9.1); "unknown" takes back nothing.
            const Revocation one = judge(basic, leaf, issuer, *stamped, now);
            out = one == Revocation::unknown ? out : one;
        }
        OCSP_BASICRESP_free(basic);
        OCSP_RESPONSE_free(response);
    }
    ERR_clear_error();
    return out;
}

}  // namespace countersign::verifier::c2pa
