#include "verifier/c2pa/cbor_json.hpp"

namespace countersign::verifier::c2pa {

Cbor to_cbor(const Json& json) {
    if (json.is_string()) {
        return json.as_string();
    }
    if (json.is_bool()) {
        return json.as_bool();
    }
    if (json.is_integer()) {
        return json.as_integer();
    }
    if (json.is_number()) {
        return json.as_number();
    }
    if (json.is_array()) {
        Cbor out = Cbor::array();
        for (const Json& item : json.as_array()) {
            out.push(to_cbor(item));
        }
        return out;
    }
    if (json.is_object()) {
        Cbor out = Cbor::map();
        for (const JsonMember& member : json.as_object()) {
            out.as_map().push_back({Cbor(member.key), to_cbor(member.value)});
        }
        return out;
    }
    return nullptr;
}

}  // namespace countersign::verifier::c2pa
