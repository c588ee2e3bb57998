// Whole validation of a store inside a PNG: any store gives a report that has a state and prints.
#include "identity/base/ensure.hpp"
#include "verifier/c2pa/report.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

void add_chunk(Bytes& out, std::string_view type, ByteView data) {
    ByteWriter chunk;
    chunk.u32(static_cast<std::uint32_t>(data.size())).bytes(as_bytes(type)).bytes(data).u32(0);
    append(out, chunk.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const c2pa::Validator validator = c2pa::Validator::create({}).value();
    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    add_chunk(png, "IHDR", Bytes(13));
    add_chunk(png, "caBX", {data, size});
    add_chunk(png, "IEND", {});
    const auto report = validator.validate(media::MemoryByteSource(png), UnixSeconds{1'790'000'000});
    ensure(report.has_value(), "memory can be read");
    ensure(report->state != c2pa::State::trusted, "nobody is trusted");
    ensure(report->state != c2pa::State::absent, "there is a store");
    ensure(!to_json_text(c2pa::to_json(*report)).empty(), "prints");
    const auto inspection =
        validator.inspect(media::MemoryByteSource(png), UnixSeconds{1'790'000'000}, {.with_thumbnails = true});
    ensure(inspection.has_value(), "a document, whatever is in the store");
    ensure(
        parse_json(inspection->crjson, {.bytes_max = 1U << 26U, .depth_max = 64, .values_max = 4'000'000}).has_value(),
        "crJSON is JSON without duplicate keys");
    const auto detached =
        validator.validate_detached(media::MemoryByteSource(png), {data, size}, UnixSeconds{1'790'000'000});
    ensure(detached.has_value(), "memory can be read");
    return 0;
}
