// Writes the corpus of tests/verifier/c2pa/corpus.hpp into a folder: one file a case, the anchors, and cases.json with
// what the specification says of each and what our validator finds.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "identity/base/ensure.hpp"
#include "identity/base/file.hpp"
#include "identity/base/json.hpp"
#include "tests/verifier/c2pa/corpus.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

Json list_of(const std::vector<std::string>& codes) {
    Json out = Json::array();
    for (const std::string& code : codes) {
        out.push(code);
    }
    return out;
}

void put(const std::filesystem::path& path, ByteView bytes) {
    ensure(write_file(path, bytes, {.overwrite = Overwrite::yes}).has_value(), "write");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "c2pa_corpus_tool FOLDER SEED\n";
        return 64;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    put(folder / "signers.pem", as_bytes(world().root.pem()));
    put(folder / "clocks.pem", as_bytes(world().clock_root.pem()));
    Json cases = Json::array();
    std::size_t number = 0;
    for (const CorpusCase& one : make_corpus(std::strtoull(argv[2], nullptr, 10))) {
        const std::string file = std::to_string(number++);
        put(folder / file, one.file);
        const Report report = world().check(one.file);
        cases.push(Json::object({{"name", one.name},
                                 {"file", file},
                                 {"mediaType", one.media_type},
                                 {"state", one.state},
                                 {"failure", list_of(one.failure)},
                                 {"ingredientFailure", list_of(one.ingredient_failure)},
                                 {"ourState", std::string(to_text(report.state))},
                                 {"ourFailure", list_of(failures(report))},
                                 {"ourIngredientFailure", list_of(delta_failures(report))}}));
    }
    put(folder / "cases.json", as_bytes(to_json_text(cases)));
    return 0;
}
