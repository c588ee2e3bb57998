// Time stamps asked for when signing: the request, each way an answer can be wrong, and the stamped signature. Rules
// W33 to W36. With real authorities over HTTP: tests/interop/time_stamps.mjs.
#include "verifier/c2pa/write/time_stamper.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/signing_limits.hpp"
#include "tests/verifier/c2pa/test_pki.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/time_stamp.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/container.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

constexpr std::uint64_t nonce_value = 0x0102030405060708;
const TimeStampNonce nonce = [] {
    TimeStampNonce out{};
    for (std::uint8_t i = 0; i < 8; ++i) {
        out.bytes[i] = static_cast<std::uint8_t>(i + 1U);
    }
    return out;
}();

struct Clocks {
    test::Identity root = test::Identity::make(test::Identity::authority("Clock Root"));
    test::Identity clock = test::Identity::make(test::Identity::time_stamper(), &root);
    TrustAnchors anchors = TrustAnchors::parse(root.pem()).value();
};
const Clocks& clocks() {
    static const Clocks made;
    return made;
}

test::StampOptions good() {
    test::StampOptions out;
    out.time = test::now;
    out.nonce = nonce_value;
    return out;
}

/// The code of reading that answer, or empty.
std::string_view read(ByteView response, ByteView stamped, const TrustAnchors* authorities = &clocks().anchors) {
    const auto token = read_time_stamp_response(response, stamped, nonce, {authorities, test::now});
    return token ? std::string_view() : token.error().code.name;
}

/// An authority that answers in this process, with a certificate of the sample's time.
class LocalStamper final : public TimeStamper {
  public:
    explicit LocalStamper(const test::Identity& clock, UnixSeconds time) : clock_(clock), time_(time) {}
    Result<Bytes> stamp(ByteView stamped) override {
        test::StampOptions options;
        options.time = time_;
        Bytes token = test::make_time_stamp(clock_, stamped, options);
        return extra_bytes == 0 ? Result<Bytes>(std::move(token)) : Result<Bytes>(Bytes(extra_bytes));
    }
    std::size_t extra_bytes = 0;

  private:
    const test::Identity& clock_;
    UnixSeconds time_;
};

}  // namespace

TEST_CASE("W33: a request has version, SHA-256 imprint, nonce, and asks for the certificates", "[c2pa][write][stamp]") {
    CHECK(to_hex(make_time_stamp_request(as_bytes("abc"), nonce)) ==
          "3043020101303130"
          "0d06096086480165030402010500"
          "0420ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
          "02080102030405060708"
          "0101ff");
}

