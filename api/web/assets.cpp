#include "api/web/assets.hpp"
#include "identity/base/limits.hpp"

#include <algorithm>
#include <array>

namespace countersign::api::web {
namespace {

constexpr std::array<std::string_view, 6> views = {"/", "/verify", "/identity", "/log", "/create", "/builders"};
/// Views whose address may name one thing: /verify/{sha256}, /identity/{id or name}.
constexpr std::array<std::string_view, 2> views_of_one = {"/verify/", "/identity/"};

}  // namespace

bool is_page_address(std::string_view path) noexcept {
    if (std::ranges::find(views, path) != views.end()) {
        return true;
    }
    return std::ranges::any_of(views_of_one, [path](std::string_view view) {
        if (!path.starts_with(view)) {
            return false;
        }
        const std::string_view subject = path.substr(view.size());
        return !subject.empty() && subject.size() <= limits::page_subject_bytes_max &&
               subject.find('/') == subject.npos;
    });
}

const Asset* find_asset(std::string_view path) noexcept {
    const std::string_view wanted = is_page_address(path) ? "/" : path;
    const auto all = assets();
    const auto found = std::ranges::find(all, wanted, &Asset::path);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace countersign::api::web
