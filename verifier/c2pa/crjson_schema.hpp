// The text of crjson.schema.json, compiled in.
#pragma once

#include <string_view>

namespace countersign::verifier::c2pa {

[[nodiscard]] std::string_view crjson_schema_text() noexcept;

}  // namespace countersign::verifier::c2pa
