// Signs a file: puts a manifest with a c2pa.claim.v2 into it, or beside it. What the file already carries becomes its
// parent ingredient and stays inside.
// Data in: a file, a signer, what is said of the file; data out: the signed file, in one pass, in bounded memory.
// Rules: docs/spec/c2pa-writing.md (W7 on). Standard: C2PA 2.5.
// Thread-safety: any number of signings side by side, each with its own output.
#pragma once

#include <filesystem>

#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/file.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/claim_signer.hpp"
#include "verifier/c2pa/write/dynamic_assertion.hpp"
#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

struct Signed {
    /// `urn:c2pa:...`, of the manifest that says what was done; with a receipt an update manifest follows it.
    std::string manifest_label;
    /// Of the active manifest, as an ingredient refers to it.
    Sha256Digest manifest_sha256{};
    /// Of the content without the manifest: what the hard binding holds; of an archive, of its directory.
    Sha256Digest content_hash;
    std::uint64_t bytes = 0;
    std::uint64_t store_bytes = 0;
    /// Of the parent ingredient, where the file carried a manifest.
    std::string parent_label;
};

/// Where the signed file goes: appended in order, then what follows from the signature is written over.
class Output {
  public:
    virtual ~Output() = default;
    [[nodiscard]] virtual Result<Done> append(ByteView content) = 0;
    [[nodiscard]] virtual Result<Done> overwrite(std::uint64_t offset, ByteView content) = 0;
};

class MemoryOutput final : public Output {
  public:
    [[nodiscard]] Result<Done> append(ByteView content) override;
    [[nodiscard]] Result<Done> overwrite(std::uint64_t offset, ByteView content) override;
    [[nodiscard]] Bytes take() noexcept { return std::move(bytes_); }

  private:
    Bytes bytes_;
};

/// A manifest that is sealed: signed, and never to change again.
struct SealedManifest {
    /// `urn:c2pa:...`
    std::string label;
    /// As an ingredient refers to it.
    Sha256Digest sha256{};
};

/// Registers a sealed manifest and gives the receipt: the JSON of a `c2pa.repository-receipt`, at most
/// receipt_room_bytes. Errors: its own; nothing is written then.
struct ReceiptSource {
    std::function<Result<Bytes>(const SealedManifest& manifest)> obtain;
};

/// What `sign` needs from the outside.
struct SignContext {
    const ClaimSigner& signer;
    /// Judges the manifest that the file already carries; its findings are recorded in the new one.
    const Validator& validator;
    const Clock& clock;
    Entropy& entropy;
    /// Null: the claim carries no time stamp, and ends with its certificate.
    TimeStamper* time_stamper = nullptr;
    /// Identities that sign over the rest of the manifest, in this order.
    std::vector<DynamicAssertion> dynamic = {};
    /// Null: no receipt. Else an update manifest follows, which carries it.
    const ReceiptSource* receipts = nullptr;
};

/// Errors: those named sign.*, media.* and the signer's and output's own. After an error the output is to be thrown
/// away.
[[nodiscard]] Result<Signed> sign(const media::ByteSource& source, const SignContext& context,
                                  const SignOptions& options, Output& output);

/// A manifest store to be kept beside the file (`.c2pa`): any content will do, all of it is bound, and none of it is
/// changed. Errors: as sign.
[[nodiscard]] Result<Bytes> sign_detached(const media::ByteSource& source, const SignContext& context,
                                          const SignOptions& options);

/// `sign` from file to file, written durably beside its final name; `to` may be `from` with Overwrite::yes. On error
/// nothing is changed. Errors: also file.*.
[[nodiscard]] Result<Signed> sign_file(const std::filesystem::path& from, const std::filesystem::path& to,
                                       const SignContext& context, const SignOptions& options,
                                       Overwrite overwrite = Overwrite::no);

}  // namespace countersign::verifier::c2pa
