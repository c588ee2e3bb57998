// Writes files of the formats that c2pa-wasm doesn't read into a folder, for archives.mjs and placements.mjs to sign.
#include <iostream>

#include "identity/base/file.hpp"
#include "tests/carrier_samples.hpp"
#include "tests/zip_samples.hpp"

using namespace countersign;

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: format_samples_tool FOLDER\n";
        return 64;
    }
    std::vector<std::pair<std::string, Bytes>> files{{"vorbis.ogg", sample_ogg()},
                                                     {"one.mid", sample_midi()},
                                                     {"two.mid", sample_midi(2, 2)},
                                                     {"font.ttf", sample_font()},
                                                     {"font.otf", sample_font(true)}};
    files.emplace_back("stored.epub", make_zip({{.name = "mimetype", .content = zip_text("application/epub+zip")},
                                                {.name = "META-INF/container.xml", .content = zip_text("<container/>")},
                                                {.name = "a b.xhtml", .content = Bytes(70, 'b')}}));
    for (const Bytes& sample : zip_samples()) {
        files.emplace_back("sample" + std::to_string(files.size()) + ".zip", sample);
    }
    for (const auto& [name, content] : files) {
        if (!write_file(std::filesystem::path(argv[1]) / name, content, {})) {
            return 1;
        }
    }
    return 0;
}
