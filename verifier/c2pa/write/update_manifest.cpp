#include "verifier/c2pa/write/update_manifest.hpp"

#include "identity/base/limits.hpp"
#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/write/assertion_store.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// One status of validating what is updated: a code, an address, and the words between them.
constexpr std::size_t status_bytes = 192;
/// Those that aren't about an assertion.
constexpr std::size_t other_statuses = 10;

struct Parts {
    Bytes assertion_store;
    Bytes claim;
};

Parts build(const ManifestPlan& plan, const CarriedManifest& updated, ByteView receipt) {
    AssertionStore assertions;
    Cbor ingredient = Cbor::map({{"relationship", "parentOf"}, {"dc:format", media::media_type(plan.format)}});
    refer_to_manifest(updated, ingredient);
    assertions.add("c2pa.ingredient.v3", ingredient);
    assertions.add("c2pa.repository-receipt", box::json_content, {encode_box("json", receipt)});
    Cbor generator = generator_info(plan.options.generator_name, plan.options.generator_version);
    generator.set("specVersion", specification_version);
    const Cbor claim = Cbor::map({{"instanceID", plan.update->instance_id},
                                  {"claim_generator_info", std::move(generator)},
                                  {"signature", "self#jumbf=/c2pa/" + plan.update->label + "/c2pa.signature"},
                                  {"created_assertions", assertions.take_created()},
                                  {"alg", hash_algorithm}});
    return {assertions.box(), encode_cbor(claim)};
}

Bytes assemble(const ManifestPlan& plan, const Parts& parts, ByteView signature) {
    return encode_superbox(
        box::update_manifest, plan.update->label,
        {parts.assertion_store, encode_superbox(box::claim, "c2pa.claim.v2", {encode_box("cbor", parts.claim)}),
         encode_superbox(box::claim_signature, "c2pa.signature", {encode_box("cbor", signature)})});
}

/// The signature with `pad` (and an empty `pad2` for the lengths that one byte string can't have) so that it is exactly
/// as long as asked; nothing where it is longer already.
std::optional<Bytes> pad_signature(const Bytes& signature, std::size_t bytes) {
    auto sign1 = parse_cose_sign1(signature);
    if (!sign1 || signature.size() > bytes) {
        return std::nullopt;
    }
    if (signature.size() == bytes) {
        return signature;
    }
    for (const bool second : {false, true}) {
        CoseSign1 padded = *sign1;
        if (second) {
            padded.unprotected_headers.set("pad2", Bytes{});
        }
        padded.unprotected_headers.set("pad", Bytes{});
        const std::size_t least = encode_cose_sign1(padded).size();
        for (const std::size_t head : {0U, 1U, 2U, 4U}) {
            if (least + head > bytes) {
                break;
            }
            padded.unprotected_headers.set("pad", Bytes(bytes - least - head));
            Bytes out = encode_cose_sign1(padded);
            if (out.size() == bytes) {
                return out;
            }
        }
    }
    return std::nullopt;
}

}  // namespace

std::size_t measure_update(const ManifestPlan& plan, const ClaimSigner& signer, bool is_stamped) {
    const std::size_t assertions = 2 + plan.options.assertions.size() + plan.dynamic.size() +
                                   2 * plan.ingredients.size() + (plan.options.thumbnail ? 1 : 0);
    const CarriedManifest placeholder{plan.label, {}, {}, Bytes((assertions + other_statuses) * status_bytes), {}};
    const Bytes receipt(receipt_room_bytes);
    return assemble(plan, build(plan, placeholder, receipt), Bytes(claim_signature_bytes(signer, is_stamped))).size();
}

Result<Bytes> add_update(const ManifestPlan& plan, const UpdateInput& input, const ClaimSigner& signer,
                         TimeStamper* time_stamper) {
    const std::size_t wanted = measure_update(plan, signer, time_stamper != nullptr);
    const Parts parts = build(plan, input.updated, input.receipt);
    const auto signature = sign_claim(signer, time_stamper, parts.claim, 0);
    if (!signature) {
        return fail(signature.error());
    }
    const std::size_t now = assemble(plan, parts, *signature).size();
    // W82: what is left of the room becomes padding of the signature, which nothing covers and C2PA asks to be zeros.
    const auto padded = now > wanted ? std::nullopt : pad_signature(*signature, signature->size() + wanted - now);
    if (!padded) {
        return fail(errors::sign_receipt_room, std::to_string(now) + " of " + std::to_string(wanted) + " bytes");
    }
    std::vector<Bytes> boxes;
    for (const CarriedBox& carried : input.updated.boxes) {
        boxes.push_back(carried.whole);
    }
    boxes.push_back(assemble(plan, parts, *padded));
    return encode_superbox(box::manifest_store, "c2pa", boxes);
}

}  // namespace countersign::verifier::c2pa
