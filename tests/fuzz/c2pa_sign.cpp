// Whatever is signed validates: any input either fails with a code, or becomes a file that our validator trusts, with
// all the input's bytes but an old store's; and what was signed can be signed again.
#include "identity/base/ensure.hpp"
#include "tests/media_samples.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/media/container.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

struct Desk {
    SampleAuthority authority{1};
    c2pa::Validator validator = authority.validator();
    c2pa::ClaimSigner signer = authority.signer(KeyType::ed25519);
    FakeClock clock{sample_now};
    SeededEntropy entropy{2};

    Result<Bytes> sign(ByteView file, bool drop) {
        c2pa::SignOptions options;
        options.drop_existing_manifest = drop;
        options.into_text = true;
        c2pa::MemoryOutput output;
        const auto done =
            c2pa::sign(media::MemoryByteSource(file), {signer, validator, clock, entropy}, options, output);
        return done ? Result<Bytes>(output.take()) : fail(done.error());
    }
    void must_be_trusted(ByteView file) {
        const auto report = validator.validate(media::MemoryByteSource(file), sample_now);
        ensure(report.has_value() && report->state == c2pa::State::trusted, "what was signed is trusted");
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Desk desk;
    for (const bool drop : {false, true}) {
        const auto file = desk.sign({data, size}, drop);
        if (!file) {
            ensure(!file.error().code.name.empty(), "an error has a code");
            continue;
        }
        desk.must_be_trusted(*file);
        const auto again = desk.sign(*file, false);
        ensure(again.has_value(), "what was signed can be signed again");
        desk.must_be_trusted(*again);
    }
    return 0;
}
