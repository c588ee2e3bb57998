// How fast a file is verified, against the floor of the same run: the digests and signature checks that no verifier
// can do without, done by OpenSSL alone. Inputs are made here.
//   bench_verify [--json]
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "identity/base/ensure.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/c2pa/time_stamp.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa::test;

namespace {

using Clock = std::chrono::steady_clock;

struct Figure {
    std::string name;
    double value;
    std::string unit;
    std::string against;
    double ratio;
};

void print(const Figure& figure, bool json) {
    if (json) {
        std::printf(R"({"name":"%s","value":%.6g,"unit":"%s","against":"%s","ratio":%.4g})"
                    "\n",
                    figure.name.c_str(), figure.value, figure.unit.c_str(), figure.against.c_str(), figure.ratio);
    } else {
        std::printf("%-34s %10.3f %-4s %.2f x %s\n", figure.name.c_str(), figure.value, figure.unit.c_str(),
                    figure.ratio, figure.against.c_str());
    }
}

double milliseconds(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Medians of two things done in turn, so that a noisy machine is noisy for both.
std::pair<double, double> medians(int rounds, const std::function<void()>& a, const std::function<void()>& b) {
    std::vector<double> of_a;
    std::vector<double> of_b;
    for (int i = 0; i < rounds; ++i) {
        of_a.push_back(milliseconds(a));
        of_b.push_back(milliseconds(b));
    }
    std::sort(of_a.begin(), of_a.end());
    std::sort(of_b.begin(), of_b.end());
    return {of_a[of_a.size() / 2], of_b[of_b.size() / 2]};
}

/// A thumbnail of 60 KB, as real stores have one.
c2pa::test::TestManifest spec_of(const c2pa::test::TestAssertion& binding) {
    c2pa::test::TestAssertion thumbnail{"c2pa.thumbnail.claim", {}};
    thumbnail.uuid = c2pa::box::embedded_file;
    thumbnail.boxes = {c2pa::encode_box("bfdb", as_bytes(std::string_view("\0image/jpeg\0", 12))),
                       c2pa::encode_box("bidb", Bytes(60'000, 5))};
    c2pa::test::TestManifest spec{.assertions = {created_action(), thumbnail, binding}};
    spec.time_stamper = &world().clock;
    return spec;
}

/// The store is made once: ECDSA stamps differ in length, so the binding is fixed by trying again.
Bytes store_for(const c2pa::test::TestAssertion& binding) {
    return c2pa::test::make_store({world().manifest(spec_of(binding))});
}

/// Two digests of the file, that of the thumbnail, and five signatures: claim, stamp, and the three certificates
/// below the two anchors.
class Floor {
  public:
    explicit Floor(const Bytes& file) : file_(file) {
        signature_ = world().signer.sign(c2pa::SignatureAlgorithm::es256, message_);
        key_ = c2pa::VerifyingKey::parse(world().signer.public_key_der());
        token_ = make_time_stamp(world().clock, message_);
    }
    void run(bool chains) {
        Sha256Digest rest{};
        std::thread other([&] { rest = sha256(file_); });
        const Sha256Digest whole = sha256(file_);
        const Sha256Digest thumbnail = sha256(ByteView(file_).first(60'000));
        for (int i = 0; i < (chains ? 5 : 2); ++i) {
            ensure(key_->verify(c2pa::SignatureAlgorithm::es256, message_, signature_), "signature");
        }
        other.join();
        ensure(whole == rest && !(whole == thumbnail), "digests");
    }

  private:
    const Bytes& file_;
    Bytes message_ = Bytes(700, 3);
    Bytes signature_;
    Bytes token_;
    std::optional<c2pa::VerifyingKey> key_;
};

void must_be_trusted(const c2pa::Report& report) {
    for (const auto& entry : report.active.failure) {
        std::fprintf(stderr, "%s %s\n", entry.code.c_str(), entry.explanation.c_str());
    }
    ensure(report.state == c2pa::State::trusted, "trusted");
}

void measure_small(bool json) {
    const Bytes file = make_bound_jpeg(store_for, 230'000);
    Floor floor(file);
    const auto [with_chains, fresh] = medians(
        300, [&] { floor.run(true); },
        [&] {
            const auto validator = c2pa::Validator::create({.signer_anchors_pem = world().root.pem(),
                                                            .tsa_anchors_pem = world().clock_root.pem(),
                                                            .allowed_ekus = {}});
            must_be_trusted(*validator->validate(media::MemoryByteSource(file), now));
        });
    const auto [again, known] = medians(
        500, [&] { floor.run(true); }, [&] { must_be_trusted(world().check(file)); });
    const std::string name = "verify JPEG of " + std::to_string(file.size() / 1000) + " KB";
    print({name + ", new validator", fresh, "ms", "digests and 5 signatures", fresh / with_chains}, json);
    print({name, known, "ms", "digests and 5 signatures", known / again}, json);
}

void measure_large(bool json) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "large.png";
    {
        const Bytes file = make_bound_large_png(store_for, std::size_t{100} * 1024 * 1024);
        ensure(write_file(path, file, {}).has_value(), "written");
    }
    const auto source = media::FileByteSource::open(path);
    ensure(source.has_value(), "open");
    const auto digest = [&] {
        Sha2Hasher hasher;
        Bytes block(limits::hash_block_bytes);
        for (std::uint64_t at = 0; at < source->size();) {
            const std::size_t length = std::min<std::uint64_t>(block.size(), source->size() - at);
            ensure(source->read_at(at, std::span(block).first(length)).has_value(), "read");
            hasher.update(ByteView(block).first(length));
            at += length;
        }
        ensure(!hasher.finish_sha256().is_zero(), "digest");
    };
    // The two digests side by side, as the verifier computes them.
    const auto [floor, verified] = medians(
        15,
        [&] {
            std::thread other(digest);
            digest();
            other.join();
        },
        [&] { must_be_trusted(*world().validator.validate(*source, now)); });
    print({"verify PNG of 100 MiB", verified, "ms", "two digests side by side", verified / floor}, json);
    // Peak memory in a process of its own, which never held the file.
    int pipe_ends[2];
    ensure(::pipe(pipe_ends) == 0, "pipe");
    const std::string self = "/proc/self/exe";
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(pipe_ends[1], 1);
        const std::string root = world().root.pem();
        const std::string clock = world().clock_root.pem();
        ::setenv("BENCH_ROOT", root.c_str(), 1);
        ::setenv("BENCH_CLOCK", clock.c_str(), 1);
        ::execl(self.c_str(), "bench_verify", "--peak", path.c_str(), nullptr);
        ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    char text[64] = {};
    ensure(status == 0 && ::read(pipe_ends[0], text, sizeof text - 1) > 0, "child");
    const double peak_mib = std::strtod(text, nullptr) / 1024;
    print({"peak memory, PNG of 100 MiB", peak_mib, "MiB", "64 MiB", peak_mib / 64}, json);
}

int report_peak(const char* path) {
    const auto validator = c2pa::Validator::create({.signer_anchors_pem = std::getenv("BENCH_ROOT"),
                                                    .tsa_anchors_pem = std::getenv("BENCH_CLOCK"),
                                                    .allowed_ekus = {}});
    const auto source = media::FileByteSource::open(path);
    must_be_trusted(*validator->validate(*source, now));
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%ld\n", usage.ru_maxrss);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string(arguments[1]) == "--peak") {
        return report_peak(arguments[2]);
    }
    const bool json = count == 2 && std::string(arguments[1]) == "--json";
    measure_small(json);
    measure_large(json);
    return 0;
}
