// Error codes of verifier/media.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::verifier::media::errors {

inline constexpr ErrorCode source_unreadable{"media.source_unreadable", ErrorKind::unavailable,
                                             "The content can't be read."};
inline constexpr ErrorCode source_short{"media.source_short", ErrorKind::invalid,
                                        "The content ends before the place that was asked for."};
inline constexpr ErrorCode container_malformed{"media.container_malformed", ErrorKind::invalid,
                                               "The container breaks the rules of its own format."};
inline constexpr ErrorCode container_limit{"media.container_limit", ErrorKind::too_large,
                                           "The container has more parts than are read."};
inline constexpr ErrorCode container_unsupported{"media.container_unsupported", ErrorKind::unsupported,
                                                 "This format is not read yet."};
inline constexpr ErrorCode manifest_malformed{"media.manifest_malformed", ErrorKind::invalid,
                                              "The embedded manifest store can't be put together."};
inline constexpr ErrorCode manifest_too_large{"media.manifest_too_large", ErrorKind::too_large,
                                              "The embedded manifest store is too large."};

inline constexpr ErrorCode embedding_refused{"media.embedding_refused", ErrorKind::unsupported,
                                             "A manifest can't be put into this file without breaking it."};

}  // namespace countersign::verifier::media::errors
