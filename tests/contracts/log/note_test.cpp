// Signed notes, keys and checkpoints. Published examples: C2SP signed-note.md, Tessera's test data; golden values:
// docs/spec/log.md, checked once with @sigstore/verify (and again by tests/interop/log.mjs).
#include "contracts/log/checkpoint.hpp"

#include <catch2/catch.hpp>

#include "contracts/log/tlog_proof.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "tests/contracts/log/golden.hpp"

using namespace countersign;
using namespace countersign::log_golden;

namespace {

ErrorCode note_error(std::string_view text) {
    const auto note = log::parse_note(text);
    return note ? ErrorCode{"none", ErrorKind::invalid, ""} : note.error().code;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("L10: verification keys parse, print the same, and have the published ids", "[log][note]") {
    for (const std::string_view text : std::initializer_list<std::string_view>{
             "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
             "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx", log_vkey,
             witness_vkey}) {
        const auto key = log::parse_vkey(text);
        REQUIRE(key.has_value());
        CHECK(log::to_vkey(*key) == text);
    }
    CHECK(log::to_vkey(log_signer().verifier()) == log_vkey);
    CHECK(log::to_vkey(witness_signer().verifier()) == witness_vkey);
}

TEST_CASE("L10: malformed verification keys are refused", "[log][note]") {
    const std::string good(log_vkey);
    CHECK(log::parse_vkey("log.example").error().code == errors::note_key);
    CHECK(log::parse_vkey("log.example+2b4e9379").error().code == errors::note_key);
    CHECK(log::parse_vkey(replaced(good, "+2b4e", "+2b4f")).error().code == errors::note_key);
    CHECK(log::parse_vkey(replaced(good, "+2b4e", "+2B4E")).error().code == errors::note_key);
    CHECK(log::parse_vkey(replaced(good, "log.example", "log.Example")).error().code == errors::note_key);
    CHECK(log::parse_vkey(replaced(good, "log.example", "log example")).error().code == errors::note_key_name);
    CHECK(log::parse_vkey(good + "A").error().code == errors::note_key);
    CHECK(log::parse_vkey("+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs").error().code ==
          errors::note_key_name);
    CHECK(log::parse_vkey("a+00000000+AgAA").error().code == errors::note_key_unsupported);
    CHECK(log::parse_vkey("a+00000000+AQAA").error().code == errors::note_key);
    CHECK(log::parse_vkey("a+00000000+").error().code == errors::note_key);
}

TEST_CASE("L11: a key name has no space of Unicode, no plus sign and no control", "[log][note]") {
    for (const std::string_view name : {"log.example", "log.example/a-b_c", "\xC3\xBC.example", "x"}) {
        CHECK(log::check_key_name(name).has_value());
    }
    for (const std::string_view name :
         {"", " ", "a b", "a+b", "a\nb", "a\tb", "a\xC2\xA0", "\xE3\x80\x80", "a\xE2\x80\xA8z", "\xFF"}) {
        CHECK(log::check_key_name(name).error().code == errors::note_key_name);
    }
    CHECK(log::check_key_name(std::string(limits::note_key_name_bytes_max, 'a')).has_value());
    CHECK_FALSE(log::check_key_name(std::string(limits::note_key_name_bytes_max + 1, 'a')).has_value());
    CHECK_FALSE(log::NoteSigner::make("a b", PrivateKey::parse(KeyType::ed25519, Bytes(32, 7)).value()).has_value());
    CHECK(log::NoteSigner::make("a", PrivateKey::parse(KeyType::p256, Bytes(32, 7)).value()).error().code ==
          errors::note_key_unsupported);
}

TEST_CASE("L12: the form of a note is strict", "[log][note]") {
    const std::string good = golden_checkpoint();
    REQUIRE(log::parse_note(good).has_value());
    CHECK(log::parse_note(good)->signatures.size() == 2);
    CHECK(log::parse_note(replaced(good, "\n7\n", "\n\n7\n")).has_value());  // an empty line inside the text
    CHECK(note_error("") == errors::note_syntax);
    CHECK(note_error("text\n") == errors::note_syntax);
    CHECK(note_error("text\n\n") == errors::note_syntax);
    CHECK(note_error(good.substr(0, good.size() - 1)) == errors::note_syntax);
    CHECK(note_error(good + "\n") == errors::note_syntax);
    CHECK(note_error(good + "more\n") == errors::note_syntax);
    CHECK(note_error(replaced(good, "\n7\n", "\n7\r\n")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "\n7\n", "\n\t7\n")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "\n7\n", "\n\xFF\n")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "\xE2\x80\x94 log", "- log")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "KQk=\n", "KQk\n")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "KQk=\n", "KQl=\n")) == errors::note_syntax);
    CHECK(note_error(replaced(good, "KQk=\n", "KQk= \n")) == errors::note_syntax);
    CHECK(note_error("t\n\n\xE2\x80\x94 a AAAAAA==\n") == errors::note_syntax);
    CHECK(note_error("t\n\n\xE2\x80\x94 a AAAAAAA=\n").name == "none");
    std::string many = "t\n\n";
    for (std::size_t i = 0; i < limits::note_signatures_max; ++i) {
        many += "\xE2\x80\x94 a AAAAAAA=\n";
    }
    CHECK(note_error(many).name == "none");
    CHECK(note_error(many + "\xE2\x80\x94 a AAAAAAA=\n") == errors::note_syntax);
    CHECK(note_error(std::string(limits::note_bytes_max, 'a') + many) == errors::note_syntax);
}

