#include "api/http/metrics.hpp"

#include <algorithm>
#include <cstdio>

namespace countersign::api::http {
namespace {

void append_head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
    out.append(type).append("\n");
}

void append_value(std::string& out, double value) {
    char text[32];
    static_cast<void>(std::snprintf(text, sizeof text, "%.15g\n", value));
    out.append(" ").append(text);
}

void append_count(std::string& out, std::uint64_t value) { out.append(" ").append(std::to_string(value)).append("\n"); }

double seconds(std::uint64_t microseconds) { return static_cast<double>(microseconds) / 1e6; }

}  // namespace

void Metrics::set_routes(const std::vector<std::string>& names) {
    rows_.clear();
    for (const std::string& name : names) {
        rows_.push_back(std::make_unique<Row>());
        rows_.back()->name = name;
    }
    rows_.push_back(std::make_unique<Row>());
    rows_.back()->name = "none";
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> read) {
    gauges_.push_back({std::move(name), std::move(help), std::move(read)});
}

void Metrics::count_request(std::size_t route, unsigned status, std::uint64_t duration_us) noexcept {
    if (rows_.empty()) {
        return;
    }
    Row& row = *rows_[std::min(route, rows_.size() - 1)];
    const std::size_t status_class = std::clamp(status / 100U, 1U, 5U) - 1;
    row.by_class[status_class].fetch_add(1, std::memory_order_relaxed);
    std::size_t bucket = 0;
    while (bucket < buckets_us.size() && duration_us > buckets_us[bucket]) {
        ++bucket;
    }
    row.by_duration[bucket].fetch_add(1, std::memory_order_relaxed);
    row.duration_us_sum.fetch_add(duration_us, std::memory_order_relaxed);
}

std::string Metrics::text() const {
    std::string out;
    append_head(out, "countersign_http_requests_total", "Requests answered, by route and class of status.", "counter");
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row->by_class.size(); ++i) {
            if (const std::uint64_t count = row->by_class[i].load(std::memory_order_relaxed); count > 0) {
                out.append("countersign_http_requests_total{route=\"").append(row->name).append("\",status=\"");
                out.append(std::to_string(i + 1)).append("xx\"}");
                append_count(out, count);
            }
        }
    }
    append_head(out, "countersign_http_request_seconds", "From the first byte of a request to its answer.",
                "histogram");
    for (const auto& row : rows_) {
        std::uint64_t total = 0;
        for (const auto& count : row->by_duration) {
            total += count.load(std::memory_order_relaxed);
        }
        if (total == 0) {
            continue;
        }
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < buckets_us.size(); ++i) {
            below += row->by_duration[i].load(std::memory_order_relaxed);
            char bound[32];
            static_cast<void>(std::snprintf(bound, sizeof bound, "%g", seconds(buckets_us[i])));
            out.append("countersign_http_request_seconds_bucket{route=\"").append(row->name).append("\",le=\"");
            out.append(bound).append("\"}");
            append_count(out, below);
        }
        out.append("countersign_http_request_seconds_bucket{route=\"").append(row->name).append("\",le=\"+Inf\"}");
        append_count(out, total);
        out.append("countersign_http_request_seconds_sum{route=\"").append(row->name).append("\"}");
        append_value(out, seconds(row->duration_us_sum.load(std::memory_order_relaxed)));
        out.append("countersign_http_request_seconds_count{route=\"").append(row->name).append("\"}");
        append_count(out, total);
    }
    const auto plain = [&out](std::string_view name, std::string_view help, std::string_view type,
                              std::uint64_t value) {
        append_head(out, name, help, type);
        out.append(name);
        append_count(out, value);
    };
    plain("countersign_http_connections", "Connections open now.", "gauge", connections_open.load());
    plain("countersign_http_connections_total", "Connections accepted.", "counter", connections_total.load());
    plain("countersign_http_connections_refused_total", "Connections closed for want of room.", "counter",
          connections_refused_total.load());
    plain("countersign_http_body_bytes_total", "Bytes of request bodies read.", "counter", body_bytes_total.load());
    plain("countersign_http_rate_limited_total", "Requests refused by a rate limit.", "counter",
          rate_limited_total.load());
    for (const Gauge& gauge : gauges_) {
        append_head(out, gauge.name, gauge.help, "gauge");
        out.append(gauge.name);
        append_value(out, gauge.read());
    }
    return out;
}

}  // namespace countersign::api::http
