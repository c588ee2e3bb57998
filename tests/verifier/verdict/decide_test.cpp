// One case for each sentence of the page and each axis (docs/spec/verdict.md).
#include <catch2/catch.hpp>

#include "tests/verifier/verdict/example.hpp"

namespace countersign::verdict {

namespace {

using verifier::c2pa::State;

Verdict judge(const evidence::Evidence& evidence) { return decide(evidence, policy()); }

TEST_CASE("intact, identified and vouched for (V7, V9, V13)", "[verifier][verdict]") {
    const auto verdict = judge(good_evidence());
    CHECK(verdict.integrity == Integrity::intact);
    CHECK(verdict.origin.status == OriginStatus::identified);
    CHECK(verdict.summary ==
          "Signed by example-news, a company attested by example-chamber, on 3 May 2026. Unchanged since.");
    CHECK(verdict.has_reason("credential.accepted"));
    CHECK(verdict.has_reason("registry.as_of"));
    CHECK(exit_status(verdict) == 0);
}

TEST_CASE("intact and listed, but nobody accepted vouches (V7, V9)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    const auto expect_pseudonymous = [&evidence](const Policy& by) {
        const auto verdict = decide(evidence, by);
        CHECK(verdict.origin.status == OriginStatus::pseudonymous);
        CHECK(verdict.summary ==
              "Unchanged since it was signed on 3 May 2026, but nobody you trust vouches for the "
              "signer example-news.");
        CHECK(exit_status(verdict) == 3);
        return verdict;
    };
    CHECK(expect_pseudonymous(default_policy()).has_reason("credential.not_accepted"));
    evidence.credentials[0].status = evidence::CredentialStatus::revoked;
    CHECK(expect_pseudonymous(policy()).has_reason("credential.revoked"));
    evidence.credentials[0].status = evidence::CredentialStatus::suspended;
    CHECK(expect_pseudonymous(policy()).has_reason("credential.suspended"));
    evidence.credentials[0].status = evidence::CredentialStatus::expired;
    CHECK(expect_pseudonymous(policy()).has_reason("credential.expired"));
    evidence.credentials[0].status = evidence::CredentialStatus::not_yet_valid;
    CHECK(expect_pseudonymous(policy()).has_reason("credential.not_yet_valid"));
    evidence.credentials.clear();
    CHECK(expect_pseudonymous(policy()).has_reason("origin.not_vouched"));
}

TEST_CASE("an issuer counts through its accreditor, and a root by itself (V9)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.credentials[0].issuer = stranger_id;
    CHECK(judge(evidence).origin.status == OriginStatus::pseudonymous);
    evidence.credentials[0].accredited_by = {arbiter_id, issuer_id};
    CHECK(judge(evidence).origin.status == OriginStatus::identified);
    evidence.credentials.clear();
    auto by = policy();
    by.trust_roots = {signer_id};
    const auto verdict = decide(evidence, by);
    CHECK(verdict.has_reason("origin.trust_root"));
    CHECK(verdict.summary == "Signed by example-news, a company, on 3 May 2026. Unchanged since.");
}

TEST_CASE("a failed binding or signature is altered (V5)", "[verifier][verdict]") {
    for (const auto* code : {"assertion.dataHash.mismatch", "assertion.boxesHash.mismatch",
                             "assertion.boxesHash.unknownBox", "assertion.hashedURI.mismatch", "hashedURI.mismatch",
                             "assertion.undeclared", "assertion.bmffHash.mismatch"}) {
        auto evidence = good_evidence();
        evidence.report.state = State::invalid;
        evidence.report.active.failure.push_back(entry(code));
        const auto verdict = judge(evidence);
        INFO(code);
        CHECK(verdict.integrity == Integrity::altered);
        CHECK(verdict.has_reason("integrity.altered"));
        CHECK(verdict.has_reason(code));
        CHECK(verdict.summary == "This file was changed after example-news signed it.");
        CHECK(exit_status(verdict) == 1);
    }
    auto evidence = good_evidence();
    evidence.report.state = State::invalid;
    evidence.report.active = {};
    evidence.report.active.failure = {entry("claimSignature.mismatch")};
    const auto verdict = judge(evidence);
    CHECK(verdict.integrity == Integrity::altered);
    CHECK(verdict.origin.identities.empty());
    CHECK(verdict.has_reason("origin.signature_mismatch"));
    CHECK(verdict.summary == "This file was changed after it was signed.");
}

TEST_CASE("an expired, revoked or untrusted signer leaves the bytes intact (V5)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.signer->tenure.reset();
    evidence.signer->identity.reset();
    evidence.credentials.clear();
    const auto untrusted = judge(evidence);
    CHECK(untrusted.integrity == Integrity::intact);
    CHECK(untrusted.origin.status == OriginStatus::unknown);
    CHECK(untrusted.summary ==
          "Unchanged since it was signed on 3 May 2026, but nobody you trust vouches for the signer.");
    CHECK(exit_status(untrusted) == 3);

    evidence.report.state = State::invalid;
    evidence.report.active.failure = {entry("signingCredential.untrusted"), entry("claimSignature.outsideValidity")};
    const auto expired = judge(evidence);
    CHECK(expired.integrity == Integrity::intact);
    CHECK(expired.summary ==
          "Unchanged since it was signed on 3 May 2026, but the signature isn't in order: The "
          "signature was made outside the validity of its certificate.");
    CHECK(exit_status(expired) == 1);

    evidence.report.active.failure = {entry("signingCredential.ocsp.revoked")};
    const auto revoked = judge(evidence);
    CHECK(revoked.integrity == Integrity::intact);
    CHECK(revoked.revoked);
    CHECK(revoked.summary == "Signed with a certificate that its issuer has revoked. Don't rely on it.");
    CHECK(exit_status(revoked) == 1);
}

TEST_CASE("what can't be checked is unverifiable, never altered (V5)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.report.state = State::invalid;
    evidence.report.active = {};
    evidence.report.active.failure = {entry("claimSignature.missing")};
    const auto missing = judge(evidence);
    CHECK(missing.integrity == Integrity::unverifiable);
    CHECK(missing.summary == "The provenance in this file can't be checked: The manifest has no signature.");
    CHECK(exit_status(missing) == 1);
    // A part of the manifest that can't be found was perhaps there: the binding alone doesn't make it whole.
    evidence.report.active.success = {entry("claimSignature.validated"), entry("assertion.dataHash.match")};
    evidence.report.active.failure = {entry("assertion.missing")};
    CHECK(judge(evidence).integrity == Integrity::unverifiable);
    evidence.report.active.failure = {entry("some.code.of.tomorrow")};
    CHECK(judge(evidence).integrity == Integrity::unverifiable);
    CHECK(judge(evidence).has_reason("some.code.of.tomorrow"));
}

TEST_CASE("a malformed file is a verdict (V6)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.report = {};
    evidence.report.state = State::inaccessible;
    evidence.report.active.failure = {entry("manifest.inaccessible.malformed")};
    evidence.signer.reset();
    const auto verdict = judge(evidence);
    CHECK(verdict.integrity == Integrity::unverifiable);
    CHECK(verdict.has_reason("provenance.malformed"));
    CHECK(verdict.summary == "This file is damaged or of a kind we can't open: The manifest is damaged.");
    CHECK(exit_status(verdict) == 1);
    evidence.report.remote_url = "https://example.org/manifest";
    const auto remote = judge(evidence);
    CHECK(remote.has_reason("provenance.remote"));
    CHECK(remote.summary == "Its provenance is kept elsewhere and wasn't fetched, so nothing can be said of it here.");
    CHECK(exit_status(remote) == 2);
}

TEST_CASE("a file that can't be opened is told so (V6)", "[verifier][verdict]") {
    evidence::Evidence evidence;
    evidence.checked_at = day("2026-06-01");
    evidence.report.asset.media_type = "application/octet-stream";
    const auto other = judge(evidence);
    CHECK(other.has_reason("file.unsupported"));
    CHECK(other.summary ==
          "This file is damaged or of a kind we can't open: Manifests in files of the kind "
          "application/octet-stream aren't read.");
    for (const char* const read : {"image/gif", "video/mp4", "text/plain", "text/html"}) {
        evidence.report.asset.media_type = read;
        CHECK(judge(evidence).has_reason("provenance.none"));
    }
    CHECK(exit_status(other) == 2);
    evidence.report.asset.media_type = "image/png";
    evidence.report.active.failure = {{"general.error", "", "The container breaks the rules of its own format."}};
    const auto damaged = judge(evidence);
    CHECK(damaged.has_reason("file.malformed"));
    CHECK(damaged.summary ==
          "This file is damaged or of a kind we can't open: The container breaks the rules of its own "
          "format.");
    CHECK(exit_status(damaged) == 2);
    // A record of its bytes needs no reader.
    auto registered = registered_evidence();
    registered.report.asset.media_type = "video/mp4";
    CHECK(exit_status(judge(registered)) == 0);
}

TEST_CASE("nothing found says nothing against the file (V6)", "[verifier][verdict]") {
    evidence::Evidence evidence;
    evidence.checked_at = day("2026-06-01");
    evidence.report.asset.media_type = "image/jpeg";
    const auto verdict = judge(evidence);
    CHECK(verdict.integrity == Integrity::unverifiable);
    CHECK(verdict.has_reason("provenance.none"));
    CHECK(verdict.has_reason("registry.not_asked"));
    CHECK(verdict.summary == "No provenance found. That doesn't make it fake: most files carry none.");
    CHECK(exit_status(verdict) == 2);
}

TEST_CASE("a look-alike picture is a hint (V6)", "[verifier][verdict]") {
    evidence::Evidence evidence;
    evidence.checked_at = day("2026-06-01");
    evidence.report.asset.media_type = "image/jpeg";
    evidence.candidates = {{"near", 4, record_by(signer_id), signer_identity()}};
    const auto verdict = judge(evidence);
    CHECK(verdict.has_reason("provenance.candidate"));
    CHECK(verdict.summary ==
          "This file carries no provenance, but it looks like a picture that example-news registered "
          "on 3 May 2026. Compare them.");
    CHECK(exit_status(verdict) == 2);
}

TEST_CASE("a signer on the trust list is identified, where the policy uses the list (V7)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.report.state = State::trusted;
    evidence.report.active.failure.clear();
    evidence.signer->tenure.reset();
    evidence.signer->identity.reset();
    const auto verdict = judge(evidence);
    CHECK(verdict.origin.status == OriginStatus::identified);
    CHECK(verdict.has_reason("origin.certificate_trusted"));
    CHECK(verdict.summary ==
          "Signed by Example Camera, whose certificate is on the trust list, on 3 May 2026. Unchanged since.");
    CHECK(exit_status(verdict) == 0);
    auto by = policy();
    by.c2pa_trust_list = false;
    const auto unused = decide(evidence, by);
    CHECK(unused.provenance.state == State::valid);
    CHECK(unused.has_reason("policy.trust_list_off"));
    CHECK(exit_status(unused) == 3);
}

TEST_CASE("a key reported stolen before the signature (V8)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.signer->tenure->compromised_since = day("2026-05-01");
    const auto before = judge(evidence);
    CHECK(before.has_reason("key.compromised"));
    CHECK(before.summary ==
          "Signed with a key that example-news reported stolen on 1 May 2026, before this signature. "
          "Don't rely on it.");
    CHECK(before.integrity == Integrity::intact);
    CHECK(exit_status(before) == 1);

    evidence.signing_time = {};
    evidence.as_of = evidence.checked_at;
    const auto undated = judge(evidence);
    CHECK(undated.summary ==
          "Signed with a key that example-news reported stolen on 1 May 2026, and nothing shows that "
          "this signature is older. Don't rely on it.");
    CHECK(exit_status(undated) == 1);
    CHECK_FALSE(undated.origin.signed_at);

    evidence = good_evidence();
    evidence.signer->tenure->compromised_since = day("2026-05-10");
    const auto later = judge(evidence);
    CHECK(later.has_reason("key.stolen_later"));
    CHECK(later.origin.status == OriginStatus::identified);
    CHECK(exit_status(later) == 0);

    // Even a trusted certificate doesn't outweigh its owner's word that the key was stolen.
    evidence.signer->tenure->compromised_since = day("2026-05-01");
    evidence.report.state = State::trusted;
    CHECK(exit_status(judge(evidence)) == 1);
    CHECK(judge(evidence).origin.status == OriginStatus::pseudonymous);
}

TEST_CASE("a key out of its time names nobody (V8)", "[verifier][verdict]") {
    const auto check = [](auto change, const char* code, const char* words) {
        auto evidence = good_evidence();
        change(*evidence.signer->tenure);
        const auto verdict = judge(evidence);
        INFO(code);
        CHECK(verdict.has_reason(code));
        CHECK(verdict.origin.identities.empty());
        CHECK(verdict.origin.status == OriginStatus::unknown);
        CHECK(verdict.summary.ends_with(words));
        CHECK(exit_status(verdict) == 3);
    };
    check([](auto& key) { key.retired_at = day("2026-05-02"); }, "key.retired",
          "but with a key that example-news has retired.");
    check([](auto& key) { key.valid_until = day("2026-05-02"); }, "key.expired",
          "but with a key that example-news used only until 2 May 2026.");
    check([](auto& key) { key.added_at = day("2026-05-04"); }, "key.not_yet_valid",
          "but with a key that example-news listed only later.");
    check([](auto& key) { key.valid_from = day("2026-05-04"); }, "key.not_yet_valid",
          "but with a key that example-news listed only later.");
    check([](auto& key) { key.roles = rules::roles::control; }, "key.role_missing",
          "but with a key that example-news doesn't list for signing content.");
    // The boundaries: the first moment in force, and the first out of it.
    auto evidence = good_evidence();
    evidence.signer->tenure->added_at = evidence.as_of;
    evidence.signer->tenure->retired_at = UnixSeconds{evidence.as_of.value + 1};
    evidence.signer->tenure->valid_until = UnixSeconds{evidence.as_of.value + 1};
    CHECK(judge(evidence).has_reason("key.good"));
    evidence.signer->tenure->valid_until = evidence.as_of;
    CHECK(judge(evidence).has_reason("key.expired"));
}

TEST_CASE("a key that the registry doesn't know or can't know (V7)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.signer->tenure.reset();
    evidence.signer->identity.reset();
    CHECK(judge(evidence).has_reason("origin.key_kind"));
    evidence.signer->key = *PublicKey::parse(
        KeyType::ed25519, *parse_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    CHECK(judge(evidence).has_reason("origin.key_unlisted"));
}

TEST_CASE("a dispute is told with its ground, its time and the answer (V10)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.disputes = {dispute()};
    const auto open = judge(evidence);
    CHECK(open.summary == "Its origin is disputed: it is said not to be made by whom it names, since 4 May 2026.");
    CHECK(open.has_reason("dispute.open"));
    CHECK(exit_status(open) == 0);
    evidence.disputes[0].answer = rules::DisputeAnswer::contested;
    const auto answered = judge(evidence);
    CHECK(answered.has_reason("dispute.answered"));
    CHECK(answered.summary.ends_with("since 4 May 2026. example-news has answered."));
    evidence.disputes[0].answer = rules::DisputeAnswer::conceded;
    const auto conceded = judge(evidence);
    CHECK(conceded.has_reason("dispute.conceded"));
    CHECK(conceded.summary == "example-news concedes that what it said of this file is wrong. Don't rely on it.");
    CHECK(exit_status(conceded) == 1);
}

TEST_CASE("only an accepted arbiter upholds a dispute (V10)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.disputes = {dispute()};
    evidence.disputes[0].ruling = rules::Ruling::upheld;
    CHECK(judge(evidence).has_reason("dispute.open"));  // anybody can name a friend as arbiter
    auto by = policy();
    by.arbiters = {arbiter_id};
    const auto upheld = decide(evidence, by);
    CHECK(upheld.has_reason("dispute.upheld"));
    CHECK(upheld.summary == "A dispute about its origin was decided against example-news. Don't rely on it.");
    CHECK(exit_status(upheld) == 1);
    by.arbiters = {issuer_id};
    const auto ignored = decide(evidence, by);
    CHECK(ignored.has_reason("dispute.arbiter_not_accepted"));
    CHECK(ignored.summary.starts_with("Signed by example-news"));
    // The record names its own arbiter.
    evidence.records = {record_by(signer_id)};
    evidence.record_identities = {signer_identity()};
    evidence.principal_record = 0;
    evidence.records[0].arbiter = arbiter_id;
    CHECK(judge(evidence).has_reason("dispute.upheld"));
    evidence.disputes[0].ruling = rules::Ruling::rejected;
    const auto rejected = judge(evidence);
    CHECK(rejected.has_reason("dispute.rejected"));
    CHECK(rejected.summary.starts_with("Signed by example-news"));
}

TEST_CASE("a look-alike name is told with the real one (V10)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.credentials.clear();
    evidence.lookalike = evidence::LookalikeFact{names::compare("examp1e-news", "example-news"), stranger_id};
    const auto verdict = judge(evidence);
    CHECK(verdict.has_reason("name.lookalike"));
    CHECK(verdict.summary == "This is examp1e-news, not example-news: the digit 1 stands for the letter l.");
    evidence.credentials = {attestation()};
    CHECK(judge(evidence).has_reason("name.similar"));
    CHECK(judge(evidence).summary.starts_with("Signed by"));
}

TEST_CASE("AI is said first (V11, V13)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    const auto declare = [&evidence](std::string action, std::string type) {
        evidence.report.manifests[0].actions = {{std::move(action), std::move(type), "", ""}};
        return judge(evidence);
    };
    const std::string iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    const auto generated = declare("c2pa.created", iptc + "trainedAlgorithmicMedia");
    CHECK(generated.disclosure.ai == rules::AiDisclosure::generated);
    CHECK(generated.disclosure.digital_source_type == iptc + "trainedAlgorithmicMedia");
    CHECK(generated.has_reason("disclosure.generated"));
    CHECK(generated.summary ==
          "Made with generative AI, says its signer example-news. Signed by example-news, a company "
          "attested by example-chamber, on 3 May 2026. Unchanged since.");
    CHECK(declare("c2pa.edited", iptc + "trainedAlgorithmicMedia").has_reason("disclosure.edited"));
    CHECK(declare("c2pa.created", iptc + "compositeWithTrainedAlgorithmicMedia")
              .summary.starts_with("Edited with generative AI, says its signer example-news. "));
    CHECK(declare("c2pa.created", iptc + "digitalCapture").has_reason("disclosure.captured"));
    CHECK(declare("c2pa.created", iptc + "humanEdits").has_reason("disclosure.undeclared"));
    CHECK(declare("c2pa.created", "").has_reason("disclosure.undeclared"));
}

TEST_CASE("what a parent declared isn't lost by an edit (V11)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    verifier::c2pa::ManifestSummary other;
    other.label = "urn:c2pa:0";
    other.actions = {
        {"c2pa.created", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "", ""}};
    evidence.report.manifests.push_back(other);
    auto& ingredients = evidence.report.manifests[0].ingredients;
    ingredients = {{"", "parentOf", "", "", "", "urn:c2pa:0", false}};
    CHECK(judge(evidence).disclosure.ai == rules::AiDisclosure::generated);
    ingredients[0].relationship = "componentOf";
    CHECK(judge(evidence).disclosure.ai == rules::AiDisclosure::edited);
    // Two that name each other as parent end the walk.
    ingredients[0].relationship = "parentOf";
    evidence.report.manifests[1].ingredients = {{"", "parentOf", "", "", "", "urn:c2pa:1", false}};
    CHECK(judge(evidence).disclosure.ai == rules::AiDisclosure::generated);
}

TEST_CASE("a record of the bytes stands for a manifest (V6)", "[verifier][verdict]") {
    auto evidence = registered_evidence();
    const auto good = judge(evidence);
    CHECK(good.integrity == Integrity::intact);
    CHECK(good.provenance.state == State::valid);
    CHECK(good.has_reason("integrity.registered"));
    CHECK(good.summary ==
          "Registered by example-news, a company attested by example-chamber, on 3 May 2026. Unchanged since.");
    CHECK(exit_status(good) == 0);
    CHECK(decide(evidence, default_policy()).summary ==
          "Unchanged since it was registered on 3 May 2026, but nobody you "
          "trust vouches for the signer example-news.");
    evidence.records[0].leaf.ai = rules::AiDisclosure::generated;
    CHECK(judge(evidence).summary.starts_with("Made with generative AI, says its signer example-news. Registered by"));
    evidence.records[0].status = rules::Status::revoked;
    const auto revoked = judge(evidence);
    CHECK(revoked.has_reason("record.revoked"));
    CHECK(revoked.summary.ends_with("example-news has withdrawn what it said of this file. Don't rely on it."));
    CHECK(exit_status(revoked) == 1);
    evidence.records[0].status = rules::Status::suspended;
    const auto suspended = judge(evidence);
    CHECK(suspended.has_reason("record.suspended"));
    CHECK(suspended.summary == "example-news has suspended what it said of this file.");
    CHECK(exit_status(suspended) == 1);
    evidence.records[0].status = rules::Status::valid;
    evidence.records[0].key_compromised = true;
    const auto stolen = judge(evidence);
    CHECK(stolen.has_reason("record.key_compromised"));
    CHECK(exit_status(stolen) == 1);
}

TEST_CASE("records beside a manifest are told, those of others too (V6)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.records = {record_by(signer_id), record_by(stranger_id)};
    evidence.record_identities = {signer_identity(), std::nullopt};
    evidence.principal_record = 0;
    const auto verdict = judge(evidence);
    CHECK(verdict.has_reason("record.valid"));
    CHECK(verdict.has_reason("record.other_identity"));
    CHECK(exit_status(verdict) == 0);
    evidence.records[0].status = rules::Status::revoked;
    CHECK(exit_status(judge(evidence)) == 1);
}

TEST_CASE("a reputation below the policy's minimum takes the vouching away (V9)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.reputation = {{"general", {}}};
    evidence.reputation[0].explanation.score.score = ScorePpm{412'345};
    auto by = policy();
    by.score_min = ScorePpm{412'345};
    CHECK(decide(evidence, by).origin.status == OriginStatus::identified);
    by.score_min = ScorePpm{412'346};
    const auto verdict = decide(evidence, by);
    CHECK(verdict.has_reason("reputation.below_minimum"));
    CHECK(verdict.has_reason("reputation.score"));
    CHECK(verdict.origin.status == OriginStatus::pseudonymous);
    evidence.reputation.clear();
    CHECK(decide(evidence, by).has_reason("reputation.below_minimum"));
}

TEST_CASE("ingredients that are no longer in order are told (V6)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.report.ingredient_deltas.resize(2);
    evidence.report.ingredient_deltas[0].statuses.failure = {entry("ingredient.manifest.mismatch")};
    const auto verdict = judge(evidence);
    CHECK(verdict.has_reason("provenance.ingredient_failure"));
    CHECK(verdict.provenance.ingredient_failures.size() == 1);
    CHECK(exit_status(verdict) == 0);
}

TEST_CASE("time is told by whoever knows it (V8)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    CHECK(judge(evidence).has_reason("origin.time_trusted"));
    evidence.signing_time.source = evidence::TimeSource::registry;
    CHECK(judge(evidence).has_reason("origin.time_registry"));
    evidence.signing_time = {};
    evidence.as_of = evidence.checked_at;
    const auto verdict = judge(evidence);
    CHECK(verdict.has_reason("origin.time_unknown"));
    CHECK(verdict.summary ==
          "Signed by example-news, a company attested by example-chamber, at a time nobody else "
          "confirms. Unchanged since.");
}

TEST_CASE("hosted keys are told (V7)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.signer->identity->custody = rules::Custody::hosted;
    CHECK(judge(evidence).has_reason("custody.hosted"));
    evidence.checkpoint.reset();
    CHECK(judge(evidence).has_reason("registry.as_of"));
}

TEST_CASE("text from strangers is made visible (V13)", "[verifier][verdict]") {
    auto evidence = good_evidence();
    evidence.signer->tenure.reset();
    evidence.signer->identity.reset();
    evidence.report.state = State::trusted;
    evidence.signer->certificate->common_name = "Good\nNews\u202E" + std::string(500, 'x');
    const auto verdict = judge(evidence);
    CHECK(verdict.summary.find('\n') == std::string::npos);
    CHECK(verdict.summary.find("\u202E") == std::string::npos);
    CHECK(verdict.summary.size() < 300);
}

TEST_CASE("V15: a CAWG identity is told beside the answer and changes nothing in it", "[verifier][verdict]") {
    auto evidence = good_evidence();
    const auto without = decide(evidence, policy());
    verifier::cawg::Identity identity;
    identity.state = verifier::cawg::State::trusted;
    identity.issuer = "did:web:aggregator.example";
    identity.roles = {"cawg.creator"};
    identity.verified = {{.type = "cawg.social_media",
                          .name = {},
                          .username = "ada",
                          .address = {},
                          .uri = {},
                          .method = {},
                          .provider = "Social",
                          .verified_at = {}},
                         {.type = "cawg.document_verification",
                          .name = "Ada <b>\n",
                          .username = {},
                          .address = {},
                          .uri = {},
                          .method = {},
                          .provider = "Office",
                          .verified_at = {}}};
    evidence.cawg = {verifier::cawg::State::trusted, {}, {identity}};
    const auto with = decide(evidence, policy());
    REQUIRE(with.has_reason("cawg.trusted"));
    const auto reason = std::ranges::find(with.reasons, std::string("cawg.trusted"), &Reason::code);
    CHECK(reason->text ==
          "did:web:aggregator.example says that the one behind this content has proven the account ada at Social, the "
          "identity document of Ada <b>\\x0a, seen by Office. As: creator.");
    evidence.cawg.identities[0].state = verifier::cawg::State::invalid;
    evidence.cawg.state = verifier::cawg::State::invalid;
    const auto bad = decide(evidence, policy());
    CHECK(bad.has_reason("cawg.invalid"));
    for (const auto* verdict : {&with, &bad}) {
        CHECK(verdict->integrity == without.integrity);
        CHECK(verdict->origin.status == without.origin.status);
        CHECK(verdict->provenance.state == without.provenance.state);
        CHECK(verdict->summary == without.summary);
        CHECK(exit_status(*verdict) == exit_status(without));
    }
    const Json json = to_json(with);
    const Json* const cawg = json.find("provenance")->find("cawg");
    CHECK(cawg->find("state")->as_string() == "trusted");
    CHECK(cawg->find("identities")->as_array()[0].find("verified")->as_array().size() == 2);
    evidence.cawg.identities[0].state = verifier::cawg::State::valid;
    evidence.cawg.identities[0].certificate.emplace().common_name = "Ada";
    CHECK(decide(evidence, policy()).has_reason("cawg.valid"));
}

TEST_CASE("V11: models and permitted uses are said in plain words", "[verifier][verdict]") {
    auto evidence = good_evidence();
    auto& manifest = evidence.report.manifests[0];
    manifest.ai_models = {{"c2pa.types.model.diffusion", "Painter 3", {}, "prompt_guided"},
                          {"c2pa.types.model.x", {}, {}, {}}};
    manifest.use_permissions = {{"ai_generative_training", "notAllowed", {}},
                                {"data_mining", "constrained", "ask <first>"},
                                {"ai_inference", "allowed", {}},
                                {"org.example.print", "allowed", {}}};
    const auto verdict = judge(evidence);
    CHECK(verdict.disclosure.ai == rules::AiDisclosure::edited);
    std::string told;
    for (const auto& reason : verdict.reasons) {
        told += reason.code.starts_with("disclosure.") ? reason.text + "\n" : "";
    }
    CHECK(told ==
          "Its signer says that generative AI was used to edit it.\n"
          "Its signer names the AI model Painter 3, guided by a person's prompts.\n"
          "Its signer names the AI model c2pa.types.model.x.\n"
          "Not to be used for training generative AI, says its signer.\n"
          "May be used for data mining under conditions: ask <first>, says its signer.\n"
          "May be used for input to AI, says its signer.\n"
          "May be used for org.example.print, says its signer.\n");
    manifest.ai_models.clear();
    manifest.actions = {{"c2pa.created", "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", {}, {}}};
    CHECK(judge(evidence).disclosure.ai == rules::AiDisclosure::generated);
    CHECK(judge(evidence).has_reason("disclosure.source"));
    const Json json = to_json(verdict);
    CHECK(json.find("disclosure")->find("models")->as_array().size() == 2);
    CHECK(json.find("disclosure")->find("uses")->as_array().size() == 4);
}

}  // namespace

}  // namespace countersign::verdict