TEST_CASE("L13: unknown signatures are ignored, a bad one by a known key spoils the note", "[log][note]") {
    const std::string good = golden_checkpoint();
    const std::vector<log::VerifierKey> keys{log::parse_vkey(log_vkey).value(), log::parse_vkey(witness_vkey).value()};
    const auto opened = log::open_note(good, keys);
    REQUIRE(opened.has_value());
    REQUIRE(opened->signers.size() == 2);
    CHECK(opened->signers[1].time == UnixSeconds{1700000000});
    // Only one of the two known: the other line is noise.
    CHECK(log::open_note(good, std::span(keys).first(1))->signers.size() == 1);
    CHECK(log::open_note(good, std::span(keys).last(1))->signers.size() == 1);
    CHECK(log::open_note(good, {}).error().code == errors::note_unsigned);
    // Same name, another key: unknown.
    const auto stranger =
        log::NoteSigner::make(std::string(origin), PrivateKey::parse(KeyType::ed25519, Bytes(32, 9)).value()).value();
    CHECK(log::open_note(good, std::span(&stranger.verifier(), 1)).error().code == errors::note_unsigned);
    const std::string extra = good + stranger.sign_line(log::parse_note(good)->text).value();
    CHECK(log::open_note(extra, keys)->signers.size() == 2);
    // The same line twice counts once.
    const std::string twice = good + log_signer().sign_line(log::parse_note(good)->text).value();
    CHECK(log::open_note(twice, keys)->signers.size() == 2);
    CHECK(log::open_note(replaced(good, "\n7\n", "\n8\n"), keys).error().code == errors::note_bad_signature);
    const std::string bad_witness = replaced(good, "DlDw==", "DlDQ==");
    CHECK(log::open_note(bad_witness, keys).error().code == errors::note_bad_signature);
    CHECK(log::open_note(bad_witness, std::span(keys).first(1)).has_value());
    // A cosignature's time is part of what is signed, and must be there.
    CHECK(log::open_note(replaced(good, "AAABlU/EA", "AAABlU/EB"), keys).error().code == errors::note_bad_signature);
    const auto payload = ByteWriter().u32(keys[1].id()).u8(1).take();
    CHECK(log::open_note("t\n\n\xE2\x80\x94 witness.example/w1 " + to_base64(payload) + "\n", keys).error().code ==
          errors::note_bad_signature);
}

TEST_CASE("L14: signing gives the golden note byte for byte", "[log][note]") {
    const auto text = log::to_checkpoint_text(std::string(origin), golden_tree().head());
    CHECK(log::sign_checkpoint(golden_tree().head(), log_signer()) +
              witness_signer().sign_line(text, UnixSeconds{1700000000}).value() ==
          golden_checkpoint());
    CHECK(log_signer().sign("no line feed").error().code == errors::note_syntax);
    CHECK(log_signer().sign("").error().code == errors::note_syntax);
    CHECK(log_signer().sign("a\x01\n").error().code == errors::note_syntax);
}

TEST_CASE("L20: the form of a checkpoint is strict", "[log][checkpoint]") {
    const auto golden = log::parse_checkpoint_text(log::parse_note(golden_checkpoint())->text);
    REQUIRE(golden.has_value());
    CHECK(golden->origin == origin);
    CHECK(golden->head == golden_tree().head());
    const std::string root = to_base64(view(log::leaf_hash({})));
    const std::string empty = to_base64(view(log::empty_root()));
    CHECK(log::parse_checkpoint_text("o\n0\n" + empty + "\n").has_value());
    CHECK(log::parse_checkpoint_text("o\n5\n" + root + "\nextension\n")->extensions.size() == 1);
    CHECK(log::parse_checkpoint_text("o\n9223372036854775807\n" + root + "\n").has_value());
    for (const std::string& bad :
         {std::string(), std::string("o\n"), std::string("o\n5\n"), "o\n5\n" + root, "\n5\n" + root + "\n",
          "o\n05\n" + root + "\n", "o\n-5\n" + root + "\n", "o\n+5\n" + root + "\n", "o\n 5\n" + root + "\n",
          "o\n9223372036854775808\n" + root + "\n", "o\n5\n" + root.substr(4) + "\n", "o\n0\n" + root + "\n",
          "o\n5\n" + root + "\n\n", "o\n5\n" + root + "\next", "o\n\n" + root + "\n"}) {
        INFO(bad);
        CHECK(log::parse_checkpoint_text(bad).error().code == errors::checkpoint_syntax);
    }
}

