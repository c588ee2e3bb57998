#include "identity/credential/accreditation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "identity/base/limits.hpp"

using namespace countersign;
using namespace countersign::credential;

namespace {

constexpr UnixSeconds now{100};
const std::set<std::string, std::less<>> roots = {"root", "other root"};

using Table = std::map<std::pair<std::string, std::string>, std::vector<Accreditation>>;

AccreditationAnswer judge(const Table& table, std::string_view issuer = "issuer", std::string_view schema = "schema") {
    return judge_accreditation(issuer, schema, now, roots,
                               [&](std::string_view who, std::string_view what) -> std::vector<Accreditation> {
                                   const auto found = table.find({std::string(who), std::string(what)});
                                   return found == table.end() ? std::vector<Accreditation>{} : found->second;
                               });
}

Accreditation by(std::string_view accreditor, std::uint64_t from = 1, std::uint64_t until = 0,
                 std::uint64_t suspended = 0) {
    return {std::string(accreditor), UnixSeconds{from}, UnixSeconds{until}, UnixSeconds{suspended}};
}

using Path = std::vector<std::string>;

bool tells(const AccreditationAnswer& answer, const ErrorCode& code, std::string_view issuer,
           std::string_view accreditor = {}) {
    return std::ranges::any_of(answer.reasons, [&](const AccreditationReason& reason) {
        return reason.code == code && reason.issuer == issuer && reason.accreditor == accreditor;
    });
}

}  // namespace

TEST_CASE("VC28: a root, or whom a root accredits for the schema, may issue it", "[credential][accreditation]") {
    CHECK(judge({}, "root").path == Path{"root"});
    const Table direct = {{{"issuer", "schema"}, {by("stranger"), by("root")}}};
    CHECK(judge(direct).path == Path{"root", "issuer"});
    CHECK(judge(direct).is_accredited());
    CHECK(judge(direct).reasons.empty());
    CHECK_FALSE(judge(direct, "issuer", "another schema").is_accredited());
}

TEST_CASE("VC29: an accreditation counts in its time and unless suspended", "[credential][accreditation]") {
    const auto judged = [](const Accreditation& accreditation) {
        return judge({{{"issuer", "schema"}, {accreditation}}});
    };
    CHECK(judged(by("root", 100)).is_accredited());
    CHECK(tells(judged(by("root", 101)), errors::accreditation_not_yet, "issuer", "root"));
    CHECK(judged(by("root", 1, 101)).is_accredited());
    CHECK(tells(judged(by("root", 1, 100)), errors::accreditation_ended, "issuer", "root"));
    CHECK(judged(by("root", 1, 0, 101)).is_accredited());
    CHECK(tells(judged(by("root", 1, 0, 100)), errors::accreditation_suspended, "issuer", "root"));
}

TEST_CASE("VC30: one accreditor may stand between, no more", "[credential][accreditation]") {
    Table table = {{{"issuer", "schema"}, {by("between")}}, {{"between", "schema"}, {by("root")}}};
    CHECK(judge(table).path == Path{"root", "between", "issuer"});
    // Direct is shorter.
    table[{"issuer", "schema"}].push_back(by("other root"));
    CHECK(judge(table).path == Path{"other root", "issuer"});
    // Suspending the one between flips all that hangs on it.
    table = {{{"issuer", "schema"}, {by("between")}}, {{"between", "schema"}, {by("root", 1, 0, 50)}}};
    CHECK(tells(judge(table), errors::accreditation_suspended, "between", "root"));
    // Three steps don't count.
    table = {{{"issuer", "schema"}, {by("one")}}, {{"one", "schema"}, {by("two")}}, {{"two", "schema"}, {by("root")}}};
    CHECK_FALSE(judge(table).is_accredited());
    CHECK(tells(judge(table), errors::accreditation_unknown_root, "issuer", "one"));
    // The one between is accredited for another schema only.
    table = {{{"issuer", "schema"}, {by("between")}}, {{"between", "another"}, {by("root")}}};
    CHECK(tells(judge(table), errors::accreditation_unknown_root, "issuer", "between"));
    // Nobody's word counts for themselves, and circles end.
    CHECK(
        tells(judge({{{"issuer", "schema"}, {by("issuer")}}}), errors::accreditation_unknown_root, "issuer", "issuer"));
    table = {{{"issuer", "schema"}, {by("between")}}, {{"between", "schema"}, {by("issuer")}}};
    CHECK_FALSE(judge(table).is_accredited());
}

TEST_CASE("VC31: every way that was tried is told, and the number is bounded", "[credential][accreditation]") {
    CHECK(tells(judge({}), errors::accreditation_none, "issuer"));
    const auto both = judge({{{"issuer", "schema"}, {by("root", 1, 50), by("stranger")}}});
    CHECK(both.reasons.size() == 2);
    CHECK(tells(both, errors::accreditation_ended, "issuer", "root"));
    CHECK(tells(both, errors::accreditation_unknown_root, "issuer", "stranger"));
    std::vector<Accreditation> many;
    for (std::size_t i = 0; i < limits::accreditations_max; ++i) {
        many.push_back(by("stranger " + std::to_string(i)));
    }
    many.push_back(by("root"));
    const auto cut = judge({{{"issuer", "schema"}, many}});
    CHECK_FALSE(cut.is_accredited());
    CHECK(tells(cut, errors::accreditation_too_many, "issuer"));
    std::swap(many.front(), many.back());
    CHECK(judge({{{"issuer", "schema"}, many}}).is_accredited());
}
