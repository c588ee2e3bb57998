#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/clock.hpp"
#include "identity/base/errors.hpp"

using namespace countersign;

TEST_CASE("times are read with offsets and written in UTC", "[base][time]") {
    CHECK(to_rfc3339(UnixSeconds{0}) == "1970-01-01T00:00:00Z");
    CHECK(to_rfc3339(UnixSeconds{1777802400}) == "2026-05-03T10:00:00Z");
    CHECK(parse_rfc3339("2026-05-03T10:00:00Z").value() == UnixSeconds{1777802400});
    CHECK(parse_rfc3339("2026-05-03T12:00:00.5+02:00").value() == UnixSeconds{1777802400});
    for (const char* bad : {"", "2026-05-03", "2026-05-03T10:00:00", "2026-02-30T10:00:00Z", "2026-05-03T24:00:00Z",
                            "1969-01-01T00:00:00Z", "2026-05-03T10:00:00.Z", "2026-05-03T10:00:00+2:00",
                            "2026-05-03T10:00:00Zx", "26-05-03T10:00:00Z"}) {
        INFO(bad);
        REQUIRE_FALSE(parse_rfc3339(bad).has_value());
        CHECK(parse_rfc3339(bad).error().code == errors::time_syntax);
    }
    rc::prop("parse(write(t)) == t", [] {
        const UnixSeconds time{*rc::gen::inRange<std::uint64_t>(0, 253402300800ULL)};
        RC_ASSERT(parse_rfc3339(to_rfc3339(time)).value() == time);
    });
}