TEST_CASE("L21: a checkpoint is accepted only from its own log", "[log][checkpoint]") {
    const auto log_key = log::parse_vkey(log_vkey).value();
    const auto witness_key = log::parse_vkey(witness_vkey).value();
    const auto opened = log::open_checkpoint(golden_checkpoint(), log_key, std::span(&witness_key, 1));
    REQUIRE(opened.has_value());
    CHECK(opened->checkpoint.head.size == 7);
    REQUIRE(opened->cosigners.size() == 1);
    CHECK(opened->cosigners[0].key == 0);
    const std::string foreign =
        log_signer().sign("other.example\n1\n" + to_base64(view(log::leaf_hash({}))) + "\n").value();
    CHECK(log::open_checkpoint(foreign, log_key).error().code == errors::checkpoint_origin);
    const std::string letter = log_signer().sign("no checkpoint\n").value();
    CHECK(log::open_checkpoint(letter, log_key).error().code == errors::checkpoint_syntax);
    // The witness alone is not the log.
    const auto text = log::parse_note(golden_checkpoint())->text;
    const std::string cosigned = text + "\n" + witness_signer().sign_line(text, UnixSeconds{1}).value();
    CHECK(log::open_checkpoint(cosigned, log_key, std::span(&witness_key, 1)).error().code == errors::note_unsigned);
    CHECK(log::check_origin("log.example/a").has_value());
    CHECK(log::check_origin("log example").error().code == errors::note_key_name);
}

TEST_CASE("L40, L41: a portable proof round trips and verifies", "[log][tlog_proof]") {
    const auto tree = golden_tree();
    const log::TlogProof proof{.extra = std::nullopt,
                               .index = 3,
                               .path = tree.inclusion_proof(3, 7).value(),
                               .checkpoint = golden_checkpoint()};
    const std::string text = log::to_text(proof);
    CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nindex 3\n/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=\n"));
    const auto parsed = log::parse_tlog_proof(text);
    REQUIRE(parsed.has_value());
    CHECK(log::to_text(*parsed) == text);
    const auto log_key = log::parse_vkey(log_vkey).value();
    const std::uint8_t entry = 3;
    CHECK(log::verify_tlog_proof(*parsed, log::leaf_hash({&entry, 1}), log_key).has_value());
    const std::uint8_t other = 4;
    CHECK(log::verify_tlog_proof(*parsed, log::leaf_hash({&other, 1}), log_key).error().code ==
          errors::proof_root_mismatch);
    log::TlogProof with_extra = proof;
    with_extra.extra = Bytes{1, 2, 3};
    CHECK(log::to_text(log::parse_tlog_proof(log::to_text(with_extra)).value()) == log::to_text(with_extra));
    // An empty path proves nothing about a larger tree.
    log::TlogProof empty_path = proof;
    empty_path.path.clear();
    CHECK(log::verify_tlog_proof(empty_path, tree.root(), log_key).error().code == errors::proof_length);
    log::TlogProof forged = proof;
    forged.checkpoint = replaced(forged.checkpoint, "\n7\n", "\n8\n");
    CHECK(log::verify_tlog_proof(forged, log::leaf_hash({&entry, 1}), log_key).error().code ==
          errors::note_bad_signature);
}

TEST_CASE("L40: malformed portable proofs are refused", "[log][tlog_proof]") {
    const std::string checkpoint = golden_checkpoint();
    const std::string hash = to_base64(view(log::empty_root())) + "\n";
    std::string long_path;
    for (int i = 0; i < 64; ++i) {
        long_path += hash;
    }
    for (const std::string& head :
         {std::string("\n"), std::string("c2sp.org/tlog-proof@v2\nindex 1\n"), std::string("c2sp.org/tlog-proof@v1\n"),
          std::string("c2sp.org/tlog-proof@v1\nindex 01\n"), std::string("c2sp.org/tlog-proof@v1\nindex\n"),
          std::string("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n"),
          std::string("c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n"),
          std::string("c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n"),
          "c2sp.org/tlog-proof@v1\nindex 1\n" + long_path}) {
        INFO(head);
        CHECK(log::parse_tlog_proof(head + "\n" + checkpoint).error().code == errors::tlog_proof_syntax);
    }
    CHECK(log::parse_tlog_proof("c2sp.org/tlog-proof@v1\nindex 1\n" + long_path.substr(hash.size()) + "\n" + checkpoint)
              .has_value());
    CHECK_FALSE(log::parse_tlog_proof("").has_value());
    CHECK_FALSE(log::parse_tlog_proof("c2sp.org/tlog-proof@v1\nindex 1\n\nno note").has_value());
    CHECK_FALSE(log::parse_tlog_proof(std::string(limits::tlog_proof_bytes_max + 1, 'a')).has_value());
}
