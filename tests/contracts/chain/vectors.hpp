// The vectors made by tests/interop/chain_vectors.mjs.
#pragma once

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "tests/testdata.hpp"

namespace countersign::chain_test {

inline Json read_vectors(std::string_view file) {
    std::ifstream stream(source_folder() / "tests/contracts/chain" / file);
    return parse_json(std::string(std::istreambuf_iterator<char>(stream), {})).value();
}
inline const Json::Array& vectors(std::string_view name) {
    static const Json all = read_vectors("vectors.json");
    return all.find(name)->as_array();
}
/// Those of tests/interop/chain_state.mjs.
inline const Json::Array& state_vectors(std::string_view name) {
    static const Json all = read_vectors("state_vectors.json");
    return all.find(name)->as_array();
}

/// `0x` and hex of either case.
inline Bytes unhex(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'F' ? char(c + 32) : c; });
    return parse_hex(std::string_view(text).substr(2)).value();
}
inline Bytes unhex(const Json& object, std::string_view key) { return unhex(object.find(key)->as_string()); }

template <typename Fixed>
Fixed unhex_fixed(const Json& object, std::string_view key) {
    Fixed out{};
    REQUIRE(copy_exact(unhex(object, key), out));
    return out;
}

}  // namespace countersign::chain_test
