// Figures of a benchmark, for people or as one JSON object a line:
// {"name", "value", "unit", "against": what it is compared with, "ratio": value / that, or null}.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "identity/base/json.hpp"

namespace countersign::bench {

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string against = {};
    std::optional<double> ratio = std::nullopt;
};

inline void print(const Figure& figure, bool json) {
    if (json) {
        const Json line = Json::object({{"name", figure.name},
                                        {"value", figure.value},
                                        {"unit", figure.unit},
                                        {"against", figure.against.empty() ? Json() : Json(figure.against)},
                                        {"ratio", figure.ratio ? Json(*figure.ratio) : Json()}});
        std::printf("%s\n", to_json_text(line).c_str());
    } else if (figure.ratio) {
        std::printf("%-34s %12.1f %-6s %.2f of %s\n", figure.name.c_str(), figure.value, figure.unit.c_str(),
                    *figure.ratio, figure.against.c_str());
    } else {
        std::printf("%-34s %12.1f %-6s\n", figure.name.c_str(), figure.value, figure.unit.c_str());
    }
    std::fflush(stdout);
}

inline bool wants_json(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--json") {
            return true;
        }
    }
    return false;
}

}  // namespace countersign::bench
