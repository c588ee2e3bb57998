#include "verifier/media/sidecar.hpp"

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {

Result<Container> read_sidecar(const ByteSource& source) {
    Container out;
    if (const auto done = read_store(source, {0, source.size()}, out); !done) {
        return fail(done.error());
    }
    return out;
}

}  // namespace countersign::verifier::media
