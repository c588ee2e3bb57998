// Who makes verdicts for the command line: this program by the file alone, by the data folder's registry, or a running
// server. Opened once, asked for any number of files.
// Thread-safety: `judge` may be called from several threads at once.
#pragma once

#include <memory>

#include "api/cli/commands.hpp"
#include "identity/base/json.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::cli {

struct Outcome {
    Json verdict;
    Exit exit = Exit::success;
};

class Judge {
  public:
    /// Errors: those of the files that the options name.
    [[nodiscard]] static Result<Judge> read(const VerifyOptions& options);
    /// The registry's word is asked where there is one; without any, the file alone speaks. Errors: those of the data
    /// folder.
    [[nodiscard]] Result<Done> open_registry();
    Judge(Judge&&) noexcept;
    Judge& operator=(Judge&&) noexcept;
    ~Judge();

    /// Errors: those of the source, the registry, the server.
    [[nodiscard]] Result<Outcome> judge(const verifier::media::ByteSource& source) const;

  private:
    struct Inside;
    explicit Judge(std::unique_ptr<Inside> inside) noexcept;
    std::unique_ptr<Inside> inside_;
};

}  // namespace countersign::cli
