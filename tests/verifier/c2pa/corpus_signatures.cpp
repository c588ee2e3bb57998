// OCSP, signatures, time stamps and trust of the corpus.
#include "tests/verifier/c2pa/corpus.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

Bytes signed_by(const Identity& signer, std::vector<const Identity*> others,
                SignatureAlgorithm algorithm = SignatureAlgorithm::es256, const Identity* clock = nullptr) {
    TestManifest spec;
    spec.signer = &signer;
    spec.others = std::move(others);
    spec.algorithm = algorithm;
    spec.time_stamper = clock;
    return make_signed_png(spec);
}
/// By a signer of the world's middle authority whose certificate differs in one way.
Bytes certified(const CertificateOptions& options, const Identity* clock = nullptr) {
    const Identity signer = Identity::make(options, &world().middle);
    return signed_by(signer, {&world().middle}, SignatureAlgorithm::es256, clock);
}
Bytes with_signature(std::function<void(CoseSign1&)> edit, bool stamp = false) {
    TestManifest spec;
    spec.time_stamper = stamp ? &world().clock : nullptr;
    spec.edit_signature = std::move(edit);
    return make_signed_png(spec);
}
Bytes with_headers(std::function<void(Cbor&)> edit) {
    TestManifest spec;
    spec.edit_headers = std::move(edit);
    return make_signed_png(spec);
}
Bytes stapled(const std::vector<Bytes>& responses, bool stamp = true) {
    return with_signature(
        [responses](CoseSign1& sign1) {
            Cbor list = Cbor::array();
            for (const Bytes& response : responses) {
                list.push(response);
            }
            sign1.unprotected_headers.set("rVals", Cbor::map({{"ocspVals", list}}));
        },
        stamp);
}
Bytes stamped(const Identity& clock, const std::function<void(TestManifest&)>& edit = {}) {
    TestManifest spec;
    spec.time_stamper = &clock;
    if (edit) {
        edit(spec);
    }
    return make_signed_png(spec);
}
Bytes with_token(const Bytes& token) {
    return with_signature([token](CoseSign1& sign1) {
        sign1.unprotected_headers =
            Cbor::map({{"sigTst2", Cbor::map({{"tstTokens", Cbor::array({Cbor::map({{"val", token}})})}})}});
    });
}

}  // namespace

