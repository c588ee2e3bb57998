#include <algorithm>

#include "identity/credential/status_list.hpp"
#include "verifier/cawg/credential_form.hpp"
#include "verifier/cawg/inside.hpp"
#include "verifier/cawg/jwk_key.hpp"

namespace countersign::verifier::cawg {
namespace {

constexpr std::int64_t content_type_label = 3;
constexpr std::int64_t key_id_label = 4;

/// The steps of 8.1.3 in their order; each reports into `out`.
class Aggregation {
  public:
    Aggregation(const IdentityContext& context, const IdentityAssertion& assertion, Identity& out)
        : context_(context), assertion_(assertion), out_(out) {}

    /// True where the issuer is trusted.
    bool run() {
        auto sign1 = c2pa::parse_cose_sign1(assertion_.signature);
        if (!sign1) {
            report(status::ica_cose, sign1.error().detail);
            return false;
        }
        sign1_ = std::move(*sign1);
        if (!check_headers() || !read_credential()) {
            return false;
        }
        const auto keys = find_keys();
        if (!keys) {
            return false;
        }
        const bool is_trusted = check_trust();
        if (!check_signature(*keys)) {
            return false;
        }
        check_stamp();
        check_times();
        check_status();
        check_payload();
        check_identities();
        if (out_.codes.failure.empty() || (out_.codes.failure.size() == 1 && !is_trusted)) {
            report(status::ica_valid);
        }
        return is_trusted;
    }

  private:
    void report(const c2pa::StatusCode& code, std::string explanation = {}) {
        out_.codes.add(code, out_.url, std::move(explanation));
    }

    bool check_headers() {
        const auto number = c2pa::find_algorithm(sign1_);
        // -1 is nobody's number in the COSE registry.
        algorithm_ = c2pa::find_signature_algorithm(number.value_or(-1));
        if (!algorithm_) {
            report(status::ica_algorithm, number ? std::to_string(*number) : "no algorithm");
            return false;
        }
        const c2pa::Cbor* const type = sign1_.protected_headers.find(content_type_label);
        if (type == nullptr || !type->is_text() || type->as_text() != "application/vc") {
            report(status::ica_content_type, type != nullptr && type->is_text() ? type->as_text() : "");
        }
        return true;
    }

    bool read_credential() {
        credential_ = sign1_.payload ? parse_aggregation(*sign1_.payload) : std::nullopt;
        if (!credential_) {
            report(status::ica_credential, "not a credential of an identity claims aggregation");
            return false;
        }
        return true;
    }

    /// The keys that may speak for the issuer: the one that the signature names, else all for assertions.
    std::optional<std::vector<did::VerificationMethod>> find_keys() {
        const auto issuer = did::parse_did(credential_->issuer);
        if (!issuer) {
            report(status::ica_issuer, credential_->issuer);
            return std::nullopt;
        }
        out_.issuer = issuer->text();
        const auto document = context_.documents.resolve(*issuer);
        if (!document) {
            const ErrorCode& code = document.error().code;
            report(code == errors::did_method                                                 ? status::ica_method
                   : code == errors::did_unavailable || code == errors::did_not_found         ? status::ica_unavailable
                   : code.kind == ErrorKind::unavailable || code.kind == ErrorKind::forbidden ? status::ica_unavailable
                                                                                              : status::ica_document,
                   std::string(code.text));
            return std::nullopt;
        }
        std::vector<did::VerificationMethod> out;
        for (const did::VerificationMethod& method : document->methods) {
            if (did::has_purpose(method.purposes, did::Purpose::assertion_method) &&
                method.controller == issuer->text() && is_named(method.id)) {
                out.push_back(method);
            }
        }
        const bool usable =
            std::any_of(out.begin(), out.end(), [](const auto& method) { return read_key(method).has_value(); });
        if (!usable) {
            report(status::ica_document, "no usable key for assertions");
            return std::nullopt;
        }
        return out;
    }

    /// Whether the key is the one of `kid`, where the signature has one that is a DID URL.
    [[nodiscard]] bool is_named(const std::string& id) const {
        const c2pa::Cbor* const key = sign1_.protected_headers.find(key_id_label);
        const std::string named = key == nullptr    ? std::string()
                                  : key->is_bytes() ? std::string(as_text(key->as_bytes()))
                                  : key->is_text()  ? key->as_text()
                                                    : std::string();
        return !named.starts_with("did:") || named.find('#') == std::string::npos || named == id;
    }

    bool check_trust() {
        const auto names = [this](const std::vector<std::string>& list) {
            return std::find(list.begin(), list.end(), out_.issuer) != list.end();
        };
        const bool is_trusted = names(context_.inside.trusted_issuers) || names(context_.request.trusted_issuers);
        if (!is_trusted) {
            report(status::ica_untrusted, out_.issuer);
        }
        return is_trusted;
    }

    bool check_signature(const std::vector<did::VerificationMethod>& methods) {
        const Bytes signed_bytes = c2pa::encode_to_be_signed(sign1_, *sign1_.payload);
        for (const did::VerificationMethod& method : methods) {
            const auto key = read_key(method);
            if (key && key->verify(*algorithm_, signed_bytes, sign1_.signature)) {
                method_ = method;
                return true;
            }
        }
        report(status::ica_mismatch, "the signature isn't by a key of the issuer");
        return false;
    }

