// What a signer says of a file, and the check of it. Data in: options as a caller gave them; data out: a stable error
// code, or options whose terms are whole URIs. Rules: docs/spec/c2pa-writing.md (W12 to W17, W38 to W40, W45, W46).
// Thread-safety: plain values and a pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/json.hpp"
#include "identity/base/result.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::verifier::c2pa {

/// `created`: this is where the file's life begins. `opened`: it existed before, with or without a manifest.
enum class Inception : std::uint8_t { created, opened };

struct FurtherAction {
    /// Such as `c2pa.edited`; the inception is added by itself.
    std::string name;
    std::string description;
    /// An IPTC term such as `humanEdits`, its URI, or empty.
    std::string digital_source_type;
    /// RFC 3339, or empty.
    std::string when = {};
    /// Such as `com.example.client-wish`, or empty.
    std::string reason = {};
    /// What performed it, where that isn't the claim generator.
    std::string agent_name = {};
    std::string agent_version = {};
    /// Of SignOptions::ingredients, from 0.
    std::vector<std::size_t> ingredients = {};
    /// An object: `name`, `multipleInstances`, languages, or fields of somebody's own namespace; null for none.
    Json parameters = {};
};

/// What an ingredient is to the file: it came from it, it is a part of it, or it was an input such as a prompt.
enum class Relationship : std::uint8_t { parent_of, component_of, input_to };

/// A file that went into the one that is signed. Its manifests are carried along, validated and hashed.
struct IngredientFile {
    /// Outlives the signing.
    const media::ByteSource* source = nullptr;
    Relationship relationship = Relationship::component_of;
    std::string title;
};

/// Takes an assertion out of an ingredient's manifest, for good and in the open.
struct Redaction {
    /// `self#jumbf=/c2pa/MANIFEST/c2pa.assertions/LABEL`
    std::string uri;
    /// `c2pa.PII.present`, `c2pa.invalid.data`, `c2pa.trade-secret.present`, `c2pa.government.confidential`, or one of
    /// one's own namespace.
    std::string reason;
};

/// A small picture of the file, for people.
struct Thumbnail {
    std::string media_type;
    Bytes data;
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
    std::vector<IngredientFile> ingredients;
    std::vector<Redaction> redactions;
    std::optional<Thumbnail> thumbnail;
    /// An update manifest: something is said of a file whose content stays as it is, and so does its binding.
    bool update = false;
    /// Plain text takes a manifest as invisible characters at its end, which programs may choke on: only when asked
    /// for.
    bool into_text = false;
    /// The manifest in the file is dropped: it can't be read, or isn't wanted.
    bool drop_existing_manifest = false;
};

/// The options with every digital source type as a URI. Errors: sign.options, sign.source_type, sign.assertion,
/// sign.action, sign.ingredient, sign.redaction, sign.update.
[[nodiscard]] Result<SignOptions> check_options(SignOptions options);

}  // namespace countersign::verifier::c2pa