TEST_CASE("W34: an answer is checked before anything is embedded, each fault by its code", "[c2pa][write][stamp]") {
    const Bytes data = to_bytes(as_bytes("what was signed"));
    const auto respond = [&](const test::StampOptions& options, int status = 0) {
        return test::make_time_stamp_response(clocks().clock, data, status, options);
    };
    CHECK(read(respond(good()), data) == "");
    CHECK(read(respond(good(), 1), data) == "");
    CHECK(read(respond(good()), data, nullptr) == "");

    SECTION("not an answer") {
        CHECK(read({}, data) == "time_stamp.malformed");
        CHECK(read(as_bytes("<html>"), data) == "time_stamp.malformed");
        Bytes longer = respond(good());
        longer.push_back(0);
        CHECK(read(longer, data) == "time_stamp.malformed");
        CHECK(read(Bytes{0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00}, data) == "time_stamp.malformed");
    }
    SECTION("a refusal, with its words") {
        // PKIStatusInfo { rejection, { "no money" } }.
        const Bytes refused{0x30, 0x11, 0x30, 0x0f, 0x02, 0x01, 0x02, 0x30, 0x0a, 0x0c,
                            0x08, 'n',  'o',  ' ',  'm',  'o',  'n',  'e',  'y'};
        const auto answer = read_time_stamp_response(refused, data, nonce, {nullptr, test::now});
        CHECK(answer.error().code == codes_of::time_stamp_refused);
        CHECK(answer.error().detail == "status 2: no money");
    }
    SECTION("for another request") {
        auto options = good();
        options.nonce = nonce_value + 1;
        CHECK(read(respond(options), data) == "time_stamp.nonce");
        options.nonce = std::nullopt;
        CHECK(read(respond(options), data) == "time_stamp.nonce");
        CHECK(read(respond(good()), as_bytes("something else")) == "time_stamp.imprint");
        options = good();
        options.imprint_hash = "SHA384";
        CHECK(read(respond(options), data) == "time_stamp.imprint");
    }
    SECTION("a signature that doesn't hold") {
        Bytes changed = respond(good());
        changed.back() ^= 1U;
        CHECK(read(changed, data) == "time_stamp.signature");
    }
    SECTION("the authority's certificate") {
        auto options = good();
        options.includes_certificate = false;
        CHECK(read(respond(options), data) == "time_stamp.certificate");
        const auto signer = test::Identity::make({}, &clocks().root);
        CHECK(read(test::make_time_stamp_response(signer, data, 0, good()), data, nullptr) == "time_stamp.certificate");
        auto short_lived = test::Identity::time_stamper();
        short_lived.not_after = test::now.value - 1;
        const auto expired = test::Identity::make(short_lived, &clocks().root);
        CHECK(read(test::make_time_stamp_response(expired, data, 0, good()), data) == "time_stamp.certificate");
        const auto stranger = test::Identity::make(test::Identity::time_stamper());
        CHECK(read(test::make_time_stamp_response(stranger, data, 0, good()), data) == "time_stamp.untrusted");
        CHECK(read(test::make_time_stamp_response(stranger, data, 0, good()), data, nullptr) == "");
    }
    SECTION("a clock that is wrong") {
        for (const std::int64_t sign : {-1, 1}) {
            const auto skew = sign * static_cast<std::int64_t>(limits::time_stamp_skew_seconds_max);
            auto options = good();
            options.time = UnixSeconds{test::now.value + static_cast<std::uint64_t>(skew)};
            CHECK(read(respond(options), data) == "");
            options.time = UnixSeconds{options.time.value + static_cast<std::uint64_t>(sign)};
            CHECK(read(respond(options), data) == "time_stamp.clock");
        }
    }
    SECTION("any changed byte") {
        const Bytes response = respond(good());
        for (std::size_t i = 0; i < response.size(); ++i) {
            Bytes changed = response;
            changed[i] ^= 0x55U;
            const auto token = read_time_stamp_response(changed, data, nonce, {&clocks().anchors, test::now});
            // The status may say "granted with changes", and what nothing covers of the CMS wrapping may change.
            if (token) {
                INFO("byte " << i);
                CHECK(check_time_stamp({StampKind::v2, *token}, data, clocks().anchors).problem == nullptr);
            }
        }
    }
}

namespace {

constexpr std::uint64_t year_seconds = 31'536'000;

/// A clock for the time at which samples are signed.
test::Identity sample_clock(const test::Identity* root) {
    auto options = test::Identity::time_stamper();
    options.not_before = sample_validity.not_before.value;
    options.not_after = sample_validity.not_before.value + 10 * year_seconds;
    return test::Identity::make(options, root);
}

CoseSign1 signature_of(ByteView file) {
    const auto store = media::read_container(media::MemoryByteSource(file)).value().store;
    const auto root = parse_jumbf(store).value();
    return parse_cose_sign1(root.children.back().find("c2pa.signature")->content("cbor")).value();
}

}  // namespace

