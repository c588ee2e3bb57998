// Manifests made in memory, sound ones and ones with exactly one defect. The result is a PNG or JPEG whose hard binding
// is right unless a test breaks it.
#pragma once

#include <functional>

#include "tests/verifier/c2pa/test_pki.hpp"
#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/report.hpp"

namespace countersign::verifier::c2pa::test {

struct TestAssertion {
    std::string label;
    Cbor content = {};
    /// Instead of CBOR content: the assertion's boxes and type.
    std::vector<Bytes> boxes = {};
    BoxUuid uuid = box::cbor_content;
    bool is_gathered = false;
    bool is_listed = true;
    bool is_present = true;
    bool has_wrong_hash = false;
    /// Instead of `self#jumbf=c2pa.assertions/<label>`.
    std::string url = {};
};

struct TestManifest {
    std::string label = "urn:c2pa:3fad1ead-8ed5-44d0-873b-ea5f58adea82:test";
    unsigned version = 2;
    BoxUuid uuid = box::standard_manifest;
    std::vector<TestAssertion> assertions = {};
    std::vector<std::string> redacted = {};
    SignatureAlgorithm algorithm = SignatureAlgorithm::es256;
    std::function<void(Cbor&)> edit_claim = {};
    /// The protected headers, before signing.
    std::function<void(Cbor&)> edit_headers = {};
    /// After signing and stamping.
    std::function<void(CoseSign1&)> edit_signature = {};
    /// The manifest's boxes: assertion store, claim, signature.
    std::function<void(std::vector<Bytes>&)> edit_boxes = {};
    const Identity* signer = nullptr;  ///< the world's by default
    std::vector<const Identity*> others = {};
    const Identity* time_stamper = nullptr;
    StampKind stamp_kind = StampKind::v2;
    StampOptions stamp = {};
    int stamp_status = 0;
};

/// A root, a signer, a time-stamp root and authority, and a validator that trusts both roots.
struct World {
    Identity root = Identity::make(Identity::authority("Root"));
    Identity middle = Identity::make(Identity::authority("Middle"), &root);
    Identity signer = Identity::make({}, &middle);
    Identity clock_root = Identity::make(Identity::authority("Clock Root"));
    Identity clock = Identity::make(Identity::time_stamper(), &clock_root);
    Validator validator =
        Validator::create({.signer_anchors_pem = root.pem(), .tsa_anchors_pem = clock_root.pem(), .allowed_ekus = {}})
            .value();

    [[nodiscard]] Bytes manifest(const TestManifest& spec) const;
    /// Validates at test::now.
    [[nodiscard]] Report check(const Bytes& file) const;
};
/// Made once: keys are slow.
World& world();

[[nodiscard]] Bytes make_store(const std::vector<Bytes>& manifests);
[[nodiscard]] std::string assertion_uri(const std::string& manifest, const std::string& assertion);
/// `hash` over the hashed part of the superbox in `whole`.
[[nodiscard]] Cbor make_hashed_uri(const std::string& url, const Bytes& whole);
/// The whole superbox of one assertion, as the manifest will hold it.
[[nodiscard]] Bytes make_assertion_box(const TestAssertion& assertion);
/// The box inside `manifest` whose label is that (assertion, claim or signature).
[[nodiscard]] Bytes find_box(const Bytes& manifest, std::string_view label);

/// A PNG of which every byte outside the store is fixed, so that the binding can be known first.
[[nodiscard]] Bytes make_png(const Bytes& store);
[[nodiscard]] Bytes make_jpeg(const Bytes& store);

/// `make(binding)` must give the store for that hard binding; called until the lengths agree.
using MakeStore = std::function<Bytes(const TestAssertion& binding)>;
[[nodiscard]] Bytes make_bound_png(const MakeStore& make);
/// `coded_bytes` of image data (none of them FF), for files of any size.
[[nodiscard]] Bytes make_bound_jpeg(const MakeStore& make, std::size_t coded_bytes = 4);
/// With bytes of another file behind it, which the binding covers too.
[[nodiscard]] Bytes make_bound_jpeg_before(const MakeStore& make, const Bytes& behind);
/// The file of make_bound_jpeg_before without its store and without what is behind it.
[[nodiscard]] Bytes jpeg_without_store();
/// `ftyp`, the store, and `behind`, bound by `c2pa.hash.data`.
[[nodiscard]] Bytes make_bound_bmff_before(const MakeStore& make, const Bytes& behind);
/// Any other file: `head`, the store as `frame` puts it, `tail`.
[[nodiscard]] Bytes make_bound_file(const MakeStore& make, const Bytes& head, const Bytes& tail,
                                    Bytes (*frame)(const Bytes& store));
[[nodiscard]] Bytes make_bound_large_png(const MakeStore& make, std::size_t data_bytes);
/// One manifest: `spec` plus `c2pa.created` (unless it has actions) plus the binding.
[[nodiscard]] Bytes make_signed_png(const TestManifest& spec);
[[nodiscard]] TestAssertion created_action();
[[nodiscard]] TestManifest with(TestManifest spec, TestAssertion assertion);

[[nodiscard]] std::vector<std::string> failures(const Report& report);
[[nodiscard]] std::vector<std::string> delta_failures(const Report& report);
[[nodiscard]] bool has_information(const Report& report, const StatusCode& code);

}  // namespace countersign::verifier::c2pa::test