void add_revocation(Corpus& corpus) {
    const World& w = world();
    const Bytes good = make_ocsp_response(w.middle, w.middle, w.signer);
    const Bytes revoked = make_ocsp_response(w.middle, w.middle, w.signer, {.is_revoked = true, .reason = 1});
    corpus.add("ocsp/good", stapled({good}), {}, {"signingCredential.ocsp.notRevoked"});
    corpus.add("ocsp/revoked", stapled({revoked}), {"signingCredential.ocsp.revoked"});
    corpus.add("ocsp/remove_from_crl",
               stapled({make_ocsp_response(w.middle, w.middle, w.signer, {.is_revoked = true, .reason = 8})}),
               {"signingCredential.ocsp.revoked"});
    corpus.add("ocsp/unknown", stapled({make_ocsp_response(w.middle, w.middle, w.signer, {.is_unknown = true})}), {},
               {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/good_without_stamp", stapled({good}, false), {}, {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/revoked_without_stamp", stapled({revoked}, false), {}, {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/malformed", stapled({Bytes{1, 2, 3}}), {}, {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/revoked_then_good", stapled({revoked, good}), {}, {"signingCredential.ocsp.notRevoked"});
    corpus.add("ocsp/other_responder", stapled({make_ocsp_response(w.root, w.middle, w.signer, {.is_revoked = true})}),
               {}, {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/other_certificate",
               stapled({make_ocsp_response(w.middle, w.middle, w.clock, {.is_revoked = true})}), {},
               {"signingCredential.ocsp.skipped"});
    const Identity delegate = Identity::make({.name = "Responder", .extended_key_usage = "OCSPSigning"}, &w.middle);
    corpus.add("ocsp/delegate", stapled({make_ocsp_response(delegate, w.middle, w.signer)}), {},
               {"signingCredential.ocsp.notRevoked"});
    corpus.add("ocsp/expired_before_stamp",
               stapled({make_ocsp_response(w.middle, w.middle, w.signer,
                                           {.this_update = {now.value - 50 * day.value},
                                            .next_update = UnixSeconds{now.value - 40 * day.value}})}),
               {}, {"signingCredential.ocsp.skipped"});
    corpus.add("ocsp/authority_revoked", stapled({make_ocsp_response(w.root, w.root, w.middle, {.is_revoked = true})}),
               {"signingCredential.untrusted"});
}

void add_signatures(Corpus& corpus) {
    struct Row {
        const char* name;
        const char* key;
        SignatureAlgorithm algorithm;
    };
    for (const Row& row :
         {Row{"es256", "P-256", SignatureAlgorithm::es256}, Row{"es384", "P-384", SignatureAlgorithm::es384},
          Row{"es512", "P-521", SignatureAlgorithm::es512}, Row{"ps256", "RSA-2048", SignatureAlgorithm::ps256},
          Row{"ps384", "RSA-2048", SignatureAlgorithm::ps384}, Row{"ps512", "RSA-2048", SignatureAlgorithm::ps512},
          Row{"ed25519", "ED25519", SignatureAlgorithm::ed25519}, Row{"esp256", "P-256", SignatureAlgorithm::esp256},
          Row{"esp384", "P-384", SignatureAlgorithm::esp384}}) {
        const Identity signer = Identity::make({.key = row.key}, &world().middle);
        corpus.add(std::string("signature/") + row.name, signed_by(signer, {&world().middle}, row.algorithm), {});
    }
    const auto numbered = [](std::int64_t number) {
        return with_headers([number](Cbor& headers) { headers = Cbor::map({{1, number}, {33, *headers.find(33)}}); });
    };
    corpus.add("signature/es256k", numbered(-47), {"algorithm.unsupported"});
    corpus.add("signature/ml_dsa_44", numbered(-48), {"algorithm.unsupported"});
    corpus.add("signature/rs256", numbered(-257), {"algorithm.unsupported"});
    corpus.add("signature/wrong_key", with_signature([](CoseSign1& sign1) {
                   sign1.signature = Identity::make({}).sign(SignatureAlgorithm::es256, Bytes{1});
               }),
               {"claimSignature.mismatch"});
    corpus.add("signature/flipped", with_signature([](CoseSign1& sign1) { sign1.signature[10] ^= 1U; }),
               {"claimSignature.mismatch"});
    corpus.add("signature/attached_other", with_signature([](CoseSign1& sign1) { sign1.payload = Bytes{0xA0}; }),
               {"claimSignature.mismatch"});
    const auto named = [](const std::string& url) {
        TestManifest spec;
        spec.edit_claim = [url](Cbor& claim) { claim.set("signature", url); };
        return make_signed_png(spec);
    };
    corpus.add("signature/uri_other_manifest", named("self#jumbf=/c2pa/other/c2pa.signature"),
               {"claimSignature.missing"});
    corpus.add("signature/uri_invalid", named("https://example.com"), {"claimSignature.missing"});
    corpus.add("signature/box_missing",
               [] {
                   TestManifest spec;
                   spec.edit_boxes = [](std::vector<Bytes>& boxes) { boxes.pop_back(); };
                   return make_signed_png(spec);
               }(),
               {"claimSignature.missing"});
    corpus.add("signature/no_credential", with_headers([](Cbor& headers) {
                   headers = Cbor::map({{1, -7}});
               }),
               {"signingCredential.invalid"});
    corpus.add("signature/expired", certified({.not_after = now.value - day.value}),
               {"claimSignature.outsideValidity"});
    corpus.add("signature/expired_stamped", certified({.not_after = now.value - day.value}, &world().clock), {});
    corpus.add("signature/not_yet_valid",
               certified({.not_before = now.value + 500 * day.value, .not_after = now.value + 900 * day.value}),
               {"claimSignature.outsideValidity"});
    corpus.add("signature/authority_as_signer", certified({.basic_constraints = "critical,CA:TRUE"}),
               {"signingCredential.invalid"});
    corpus.add("signature/key_cert_sign", certified({.key_usage = "critical,digitalSignature,keyCertSign"}),
               {"signingCredential.invalid"});
    const Identity weak = Identity::make({.key = "RSA-1024"}, &world().middle);
    corpus.add("signature/rsa_1024", signed_by(weak, {&world().middle}, SignatureAlgorithm::ps256),
               {"signingCredential.invalid"});
}

void add_time_stamps(Corpus& corpus) {
    const World& w = world();
    corpus.add("timestamps/v2", stamped(w.clock), {}, {"timeStamp.trusted", "timeStamp.validated"});
    corpus.add("timestamps/v1", stamped(w.clock, [](TestManifest& spec) { spec.stamp_kind = StampKind::v1; }), {},
               {"timeStamp.trusted", "timeStamp.validated"});
    corpus.add("timestamps/v1_rejected",
               stamped(w.clock,
                       [](TestManifest& spec) {
                           spec.stamp_kind = StampKind::v1;
                           spec.stamp_status = 2;
                       }),
               {}, {"timeStamp.malformed"});
    const Identity stranger = Identity::make(Identity::time_stamper());
    corpus.add("timestamps/untrusted", stamped(stranger), {}, {"timeStamp.untrusted"});
    const Identity wrong_list = Identity::make(Identity::time_stamper(), &w.root);
    corpus.add("timestamps/issuer_on_signer_list", stamped(wrong_list), {}, {"timeStamp.untrusted"});
    CertificateOptions two = Identity::time_stamper();
    two.extended_key_usage = "timeStamping,emailProtection";
    const Identity two_purposes = Identity::make(two, &w.clock_root);
    corpus.add("timestamps/two_purposes", stamped(two_purposes), {}, {"timeStamp.credentialInvalid"});
    corpus.add("timestamps/outside_validity",
               stamped(w.clock, [](TestManifest& spec) { spec.stamp.time = {now.value - 200 * day.value}; }), {},
               {"timeStamp.outsideValidity"});
    corpus.add("timestamps/sha1_imprint",
               stamped(w.clock, [](TestManifest& spec) { spec.stamp.imprint_hash = "SHA1"; }), {},
               {"timeStamp.untrusted"});
    corpus.add("timestamps/no_certificate",
               stamped(w.clock, [](TestManifest& spec) { spec.stamp.includes_certificate = false; }), {},
               {"timeStamp.untrusted"});
    corpus.add("timestamps/garbage", with_token(Bytes{1, 2, 3}), {}, {"timeStamp.malformed"});
    corpus.add("timestamps/of_other_bytes", with_token(make_time_stamp(w.clock, Bytes{1})), {}, {"timeStamp.mismatch"});
    corpus.add("timestamps/two_tokens",
               stamped(w.clock,
                       [](TestManifest& spec) {
                           spec.edit_signature = [](CoseSign1& sign1) {
                               const Cbor token =
                                   sign1.unprotected_headers.find("sigTst2")->find_array("tstTokens")->front();
                               sign1.unprotected_headers.set(
                                   "sigTst2",
                                   Cbor::map({{"tstTokens", Cbor::array({token, Cbor::map({{"val", Bytes{1}}})})}}));
                           };
                       }),
               {}, {"timeStamp.malformed"});
    corpus.add("timestamps/after_signer_expired",
               [] {
                   const Identity signer = Identity::make({.not_after = now.value - 20 * day.value}, &world().middle);
                   return signed_by(signer, {&world().middle}, SignatureAlgorithm::es256, &world().clock);
               }(),
               {"claimSignature.outsideValidity"}, {"timeStamp.trusted"});
}

void add_trust(Corpus& corpus) {
    const World& w = world();
    const std::vector<std::string> untrusted{"signingCredential.untrusted"};
    const std::vector<std::string> invalid{"signingCredential.invalid"};
    corpus.add("trust/eku_any", certified({.extended_key_usage = "anyExtendedKeyUsage"}), invalid);
    corpus.add("trust/eku_none", certified({.extended_key_usage = ""}), invalid);
    corpus.add("trust/eku_wrong", certified({.extended_key_usage = "serverAuth"}), untrusted);
    corpus.add("trust/eku_time_stamping_too", certified({.extended_key_usage = "emailProtection,timeStamping"}),
               invalid);
    corpus.add("trust/eku_ocsp", certified({.extended_key_usage = "OCSPSigning"}), invalid);
    corpus.add("trust/ku_none", certified({.key_usage = ""}), invalid);
    corpus.add("trust/ku_encipherment", certified({.key_usage = "critical,keyEncipherment"}), invalid);
    corpus.add("trust/version_1", certified({.is_version_1 = true}), invalid);
    corpus.add("trust/sha1", certified({.hash = "SHA1"}), invalid);
    corpus.add("trust/no_authority_key_id", certified({.has_authority_key_id = false}), invalid);
    const Identity alone = Identity::make({});
    corpus.add("trust/self_signed", signed_by(alone, {}), untrusted);
    const Identity orphan = Identity::make({}, &w.middle);
    corpus.add("trust/intermediate_missing", signed_by(orphan, {}), untrusted);
    corpus.add("trust/root_included", signed_by(orphan, {&w.middle, &w.root}), {});
    corpus.add("trust/chain_reversed", signed_by(orphan, {&w.root, &w.middle}), {});
    const Identity clocked = Identity::make({}, &w.clock_root);
    corpus.add("trust/issuer_on_clock_list", signed_by(clocked, {}), untrusted);
    const Identity below = Identity::make({}, &orphan);
    corpus.add("trust/leaf_as_authority", signed_by(below, {&orphan, &w.middle}), untrusted);
    CertificateOptions short_path = Identity::authority("Short");
    short_path.basic_constraints = "critical,CA:TRUE,pathlen:0";
    const Identity limited = Identity::make(short_path, &w.root);
    const Identity deeper = Identity::make(Identity::authority("Deeper"), &limited);
    const Identity too_deep = Identity::make({}, &deeper);
    corpus.add("trust/path_length", signed_by(too_deep, {&deeper, &limited}), untrusted);
    CertificateOptions old = Identity::authority("Old");
    old.not_after = now.value - day.value;
    const Identity expired = Identity::make(old, &w.root);
    const Identity young = Identity::make({}, &expired);
    corpus.add("trust/intermediate_expired", signed_by(young, {&expired}), {"claimSignature.outsideValidity"});
    CertificateOptions no_sign = Identity::authority("No certificates");
    no_sign.key_usage = "critical,digitalSignature";
    const Identity not_issuing = Identity::make(no_sign, &w.root);
    const Identity misissued = Identity::make({}, &not_issuing);
    corpus.add("trust/intermediate_without_cert_sign", signed_by(misissued, {&not_issuing}), untrusted);
}

}  // namespace countersign::verifier::c2pa::test
