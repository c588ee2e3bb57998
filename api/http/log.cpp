#include "api/http/log.hpp"

#include <unistd.h>

namespace countersign::api::http {
namespace {

std::string_view level_text(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::off: return "off";
        case LogLevel::error: return "error";
        case LogLevel::info: return "info";
        case LogLevel::access: return "access";
    }
    return "off";
}

}  // namespace

void Log::write(LogLevel level, std::string_view event, Json fields) {
    if (!is_on(level)) {
        return;
    }
    Json line = Json::object({{"time", to_rfc3339(clock_.now())}, {"level", level_text(level)}, {"event", event}});
    for (JsonMember& member : fields.as_object()) {
        line.set(member.key, std::move(member.value));
    }
    const std::string text = to_json_text(line) + "\n";
    const std::lock_guard lock(mutex_);
    // A full disk or a closed pipe must not stop the service.
    static_cast<void>(!::write(descriptor_, text.data(), text.size()));
}

}  // namespace countersign::api::http
