// The demo's files: painted here, signed and registered through the service.
// Thread-safety: as make_demo.
#pragma once

#include <filesystem>

#include "api/service/context.hpp"

namespace countersign::cli {

struct DemoPeople {
    rules::IdentityId photographer{};
    rules::IdentityId agent{};
    rules::IdentityId newsroom{};
    rules::IdentityId registrar{};
};

/// photo.jpg, generated.png, altered.jpg, revoked.jpg, disputed.jpg, unsigned.jpg, statement.txt.
[[nodiscard]] Result<Done> make_demo_files(api::service::Context& context, const std::filesystem::path& folder,
                                           const DemoPeople& people);

}  // namespace countersign::cli
