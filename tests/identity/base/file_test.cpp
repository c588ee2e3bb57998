#include "identity/base/file.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;

TEST_CASE("a file is written whole, with its mode, and not replaced unless asked", "[base][file]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "secret";
    REQUIRE(write_file(path, as_bytes("one"), {.mode = 0600}).has_value());
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600);
    CHECK(write_file(path, as_bytes("two"), {}).error().code == errors::file_exists);
    CHECK(as_text(read_file(path, 10).value()) == "one");
    REQUIRE(write_file(path, as_bytes("two"), {.overwrite = Overwrite::yes}).has_value());
    CHECK(as_text(read_file(path, 3).value()) == "two");
    CHECK(read_file(path, 2).error().code == errors::file_too_large);
    CHECK(read_file(folder.path() / "absent", 2).error().code == errors::file_not_found);
    CHECK(read_file(folder.path(), 2).error().code == errors::file_unreadable);
    CHECK(write_file(folder.path() / "no" / "such", {}, {}).error().code == errors::file_unwritable);
}
