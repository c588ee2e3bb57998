// A note, checkpoint or key that parses prints back to the same text.
#include "contracts/log/checkpoint.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const std::string_view text = as_text({data, size});
    if (const auto key = log::parse_vkey(text)) {
        ensure(log::to_vkey(*key) == text, "verification key");
    }
    const auto note = log::parse_note(text);
    if (!note) {
        return 0;
    }
    std::string again = note->text + "\n";
    for (const auto& signature : note->signatures) {
        const auto payload = ByteWriter().u32(signature.key_id).bytes(signature.bytes).take();
        again += "\xE2\x80\x94 " + signature.name + " " + to_base64(payload) + "\n";
    }
    ensure(again == text, "note");
    if (const auto checkpoint = log::parse_checkpoint_text(note->text); checkpoint && checkpoint->extensions.empty()) {
        ensure(log::to_checkpoint_text(checkpoint->origin, checkpoint->head) == note->text, "checkpoint");
    }
    static const auto known =
        log::parse_vkey("log.example/countersign+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs").value();
    static_cast<void>(log::open_checkpoint(text, known));
    return 0;
}
