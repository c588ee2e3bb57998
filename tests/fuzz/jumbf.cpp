// Every view that the parser gives lies inside the input, and every URI resolves or doesn't.
#include "verifier/c2pa/jumbf.hpp"

#include "identity/base/ensure.hpp"
#include "verifier/c2pa/store.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;

namespace {

void visit(const Superbox& box, ByteView input) {
    ensure(box.whole.data() >= input.data() && box.whole.data() + box.whole.size() <= input.data() + input.size(),
           "inside the input");
    ensure(box.hashed.size() < box.whole.size(), "hashed is inside whole");
    ensure(is_jumbf_label(box.label), "label");
    for (const Superbox& child : box.children) {
        visit(child, box.whole);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    if (const auto box = parse_jumbf(input)) {
        visit(*box, input);
    }
    const auto store = Store::parse(input);
    if (store && store->active() != nullptr) {
        for (const Manifest& manifest : store->manifests()) {
            static_cast<void>(store->resolve(absolute_uri(manifest.label, "c2pa.assertions/c2pa.hash.data"), manifest));
            static_cast<void>(store->resolve("self#jumbf=c2pa.signature", manifest));
        }
    }
    return 0;
}
