#include "identity/base/clock.hpp"

#include <chrono>
#include <cstdio>

#include "identity/base/errors.hpp"

namespace countersign {
namespace {

/// Reads exactly `digits` decimal digits at `at`; -1 where they aren't there.
int read_digits(std::string_view text, std::size_t at, std::size_t digits) noexcept {
    if (at + digits > text.size()) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool has_char(std::string_view text, std::size_t at, char wanted) noexcept {
    return at < text.size() && text[at] == wanted;
}

/// Seconds of the offset at `at` (`Z`, `+hh:mm`, `-hh:mm`), or no value.
Result<std::int64_t> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") {
        return 0;
    }
    const int hours = read_digits(text, 1, 2);
    const int minutes = read_digits(text, 4, 2);
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || !has_char(text, 3, ':') || hours < 0 || hours > 23 ||
        minutes < 0 || minutes > 59) {
        return fail(errors::time_syntax, "bad offset");
    }
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

UnixSeconds SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return UnixSeconds{static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(since).count())};
}

std::string to_rfc3339(UnixSeconds time) {
    using namespace std::chrono;
    constexpr std::uint64_t year_9999_end = 253402300799ULL;
    const std::uint64_t bounded = time.value > year_9999_end ? year_9999_end : time.value;
    const sys_seconds point{seconds{static_cast<std::int64_t>(bounded)}};
    const auto day_point = floor<days>(point);
    const year_month_day date{day_point};
    const hh_mm_ss clock{point - day_point};
    char buffer[40];
    static_cast<void>(std::snprintf(
        buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())));
    return buffer;
}

Result<UnixSeconds> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    const int year_number = read_digits(text, 0, 4);
    const int month_number = read_digits(text, 5, 2);
    const int day_number = read_digits(text, 8, 2);
    const int hour = read_digits(text, 11, 2);
    const int minute = read_digits(text, 14, 2);
    const int second = read_digits(text, 17, 2);
    const bool separators = has_char(text, 4, '-') && has_char(text, 7, '-') &&
                            (has_char(text, 10, 'T') || has_char(text, 10, 't')) && has_char(text, 13, ':') &&
                            has_char(text, 16, ':');
    if (!separators || year_number < 1970 || month_number < 1 || day_number < 1 || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || second < 0 || second > 60) {
        return fail(errors::time_syntax);
    }
    const year_month_day date{year{year_number}, month{static_cast<unsigned>(month_number)},
                              day{static_cast<unsigned>(day_number)}};
    if (!date.ok()) {
        return fail(errors::time_syntax, "no such day");
    }
    std::size_t at = 19;
    if (has_char(text, at, '.')) {
        const std::size_t first = ++at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            ++at;
        }
        if (at == first) {
            return fail(errors::time_syntax, "empty fraction");
        }
    }
    const auto offset = parse_offset(text.substr(at));
    if (!offset) {
        return fail(offset.error());
    }
    const std::int64_t total =
        sys_days{date}.time_since_epoch().count() * 86400LL + hour * 3600LL + minute * 60LL + second - *offset;
    if (total < 0) {
        return fail(errors::time_syntax, "before 1970");
    }
    return UnixSeconds{static_cast<std::uint64_t>(total)};
}

}  // namespace countersign
