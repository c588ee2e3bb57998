#include <cstdio>
#include <exception>

#include "api/cli/arguments.hpp"

using namespace countersign;

namespace {

/// An answer that couldn't be written (a full disk) mustn't end as a success.
int finish(cli::Exit status) noexcept {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
        return static_cast<int>(status);
    }
    static_cast<void>(std::fputs("countersign: standard output can't be written\n", stderr));
    return static_cast<int>(cli::Exit::unreadable);
}

}  // namespace

int main(int argc, char** argv) try {
    const auto parsed = cli::parse_arguments(argc, argv);
    if (const auto* message = std::get_if<cli::Message>(&parsed)) {
        static_cast<void>(std::fputs(message->text.c_str(), message->status == cli::Exit::success ? stdout : stderr));
        return finish(message->status);
    }
    const auto status =
        std::visit([](const auto& options) { return cli::run(options); }, std::get<cli::Command>(parsed));
    return finish(status);
} catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "countersign: bug: %s\n", error.what()));
    return 70;
}
