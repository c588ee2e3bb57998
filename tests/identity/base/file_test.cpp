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

TEST_CASE("a new file appears whole with its commit, and leaves nothing behind without it", "[base][file]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "picture";
    const auto entries = [&] { return std::distance(std::filesystem::directory_iterator(folder.path()), {}); };
    {
        auto file = NewFile::create(path, {}).value();
        REQUIRE(file.append(as_bytes("one two")).has_value());
        REQUIRE(file.overwrite(4, as_bytes("six")).has_value());
        CHECK_FALSE(std::filesystem::exists(path));
        CHECK(entries() == 1);
        REQUIRE(file.commit().has_value());
    }
    CHECK(as_text(read_file(path, 10).value()) == "one six");
    CHECK(entries() == 1);
    {
        auto file = NewFile::create(path, {.overwrite = Overwrite::yes}).value();
        REQUIRE(file.append(as_bytes("half")).has_value());
        auto moved = std::move(file);
        REQUIRE(moved.append(as_bytes(" a file")).has_value());
    }
    CHECK(as_text(read_file(path, 10).value()) == "one six");
    CHECK(entries() == 1);
    CHECK(NewFile::create(path, {}).error().code == errors::file_exists);

    auto late = NewFile::create(folder.path() / "other", {}).value();
    REQUIRE(write_file(folder.path() / "other", as_bytes("first"), {}).has_value());
    CHECK(late.commit().error().code == errors::file_exists);
}
