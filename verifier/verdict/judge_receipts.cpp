#include "identity/base/encoding.hpp"
#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace receipt = verifier::receipt;

std::string where(const receipt::ReceiptFinding& finding) {
    return "as entry " + std::to_string(finding.index) + " of the log " + shown(finding.origin) + " on " +
           to_words(finding.registered_at);
}

std::string signer_word(const receipt::ReceiptFinding& finding) {
    for (const auto& entry : finding.codes.informational) {
        if (entry.code == receipt::status::signer_unconfirmed.name) {
            return ", with another key than the claim's";
        }
    }
    return ", by whoever signed it";
}

Reason reason_of(const receipt::ReceiptFinding& finding) {
    switch (finding.state) {
        case receipt::State::trusted:
            return {"receipt.trusted",
                    "The file carries the proof that it was registered " + where(finding) + signer_word(finding) + "."};
        case receipt::State::valid:
            return {"receipt.valid", "The file carries a proof that it was registered " + where(finding) +
                                         signer_word(finding) + ". Nobody you trust says that there is such a log."};
        case receipt::State::not_assessed:
        case receipt::State::absent:
            return {"receipt.not_assessed", "The file carries a receipt of a registration that can't be checked here."};
        case receipt::State::invalid: break;
    }
    const std::string why = finding.codes.failure.empty() ? std::string() : finding.codes.failure.front().explanation;
    return {"receipt.invalid", "The file carries a receipt of a registration that doesn't hold" +
                                   (why.empty() ? "" : ": " + shown(why)) + "."};
}

}  // namespace

void judge_receipts(const evidence::Evidence& evidence, Verdict& verdict) {
    verdict.provenance.receipts = evidence.receipts;
    for (const receipt::ReceiptFinding& finding : evidence.receipts.receipts) {
        verdict.reasons.push_back(reason_of(finding));
    }
}

}  // namespace countersign::verdict
