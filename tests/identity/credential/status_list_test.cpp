#include "identity/credential/status_list.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/file.hpp"
#include "tests/identity/credential/sample.hpp"
#include "tests/testdata.hpp"

using namespace countersign;
using namespace countersign::credential;

namespace {

constexpr UnixSeconds now{1700000100};
const StatusListOptions options{.url = "https://a.example/status/3",
                                .issuer = "did:example:issuer",
                                .purpose = "revocation",
                                .valid_from = UnixSeconds{1700000000},
                                .valid_until = UnixSeconds{1700000200}};

StatusEntry entry(std::uint64_t index, unsigned size_bits = 1) {
    return {"/credentialStatus", options.purpose, index, size_bits, options.url};
}

std::string judged(const Json& list, const StatusEntry& wanted = entry(7), UnixSeconds time = now) {
    const auto read = read_status(wanted, list, time);
    return read ? std::to_string(*read) : std::string(read.error().code.name) + " " + read.error().pointer;
}

Json with_subject(const Json& list, std::string_view member, Json value) {
    return sample::with(list, "credentialSubject",
                        sample::with(*list.find("credentialSubject"), member, std::move(value)));
}

Json read_json(const std::filesystem::path& path) {
    const auto content = read_file(path, 1'000'000).value();
    return parse_json(as_text(content)).value();
}

}  // namespace

TEST_CASE("VC21: index 0 is the left-most bit, and entries may be wider", "[credential][status]") {
    Bitstring bits;
    CHECK(bits.size_bits() == limits::status_list_entries_min);
    bits.set(0, 1);
    bits.set(9, 1);
    CHECK(bits.get(0, 8) == 0x80);
    CHECK(bits.get(1, 8) == 0x40);
    bits.set(9, 0);
    CHECK(bits.get(1, 8) == 0);
    rc::prop("what is set is got, and nothing else", [] {
        const auto width = *rc::gen::inRange(1U, 9U);
        Bitstring list;
        const auto index = *rc::gen::inRange(std::size_t{0}, list.size_bits() / width);
        const auto value = *rc::gen::inRange(0U, 1U << width);
        list.set(index, value, width);
        RC_ASSERT(list.get(index, width) == value);
        list.set(index, 0, width);
        RC_ASSERT(list == Bitstring());
    });
}

