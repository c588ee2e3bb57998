// Repository receipts: any JSON gives a receipt or an error, and a receipt that reads back is the same text again;
// whatever is in a manifest, nobody's log is believed.
#include "verifier/receipt/receipt.hpp"
#include "identity/base/ensure.hpp"
#include "verifier/receipt/check.hpp"

using namespace countersign;
using namespace countersign::verifier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    if (const auto read = receipt::parse_receipt(input)) {
        const std::string text = to_json_text(receipt::to_json(*read));
        const auto again = receipt::parse_receipt(as_bytes(text));
        ensure(again.has_value(), "what was read is written well");
        ensure(again->entry == read->entry && again->leaf == read->leaf && again->leaf_path == read->leaf_path &&
                   again->tlog_proof == read->tlog_proof,
               "and reads back the same");
    }
    c2pa::Report report;
    report.state = c2pa::State::valid;
    report.active_manifest = "urn:c2pa:2";
    report.manifests.resize(2);
    report.manifests[0].label = "urn:c2pa:2";
    report.manifests[0].is_update = true;
    report.manifests[0].ingredients = {{.url = {},
                                        .relationship = "parentOf",
                                        .title = {},
                                        .format = {},
                                        .instance_id = {},
                                        .manifest = "urn:c2pa:1",
                                        .has_thumbnail = false}};
    report.manifests[0].receipts = {
        {"self#jumbf=/c2pa/urn:c2pa:2/c2pa.assertions/c2pa.repository-receipt", to_bytes(input)}};
    report.manifests[1].label = "urn:c2pa:1";
    // Of the sample in the corpus, so that what comes after this check is reached.
    if (const auto read = receipt::parse_receipt(input)) {
        rules::ContentLeaf leaf{};
        if (rules::decode(rules::ByteSpan(read->leaf), leaf)) {
            report.manifests[1].sha256 = leaf.manifest;
        }
    }
    const receipt::Report found = receipt::check_receipts(report, {});
    ensure(found.receipts.size() == 1, "one receipt, one finding");
    ensure(found.state != receipt::State::trusted && found.state != receipt::State::absent, "no log is known");
    return 0;
}
