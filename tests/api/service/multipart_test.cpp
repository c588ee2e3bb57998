// The parts of a form: where they are, whatever stands in them.
#include <catch2/catch.hpp>

#include "api/service/errors.hpp"
#include "api/service/multipart.hpp"
#include "identity/base/limits.hpp"

using namespace countersign;
using namespace countersign::api::service;
using verifier::media::MemoryByteSource;

namespace {

Result<std::vector<Part>> read(const std::string& body, std::string_view type = "multipart/form-data; boundary=x-1") {
    return read_parts(MemoryByteSource(as_bytes(body)), type);
}
std::string part(const std::string& disposition, const std::string& content) {
    return "--x-1\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: image/png\r\n\r\n" + content +
           "\r\n";
}
std::string code(const Result<std::vector<Part>>& parts) {
    REQUIRE_FALSE(parts);
    return std::string(parts.error().code.name);
}

}  // namespace

TEST_CASE("each part of a form is found where it is", "[api][service][multipart]") {
    const std::string content("\r\n--x-2 \r\n--x\r\n\0 binary", 22);
    const std::string body = "preamble\r\n" + part("name=\"a;b \\\"q\\\"\"; filename=\"name=no\"", content) +
                             part("filename=x; NAME=plain", "") + part("name=\"\"", "z") + "--x-1--\r\nepilogue";
    const auto parts = read(body);
    REQUIRE(parts);
    REQUIRE(parts->size() == 3);
    CHECK((*parts)[0].name == "a;b \"q\"");
    CHECK(body.substr((*parts)[0].offset, (*parts)[0].size_bytes) == content);
    CHECK((*parts)[1].name == "plain");
    CHECK((*parts)[1].size_bytes == 0);
    CHECK((*parts)[2].name.empty());
    const MemoryByteSource source(as_bytes(body));
    const PartSource last(source, (*parts)[2]);
    Bytes read_back(1);
    REQUIRE(last.read_at(0, read_back));
    CHECK(read_back[0] == 'z');
    CHECK_FALSE(last.read_at(1, read_back));
    CHECK(read("--x-1--")->empty());
    // A boundary may be quoted, and lie across two blocks of the search.
    for (std::size_t length = 65'500; length < 65'600; ++length) {
        const std::string large(length, 'c');
        const auto one = read(part("name=l", large) + "--x-1--", "multipart/form-data; charset=x; boundary=\"x-1\"");
        REQUIRE(one);
        REQUIRE(one->at(0).size_bytes == length);
    }
}

TEST_CASE("what isn't a form is refused", "[api][service][multipart]") {
    const std::string good = part("name=a", "c");
    CHECK(code(read(good)) == "batch.malformed");
    CHECK(code(read("")) == "batch.malformed");
    CHECK(code(read(good + "--x-1")) == "batch.malformed");
    CHECK(code(read("--x-1??")) == "batch.malformed");
    CHECK(code(read("--x-1\r\nContent-Disposition: form-data; name=a\r\nno end")) == "batch.malformed");
    CHECK(code(read(part("filename=a", "c") + "--x-1--")) == "batch.malformed");
    CHECK(code(read(part("name=\"\xFF\"", "c") + "--x-1--")) == "batch.malformed");
    CHECK(code(read(part("name=" + std::string(limits::batch_name_bytes_max + 1, 'n'), "c") + "--x-1--")) ==
          "batch.malformed");
    CHECK(read(part("name=" + std::string(limits::batch_name_bytes_max, 'n'), "c") + "--x-1--"));
    CHECK(code(read(good + "--x-1--", "multipart/form-data")) == "batch.malformed");
    CHECK(code(read(good + "--x-1--", "multipart/form-data; boundary=\"\"")) == "batch.malformed");
    std::string many;
    for (std::size_t i = 0; i < limits::batch_parts_max; ++i) {
        many += good;
    }
    CHECK(read(many + "--x-1--"));
    CHECK(code(read(many + good + "--x-1--")) == "batch.too_many");
}
