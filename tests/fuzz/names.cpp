// Whatever is typed: folding gives text that folds to itself, shapes are built character by character, and a name that
// somebody imitates is named in a sentence that is UTF-8.
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/names/lookalike.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::names;
    static const LookalikeIndex index = [] {
        LookalikeIndex built;
        for (const auto* name : {"example-bank", "modern-world", "dollar00", "examp1e-bank", "ill-will"}) {
            built.add(*parse_name(name));
        }
        return built;
    }();
    const std::string_view text = as_text({data, size});
    const auto name = parse_name(text);
    const auto folded = fold_typed_name(text);
    ensure(!name || (folded && *folded == text), "a name folds to itself");
    if (!folded) {
        ensure(!index.find(text), "what doesn't fold isn't looked up");
        return 0;
    }
    ensure(is_utf8(as_bytes(*folded)), "folded text is UTF-8");
    const auto found = index.find(text);
    ensure(found.has_value(), "folded text can be looked up");
    if (*found) {
        ensure((*found)->existing != *folded && !(*found)->differences.empty(), "a look-alike differs");
        ensure(is_utf8(as_bytes(to_sentence(**found))), "the sentence is text");
    }
    static_cast<void>(compare(*folded, *folded));
    return 0;
}
