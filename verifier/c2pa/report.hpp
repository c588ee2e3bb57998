// The public entry of C2PA reading: bytes and a trust policy in, a report out. States and codes are those of
// C2PA 2.5 (chapter 14, appendix D); CAWG identities are carried along for verifier/cawg to judge.
// Thread-safety: a Validator may be used by several threads at once; the rest are plain values.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "identity/base/clock.hpp"
#include "identity/base/json.hpp"
#include "verifier/c2pa/status.hpp"
#include "verifier/media/byte_source.hpp"

namespace countersign::verifier::c2pa {

enum class State : std::uint8_t {
    absent,        ///< no manifest store
    inaccessible,  ///< there is one, or a remote one is named, but it can't be read
    invalid,
    valid,    ///< well-formed, unmodified, signed; the signer isn't on the trust list
    trusted,  ///< valid, and the signer chains to an anchor of the policy
};
/// `absent`, `inaccessible`, `invalid`, `valid`, `trusted`.
[[nodiscard]] std::string_view to_text(State state) noexcept;

struct Asset {
    Sha256Digest sha256{};
    std::uint64_t size_bytes = 0;
    std::string media_type;
};

struct Signer {
    std::string subject;  ///< RFC 2253 text
    std::string issuer;
    std::string organisation;  ///< O of the subject, or empty
    std::string common_name;   ///< CN of the subject, or empty
    std::string serial;        ///< lower-case hex
    UnixSeconds not_before;
    UnixSeconds not_after;
    /// SubjectPublicKeyInfo, DER: what the registry knows the signer by.
    Bytes public_key;
    std::string algorithm;  ///< of the claim signature: `es256`, `ps384`, `ed25519`...
    Bytes certificate;      ///< X.509, DER
};

struct TimeStamp {
    UnixSeconds time;
    std::string authority;  ///< subject of the authority's certificate
    bool trusted = false;
    Bytes certificate;  ///< the authority's, DER
};

struct Action {
    std::string name;  ///< `c2pa.created`
    std::string digital_source_type;
    std::string software_agent;
    std::string when;  ///< as written, unchecked
};

struct Ingredient {
    std::string url;  ///< of its assertion
    std::string relationship;
    std::string title;
    std::string format;
    std::string instance_id;
    std::string manifest;  ///< label of its manifest, or empty
    bool has_thumbnail = false;
};

/// One assertion as its claim refers to it: absolute, and with the algorithm that counts for it.
struct AssertionReference {
    std::string url;
    std::string algorithm;
    Bytes hash;
    friend bool operator==(const AssertionReference&, const AssertionReference&) = default;
};

/// A `cawg.identity` assertion as it stands there. verifier/cawg judges it, apart from everything here.
struct IdentityAssertion {
    std::string url;
    Bytes content;  ///< CBOR, unread
};

/// A `c2pa.repository-receipt` assertion as it stands there. verifier/receipt judges it.
struct ReceiptAssertion {
    std::string url;
    Bytes content;  ///< JSON, unread
};

/// What `c2pa.ai-disclosure` says of a model; a stranger's text. Empty where it says nothing.
struct AiModel {
    std::string type;  ///< `c2pa.types.model.…`
    std::string name;
    std::string identifier;
    std::string human_oversight;  ///< `fully_autonomous`, `prompt_guided`, `human_validated`
};

/// One entry of a training-and-data-mining assertion.
struct UsePermission {
    std::string use;         ///< `ai_training`, `ai_generative_training`, `ai_inference`, `data_mining`, or another
    std::string permission;  ///< `allowed`, `notAllowed`, `constrained`, or another
    std::string constraint;  ///< in words, or empty
};

struct ManifestSummary {
    std::string label;
    unsigned claim_version = 0;  ///< 1 or 2; 0 where the claim can't be read
    bool is_update = false;
    std::string generator;  ///< name and version
    std::string title;
    std::string format;
    std::string instance_id;
    std::optional<Signer> signer;
    std::optional<TimeStamp> time_stamp;  ///< only where it validated
    std::vector<Action> actions;
    std::vector<Ingredient> ingredients;
    std::vector<std::string> assertions;  ///< labels
    std::vector<AiModel> ai_models;
    std::vector<UsePermission> use_permissions;
    /// What its claim refers to, for those who sign over it too.
    std::vector<AssertionReference> references;
    std::vector<IdentityAssertion> identities;
    std::vector<ReceiptAssertion> receipts;
    /// SHA-256 over the manifest's box contents: the same bytes that an ingredient refers to.
    Sha256Digest sha256{};
};

/// What validating an ingredient's manifest found beyond what its signer had recorded.
struct IngredientDelta {
    std::string url;  ///< of the ingredient assertion
    StatusLists statuses;
};

struct Report {
    State state = State::absent;
    Asset asset;
    StatusLists active;
    std::vector<IngredientDelta> ingredient_deltas;
    /// The active manifest first, then those it refers to; everything here is a stranger's word unless the state says
    /// otherwise.
    std::vector<ManifestSummary> manifests;
    std::string active_manifest;
    /// The assertion that binds the content: of the active manifest, or of the standard one that an update leads to.
    std::string hard_binding;
    /// Where a remote manifest is said to be; it is never fetched here.
    std::string remote_url;
};

/// The active manifest, and while that is an update manifest the one that it updates, down to the standard manifest
/// that holds the content's binding. Empty without an active manifest; shorter where one is missing.
[[nodiscard]] std::vector<const ManifestSummary*> find_line(const Report& report);

/// Whether what the active manifest says is its signer's, whole and unchanged: it has no failure, or only such as are
/// about the signer's standing, the time, and whether the content is still the one that was signed.
[[nodiscard]] bool is_claim_whole(const Report& report);

/// A report together with everything that the manifests say.
struct Inspection {
    Report report;
    std::string crjson;  ///< crJSON 2.5, JSON text
};
struct InspectOptions {
    /// Embedded pictures too, for viewers.
    bool with_thumbnails = false;
    /// A manifest store that is kept beside the content, as for validate_detached; it must outlive the call.
    std::optional<ByteView> store = std::nullopt;
};

struct Policy {
    /// PEM, any number of certificates; they need not be self-signed.
    std::string signer_anchors_pem;
    /// Time-stamp authorities only: neither list vouches for the other's purpose.
    std::string tsa_anchors_pem;
    /// Dotted OIDs, of which a signer's certificate needs one.
    std::vector<std::string> allowed_ekus;
};
/// emailProtection, documentSigning, Microsoft C2PA signing, C2PA claim signing.
[[nodiscard]] std::vector<std::string> default_allowed_ekus();

/// Holds the parsed anchors, and remembers chains that were verified.
class Validator {
  public:
    /// Errors: c2pa.anchors_malformed.
    [[nodiscard]] static Result<Validator> create(const Policy& policy);
    Validator(Validator&&) noexcept;
    Validator& operator=(Validator&&) noexcept;
    ~Validator();

