#include "verifier/c2pa/cose.hpp"

#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint64_t sign1_tag = 18;
constexpr std::int64_t algorithm_label = 1;
constexpr std::int64_t chain_label = 33;

tl::unexpected<Error> malformed(const char* what) { return fail(errors::cose_malformed, what); }

Bytes encode_structure(std::string_view context, const CoseSign1& sign1, ByteView payload) {
    ByteWriter out;
    out.u8(0x84).bytes(encode_cbor(Cbor(context)));
    out.bytes(encode_cbor_bytes_head(sign1.protected_bytes.size())).bytes(sign1.protected_bytes);
    out.u8(0x40);
    out.bytes(encode_cbor_bytes_head(payload.size())).bytes(payload);
    return out.take();
}

/// From either bucket, the protected one first.
const Cbor* find_header(const CoseSign1& sign1, std::string_view label) {
    const Cbor* const found = sign1.protected_headers.find(label);
    return found != nullptr ? found : sign1.unprotected_headers.find(label);
}

}  // namespace

Result<CoseSign1> parse_cose_sign1(ByteView bytes) {
    auto parsed = parse_cbor(bytes);
    if (!parsed) {
        return malformed(parsed.error().code.text.data());
    }
    if (parsed->is_tagged() && parsed->tag() != sign1_tag) {
        return malformed("another tag than COSE_Sign1");
    }
    const Cbor& item = parsed->is_tagged() ? parsed->tagged_item() : *parsed;
    if (!item.is_array() || item.as_array().size() != 4) {
        return malformed("not an array of four");
    }
    const Cbor::Array& parts = item.as_array();
    if (!parts[0].is_bytes() || !parts[1].is_map() || !parts[3].is_bytes() ||
        !(parts[2].is_null() || parts[2].is_bytes())) {
        return malformed("a part of the wrong type");
    }
    CoseSign1 out;
    out.protected_bytes = parts[0].as_bytes();
    if (!out.protected_bytes.empty()) {
        auto headers = parse_cbor(out.protected_bytes);
        if (!headers || !headers->is_map()) {
            return malformed("protected headers");
        }
        out.protected_headers = std::move(*headers);
    }
    out.unprotected_headers = parts[1];
    if (parts[2].is_bytes()) {
        out.payload = parts[2].as_bytes();
    }
    out.signature = parts[3].as_bytes();
    return out;
}

Bytes encode_cose_sign1(const CoseSign1& sign1) {
    const Cbor payload = sign1.payload ? Cbor(*sign1.payload) : Cbor(nullptr);
    return encode_cbor(Cbor::tagged(sign1_tag, Cbor::array({Cbor(sign1.protected_bytes), sign1.unprotected_headers,
                                                            payload, Cbor(sign1.signature)})));
}

std::optional<std::int64_t> find_algorithm(const CoseSign1& sign1) {
    const Cbor* const found = sign1.protected_headers.find(algorithm_label);
    return found != nullptr && found->fits_int64() ? std::optional(found->as_int64()) : std::nullopt;
}

Result<std::vector<Bytes>> read_certificates(const CoseSign1& sign1) {
    const Cbor* inside = sign1.protected_headers.find(chain_label);
    const Cbor* outside = sign1.unprotected_headers.find(chain_label);
    if (inside == nullptr && outside == nullptr) {
        inside = sign1.protected_headers.find("x5chain");
        outside = sign1.unprotected_headers.find("x5chain");
    }
    if (inside != nullptr && outside != nullptr) {
        return malformed("credentials in both buckets");
    }
    const Cbor* const chain = inside != nullptr ? inside : outside;
    if (chain == nullptr) {
        return malformed("no credential");
    }
    std::vector<Bytes> out;
    const auto is_certificate = [](const Cbor& item) {
        return item.is_bytes() && item.as_bytes().size() <= limits::certificate_bytes_max;
    };
    if (chain->is_bytes()) {
        if (!is_certificate(*chain)) {
            return malformed("credential too large");
        }
        out.push_back(chain->as_bytes());
        return out;
    }
    if (!chain->is_array() || chain->as_array().empty() || chain->as_array().size() > limits::certificate_chain_max) {
        return malformed("credential chain");
    }
    for (const Cbor& certificate : chain->as_array()) {
        if (!is_certificate(certificate)) {
            return malformed("credential chain");
        }
        out.push_back(certificate.as_bytes());
    }
    return out;
}

Bytes encode_to_be_signed(const CoseSign1& sign1, ByteView payload) {
    return encode_structure("Signature1", sign1, payload);
}

Result<std::optional<Stamp>> read_stamp(const CoseSign1& sign1) {
    StampKind kind = StampKind::v2;
    const Cbor* header = find_header(sign1, "sigTst2");
    if (header == nullptr) {
        kind = StampKind::v1;
        header = find_header(sign1, "sigTst");
    }
    if (header == nullptr) {
        return std::optional<Stamp>();
    }
    const Cbor::Array* const tokens = header->find_array("tstTokens");
    if (tokens == nullptr || tokens->size() != 1) {
        return malformed("not exactly one time stamp");
    }
    const Bytes* const value = tokens->front().find_bytes("val");
    if (value == nullptr) {
        return malformed("time stamp without value");
    }
    return std::optional(Stamp{kind, *value});
}

Bytes encode_to_be_stamped(const CoseSign1& sign1, StampKind kind, ByteView claim) {
    if (kind == StampKind::v1) {
        return encode_structure("CounterSignature", sign1, claim);
    }
    Bytes signature = encode_cbor_bytes_head(sign1.signature.size());
    append(signature, sign1.signature);
    return encode_structure("CounterSignature", sign1, signature);
}

std::vector<Bytes> read_revocation_values(const CoseSign1& sign1) {
    std::vector<Bytes> out;
    const Cbor* const header = find_header(sign1, "rVals");
    const Cbor::Array* const values = header == nullptr ? nullptr : header->find_array("ocspVals");
    if (values == nullptr) {
        return out;
    }
    for (const Cbor& value : *values) {
        if (value.is_bytes() && out.size() < limits::certificate_chain_max) {
            out.push_back(value.as_bytes());
        }
    }
    return out;
}

}  // namespace countersign::verifier::c2pa
