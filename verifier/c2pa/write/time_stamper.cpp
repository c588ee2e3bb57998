#include "verifier/c2pa/write/time_stamper.hpp"

#include <openssl/err.h>
#include <openssl/ts.h>

#include <memory>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/signing_limits.hpp"
#include "verifier/c2pa/certificate_profile.hpp"
#include "verifier/c2pa/time_stamp.hpp"
#include "verifier/c2pa/write/der_writer.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

using ResponsePointer = std::unique_ptr<TS_RESP, decltype([](TS_RESP* response) { TS_RESP_free(response); })>;

constexpr std::string_view query_type = "application/timestamp-query";
constexpr std::string_view reply_type = "application/timestamp-reply";
constexpr std::string_view sha256_oid = "2.16.840.1.101.3.4.2.1";

/// Nothing of OpenSSL's error queue outlives a call into this file.
struct ErrorQueue {
    ErrorQueue() = default;
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

/// What an authority says that grants nothing.
std::string refusal(const TS_STATUS_INFO* info, long status) {
    std::string out = "status " + std::to_string(status);
    const auto* const lines = TS_STATUS_INFO_get0_text(info);
    for (int i = 0; i < sk_ASN1_UTF8STRING_num(lines); ++i) {
        const ASN1_UTF8STRING* const line = sk_ASN1_UTF8STRING_value(lines, i);
        const ByteView text(ASN1_STRING_get0_data(line), static_cast<std::size_t>(ASN1_STRING_length(line)));
        out += ": " + printable(as_text(text), 200);
    }
    return out;
}

/// The token of a granted response (RFC 3161 section 2.4.2): status 0 or, with changes, 1.
Result<Bytes> token_of(const TS_RESP* response) {
    const TS_STATUS_INFO* const info = TS_RESP_get_status_info(const_cast<TS_RESP*>(response));
    const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
    if (status != 0 && status != 1) {
        return fail(errors::time_stamp_refused, refusal(info, status));
    }
    PKCS7* const token = TS_RESP_get_token(const_cast<TS_RESP*>(response));
    unsigned char* raw = nullptr;
    const int length = token == nullptr ? 0 : i2d_PKCS7(token, &raw);
    Bytes out;
    if (length > 0) {
        out.assign(raw, raw + length);
    }
    OPENSSL_free(raw);
    return out.empty() ? fail(errors::time_stamp_malformed, "granted, but without a token") : Result<Bytes>(out);
}

bool has_nonce(TS_TST_INFO* info, const TimeStampNonce& nonce) {
    const ASN1_INTEGER* const found = TS_TST_INFO_get_nonce(info);
    std::uint64_t value = 0;
    std::uint64_t expected = 0;
    for (const std::uint8_t byte : nonce.bytes) {
        expected = (expected << 8U) | byte;
    }
    return found != nullptr && ASN1_INTEGER_get_uint64(&value, found) == 1 && value == expected;
}

/// What validation would say of the stamp, as an error of ours.
Result<Done> check_token(const Bytes& token, ByteView stamped, const TimeStampCheck& check) {
    static const TrustAnchors nobody = TrustAnchors::parse("").value();
    const StampCheck found =
        check_time_stamp({StampKind::v2, token}, stamped, check.authorities == nullptr ? nobody : *check.authorities);
    if (!found.is_signed_correctly) {
        // Which it is: the imprint was compared before.
        const bool unsound = *found.problem == status::time_stamp_malformed;
        const bool unnamed = *found.problem == status::time_stamp_untrusted;
        return fail(unsound   ? errors::time_stamp_malformed
                    : unnamed ? errors::time_stamp_certificate
                              : errors::time_stamp_signature,
                    found.explanation);
    }
    const auto certificate = Certificate::parse(found.stamp.certificate);
    const auto fault = certificate ? find_authority_fault(*certificate) : "it can't be read";
    if (fault) {
        return fail(errors::time_stamp_certificate, *fault);
    }
    if (found.stamp.time < certificate->not_before() || certificate->not_after() < found.stamp.time) {
        return fail(errors::time_stamp_certificate, "it isn't valid at the stamped time");
    }
    if (check.authorities != nullptr && found.problem != nullptr) {
        return fail(errors::time_stamp_untrusted, found.stamp.authority + ": " + found.explanation);
    }
    const std::uint64_t apart = found.stamp.time < check.now ? check.now.value - found.stamp.time.value
                                                             : found.stamp.time.value - check.now.value;
    if (apart > limits::time_stamp_skew_seconds_max) {
        return fail(errors::time_stamp_clock, to_rfc3339(found.stamp.time));
    }
    return Done{};
}

}  // namespace