TEST_CASE("VC22: the text of a list round trips and is refused when malformed", "[credential][status]") {
    Bitstring bits(200'000);
    for (std::size_t i = 0; i < 200'000; i += 7) {
        bits.set(i, 1);
    }
    const std::string text = bits.encode();
    CHECK(Bitstring::decode(text, "").value() == bits);
    const auto refused = [](std::string_view bad) { return Bitstring::decode(bad, "/p").error(); };
    CHECK(refused("").code == errors::status_encoding);
    CHECK(refused("u").code == errors::status_encoding);
    CHECK(refused(text.substr(1)).code == errors::status_encoding);
    CHECK(refused(text + "=").code == errors::status_encoding);
    CHECK(refused(text.substr(0, text.size() - 8)).code == errors::status_encoding);
    CHECK(refused(text + text.substr(1, 4)).code == errors::status_encoding);
    CHECK(refused("uAAAA").pointer == "/p");
    Bytes flipped = parse_base64url(std::string_view(text).substr(1)).value();
    flipped[flipped.size() - 6] ^= 1;  // the checksum
    CHECK(refused(to_multibase_base64url(flipped)).code == errors::status_encoding);
    // zlib's wrapper instead of gzip's.
    CHECK(refused("ueNoBAAAAAQAB").code == errors::status_encoding);
}

TEST_CASE("VC23: a list that expands beyond the limit is met at the limit", "[credential][status]") {
    const Bitstring most(limits::status_list_bytes_max * 8);
    const std::string text = most.encode();
    CHECK(text.size() < 4000);
    CHECK(Bitstring::decode(text, "").value() == most);
    // Stored blocks, which need no compressor; the end is never reached.
    Bytes stored = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
    const std::size_t block = 65535;
    for (std::size_t done = 0; done <= limits::status_list_bytes_max; done += block) {
        append(stored, Bytes{0, 0xFF, 0xFF, 0, 0});
        stored.insert(stored.end(), block, std::uint8_t{0});
    }
    CHECK(Bitstring::decode(to_multibase_base64url(stored), "/p").error().code == errors::status_too_large);
}

TEST_CASE("VC24: a list credential is a valid credential that serves its entries", "[credential][status]") {
    Bitstring bits;
    bits.set(7, 1);
    const Json list = make_status_list_credential(options, bits);
    CHECK(check_credential(list).has_value());
    CHECK(judged(list) == "1");
    CHECK(judged(list, entry(8)) == "0");
    const auto issuer = sample::key(KeyType::ed25519);
    const Json secured = add_proof(list, issuer, {.verification_method = sample::method_of(issuer)}).value();
    CHECK(verify_proofs(secured, {.now = now}, sample::resolve).has_value());
    CHECK(judged(secured) == "1");
    const Json holder = sample::with(sample::unsigned_credential(), "credentialStatus", make_status_entry(options, 7));
    CHECK(read_status(check_credential(holder).value().statuses.at(0), list, now).value() == 1);
}

TEST_CASE("VC25: a list serves an entry only of its own address, purpose and time", "[credential][status]") {
    const Json list = make_status_list_credential(options, Bitstring());
    CHECK(judged(list) == "0");
    CHECK(judged(sample::with(list, "type", "VerifiableCredential")) == "status.list /type");
    CHECK(judged(sample::with(list, "id", "https://a.example/status/4")) == "status.list /id");
    CHECK(judged(sample::without(list, "id")) == "status.list /id");
    CHECK(judged(with_subject(list, "type", "Other")) == "status.list /credentialSubject/type");
    CHECK(judged(with_subject(list, "statusPurpose", "suspension")) ==
          "status.purpose /credentialSubject/statusPurpose");
    CHECK(judged(with_subject(list, "statusPurpose", Json::array({"suspension", "revocation"}))) == "0");
    CHECK(judged(with_subject(list, "encodedList", 1)) == "status.encoding /credentialSubject/encodedList");
    CHECK(judged(with_subject(list, "encodedList", "uAAAA")) == "status.encoding /credentialSubject/encodedList");
    CHECK(judged(list, entry(7), UnixSeconds{1699999999}) == "credential.not_yet_valid /validFrom");
    CHECK(judged(list, entry(7), UnixSeconds{1700000201}) == "credential.expired /validUntil");
    CHECK(judged(Json(1)) == "credential.type ");
}

TEST_CASE("VC26: short lists and indexes outside are refused", "[credential][status]") {
    const Json list = make_status_list_credential(options, Bitstring());
    CHECK(judged(list, entry(limits::status_list_entries_min - 1)) == "0");
    CHECK(judged(list, entry(limits::status_list_entries_min)) == "status.range /credentialStatus/statusListIndex");
    CHECK(judged(list, entry(std::uint64_t(-1))) == "status.range /credentialStatus/statusListIndex");
    CHECK(judged(list, entry(0, 2)) == "status.length /credentialSubject/encodedList");
    Bitstring wide(limits::status_list_entries_min * 2);
    wide.set(5, 3, 2);
    CHECK(judged(make_status_list_credential(options, wide), entry(5, 2)) == "3");
}

TEST_CASE("VC25: the specification's own examples are read", "[credential][status]") {
    const auto folder = testdata_folder("vectors/bitstring-status-list");
    if (!folder) {
        return;
    }
    const Json list = read_json(*folder / "status_list_credential.json");
    const auto credential = check_credential(read_json(*folder / "revocable_credential.json")).value();
    CHECK(read_status(credential.statuses.at(0), list, now).value() == 0);
    const Json all_decoded = read_json(*folder / "decoded.json");
    for (const Json& decoded : all_decoded.as_array()) {
        const auto bits = Bitstring::decode(get_string(decoded, "encodedList").value(), "").value();
        CHECK(bits.size_bits() == 8 * get_unsigned(decoded, "bytes").value());
        CHECK(bits == Bitstring(bits.size_bits()));
    }
    for (const char* name :
         {"multiple_entries_one_list.json", "multiple_lists_one_credential.json", "two_purposes_two_lists.json"}) {
        INFO(name);
        CHECK(check_credential(read_json(*folder / name)).has_value());
    }
}
