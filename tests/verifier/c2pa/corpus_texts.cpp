// HTML and texts with their manifest at its place, twice, elsewhere, broken (A.7 to A.9, 14.5.2, 14.12.1.3).
#include "identity/base/encoding.hpp"
#include "tests/verifier/c2pa/corpus.hpp"
#include "verifier/media/html.hpp"
#include "verifier/media/text.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

using Edit = std::function<void(Cbor& binding)>;

Bytes bytes(std::string_view text) { return to_bytes(as_bytes(text)); }

MakeStore store_with(const Edit& edit = {}) {
    return [edit](TestAssertion binding) {
        if (edit) {
            edit(binding.content);
        }
        return make_store({world().manifest({.assertions = {created_action(), binding}})});
    };
}

Bytes make_text(const Edit& edit = {}, std::string_view behind = "") {
    return make_bound_file(store_with(edit), bytes("Dear Sir,\n"), bytes(behind),
                           [](const Bytes& store) { return media::frame_text(store); });
}
Bytes make_page(const Edit& edit = {}) {
    return make_bound_file(store_with(edit), bytes("<!doctype html><html><head><title>a</title>"),
                           bytes("</head><body>Dear Sir</body></html>\n"),
                           [](const Bytes& store) { return media::frame_html(store); });
}
Bytes make_script(const Edit& edit = {}) {
    return make_bound_file(store_with(edit), {}, bytes("print('hello')\n"), [](const Bytes& store) {
        Bytes out = bytes("# -----BEGIN C2PA MANIFEST----- ");
        append(out, media::frame_structured_text(store));
        append(out, bytes(" -----END C2PA MANIFEST-----\n"));
        return out;
    });
}

Bytes replaced(const Bytes& file, std::string_view from, std::string_view to) {
    std::string text(as_text(file));
    return bytes(text.replace(text.find(from), from.size(), to));
}
/// Reaches one byte less or more than the store.
Edit stretched(std::int64_t by) {
    return [by](Cbor& binding) {
        Cbor exclusion = binding.find_array("exclusions")->front();
        const auto length = static_cast<std::int64_t>(exclusion.find("length")->as_unsigned());
        exclusion.set("length", static_cast<std::uint64_t>(length + by));
        binding.set("exclusions", Cbor::array({exclusion}));
    };
}

}  // namespace

void add_texts(Corpus& corpus) {
    const std::string mismatch = "assertion.dataHash.mismatch";
    const std::string malformed = "assertion.dataHash.malformed";
    const std::string unreadable = "manifest.inaccessible.malformed";
    const Bytes text = make_text();
    corpus.add("texts/wrapper_valid", text, {});
    corpus.add("texts/wrapper_in_the_middle", make_text({}, "and so on"), {});
    corpus.add("texts/wrapper_altered", replaced(text, "Sir", "Sis"), {mismatch});
    corpus.add("texts/wrapper_moved", replaced(text, "Sir", "Madam"), {malformed});
    Bytes longer = text;
    append(longer, bytes("PS"));
    corpus.add("texts/wrapper_appended", longer, {mismatch});
    corpus.add("texts/wrapper_exclusion_short", make_text(stretched(-3)), {malformed});
    corpus.add("texts/wrapper_exclusion_long", make_text(stretched(1), "and so on"), {malformed});
    Bytes twice = text;
    append(twice, ByteView(text).subspan(10));
    corpus.add("texts/wrapper_twice", twice, {}, {}, "absent");
    Bytes cut = text;
    cut.resize(cut.size() / 8 * 4 + 2);
    while (!is_utf8(cut)) {
        cut.pop_back();
    }
    corpus.add("texts/wrapper_cut", cut, {}, {}, "absent");
    Bytes noise = bytes("Dear Sir,\n");
    append(noise, media::frame_text(Bytes(40, 0x55)));
    corpus.add("texts/wrapper_of_noise", noise, {unreadable}, {}, "inaccessible");
    corpus.add("texts/plain", bytes("{\"a\": 1}\n"), {}, {}, "absent");

    const Bytes page = make_page();
    corpus.add("texts/page_valid", page, {});
    corpus.add("texts/page_altered", replaced(page, "Sir", "Sis"), {mismatch});
    corpus.add("texts/page_in_body", replaced(page, "<title>a</title>", "<body>          "), {}, {}, "absent");
    corpus.add("texts/page_exclusion_long", make_page(stretched(1)), {mismatch});
    const std::string whole(as_text(page));
    const std::size_t start = whole.find("<script");
    const std::string element = whole.substr(start, whole.find("</head>") - start);
    corpus.add("texts/page_twice", replaced(page, "</head>", element + "</head>"), {}, {}, "absent");
    corpus.add("texts/page_broken", replaced(page, "c2pa\">", "c2pa\">!"), {unreadable}, {}, "inaccessible");
    corpus.add("texts/page_link_too",
               replaced(page, "</head>", "<link rel='c2pa-manifest' href='https://a.example/m'></head>"), {}, {},
               "absent");

    const Bytes script = make_script();
    corpus.add("texts/comment_valid", script, {});
    corpus.add("texts/comment_altered", replaced(script, "hello", "hallo"), {mismatch});
    corpus.add("texts/comment_with_code", replaced(script, "# -", "x#-"), {mismatch});
    corpus.add("texts/comment_exclusion_long", make_script(stretched(1)), {mismatch});
    corpus.add("texts/comment_broken", replaced(script, "base64,", "base64,!"), {unreadable}, {}, "inaccessible");
    corpus.add("texts/comment_other_type", replaced(script, "application/c2pa", "application/json"), {}, {}, "absent");
    corpus.add("texts/comment_no_end", replaced(script, "-----END", "-----AND"), {}, {}, "absent");
    Bytes both = script;
    append(both, script);
    corpus.add("texts/comment_twice", both, {}, {}, "absent");
}

}  // namespace countersign::verifier::c2pa::test