    /// Reads the content once or twice, at the same time; memory stays bounded whatever its size. Only what the
    /// source itself fails at is an error; everything else is a report. Errors: media.source_unreadable.
    [[nodiscard]] Result<Report> validate(const media::ByteSource& source, UnixSeconds now) const;
    /// The same for the initialisation segment of a fragmented film and those of its media segments that are here, in
    /// any order: the manifest is the initialisation segment's. The report's asset is that segment alone.
    [[nodiscard]] Result<Report> validate_fragmented(const media::ByteSource& init,
                                                     std::span<const media::ByteSource* const> fragments,
                                                     UnixSeconds now) const;
    /// The same with the manifest store from elsewhere (a sidecar or a repository); an embedded one is not looked at.
    [[nodiscard]] Result<Report> validate_detached(const media::ByteSource& source, ByteView store,
                                                   UnixSeconds now) const;
    /// `validate`, and the manifests as crJSON. Errors: media.source_unreadable, c2pa.crjson_too_large.
    [[nodiscard]] Result<Inspection> inspect(const media::ByteSource& source, UnixSeconds now,
                                             const InspectOptions& options = {}) const;

  private:
    struct Inside;
    struct Wanted;
    [[nodiscard]] Result<Report> validate(const media::ByteSource& source,
                                          std::span<const media::ByteSource* const> fragments, UnixSeconds now,
                                          Wanted* wanted) const;
    [[nodiscard]] Result<Report> validate_detached(const media::ByteSource& source, ByteView store, UnixSeconds now,
                                                   Wanted* wanted) const;
    explicit Validator(std::unique_ptr<Inside> inside) noexcept;
    std::unique_ptr<Inside> inside_;
};

/// For a single use. Errors: as Validator.
[[nodiscard]] Result<Report> validate(const media::ByteSource& source, const Policy& policy, UnixSeconds now);

/// Field names as in 2.5 section 14.3 where it has any.
[[nodiscard]] Json to_json(const Report& report);

}  // namespace countersign::verifier::c2pa
