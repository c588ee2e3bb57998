// The layers of docs/architecture.md, held by reading every include of the product.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "tests/lint/source_tree.hpp"

using namespace countersign::lint;

namespace {

/// What a folder may include besides itself. A folder that isn't named here fails the test.
const std::map<std::string, std::set<std::string>>& allowed() {
    static const std::set<std::string> identity = {"identity/base",       "identity/keys",  "identity/did",
                                                   "identity/credential", "identity/names", "identity/reputation"};
    static const auto with = [](std::set<std::string> base, const std::set<std::string>& more) {
        base.insert(more.begin(), more.end());
        return base;
    };
    static const std::set<std::string> contracts =
        with(identity, {"contracts/rules", "contracts/log", "contracts/store", "contracts/chain", "contracts/ledger"});
    static const std::set<std::string> verifier = with(
        contracts, {"verifier/media", "verifier/c2pa", "verifier/c2pa/write", "verifier/cawg", "verifier/cawg/write",
                    "verifier/receipt", "verifier/evidence", "verifier/verdict", "verifier/bundle"});
    static const std::map<std::string, std::set<std::string>> table = {
        {"identity/base", {}},
        {"identity/keys", {"identity/base"}},
        {"identity/did", {"identity/base", "identity/keys"}},
        {"identity/credential", {"identity/base", "identity/keys", "identity/did"}},
        {"identity/names", {"identity/base"}},
        {"identity/reputation", {"identity/base"}},
        {"contracts/rules", {"identity/base"}},
        {"contracts/log", {"identity/base", "identity/keys"}},
        {"contracts/store", {"identity/base", "contracts/log"}},
        {"contracts/chain", with(identity, {"contracts/rules", "contracts/log", "contracts/store"})},
        {"contracts/ledger",
         {"identity/base", "identity/keys", "contracts/rules", "contracts/log", "contracts/store", "contracts/chain"}},
        {"verifier/media", identity},
        {"verifier/c2pa", with(contracts, {"verifier/media"})},
        {"verifier/c2pa/write", with(contracts, {"verifier/media", "verifier/c2pa"})},
        {"verifier/cawg", with(contracts, {"verifier/media", "verifier/c2pa"})},
        {"verifier/cawg/write",
         with(contracts, {"verifier/media", "verifier/c2pa", "verifier/c2pa/write", "verifier/cawg"})},
        {"verifier/receipt", with(contracts, {"verifier/media", "verifier/c2pa"})},
        {"verifier/evidence",
         with(contracts, {"verifier/media", "verifier/c2pa", "verifier/cawg", "verifier/receipt"})},
        {"verifier/verdict", with(contracts, {"verifier/media", "verifier/c2pa", "verifier/cawg", "verifier/receipt",
                                              "verifier/evidence"})},
        {"verifier/bundle", with(contracts, {"verifier/media", "verifier/c2pa", "verifier/cawg", "verifier/receipt",
                                             "verifier/evidence", "verifier/verdict"})},
        {"api/web", {"identity/base"}},
        {"api/http", with(verifier, {"api/web"})},
        {"api/service", with(verifier, {"api/web", "api/http"})},
        {"api/cli", with(verifier, {"api/web", "api/http", "api/service"})},
    };
    return table;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// The freestanding headers of base: the only ones that contracts/rules may see.
const std::set<std::string> freestanding = {"identity/base/fixed_bytes.hpp", "identity/base/strong.hpp",
                                            "identity/base/limits.hpp"};

/// The one file that compiles Asio and Beast, and its private headers.
const std::set<std::string> server = {"api/http/connection.hpp", "api/http/request_parser.hpp", "api/http/server.cpp"};

/// Libraries that one place alone may name.
const std::vector<std::pair<std::string, std::set<std::string>>> wrapped = {
    {"<sqlite3.h>", {"contracts/store/database.cpp"}},
    {"<secp256k1", {"identity/keys/secp256k1.cpp"}},
    {"<boost/json", {"identity/base/json.cpp"}},
    {"<boost/beast", server},
    {"<boost/asio", server},
    {"<curl/", {"api/http/client.cpp"}},
    {"<cryptopp/", {"identity/base/hash.cpp"}},
    {"<unicode/", {"identity/names/unicode.cpp"}},
};

}  // namespace

TEST_CASE("a folder includes only folders below it", "[lint][layers]") {
    const auto files = read_product();
    REQUIRE(files.size() > 10);
    for (const auto& file : files) {
        const std::string folder = folder_of(file.path);
        INFO(file.path);
        REQUIRE(allowed().contains(folder));
        for (const auto& line : file.lines()) {
            if (!line.starts_with("#include \"")) {
                continue;
            }
            const std::string included = line.substr(10, line.find('"', 10) - 10);
            INFO(line);
            CHECK((folder_of(included) == folder || allowed().at(folder).contains(folder_of(included))));
            if (folder == "contracts/rules" && folder_of(included) == "identity/base") {
                CHECK(freestanding.contains(included));
            }
        }
    }
}

TEST_CASE("each wrapped library is named in one file", "[lint][layers]") {
    for (const auto& file : read_product()) {
        for (const auto& line : file.lines()) {
            for (const auto& [header, places] : wrapped) {
                if (line.starts_with("#include " + header)) {
                    INFO(file.path << ": " << line);
                    CHECK(places.contains(file.path));
                }
            }
        }
    }
}

TEST_CASE("every folder of the product says what it owns", "[lint][layers]") {
    for (const auto& [folder, ignored] : allowed()) {
        INFO(folder);
        CHECK(std::filesystem::exists(countersign::source_folder() / folder / "README.md"));
    }
}
