// From a file and what is said of it to the plan of its manifest: the file's own history, the ingredients by file, what
// is carried along and what is redacted. Data in: sources and checked options; data out: a plan, before any hash of the
// content. Rules: docs/spec/c2pa-writing.md (W10, W17 to W19, W39, W45, W46). Thread-safety: as that of the context.
#pragma once

#include "verifier/c2pa/write/manifest_builder.hpp"
#include "verifier/c2pa/write/sign.hpp"

namespace countersign::verifier::c2pa {

/// For a store beside the file, and for an ingredient, what is no container at all will do, as long as no manifest in
/// it is passed over. Errors: media.source_unreadable, media.manifest_malformed, media.manifest_too_large.
[[nodiscard]] Result<media::Container> read_any(const media::ByteSource& source);

/// Errors: sign.created_over_manifest, sign.manifest_unreadable, sign.ingredient, sign.ingredient_conflict,
/// sign.redaction, sign.update, and those of the sources.
[[nodiscard]] Result<ManifestPlan> make_plan(const media::ByteSource& source, const media::Container& container,
                                             const SignContext& context, SignOptions options);

}  // namespace countersign::verifier::c2pa
