// Counters of the server in Prometheus' text form (version 0.0.4): relaxed atomics, one row a route.
// Thread-safety: everything may be called from any thread, except `set_routes` and `add_gauge` (before the start).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace countersign::api::http {

class Metrics {
  public:
    /// Upper bounds of the duration buckets, in microseconds.
    static constexpr std::array<std::uint64_t, 8> buckets_us = {100,     1'000,     5'000,      25'000,
                                                                100'000, 1'000'000, 10'000'000, 60'000'000};

    /// `names`: method and pattern of each route by its number. Requests without a route are counted under "none".
    void set_routes(const std::vector<std::string>& names);
    /// Read when the page is asked for. `name` is a full metric name.
    void add_gauge(std::string name, std::string help, std::function<double()> read);

    /// `route` may be `no_route`.
    void count_request(std::size_t route, unsigned status, std::uint64_t duration_us) noexcept;
    static constexpr std::size_t no_route = static_cast<std::size_t>(-1);

    std::atomic<std::uint64_t> connections_open = 0;
    std::atomic<std::uint64_t> connections_total = 0;
    std::atomic<std::uint64_t> connections_refused_total = 0;
    std::atomic<std::uint64_t> body_bytes_total = 0;
    std::atomic<std::uint64_t> rate_limited_total = 0;

    [[nodiscard]] std::string text() const;

  private:
    struct Row {
        std::string name;
        /// 1xx to 5xx.
        std::array<std::atomic<std::uint64_t>, 5> by_class{};
        std::array<std::atomic<std::uint64_t>, buckets_us.size() + 1> by_duration{};
        std::atomic<std::uint64_t> duration_us_sum = 0;
    };
    struct Gauge {
        std::string name;
        std::string help;
        std::function<double()> read;
    };
    /// The last row is "none".
    std::vector<std::unique_ptr<Row>> rows_;
    std::vector<Gauge> gauges_;
};

}  // namespace countersign::api::http
