#include "verifier/c2pa/certificate_info.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::string_view short_name(int nid) noexcept {
    switch (nid) {
        case NID_countryName: return "C";
        case NID_stateOrProvinceName: return "ST";
        case NID_localityName: return "L";
        case NID_organizationName: return "O";
        case NID_organizationalUnitName: return "OU";
        case NID_commonName: return "CN";
        case NID_pkcs9_emailAddress: return "E";
        case NID_organizationIdentifier: return "2.5.4.97";
        default: return {};
    }
}

NameParts parts_of(const X509_NAME* name) {
    NameParts out;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
        const std::string_view key = short_name(OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)));
        unsigned char* raw = nullptr;
        const int length = ASN1_STRING_to_UTF8(&raw, X509_NAME_ENTRY_get_data(entry));
        if (length < 0) {
            continue;
        }
        const std::string value(as_text({raw, static_cast<std::size_t>(length)}));
        OPENSSL_free(raw);
        if (key.empty()) {
            continue;
        }
        const auto known = std::find_if(out.begin(), out.end(), [key](const auto& part) { return part.first == key; });
        if (known == out.end()) {
            out.emplace_back(key, value);
        } else {
            known->second.append("; ").append(value);
        }
    }
    return out;
}

}  // namespace

std::optional<CertificateInfo> read_certificate_info(ByteView der) {
    const auto certificate = Certificate::parse(der);
    if (!certificate) {
        return std::nullopt;
    }
    const X509* const x509 = certificate->native();
    const ASN1_INTEGER* const serial = X509_get0_serialNumber(x509);
    std::string hex = to_hex({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
    hex.erase(0, std::min(hex.find_first_not_of('0'), hex.empty() ? 0 : hex.size() - 1));
    CertificateInfo out{.serial = std::move(hex),
                        .issuer = parts_of(X509_get_issuer_name(x509)),
                        .subject = parts_of(X509_get_subject_name(x509)),
                        .not_before = certificate->not_before(),
                        .not_after = certificate->not_after()};
    ERR_clear_error();
    return out;
}

}  // namespace countersign::verifier::c2pa