    void check_stamp() {
        const auto stamp = c2pa::read_stamp(sign1_);
        // Stamps of version 1 are ignored.
        if (stamp && (!*stamp || (*stamp)->kind == c2pa::StampKind::v1)) {
            return;
        }
        if (!stamp) {
            report(status::ica_stamp_bad, stamp.error().detail);
            return;
        }
        const auto check =
            c2pa::check_time_stamp(**stamp, c2pa::encode_to_be_stamped(sign1_, c2pa::StampKind::v2, *sign1_.payload),
                                   context_.inside.authorities);
        if (check.problem != nullptr) {
            report(status::ica_stamp_bad, check.explanation);
            return;
        }
        report(status::ica_stamp_good, check.stamp.authority);
        out_.time_stamp = check.stamp;
    }

    void check_times() {
        std::vector<UnixSeconds> times{context_.request.now};
        if (context_.manifest_time) {
            times.push_back(*context_.manifest_time);
        }
        if (out_.time_stamp) {
            times.push_back(out_.time_stamp->time);
        }
        const WrittenTime& from = credential_->from;
        const WrittenTime& until = credential_->until;
        if (!from.is_present) {
            report(status::ica_from_missing);
        } else if (!from.time || *from.time > *std::min_element(times.begin(), times.end())) {
            report(status::ica_from_invalid, "the credential isn't valid yet at a time that counts");
        }
        if (until.is_present && (!until.time || *until.time < *std::max_element(times.begin(), times.end()))) {
            report(status::ica_until_invalid, "the credential has expired at a time that counts");
        }
        // A key that was withdrawn before the signature is known to exist doesn't speak for the issuer.
        const UnixSeconds when = out_.time_stamp          ? out_.time_stamp->time
                                 : context_.manifest_time ? *context_.manifest_time
                                                          : context_.request.now;
        if ((method_.revoked && when >= *method_.revoked) || (method_.expires && when >= *method_.expires)) {
            report(status::ica_document, "the issuer had withdrawn this key");
        }
    }

    void check_status() {
        const Json* const written = credential_->json.find("credentialStatus");
        if (written == nullptr) {
            return;
        }
        const Json::Array entries = written->is_array() ? written->as_array() : Json::Array{*written};
        const Json* entry = nullptr;
        for (const Json& one : entries) {
            const Json* const purpose = one.find("statusPurpose");
            const Json* const type = one.find("type");
            if (purpose != nullptr && purpose->is_string() && purpose->as_string() == "revocation" && type != nullptr &&
                type->is_string() && type->as_string() == "BitstringStatusListEntry") {
                entry = &one;
            }
        }
        if (entry == nullptr) {
            report(status::ica_status_unsupported, "no entry of a bitstring status list for revocation");
            return;
        }
        read_status(*entry);
    }

    void read_status(const Json& entry) {
        const auto url = get_string(entry, "statusListCredential");
        const auto index_text = get_string(entry, "statusListIndex");
        const auto index_number = get_unsigned(entry, "statusListIndex");
        std::uint64_t index = index_number ? *index_number : 0;
        bool ok = url.has_value() && (index_number || index_text);
        if (ok && index_text) {
            ok = !index_text->empty() && index_text->size() <= 15 &&
                 std::all_of(index_text->begin(), index_text->end(), [](char c) { return c >= '0' && c <= '9'; });
            index = ok ? std::stoull(*index_text) : 0;
        }
        if (!ok) {
            report(status::ica_status_unsupported, "the entry of the status list is malformed");
            return;
        }
        const auto list = context_.documents.status_list(*url);
        const auto state = list ? credential::read_status({.pointer = "/credentialStatus",
                                                           .purpose = "revocation",
                                                           .index = index,
                                                           .size_bits = 1,
                                                           .list_url = *url},
                                                          *list, context_.request.now)
                                : credential::Checked<unsigned>(credential::reject(
                                      credential::Problem{list.error().code, {}, list.error().detail}));
        if (!state) {
            report(status::ica_status_unavailable, std::string(state.error().code.text));
        } else if (*state == 0) {
            report(status::ica_not_revoked);
        } else {
            report(status::ica_revoked, "the issuer has revoked the credential");
        }
    }

    void check_payload() {
        if (!is_same_payload(credential_->subject().find("c2paAsset"), assertion_.payload)) {
            report(status::ica_payload_mismatch, "the credential is for another asset");
        }
    }

    void check_identities() {
        VerifiedIdentities found = read_verified_identities(credential_->subject());
        if (found.is_missing) {
            report(status::ica_identities_missing);
        } else if (!found.fault.empty()) {
            report(status::ica_identities_invalid, found.fault);
        }
        out_.verified = std::move(found.entries);
    }

    const IdentityContext& context_;
    const IdentityAssertion& assertion_;
    Identity& out_;
    c2pa::CoseSign1 sign1_;
    std::optional<c2pa::SignatureAlgorithm> algorithm_;
    std::optional<AggregationCredential> credential_;
    did::VerificationMethod method_;
};

}  // namespace

bool check_aggregation(const IdentityContext& context, const IdentityAssertion& assertion, Identity& out) {
    return Aggregation(context, assertion, out).run();
}

}  // namespace countersign::verifier::cawg
