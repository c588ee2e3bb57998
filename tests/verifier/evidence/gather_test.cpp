// What is gathered, with its source and time, and what isn't believed (docs/spec/verdict.md, V6, V8).
#include "verifier/evidence/gather.hpp"

#include <catch2/catch.hpp>

#include <map>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::evidence {

namespace {

using verifier::c2pa::Report;
using verifier::c2pa::State;

template <typename Fixed>
Fixed numbered(std::uint8_t number) {
    Fixed out{};
    out[0] = number;
    return out;
}

/// Answers from a few values, and notes what it was asked.
class FakeRegistry final : public RegistryView {
  public:
    std::optional<bool> own_head;
    std::optional<KeyFact> key;
    std::optional<IdentityFact> identity;
    std::vector<ContentFact> content;
    std::string imitated;
    mutable UnixSeconds key_asked_at;
    mutable std::string name_asked;

    [[nodiscard]] std::optional<CheckpointFact> checkpoint() const override {
        return CheckpointFact{"log.example", {}};
    }
    [[nodiscard]] std::optional<bool> is_own_head(std::string_view, const log::TreeHead&) const override {
        return own_head;
    }
    [[nodiscard]] std::optional<KeyFact> find_key(const PublicKey&, UnixSeconds at) const override {
        key_asked_at = at;
        return key;
    }
    [[nodiscard]] std::optional<IdentityFact> find_identity(const rules::IdentityId&) const override {
        return identity;
    }
    [[nodiscard]] std::vector<ContentFact> find_content(const Sha256Digest&) const override { return content; }
    [[nodiscard]] std::vector<CredentialFact> credentials_of(const rules::IdentityId&, UnixSeconds) const override {
        return {CredentialFact{}};
    }
    [[nodiscard]] std::vector<DisputeFact> disputes_of_identity(const rules::IdentityId&) const override {
        return {DisputeFact{}};
    }
    [[nodiscard]] std::vector<DisputeFact> disputes_of_leaf(const rules::BatchId&, std::uint32_t) const override {
        return {DisputeFact{}};
    }
    [[nodiscard]] std::vector<ReputationFact> reputation_of(const rules::IdentityId&) const override { return {}; }
    [[nodiscard]] std::optional<LookalikeFact> find_lookalike(std::string_view name,
                                                              const rules::IdentityId&) const override {
        name_asked = std::string(name);
        return imitated.empty() ? std::nullopt : std::optional(LookalikeFact{names::compare(name, imitated), {}});
    }
};

constexpr UnixSeconds now{2'000'000'000};
constexpr UnixSeconds stamped{1'900'000'000};
constexpr UnixSeconds logged{1'950'000'000};

Report signed_report(bool stamp_trusted) {
    Report report;
    report.state = State::valid;
    report.active_manifest = "m";
    report.manifests.resize(1);
    report.manifests[0].label = "m";
    report.manifests[0].signer = verifier::c2pa::Signer{};
    report.manifests[0].signer->common_name = "Example";
    report.manifests[0].signer->public_key = to_spki_der(*PublicKey::parse(
        KeyType::ed25519, *parse_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));
    report.manifests[0].time_stamp = verifier::c2pa::TimeStamp{stamped, "CN=TSA", stamp_trusted, {}};
    return report;
}

TEST_CASE("the key is looked up as of an accepted time stamp (V8)", "[verifier][evidence]") {
    FakeRegistry registry;
    registry.key = KeyFact{};
    registry.identity = IdentityFact{};
    const auto evidence = gather(signed_report(true), &registry, {.now = now});
    CHECK(evidence.signing_time.source == TimeSource::trusted_time_stamp);
    CHECK(evidence.as_of == stamped);
    CHECK(registry.key_asked_at == stamped);
    CHECK(evidence.signer->key.has_value());
    CHECK(evidence.signer->tenure.has_value());
    CHECK(evidence.signer->identity.has_value());
    CHECK(evidence.credentials.size() == 1);
    CHECK(evidence.disputes.size() == 1);
    CHECK(evidence.store == StoreSource::embedded);
    CHECK(evidence.checkpoint.has_value());
}

TEST_CASE("a time stamp by a stranger is no time (V8)", "[verifier][evidence]") {
    FakeRegistry registry;
    const auto evidence = gather(signed_report(false), &registry, {.now = now});
    CHECK(evidence.signing_time.source == TimeSource::none);
    CHECK(evidence.as_of == now);
    CHECK(registry.key_asked_at == now);
}

TEST_CASE("a record of the bytes tells a time (V8)", "[verifier][evidence]") {
    FakeRegistry registry;
    registry.content.resize(1);
    registry.content[0].registered_at = logged;
    const auto evidence = gather(signed_report(false), &registry, {.now = now});
    CHECK(evidence.signing_time.source == TimeSource::registry);
    CHECK(evidence.as_of == logged);
    CHECK(evidence.store == StoreSource::embedded);
    CHECK(evidence.disputes.size() == 1);
}

TEST_CASE("without a manifest the first valid record speaks (V6)", "[verifier][evidence]") {
    FakeRegistry registry;
    registry.identity = IdentityFact{};
    registry.content.resize(3);
    registry.content[0].status = rules::Status::revoked;
    registry.content[1].key_compromised = true;
    const auto evidence = gather({}, &registry, {.now = now});
    CHECK(evidence.store == StoreSource::registry);
    CHECK(evidence.principal_record == 2U);
    CHECK(evidence.signer->identity.has_value());
    CHECK_FALSE(evidence.signer->certificate.has_value());
    registry.content.resize(2);
    CHECK(gather({}, &registry, {.now = now}).principal_record == 0U);
}

TEST_CASE("nothing asked, nothing found (V6, V12)", "[verifier][evidence]") {
    FakeRegistry registry;
    const auto nothing = gather({}, &registry, {.now = now});
    CHECK(nothing.store == StoreSource::none);
    CHECK_FALSE(nothing.signer.has_value());
    const auto alone = gather(signed_report(true), nullptr, {.now = now});
    CHECK_FALSE(alone.registry_asked);
    CHECK_FALSE(alone.checkpoint.has_value());
    CHECK(alone.signer->certificate.has_value());
    CHECK_FALSE(alone.signer->tenure.has_value());
    CHECK(gather(signed_report(true), nullptr, {.store = StoreSource::sidecar, .now = now}).store ==
          StoreSource::sidecar);
}

TEST_CASE("a certificate's name is looked up where the key isn't listed (V10)", "[verifier][evidence]") {
    FakeRegistry registry;
    registry.imitated = "example";
    auto report = signed_report(true);
    report.manifests[0].signer->common_name = "ex\u0430mple";
    const auto evidence = gather(report, &registry, {.now = now});
    CHECK(registry.name_asked == "ex\u0430mple");
    REQUIRE(evidence.lookalike.has_value());
    CHECK(names::to_sentence(evidence.lookalike->lookalike) ==
          "This is ex\u0430mple, not example: the letter a is Cyrillic.");
    report.manifests[0].signer->common_name.clear();
    report.manifests[0].signer->organisation = "example";
    CHECK(gather(report, &registry, {.now = now}).lookalike.has_value());
}

TEST_CASE("a key of another kind is no key of the registry (V7)", "[verifier][evidence]") {
    FakeRegistry registry;
    registry.key = KeyFact{};
    auto report = signed_report(true);
    report.manifests[0].signer->public_key = {1, 2, 3};
    const auto evidence = gather(report, &registry, {.now = now});
    CHECK_FALSE(evidence.signer->key.has_value());
    CHECK_FALSE(evidence.signer->tenure.has_value());
}

}  // namespace

}  // namespace countersign::evidence
