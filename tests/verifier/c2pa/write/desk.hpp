// Signs and judges in tests.
#pragma once

#include "tests/media_samples.hpp"
#include "verifier/c2pa/write/sign.hpp"

namespace countersign {

namespace media = verifier::media;
namespace c2pa = verifier::c2pa;

/// With one authority.
class Desk {
  public:
    explicit Desk(std::uint64_t seed) : authority_(seed), validator_(authority_.validator()) {}

    [[nodiscard]] c2pa::ClaimSigner signer(KeyType type) { return authority_.signer(type); }
    [[nodiscard]] c2pa::ClaimSigner signer(const PrivateKey& key) { return authority_.signer(key); }
    [[nodiscard]] c2pa::SignContext context(const c2pa::ClaimSigner& signer) {
        return {signer, validator_, clock_, authority_.entropy};
    }
    [[nodiscard]] Result<Bytes> sign(ByteView file, const c2pa::ClaimSigner& signer, c2pa::SignOptions options) {
        options.into_text = true;
        c2pa::MemoryOutput output;
        last = c2pa::sign(media::MemoryByteSource(file), context(signer), options, output);
        return last ? Result<Bytes>(output.take()) : fail(last.error());
    }
    [[nodiscard]] c2pa::Report judge(ByteView file) const {
        return validator_.validate(media::MemoryByteSource(file), sample_now).value();
    }

    Result<c2pa::Signed> last;

  private:
    SampleAuthority authority_;
    c2pa::Validator validator_;
    FakeClock clock_{sample_now};
};

inline c2pa::SignOptions created() {
    c2pa::SignOptions options;
    options.inception = c2pa::Inception::created;
    options.digital_source_type = "digitalCreation";
    options.title = "A landscape";
    options.generator_version = "0.1.0";
    return options;
}

inline std::string codes(const c2pa::Report& report) {
    std::string out(c2pa::to_text(report.state));
    for (const auto& entry : report.active.failure) {
        out += " " + entry.code;
    }
    return out;
}

}  // namespace countersign
