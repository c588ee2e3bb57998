#include "tests/verifier/c2pa/test_manifest.hpp"

#include <algorithm>
#include <set>

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

constexpr std::size_t signature_box_bytes = 6000;

Bytes png_chunk(std::string_view type, ByteView data) {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(data.size())).bytes(as_bytes(type)).bytes(data).u32(0);
    return out.take();
}
Bytes png_head() {
    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    append(out, png_chunk("IHDR", Bytes(13, 1)));
    return out;
}
Bytes png_tail(std::size_t data_bytes = 500) {
    Bytes out = png_chunk("IDAT", Bytes(data_bytes, 7));
    append(out, png_chunk("IEND", {}));
    return out;
}
Bytes jpeg_head() { return {0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x06, 'J', 'F', 'I', 'F'}; }
Bytes jpeg_tail(std::size_t coded_bytes = 4) {
    Bytes out{0xFF, 0xDA, 0x00, 0x04, 0x01, 0x02};
    for (std::size_t i = 0; i < coded_bytes; ++i) {
        out.push_back(static_cast<std::uint8_t>(i * 37 % 251));
    }
    append(out, Bytes{0xFF, 0xD9});
    return out;
}

Bytes jpeg_segments(const Bytes& store) {
    static constexpr std::size_t part_bytes = 65'000;
    Bytes out;
    std::uint32_t packet = 1;
    for (std::size_t at = 0; at < store.size(); ++packet) {
        const std::size_t length = std::min(part_bytes, store.size() - at);
        ByteWriter content;
        content.u16(0x4A50).u16(0x0211).u32(packet);
        if (packet > 1) {
            content.bytes(ByteView(store).first(8));
        }
        content.bytes(ByteView(store).subspan(at, length));
        ByteWriter segment;
        segment.u16(0xFFEB).u16(static_cast<std::uint16_t>(content.view().size() + 2)).bytes(content.view());
        append(out, segment.view());
        at += length;
    }
    return out;
}

Bytes make_bound(const MakeStore& make, const Bytes& head, const Bytes& tail, Bytes (*frame)(const Bytes&)) {
    Bytes outside = head;
    append(outside, tail);
    const Bytes hash = to_bytes(view(sha256(outside)));
    std::uint64_t length = 7'000;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const Cbor exclusion = Cbor::map({{"start", std::uint64_t{head.size()}}, {"length", length}});
        const TestAssertion binding{"c2pa.hash.data", Cbor::map({{"exclusions", Cbor::array({exclusion})},
                                                                 {"alg", "sha256"},
                                                                 {"hash", hash},
                                                                 {"pad", Bytes(8)},
                                                                 {"name", "jumbf manifest"}})};
        const Bytes framed = frame(make(binding));
        if (framed.size() == length) {
            Bytes out = head;
            append(out, framed);
            append(out, tail);
            return out;
        }
        length = framed.size();
    }
    ensure(false, "the store's length settles");
    return {};
}

Bytes frame_png(const Bytes& store) { return png_chunk("caBX", store); }

}  // namespace

World& world() {
    static World shared;
    return shared;
}

Bytes make_assertion_box(const TestAssertion& assertion) {
    const std::vector<Bytes> boxes = assertion.boxes.empty()
                                         ? std::vector<Bytes>{encode_box("cbor", encode_cbor(assertion.content))}
                                         : assertion.boxes;
    return encode_superbox(assertion.uuid, assertion.label, boxes);
}

Cbor make_hashed_uri(const std::string& url, const Bytes& whole) {
    return Cbor::map({{"url", url}, {"hash", to_bytes(view(sha256(ByteView(whole).subspan(8))))}});
}

Bytes find_box(const Bytes& manifest, std::string_view label) {
    const auto parsed = parse_jumbf(manifest);
    ensure(parsed.has_value(), "manifest");
    if (const Superbox* const direct = parsed->find(label)) {
        return to_bytes(direct->whole);
    }
    const Superbox* const inside = parsed->find("c2pa.assertions")->find(label);
    ensure(inside != nullptr, "box");
    return to_bytes(inside->whole);
}

