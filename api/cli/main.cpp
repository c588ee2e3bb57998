#include <cstdio>
#include <exception>

#include "api/cli/arguments.hpp"

using namespace countersign;

int main(int argc, char** argv) try {
    const auto parsed = cli::parse_arguments(argc, argv);
    if (const auto* message = std::get_if<cli::Message>(&parsed)) {
        std::fputs(message->text.c_str(), message->status == cli::Exit::success ? stdout : stderr);
        return static_cast<int>(message->status);
    }
    const auto status =
        std::visit([](const auto& options) { return cli::run(options); }, std::get<cli::Command>(parsed));
    return static_cast<int>(status);
} catch (const std::exception& error) {
    std::fprintf(stderr, "countersign: bug: %s\n", error.what());
    return 70;
}
