#include "verifier/cawg/write/identity_form.hpp"

#include <algorithm>
#include <array>

#include "verifier/cawg/write/errors.hpp"

namespace countersign::verifier::cawg {
namespace {

using c2pa::Cbor;

constexpr std::array<std::string_view, 7> named_roles{"cawg.creator",   "cawg.contributor", "cawg.editor",
                                                      "cawg.producer",  "cawg.publisher",   "cawg.sponsor",
                                                      "cawg.translator"};

/// `second`: also an empty `pad2`, which makes the lengths that one padding can't have.
Bytes encode_padded(const Cbor& payload, const Bytes& signature, std::size_t zeros, bool second) {
    Cbor assertion = Cbor::map({{"signer_payload", payload}, {"signature", signature}, {"pad1", Bytes(zeros)}});
    if (second) {
        assertion.set("pad2", Bytes{});
    }
    return c2pa::encode_cbor(assertion);
}

}  // namespace

Cbor make_signer_payload(const Cbor::Array& references, std::string_view type, const std::vector<std::string>& roles) {
    Cbor payload = Cbor::map({{"referenced_assertions", references}, {"sig_type", type}});
    if (!roles.empty()) {
        payload.set("role", Cbor::Array(roles.begin(), roles.end()));
    }
    return payload;
}

bool is_named_role(std::string_view role) noexcept {
    return std::find(named_roles.begin(), named_roles.end(), role) != named_roles.end();
}

Bytes encode_identity(const Cbor& payload, const Bytes& signature) {
    return encode_padded(payload, signature, 0, false);
}

Result<Bytes> encode_identity(const Cbor& payload, const Bytes& signature, std::size_t bytes) {
    // W52: a byte string's head grows with its length, so some lengths can't be met by one padding alone.
    for (const bool second : {false, true}) {
        const std::size_t least = encode_padded(payload, signature, 0, second).size();
        for (const std::size_t head : {0U, 1U, 2U, 4U}) {
            if (least + head > bytes) {
                break;
            }
            Bytes out = encode_padded(payload, signature, bytes - least - head, second);
            if (out.size() == bytes) {
                return out;
            }
        }
    }
    return fail(errors::identity_room, std::to_string(bytes) + " bytes");
}

}  // namespace countersign::verifier::cawg