Bytes World::manifest(const TestManifest& spec) const {
    std::vector<Bytes> boxes;
    Cbor created = Cbor::array();
    Cbor gathered = Cbor::array();
    for (const TestAssertion& assertion : spec.assertions) {
        const Bytes box = make_assertion_box(assertion);
        if (assertion.is_present) {
            boxes.push_back(box);
        }
        const std::string url = assertion.url.empty() ? "self#jumbf=c2pa.assertions/" + assertion.label : assertion.url;
        Cbor reference = make_hashed_uri(url, box);
        if (assertion.has_wrong_hash) {
            reference.set("hash", Bytes(32));
        }
        if (assertion.is_listed) {
            (assertion.is_gathered ? gathered : created).push(std::move(reference));
        }
    }
    const std::string claim_label = spec.version == 1 ? "c2pa.claim" : "c2pa.claim.v2";
    Cbor claim = Cbor::map({{"instanceID", "xmp:iid:1"},
                            {"signature", "self#jumbf=/c2pa/" + spec.label + "/c2pa.signature"},
                            {"alg", "sha256"},
                            {"dc:title", "test"}});
    const Cbor generator = Cbor::map({{"name", "Countersign"}, {"version", "1"}});
    if (spec.version == 1) {
        claim.set("claim_generator", "Countersign/1").set("assertions", created).set("dc:format", "image/png");
    } else {
        claim.set("claim_generator_info", generator).set("created_assertions", created);
        if (!gathered.as_array().empty()) {
            claim.set("gathered_assertions", gathered);
        }
    }
    if (!spec.redacted.empty()) {
        Cbor list = Cbor::array();
        for (const std::string& url : spec.redacted) {
            list.push(url);
        }
        claim.set("redacted_assertions", list);
    }
    if (spec.edit_claim) {
        spec.edit_claim(claim);
    }
    const Bytes claim_bytes = encode_cbor(claim);

    const Identity& by = spec.signer != nullptr ? *spec.signer : signer;
    Cbor chain = Cbor::array({Cbor(by.der())});
    if (spec.signer == nullptr) {
        chain.push(middle.der());
    }
    for (const Identity* other : spec.others) {
        chain.push(other->der());
    }
    CoseSign1 sign1;
    sign1.protected_headers = Cbor::map({{1, cose_number(spec.algorithm)}, {33, chain}});
    if (spec.edit_headers) {
        spec.edit_headers(sign1.protected_headers);
    }
    sign1.protected_bytes = encode_cbor(sign1.protected_headers);
    sign1.signature = by.sign(spec.algorithm, encode_to_be_signed(sign1, claim_bytes));
    if (spec.time_stamper != nullptr) {
        const Bytes stamped = encode_to_be_stamped(sign1, spec.stamp_kind, claim_bytes);
        const bool v1 = spec.stamp_kind == StampKind::v1;
        const Bytes token = v1 ? make_time_stamp_response(*spec.time_stamper, stamped, spec.stamp_status, spec.stamp)
                               : make_time_stamp(*spec.time_stamper, stamped, spec.stamp);
        sign1.unprotected_headers.set(v1 ? "sigTst" : "sigTst2",
                                      Cbor::map({{"tstTokens", Cbor::array({Cbor::map({{"val", token}})})}}));
    }
    if (spec.edit_signature) {
        spec.edit_signature(sign1);
    }
    sign1.unprotected_headers.set("pad", Bytes(300));
    const std::size_t size = encode_cose_sign1(sign1).size();
    ensure(size <= signature_box_bytes, "signature size");
    sign1.unprotected_headers.set("pad", Bytes(300 + signature_box_bytes - size));

    std::vector<Bytes> parts{
        encode_superbox(box::assertion_store, "c2pa.assertions", boxes),
        encode_superbox(box::claim, claim_label, {encode_box("cbor", claim_bytes)}),
        encode_superbox(box::claim_signature, "c2pa.signature", {encode_box("cbor", encode_cose_sign1(sign1))})};
    if (spec.edit_boxes) {
        spec.edit_boxes(parts);
    }
    return encode_superbox(spec.uuid, spec.label, parts);
}

