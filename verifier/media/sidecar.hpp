// A bare manifest store, as a `.c2pa` file holds it (C2PA 2.5 section 11.4). read_container (container.hpp) is the way
// in.
#pragma once

#include "verifier/media/container.hpp"

namespace countersign::verifier::media {

/// The whole file is the store. Errors: as read_container.
[[nodiscard]] Result<Container> read_sidecar(const ByteSource& source);

}  // namespace countersign::verifier::media
