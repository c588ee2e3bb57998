// `countersign inspect`: all that a file's Content Credentials say, by the file alone.
#include "api/cli/console.hpp"
#include "api/cli/manifest_text.hpp"
#include "api/cli/trust_lists.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

/// As `verify` has it, as far as the C2PA state alone can tell.
Exit exit_of(c2pa::State state) {
    switch (state) {
        case c2pa::State::absent: return Exit::no_provenance;
        case c2pa::State::trusted: return Exit::success;
        case c2pa::State::valid: return Exit::unknown_signer;
        case c2pa::State::invalid:
        case c2pa::State::inaccessible: break;
    }
    return Exit::refused;
}

}  // namespace

Exit run(const InspectOptions& options) {
    const auto validator = read_validator(options.trust_anchor_files, options.tsa_anchor_files, options.eku_file);
    if (!validator) {
        return report(validator.error()) == Exit::unreadable ? Exit::unreadable : Exit::usage;
    }
    const auto source = verifier::media::FileByteSource::open(options.file);
    if (!source) {
        static_cast<void>(report(source.error()));
        return Exit::unreadable;
    }
    std::optional<Bytes> sidecar;
    if (!options.manifest_file.empty()) {
        auto store = read_file(options.manifest_file, limits::manifest_store_bytes_max);
        if (!store) {
            static_cast<void>(report(store.error()));
            return Exit::unreadable;
        }
        sidecar = std::move(*store);
    }
    const auto inspection = validator->inspect(
        *source, SystemClock().now(),
        {.with_thumbnails = false, .store = sidecar ? std::optional<ByteView>(*sidecar) : std::nullopt});
    if (!inspection) {
        static_cast<void>(report(inspection.error()));
        return Exit::unreadable;
    }
    print_line(options.crjson ? inspection->crjson : to_terminal_tree(inspection->report));
    return exit_of(inspection->report.state);
}

}  // namespace countersign::cli