Report World::check(const Bytes& file) const {
    const auto report = validator.validate(media::MemoryByteSource(file), now);
    ensure(report.has_value(), "memory can be read");
    return *report;
}

Bytes make_store(const std::vector<Bytes>& manifests) {
    return encode_superbox(box::manifest_store, "c2pa", manifests);
}
std::string assertion_uri(const std::string& manifest, const std::string& assertion) {
    return "self#jumbf=/c2pa/" + manifest + "/c2pa.assertions/" + assertion;
}

Bytes make_png(const Bytes& store) {
    Bytes out = png_head();
    append(out, frame_png(store));
    append(out, png_tail());
    return out;
}
Bytes make_jpeg(const Bytes& store) {
    Bytes out = jpeg_head();
    append(out, jpeg_segments(store));
    append(out, jpeg_tail());
    return out;
}
Bytes make_bound_png(const MakeStore& make) { return make_bound(make, png_head(), png_tail(), frame_png); }
Bytes make_bound_large_png(const MakeStore& make, std::size_t data_bytes) {
    return make_bound(make, png_head(), png_tail(data_bytes), frame_png);
}
Bytes make_bound_jpeg(const MakeStore& make, std::size_t coded_bytes) {
    return make_bound(make, jpeg_head(), jpeg_tail(coded_bytes), jpeg_segments);
}

Bytes make_bound_file(const MakeStore& make, const Bytes& head, const Bytes& tail, Bytes (*frame)(const Bytes& store)) {
    return make_bound(make, head, tail, frame);
}

Bytes make_bound_jpeg_before(const MakeStore& make, const Bytes& behind) {
    Bytes tail = jpeg_tail();
    append(tail, behind);
    return make_bound(make, jpeg_head(), tail, jpeg_segments);
}

Bytes jpeg_without_store() {
    Bytes out = jpeg_head();
    append(out, jpeg_tail());
    return out;
}

Bytes make_bound_bmff_before(const MakeStore& make, const Bytes& behind) {
    ByteWriter type;
    type.u32(16).bytes(as_bytes("ftypmp42")).u32(0);
    const auto frame = [](const Bytes& store) {
        ByteWriter box;
        box.u32(static_cast<std::uint32_t>(45 + store.size())).bytes(as_bytes("uuid")).bytes(media::provenance_uuid);
        box.u32(0).bytes(as_bytes("manifest")).u8(0).u64(0).bytes(store);
        return box.take();
    };
    return make_bound(make, type.take(), behind, frame);
}

TestAssertion created_action() {
    return {
        "c2pa.actions.v2",
        Cbor::map({{"actions",
                    Cbor::array({Cbor::map({{"action", "c2pa.created"},
                                            {"digitalSourceType", "http://c2pa.org/digitalsourcetype/empty"}})})}})};
}

TestManifest with(TestManifest spec, TestAssertion assertion) {
    spec.assertions.push_back(std::move(assertion));
    return spec;
}

Bytes make_signed_png(const TestManifest& spec) {
    return make_bound_png([&](const TestAssertion& binding) {
        TestManifest whole = spec;
        const bool has_actions = std::any_of(spec.assertions.begin(), spec.assertions.end(),
                                             [](const auto& one) { return one.label.starts_with("c2pa.actions"); });
        if (!has_actions) {
            whole.assertions.insert(whole.assertions.begin(), created_action());
        }
        whole.assertions.push_back(binding);
        return make_store({world().manifest(whole)});
    });
}

std::vector<std::string> failures(const Report& report) {
    std::set<std::string> out;
    for (const StatusEntry& entry : report.active.failure) {
        out.insert(entry.code);
    }
    return {out.begin(), out.end()};
}
std::vector<std::string> delta_failures(const Report& report) {
    std::set<std::string> out;
    for (const IngredientDelta& delta : report.ingredient_deltas) {
        for (const StatusEntry& entry : delta.statuses.failure) {
            out.insert(entry.code);
        }
    }
    return {out.begin(), out.end()};
}
bool has_information(const Report& report, const StatusCode& code) { return report.active.has(code); }

}  // namespace countersign::verifier::c2pa::test
