#include "api/http/router.hpp"

#include "identity/base/ensure.hpp"

namespace countersign::api::http {

struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter;
    /// Routes that end here, and routes that take the rest of the path from here.
    std::vector<const Route*> here;
    std::vector<const Route*> tail;

    [[nodiscard]] const Node* find_literal(std::string_view segment) const noexcept {
        for (const auto& [text, node] : literals) {
            if (text == segment) {
                return node.get();
            }
        }
        return nullptr;
    }
};

namespace {

/// Goes down the tree; a literal branch that leads nowhere is left for the parameter beside it.
template <typename Node>
const std::vector<const Route*>* descend(const Node& node, const Target& target, std::size_t depth, RouteMatch& match) {
    if (depth == target.segments.size()) {
        return node.here.empty() ? nullptr : &node.here;
    }
    const std::string_view segment = target.segments[depth];
    if (const Node* const literal = node.find_literal(segment)) {
        if (const auto* found = descend(*literal, target, depth + 1, match)) {
            return found;
        }
    }
    const std::size_t count = match.parameter_count;
    if (node.parameter) {
        match.parameters[match.parameter_count++] = segment;
        if (const auto* found = descend(*node.parameter, target, depth + 1, match)) {
            return found;
        }
        match.parameter_count = count;
    }
    if (!node.tail.empty()) {
        match.parameters[match.parameter_count++] = target.tail(depth);
        return &node.tail;
    }
    return nullptr;
}

void add_allowed(std::string& allowed, std::string_view method) {
    if (!allowed.empty()) {
        allowed.append(", ");
    }
    allowed.append(method);
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    route.number = routes_.size();
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    const Route* const added = routes_.back().get();
    Node* node = root_.get();
    std::string_view rest = added->pattern;
    ensure(rest.starts_with('/'), "a pattern starts with a slash");
    std::size_t parameters = 0;
    bool is_tail = false;
    rest.remove_prefix(1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view segment = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!segment.starts_with('{')) {
            const Node* found = node->find_literal(segment);
            if (found == nullptr) {
                node->literals.emplace_back(segment, std::make_unique<Node>());
            }
            for (auto& [text, child] : node->literals) {
                node = text == segment ? child.get() : node;
            }
            continue;
        }
        ensure(++parameters <= route_parameters_max, "too many parameters in a pattern");
        if (segment.ends_with("...}")) {
            ensure(rest.empty(), "a tail ends its pattern");
            is_tail = true;
        } else {
            if (!node->parameter) {
                node->parameter = std::make_unique<Node>();
            }
            node = node->parameter.get();
        }
    }
    auto& list = is_tail ? node->tail : node->here;
    for (const Route* other : list) {
        ensure(other->method != added->method, "a route is added twice");
    }
    list.push_back(added);
}

RouteMatch Router::match(Method method, const Target& target) const {
    RouteMatch match;
    const auto* const found = descend(*root_, target, 0, match);
    if (found == nullptr) {
        return match;
    }
    const Method wanted = method == Method::head ? Method::get : method;
    for (const Route* route : *found) {
        if (route->method == wanted) {
            match.route = route;
            match.cors_open = route->cors_open;
            return match;
        }
    }
    for (const Route* route : *found) {
        add_allowed(match.allowed, method_text(route->method));
        if (route->method == Method::get) {
            add_allowed(match.allowed, "HEAD");
        }
        match.cors_open = match.cors_open || route->cors_open;
    }
    add_allowed(match.allowed, "OPTIONS");
    return match;
}

}  // namespace countersign::api::http