Bytes make_time_stamp_request(ByteView stamped, const TimeStampNonce& nonce) {
    static constexpr std::uint8_t version_1[] = {1};
    static constexpr std::uint8_t tag_null = 0x05;
    const Bytes algorithm = der::sequence({der::object_identifier(sha256_oid), der::element(tag_null, {})});
    return der::sequence({der::integer(version_1), der::sequence({algorithm, der::octet_string(view(sha256(stamped)))}),
                          der::integer(view(nonce)), der::boolean_true()});
}

Result<Bytes> read_time_stamp_response(ByteView response, ByteView stamped, const TimeStampNonce& nonce,
                                       const TimeStampCheck& check) {
    const ErrorQueue cleared;
    const unsigned char* at = response.data();
    const ResponsePointer parsed(d2i_TS_RESP(nullptr, &at, static_cast<long>(response.size())));
    if (!parsed || at != response.data() + response.size()) {
        return fail(errors::time_stamp_malformed);
    }
    auto token = token_of(parsed.get());
    if (!token) {
        return token;
    }
    TS_TST_INFO* const info = TS_RESP_get_tst_info(parsed.get());
    if (info == nullptr) {
        return fail(errors::time_stamp_malformed, "a token without time stamp information");
    }
    const ASN1_OCTET_STRING* const imprint = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info));
    const ByteView stood(ASN1_STRING_get0_data(imprint), static_cast<std::size_t>(ASN1_STRING_length(imprint)));
    if (!equal(stood, view(sha256(stamped)))) {
        return fail(errors::time_stamp_imprint);
    }
    if (!has_nonce(info, nonce)) {
        return fail(errors::time_stamp_nonce);
    }
    if (const auto checked = check_token(*token, stamped, check); !checked) {
        return fail(checked.error());
    }
    return token;
}

HttpTimeStamper::HttpTimeStamper(HttpClient& http, std::string url, TrustAnchors authorities, const Clock& clock,
                                 Entropy& entropy)
    : http_(http), url_(std::move(url)), authorities_(std::move(authorities)), clock_(clock), entropy_(entropy) {}

Result<Bytes> HttpTimeStamper::stamp(ByteView stamped) {
    const auto nonce = entropy_.fixed<TimeStampNonce>();
    const auto answer =
        http_.send({.method = "POST",
                    .url = url_,
                    .headers = {{"Content-Type", std::string(query_type)}, {"Accept", std::string(reply_type)}},
                    .body = make_time_stamp_request(stamped, nonce),
                    .answer_bytes_max = limits::time_stamp_answer_bytes_max,
                    .timeout_ms = limits::time_stamp_time_ms_max});
    if (!answer) {
        return fail(errors::time_stamp_unavailable,
                    answer.error().detail + " [" + std::string(answer.error().code.name) + "]");
    }
    if (answer->status != 200) {
        return fail(errors::time_stamp_unavailable, "HTTP status " + std::to_string(answer->status));
    }
    if (!answer->content_type.starts_with(reply_type)) {
        return fail(errors::time_stamp_unavailable, "not a time stamp: " + printable(answer->content_type, 60));
    }
    const TrustAnchors* const authorities = authorities_.size() == 0 ? nullptr : &authorities_;
    return read_time_stamp_response(answer->body, stamped, nonce, {authorities, clock_.now()});
}

}  // namespace countersign::verifier::c2pa
