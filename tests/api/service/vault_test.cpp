#include "api/service/vault.hpp"

#include <sys/stat.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "api/service/errors.hpp"
#include "contracts/store/database.hpp"
#include "identity/base/file.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::api::service;

namespace {

rules::IdentityId id_of(std::uint8_t number) {
    rules::IdentityId id{};
    id.bytes[0] = number;
    return id;
}

struct Opened {
    Opened() {
        REQUIRE(Vault::init(folder.path(), entropy).has_value());
        vault = std::move(*Vault::open(folder.path(), entropy));
    }
    void reopen() {
        vault.reset();
        vault = std::move(*Vault::open(folder.path(), entropy));
    }
    TemporaryFolder folder;
    SystemEntropy entropy;
    std::unique_ptr<Vault> vault;
};

HostedKeys new_keys(Entropy& entropy) {
    return {PrivateKey::generate(KeyType::p256, entropy), PrivateKey::generate(KeyType::ed25519, entropy)};
}

}  // namespace

TEST_CASE("H14: keys come back after the vault is opened again, and only with this folder's key", "[api][service]") {
    Opened opened;
    const HostedKeys keys = new_keys(opened.entropy);
    REQUIRE(opened.vault->put_hosted(id_of(1), keys).has_value());
    const PublicKey own = opened.vault->own_key("log", KeyType::ed25519)->public_key();
    opened.reopen();
    CHECK(opened.vault->hosted(id_of(1))->control.public_key() == keys.control.public_key());
    CHECK(opened.vault->hosted(id_of(1))->issue.public_key() == keys.issue.public_key());
    CHECK(opened.vault->own_key("log", KeyType::ed25519)->public_key() == own);
    CHECK(opened.vault->hosted(id_of(2)).error().code == errors::identity_not_hosted);

    struct stat info {};
    REQUIRE(::stat((opened.folder.path() / "service.key").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600);
    const Bytes database = read_file(opened.folder.path() / "vault.db", std::size_t{1} << 24U).value();
    CHECK(std::search(database.begin(), database.end(), keys.control.secret().begin(), keys.control.secret().end()) ==
          database.end());

    REQUIRE(write_file(opened.folder.path() / "service.key", Bytes(32, 1), {.overwrite = Overwrite::yes, .mode = 0600})
                .has_value());
    opened.reopen();
    CHECK(opened.vault->hosted(id_of(1)).error().code == errors::vault_key);
    CHECK(opened.vault->own_key("log", KeyType::ed25519).error().code == errors::vault_key);
    REQUIRE(write_file(opened.folder.path() / "service.key", Bytes(31, 1), {.overwrite = Overwrite::yes}).has_value());
    opened.vault.reset();
    CHECK(Vault::open(opened.folder.path(), opened.entropy).error().code == errors::vault_key);
}

TEST_CASE("H14: a sealed key in another row's place doesn't open", "[api][service]") {
    Opened opened;
    REQUIRE(opened.vault->put_hosted(id_of(1), new_keys(opened.entropy)).has_value());
    REQUIRE(opened.vault->put_hosted(id_of(2), new_keys(opened.entropy)).has_value());
    opened.vault.reset();
    {
        auto database = store::Database::open(opened.folder.path() / "vault.db", {}).value();
        REQUIRE(database
                    .execute("UPDATE hosted SET control = (SELECT control FROM hosted ORDER BY identity LIMIT 1), "
                             "issue = (SELECT issue FROM hosted ORDER BY identity LIMIT 1)")
                    .has_value());
    }
    opened.vault = std::move(*Vault::open(opened.folder.path(), opened.entropy));
    CHECK(opened.vault->hosted(id_of(1)).has_value());
    CHECK(opened.vault->hosted(id_of(2)).error().code == errors::vault_key);
}

TEST_CASE("H13: a token is found by its text alone, until it ends", "[api][service]") {
    Opened opened;
    const UnixSeconds end{1000};
    const std::string text = opened.vault->make_token({id_of(1), scopes::sign | scopes::manage, end}).value();
    CHECK(text.size() == 64);
    const Bytes database = read_file(opened.folder.path() / "vault.db", std::size_t{1} << 24U).value();
    CHECK(as_text(database).find(text) == std::string_view::npos);
    const Token token = opened.vault->find_token(text, UnixSeconds{999}).value();
    CHECK(token.identity == id_of(1));
    CHECK(token.scopes == (scopes::sign | scopes::manage));
    CHECK(opened.vault->find_token(text, end).error().code == errors::token_expired);
    CHECK(opened.vault->find_token(text.substr(1), {}).error().code == errors::token_unknown);
    REQUIRE(opened.vault->forget_hosted(id_of(1)).has_value());
    CHECK(opened.vault->find_token(text, UnixSeconds{999}).error().code == errors::token_unknown);
    CHECK(to_texts(scopes::all) == std::vector<std::string_view>{"sign", "issue", "manage"});
}

TEST_CASE("H24: every credential has a place of its own in its issuer's list", "[api][service]") {
    Opened opened;
    std::set<std::uint32_t> places;
    for (int i = 0; i < 200; ++i) {
        const std::uint32_t place = opened.vault->reserve_list_index(id_of(1)).value();
        CHECK(place < status_list_entries);
        CHECK(places.insert(place).second);
    }
    const std::uint64_t before = opened.vault->issued_version();
    REQUIRE(opened.vault->put_issued({.id = "a", .issuer = id_of(1), .subject = id_of(2), .type = "T"}).has_value());
    CHECK(opened.vault->issued_version() > before);
    CHECK(opened.vault->issued("a")->type == "T");
    CHECK(opened.vault->issued("b").error().code == errors::credential_unknown);
    CHECK(opened.vault->issued_by(id_of(1))->size() == 1);
    CHECK(opened.vault->issued_about(id_of(2))->size() == 1);
    CHECK(opened.vault->issued_about(id_of(1))->empty());

    // A full list: every place taken.
    opened.vault.reset();
    {
        auto database = store::Database::open(opened.folder.path() / "vault.db", {}).value();
        REQUIRE(
            database
                .execute("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 131071) "
                         "INSERT OR IGNORE INTO list_place SELECT (SELECT issuer FROM list_place LIMIT 1), i FROM n")
                .has_value());
    }
    opened.vault = std::move(*Vault::open(opened.folder.path(), opened.entropy));
    CHECK(opened.vault->reserve_list_index(id_of(1)).error().code == errors::credential_list_full);
    CHECK(opened.vault->reserve_list_index(id_of(2)).has_value());
}

TEST_CASE("a vault is made once", "[api][service]") {
    Opened opened;
    CHECK_FALSE(Vault::init(opened.folder.path(), opened.entropy).has_value());
}
