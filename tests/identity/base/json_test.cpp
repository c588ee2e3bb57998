#include "identity/base/json.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <sstream>

#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "tests/testdata.hpp"

using namespace countersign;

TEST_CASE("a bounded parser refuses with a code for each reason", "[base][json]") {
    CHECK(parse_json("{\"a\": [1, 2.5, \"x\", null, true]}").has_value());
    CHECK(parse_json("{").error().code == errors::json_syntax);
    CHECK(parse_json("1 2").error().code == errors::json_syntax);
    CHECK(parse_json("").error().code == errors::json_syntax);
    CHECK(parse_json("[1,]").error().code == errors::json_syntax);
    CHECK(parse_json("// x\n1").error().code == errors::json_syntax);
    CHECK(parse_json("\"\xFF\"").error().code == errors::json_syntax);
    CHECK(parse_json("\"\\ud800\"").error().code == errors::json_syntax);
    CHECK(parse_json("{\"a\":1,\"a\":2}").error().code == errors::json_duplicate_key);
    CHECK(parse_json("{\"a\":1,\"\\u0061\":2}").error().code == errors::json_duplicate_key);
    CHECK(parse_json("9007199254740991").value().as_integer() == 9007199254740991);
    CHECK(parse_json("9007199254740993").error().code == errors::json_number);
    CHECK(to_canonical_json(parse_json("100000000000000000000").value()) == "100000000000000000000");
    CHECK(parse_json("100000000000000000001").error().code == errors::json_number);
    CHECK(parse_json("-9007199254740993").error().code == errors::json_number);
    CHECK(parse_json("18446744073709551616").error().code == errors::json_number);
    CHECK(parse_json("1e400").error().code == errors::json_number);
    const JsonLimits small{.bytes_max = 20, .depth_max = 2, .values_max = 4};
    CHECK(parse_json("[[1]]", small).has_value());
    CHECK(parse_json("[[[1]]]", small).error().code == errors::json_too_deep);
    CHECK(parse_json("[1,2,3]", small).has_value());
    CHECK(parse_json("[1,2,3,4]", small).error().code == errors::json_too_large);
    CHECK(parse_json(std::string(21, ' '), small).error().code == errors::json_too_large);
}

TEST_CASE("typed access names the key that is wrong", "[base][json]") {
    const Json value = parse_json(R"({"s":"x","n":7,"b":true,"o":{},"a":[],"m":-1})").value();
    CHECK(get_string(value, "s").value() == "x");
    CHECK(get_unsigned(value, "n").value() == 7);
    CHECK(get_bool(value, "b").value());
    CHECK(get_object(value, "o").has_value());
    CHECK(get_array(value, "a").has_value());
    CHECK(get_string(value, "absent").error().code == errors::json_missing_key);
    CHECK(get_string(value, "n").error().code == errors::json_type);
    CHECK(get_unsigned(value, "m").error().code == errors::json_type);
    CHECK(get_bool(value, "s").error().code == errors::json_type);
    CHECK(get_object(value, "a").error().code == errors::json_type);
    CHECK(get_array(value, "o").error().code == errors::json_type);
    CHECK(check_keys(value, {"s", "n", "b", "o", "a"}).error().code == errors::json_unknown_key);
    CHECK(check_keys(Json(1), {}).error().code == errors::json_type);
}

TEST_CASE("canonical text follows RFC 8785", "[base][json]") {
    CHECK(to_canonical_json(parse_json(R"({"b":1,"a":[1e21,1e-7,-0,0.1,100,1.5e300,123456789.125]})").value()) ==
          R"({"a":[1e+21,1e-7,0,0.1,100,1.5e+300,123456789.125],"b":1})");
    // UTF-16 order: U+1F600 (surrogates) sorts before U+FB33.
    CHECK(to_canonical_json(parse_json("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\xC3\xB6\":3}").value()) ==
          "{\"\xC3\xB6\":3,\"\xF0\x9F\x98\x80\":2,\"\xEF\xAC\xB3\":1}");
    CHECK(to_pretty_json(Json::object({{"a", Json::array({1, 2})}})) == "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
}

TEST_CASE("the published JCS files come out byte for byte", "[base][json][testdata]") {
    const auto folder = testdata_folder("vectors/jcs");
    if (!folder) {
        return;
    }
    for (const char* name : {"arrays", "french", "structures", "unicode", "values", "weird"}) {
        const auto input = read_file(*folder / "input" / (std::string(name) + ".json"), 1 << 20).value();
        const auto wanted = read_file(*folder / "output" / (std::string(name) + ".json"), 1 << 20).value();
        CHECK(to_canonical_json(parse_json(as_text(input)).value()) == as_text(wanted));
    }
}

namespace {

/// The published sequence of doubles (vectors/jcs): static constants, a run of integers of bits, then hashes.
class NumberSequence {
  public:
    explicit NumberSequence(std::vector<std::uint64_t> constants) : constants_(std::move(constants)) {}
    double next() {
        for (;;) {
            double value = 0;
            const std::uint64_t bits = next_bits();
            std::memcpy(&value, &bits, sizeof value);
            if (index_ <= constants_.size() + 2000 || (value != 0 && value - value == 0)) {
                last_bits_ = bits;
                return value;
            }
        }
    }
    [[nodiscard]] std::uint64_t last_bits() const { return last_bits_; }

  private:
    std::uint64_t next_bits() {
        const std::size_t at = index_++;
        if (at < constants_.size()) {
            return constants_[at];
        }
        if (at < constants_.size() + 2000) {
            return 0x0010000000000000ULL + (at - constants_.size());
        }
        if (offset_ == 32) {
            block_ = sha256(view(block_));
            offset_ = 0;
        }
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 8; ++i) {
            bits |= std::uint64_t{block_[offset_ + i]} << (8 * i);
        }
        offset_ += 8;
        return bits;
    }
    std::vector<std::uint64_t> constants_;
    std::size_t index_ = 0;
    std::size_t offset_ = 32;
    std::uint64_t last_bits_ = 0;
    Sha256Digest block_{};
};

}  // namespace

TEST_CASE("numbers print as ECMAScript prints them, by the published checksums", "[base][json][testdata]") {
    const auto folder = testdata_folder("vectors/jcs");
    if (!folder) {
        return;
    }
    const auto file = read_file(*folder / "es6-static-u64.txt", 1 << 20).value();
    std::vector<std::uint64_t> constants;
    std::istringstream lines{std::string(as_text(file))};
    for (std::string line; std::getline(lines, line);) {
        constants.push_back(std::stoull(line, nullptr, 16));
    }
    REQUIRE(constants.size() == 168);
    NumberSequence sequence(constants);
    Sha2Hasher hasher;
    for (int line = 0; line < 100'000; ++line) {
        const double value = sequence.next();
        char bits[24];
        std::snprintf(bits, sizeof bits, "%llx,", static_cast<unsigned long long>(sequence.last_bits()));
        hasher.update(as_bytes(bits + to_canonical_json(Json(value)) + "\n"));
    }
    const auto checksums = read_file(*folder / "es6-checksums.csv", 1 << 20).value();
    CHECK(std::string(as_text(checksums)).find(to_hex(view(hasher.finish_sha256()))) != std::string::npos);
}
