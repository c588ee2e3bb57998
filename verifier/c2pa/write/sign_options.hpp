// What a signer says of a file, and the check of it. Data in: options as a caller gave them; data out: a stable error
// code, or options whose terms are whole URIs. Rules: docs/spec/c2pa-writing.md (W12 to W17).
// Thread-safety: plain values and a pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::c2pa {

/// `created`: this is where the file's life begins. `opened`: it existed before, with or without a manifest.
enum class Inception : std::uint8_t { created, opened };

struct FurtherAction {
    /// Such as `c2pa.edited`; the inception is added by itself.
    std::string name;
    std::string description;
    /// An IPTC term such as `humanEdits`, its URI, or empty.
    std::string digital_source_type;
};

enum class AssertionContent : std::uint8_t { cbor, json };

struct ExtraAssertion {
    /// `c2pa.metadata`, `com.example.thing`...; a second of the same label becomes `..__1`.
    std::string label;
    AssertionContent content = AssertionContent::json;
    Bytes data;
    /// False: gathered from others, not said by the signer.
    bool created = true;
};

struct SignOptions {
    Inception inception = Inception::opened;
    /// What the file is (an IPTC term such as `digitalCapture`, or a URI): required for `created`, refused for
    /// `opened`.
    std::string digital_source_type;
    std::string title;
    std::vector<FurtherAction> actions;
    /// Default: true for a file that is only opened, else false: nobody here knows what else was done.
    std::optional<bool> all_actions_included;
    std::string generator_name = "Countersign";
    std::string generator_version;
    std::vector<ExtraAssertion> assertions;
    /// Plain text takes a manifest as invisible characters at its end, which programs may choke on: only when asked for.
    bool into_text = false;
    /// The manifest in the file is dropped: it can't be read, or isn't wanted.
    bool drop_existing_manifest = false;
};

/// The options with every digital source type as a URI. Errors: sign.options, sign.source_type, sign.assertion.
[[nodiscard]] Result<SignOptions> check_options(SignOptions options);

}  // namespace countersign::verifier::c2pa
