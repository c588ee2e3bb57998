// A ledger with a signer, a registered file and its proof.
#pragma once

#include <catch2/catch.hpp>

#include "identity/base/json.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "verifier/bundle/check.hpp"
#include "verifier/bundle/errors.hpp"
#include "verifier/bundle/make.hpp"

namespace countersign::bundle {

using ledger_test::Actor;

struct Home {
    FakeClock clock{ledger_test::start_time};
    std::unique_ptr<ledger::Ledger> ledger = ledger_test::memory_ledger(clock);
    std::vector<log::VerifierKey> keys{*ledger->verifier_key()};

    void send(ledger::Submission submission) {
        const auto receipt = ledger->submit(std::move(submission));
        INFO((receipt ? "" : std::string(receipt.error().code.name)));
        REQUIRE(receipt);
        clock.advance(10);
    }
    Actor actor(std::uint64_t number, KeyType type = KeyType::secp256k1) {
        Actor out(number, ledger->domain(), type);
        send(out.create());
        return out;
    }
    std::string make(const MakeInput& input) {
        auto text = bundle::make(*ledger, input);
        INFO((text ? "" : std::string(text.error().code.name)));
        REQUIRE(text);
        return std::move(*text);
    }
    [[nodiscard]] Outcome check(std::string_view text, const Sha256Digest& asset) const {
        return bundle::check(text, {.asset = asset, .report = nullptr, .log_keys = keys});
    }
};

inline std::string code_of(const Outcome& outcome) {
    return outcome.failure ? std::string(outcome.failure->code.name) + " (" + outcome.failure->detail + ")" : "none";
}

/// The report of a file that is in order and signed with this key.
inline verifier::c2pa::Report report_of(const Sha256Digest& asset, const PublicKey& key) {
    verifier::c2pa::Report report;
    report.state = verifier::c2pa::State::valid;
    report.asset.sha256 = asset;
    report.active_manifest = "m";
    report.manifests.resize(1);
    report.manifests[0].label = "m";
    report.manifests[0].signer = verifier::c2pa::Signer{};
    report.manifests[0].signer->public_key = to_spki_der(key);
    return report;
}

}  // namespace countersign::bundle
