// From method and path to a route. Patterns are the paths of openapi.yaml: literal segments, `{name}` for one segment
// and `{name...}` for all that is left. Literals win over parameters.
// Thread-safety: built once, then read by any number of threads.
#pragma once

#include <array>
#include <memory>

#include "api/http/message.hpp"

namespace countersign::api::http {

/// Light handlers answer in microseconds on the thread that reads; heavy ones go to the worker pool.
enum class Weight : std::uint8_t { light, heavy };

/// What a body may be.
enum class BodyKind : std::uint8_t { none, json, json_or_bytes, file, form };

struct Route {
    Method method = Method::get;
    std::string pattern = {};
    Handler handler = {};
    Weight weight = Weight::light;
    BodyKind body = BodyKind::none;
    /// 0: the limit of the kind.
    std::uint64_t body_bytes_max = 0;
    /// Query parameters it knows; any other is refused.
    std::vector<std::string_view> query = {};
    /// The page reads its own address, whatever is in it.
    bool any_query = false;
    /// Pages of any site may call it: public reads and verification alone.
    bool cors_open = false;
    /// What a request takes from its caller's allowance; 0 is not counted (health, metrics).
    unsigned cost = 1;
    /// Its place in the table, for metrics.
    std::size_t number = 0;
};

constexpr std::size_t route_parameters_max = 4;

struct RouteMatch {
    /// Null: no such path, or the path has no such method (then `allowed` isn't empty).
    const Route* route = nullptr;
    std::array<std::string_view, route_parameters_max> parameters;
    std::size_t parameter_count = 0;
    /// For a 405's `Allow`, such as `GET, HEAD, OPTIONS`.
    std::string allowed;
    bool cors_open = false;
};

class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// A pattern and method that are there already are a bug.
    void add(Route route);
    /// HEAD is answered by the GET of the path.
    [[nodiscard]] RouteMatch match(Method method, const Target& target) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const noexcept { return routes_; }

  private:
    struct Node;
    std::vector<std::unique_ptr<Route>> routes_;
    std::unique_ptr<Node> root_;
};

}  // namespace countersign::api::http