TEST_CASE("W35: a stamped signature stays valid when its certificate has ended", "[c2pa][write][stamp]") {
    const bool is_jpeg = GENERATE(true, false);
    SampleAuthority authority(21);
    const auto signer = authority.signer(KeyType::p256);
    const auto clock_identity = sample_clock(&clocks().root);
    LocalStamper stamper(clock_identity, sample_now);
    const FakeClock clock{sample_now};
    const auto validator = Validator::create({.signer_anchors_pem = to_pem({authority.root.certificate}),
                                              .tsa_anchors_pem = clocks().root.pem(),
                                              .allowed_ekus = default_allowed_ekus()})
                               .value();
    const Bytes picture = is_jpeg ? sample_jpeg() : sample_png();
    MemoryOutput output;
    REQUIRE(sign(media::MemoryByteSource(picture), {signer, validator, clock, authority.entropy, &stamper}, created(),
                 output)
                .has_value());
    const Bytes file = output.take();
    const auto judge = [&](UnixSeconds when) {
        return validator.validate(media::MemoryByteSource(file), when).value();
    };
    for (const std::uint64_t years : {0U, 1U, 9U}) {
        const Report report = judge(UnixSeconds{sample_now.value + years * year_seconds + 1});
        CHECK(codes(report) == "trusted");
        CHECK(report.active.has(status::time_stamp_validated));
        CHECK(report.active.has(status::time_stamp_trusted));
        CHECK(report.manifests.front().time_stamp->time == sample_now);
    }
    // W36: filled up with zeros that nothing covers, to the length that was reserved.
    const CoseSign1 sign1 = signature_of(file);
    CHECK(encode_cose_sign1(sign1).size() == claim_signature_bytes(signer, true));
    const Bytes* const pad = sign1.unprotected_headers.find_bytes("pad");
    REQUIRE(pad != nullptr);
    CHECK(std::ranges::all_of(*pad, [](std::uint8_t byte) { return byte == 0; }));
    CHECK(sign1.unprotected_headers.as_map().size() == 2);

    // Without its stamp it ends with the certificate; beside the file nothing need be reserved.
    const auto plain = sign_detached(media::MemoryByteSource(picture),
                                     {signer, validator, clock, authority.entropy, nullptr}, created());
    const auto later = validator.validate_detached(media::MemoryByteSource(picture), *plain,
                                                   UnixSeconds{sample_now.value + 9 * year_seconds});
    CHECK(codes(*later) == "invalid claimSignature.outsideValidity");
    const auto beside = sign_detached(media::MemoryByteSource(picture),
                                      {signer, validator, clock, authority.entropy, &stamper}, created());
    const auto still = validator.validate_detached(media::MemoryByteSource(picture), *beside,
                                                   UnixSeconds{sample_now.value + 9 * year_seconds});
    CHECK(codes(*still) == "trusted");
    CHECK(beside->size() < plain->size() + 4'000);
}

TEST_CASE("W36: a time stamp larger than its room is an error, and the largest fits", "[c2pa][write][stamp]") {
    Desk desk(22);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto clock_identity = sample_clock(&clocks().root);
    LocalStamper stamper(clock_identity, sample_now);
    const std::size_t room = claim_signature_bytes(signer, true);
    for (const std::size_t bytes :
         {std::size_t{1}, std::size_t{24}, std::size_t{256}, limits::time_stamp_token_bytes_max}) {
        stamper.extra_bytes = bytes;
        CHECK(sign_claim(signer, &stamper, as_bytes("claim"), room).value().size() == room);
        CHECK(sign_claim(signer, &stamper, as_bytes("claim"), 0).value().size() < room);
    }
    stamper.extra_bytes = limits::time_stamp_token_bytes_max + 1;
    CHECK(sign_claim(signer, &stamper, as_bytes("claim"), room).error().code == codes_of::time_stamp_too_large);
}

namespace {

/// Whatever it is asked, it gives one answer.
class OneAnswer final : public HttpClient {
  public:
    Result<HttpAnswer> send(const HttpRequest& request) override {
        last = request;
        return answer;
    }
    Result<HttpAnswer> answer = HttpAnswer{};
    HttpRequest last;
};

}  // namespace

TEST_CASE("W33: an authority is asked by POST, and a failing one is told apart", "[c2pa][write][stamp]") {
    OneAnswer http;
    SeededEntropy entropy(1);
    const FakeClock clock{sample_now};
    HttpTimeStamper stamper(http, "http://tsa.example/", TrustAnchors::parse("").value(), clock, entropy);
    const auto code = [&] { return stamper.stamp(as_bytes("abc")).error().code.name; };
    http.answer = fail(countersign::errors::file_exists, "no way");
    CHECK(code() == "time_stamp.unavailable");
    CHECK(http.last.method == "POST");
    CHECK(http.last.url == "http://tsa.example/");
    CHECK(http.last.answer_bytes_max == limits::time_stamp_answer_bytes_max);
    CHECK(http.last.timeout_ms == limits::time_stamp_time_ms_max);
    REQUIRE(http.last.headers.size() == 2);
    CHECK(http.last.headers[0].second == "application/timestamp-query");
    // Another nonce each time.
    const Bytes first = http.last.body;
    CHECK(code() == "time_stamp.unavailable");
    CHECK(http.last.body != first);
    http.answer = HttpAnswer{.status = 503};
    CHECK(code() == "time_stamp.unavailable");
    http.answer = HttpAnswer{.status = 200, .content_type = "text/html"};
    CHECK(code() == "time_stamp.unavailable");
    http.answer = HttpAnswer{.status = 200, .content_type = "application/timestamp-reply"};
    CHECK(code() == "time_stamp.malformed");
}
