// The C2PA reader and writer for bench/c2pa.mjs, which has the reference implementation do the same in the same run.
// Makes its inputs and the signer's chain and key in a folder, then answers one line for each line: the milliseconds of
// one piece of work. `sign` writes FILE.signed.
//   bench_c2pa FOLDER   then: validate FILE | floor FILE | sign FILE | signfloor FILE | batch FILE COUNT JOBS
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "api/service/parallel.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/media/sample_image.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t large_bytes = std::size_t{100} * 1024 * 1024;

double milliseconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

TestAssertion thumbnail() {
    TestAssertion out{"c2pa.thumbnail.claim", {}};
    out.uuid = c2pa::box::embedded_file;
    out.boxes = {c2pa::encode_box("bfdb", as_bytes(std::string_view("\0image/jpeg\0", 12))),
                 c2pa::encode_box("bidb", Bytes(60'000, 5))};
    return out;
}

Bytes plain_store(const TestAssertion& binding) {
    TestManifest spec{.assertions = {created_action(), thumbnail(), binding}};
    spec.time_stamper = &world().clock;
    return make_store({world().manifest(spec)});
}

/// An asset with so many ingredients, each with a manifest and a signature of its own.
Bytes many_ingredients(std::size_t count) {
    std::vector<Bytes> parents;
    std::vector<TestAssertion> ingredients;
    for (std::size_t i = 0; i < count; ++i) {
        char label[64];
        std::snprintf(label, sizeof label, "urn:c2pa:00000000-0000-4000-8000-%012zu:test", i);
        TestManifest parent{.label = label};
        parent.assertions = {
            created_action(),
            {"c2pa.hash.data", c2pa::Cbor::map({{"alg", "sha256"}, {"hash", Bytes(32)}, {"pad", Bytes{}}})}};
        parents.push_back(world().manifest(parent));
        const std::string uri = "self#jumbf=/c2pa/" + std::string(label);
        const c2pa::Cbor none = c2pa::Cbor::array();
        ingredients.push_back(
            {i == 0 ? "c2pa.ingredient.v3" : "c2pa.ingredient.v3__" + std::to_string(i),
             c2pa::Cbor::map(
                 {{"relationship", "componentOf"},
                  {"validationResults", c2pa::Cbor::map({{"activeManifest", c2pa::Cbor::map({{"success", none},
                                                                                             {"informational", none},
                                                                                             {"failure", none}})}})},
                  {"activeManifest", make_hashed_uri(uri, parents.back())},
                  {"claimSignature",
                   make_hashed_uri(uri + "/c2pa.signature", find_box(parents.back(), "c2pa.signature"))}})});
    }
    return make_bound_png([&](const TestAssertion& binding) {
        TestManifest spec{.assertions = {created_action()}};
        spec.assertions.insert(spec.assertions.end(), ingredients.begin(), ingredients.end());
        spec.assertions.push_back(binding);
        std::vector<Bytes> all = parents;
        all.push_back(world().manifest(spec));
        return make_store(all);
    });
}

void put(const fs::path& path, ByteView content) {
    ensure(write_file(path, content, {.overwrite = Overwrite::yes}).has_value(), "written");
}

void make_inputs(const fs::path& folder) {
    put(folder / "small.jpg", make_bound_jpeg(plain_store, 230'000));
    put(folder / "large.png", make_bound_large_png(plain_store, large_bytes));
    for (const std::size_t count : {100U, 500U, 999U}) {
        put(folder / ("ingredients-" + std::to_string(count) + ".png"), many_ingredients(count));
    }
}

/// Both digests that the answer needs, side by side as the reader has them, and the signatures of a kept validator.
class Floor {
  public:
    Floor() : signature_(world().signer.sign(c2pa::SignatureAlgorithm::es256, message_)) {}
    void run(const media::ByteSource& source) const {
        const auto digest = [&source] {
            Sha2Hasher hasher;
            Bytes block(limits::hash_block_bytes);
            for (std::uint64_t at = 0; at < source.size();) {
                const std::size_t length = std::min<std::uint64_t>(block.size(), source.size() - at);
                ensure(source.read_at(at, std::span(block).first(length)).has_value(), "read");
                hasher.update(ByteView(block).first(length));
                at += length;
            }
            ensure(!hasher.finish_sha256().is_zero(), "digest");
        };
        std::thread other(digest);
        digest();
        for (int i = 0; i < 5; ++i) {
            ensure(key_->verify(c2pa::SignatureAlgorithm::es256, message_, signature_), "signature");
        }
        other.join();
    }

  private:
    Bytes message_ = Bytes(700, 3);
    Bytes signature_;
    std::optional<c2pa::VerifyingKey> key_ = c2pa::VerifyingKey::parse(world().signer.public_key_der());
};

/// A chain of its own for what is signed here, and a validator that trusts it and the one that made the inputs.
class Parties {
  public:
    explicit Parties(const fs::path& folder) {
        SystemEntropy entropy;
        const UnixSeconds now = SystemClock().now();
        const c2pa::Validity validity{{now.value - 3600}, {now.value + 31'557'600}};
        const auto root = c2pa::make_root({"Bench", "Bench Root", "DE"}, validity,
                                          PrivateKey::generate(KeyType::p256, entropy), entropy);
        const auto key = PrivateKey::generate(KeyType::p256, entropy);
        auto leaf = c2pa::make_signer_certificate(*root, {"Bench", "Bench", "DE"}, validity, key.public_key(), entropy);
        ensure(leaf.has_value(), "a signer's certificate");
        put(folder / "chain.pem", as_bytes(c2pa::to_pem({*leaf})));
        put(folder / "key.pem", to_pkcs8_pem(key).view());
        signer_ = c2pa::make_claim_signer(key, {*leaf}).value();
        const std::string signers = world().root.pem() + c2pa::to_pem({root->certificate});
        put(folder / "anchors.pem", as_bytes(signers + world().clock_root.pem()));
        validator_ =
            c2pa::Validator::create(
                {.signer_anchors_pem = signers, .tsa_anchors_pem = world().clock_root.pem(), .allowed_ekus = {}})
                .value();
    }
    void validate(const media::ByteSource& source) const {
        const auto report = validator_->validate(source, SystemClock().now());
        ensure(report.has_value() && report->state == c2pa::State::trusted, "trusted");
    }
    /// The same file so many times, on one core or on as many threads as there are cores.
    double batch(const media::ByteSource& source, std::size_t count, unsigned jobs) const {
        cpu_set_t all;
        ensure(::sched_getaffinity(0, sizeof all, &all) == 0, "cores");
        if (jobs == 1) {
            cpu_set_t one;
            CPU_ZERO(&one);
            for (std::size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
                if (CPU_ISSET(i, &all)) {
                    CPU_SET(i, &one);
                }
            }
            ensure(::sched_setaffinity(0, sizeof one, &one) == 0, "one core");
        }
        const double time =
            milliseconds([&] { api::service::for_each_index(count, jobs, [&](std::size_t) { validate(source); }); });
        ensure(::sched_setaffinity(0, sizeof all, &all) == 0, "all cores");
        return time;
    }
    double sign(const fs::path& file) const {
        const SystemClock clock;
        SystemEntropy entropy;
        return milliseconds([&] {
            const auto done = c2pa::sign_file(file, file.string() + ".signed", {*signer_, *validator_, clock, entropy},
                                              {}, Overwrite::yes);
            ensure(done.has_value(), done ? "" : "signed");
        });
    }

  private:
    std::optional<c2pa::ClaimSigner> signer_;
    std::optional<c2pa::Validator> validator_;
};

/// The least that signing takes: the file read and hashed once, and written durably.
double copy_and_digest(const fs::path& from, const fs::path& to) {
    return milliseconds([&] {
        const int in = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
        const int out = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        ensure(in >= 0 && out >= 0, "files");
        Sha2Hasher hasher;
        Bytes block(limits::hash_block_bytes);
        for (;;) {
            const ssize_t length = ::read(in, block.data(), block.size());
            ensure(length >= 0, "read");
            if (length == 0) {
                break;
            }
            hasher.update(ByteView(block).first(static_cast<std::size_t>(length)));
            ensure(::write(out, block.data(), static_cast<std::size_t>(length)) == length, "written");
        }
        ensure(!hasher.finish_sha256().is_zero() && ::fsync(out) == 0, "synced");
        ::close(in);
        ::close(out);
    });
}

}  // namespace

int main(int count, char** arguments) {
    ensure(count == 2, "a folder");
    const fs::path folder = arguments[1];
    make_inputs(folder);
    const Parties parties(folder);
    const Floor floor;
    std::printf("ready\n");
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string what;
        std::string name;
        std::size_t pieces = 0;
        unsigned jobs = 0;
        words >> what >> name >> pieces >> jobs;
        const auto source = media::FileByteSource::open(folder / name);
        ensure(source.has_value(), "a file of the folder");
        const double time = what == "validate" ? milliseconds([&] { parties.validate(*source); })
                            : what == "floor"  ? milliseconds([&] { floor.run(*source); })
                            : what == "sign"   ? parties.sign(folder / name)
                            : what == "batch"  ? parties.batch(*source, pieces, jobs)
                                               : copy_and_digest(folder / name, folder / (name + ".copy"));
        std::printf("%.4f\n", time);
        std::fflush(stdout);
    }
    return 0;
}
