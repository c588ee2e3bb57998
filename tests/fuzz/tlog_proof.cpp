// A portable proof, a tile path or a bundle that parses prints back to the same bytes.
#include "contracts/log/tlog_proof.hpp"
#include "contracts/log/tiles.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const std::string_view text = as_text({data, size});
    if (const auto proof = log::parse_tlog_proof(text)) {
        ensure(log::to_text(*proof) == text, "tlog-proof");
        static const auto key =
            log::parse_vkey("log.example/countersign+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs").value();
        static_cast<void>(log::verify_tlog_proof(*proof, log::empty_root(), key));
    }
    if (const auto tile = log::parse_tile_path(text)) {
        ensure(log::to_tile_path(*tile) == text, "tile path");
    }
    if (size > 0) {
        if (const auto entries = log::parse_bundle({data + 1, size - 1}, data[0])) {
            ensure(equal(log::make_bundle(*entries), {data + 1, size - 1}), "bundle");
        }
    }
    return 0;
}
