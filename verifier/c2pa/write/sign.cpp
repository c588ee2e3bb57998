#include "verifier/c2pa/write/sign.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "verifier/c2pa/asset_hash.hpp"
#include "verifier/c2pa/bmff_hash.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/c2pa/write/plan_manifest.hpp"
#include "verifier/c2pa/write/update_manifest.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/embed.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/text_normaliser.hpp"

namespace countersign::verifier::c2pa {
namespace {

Result<media::Container> read_input(const media::ByteSource& source, const SignOptions& options) {
    const auto format = media::sniff(source);
    if (!format) {
        return fail(format.error());
    }
    if (!media::is_embeddable(*format) || (*format == media::Format::text && !options.into_text)) {
        return fail(errors::sign_format, std::string(media::media_type(*format)));
    }
    return media::read_container(source);
}

/// How many rounds the store's length may take to settle; each makes numbers in it a few bytes longer at most.
constexpr int placing_rounds_max = 16;

/// W60: a binding can name only paths that stay inside.
Result<Done> check_names(const media::EmbedPlan& embedding) {
    for (const std::string& name : embedding.part_names()) {
        if (!name.empty() && !is_collection_uri(encode_uri_path(name))) {
            return fail(media::errors::embedding_refused, "a path that leads out: " + printable(name));
        }
    }
    return Done{};
}

BoundContent unknown_hashes(const media::EmbedPlan& embedding) {
    const auto& names = embedding.part_names();
    return {embedding.exclusions(), std::vector<Sha256Digest>(std::max<std::size_t>(names.size(), 1)), names};
}

/// The store's length depends on how many bytes the numbers in it take, which depend on the store's length. Each round
/// can only grow it, by few bytes, so this ends.
Result<media::EmbedPlan> place_store(const media::ByteSource& source, const media::Container& container,
                                     const ManifestPlan& plan, const SignContext& context) {
    const std::size_t signature_bytes = claim_signature_bytes(context.signer, context.time_stamper != nullptr);
    const Bytes signature(signature_bytes);
    const std::size_t room = plan.update ? measure_update(plan, context.signer, context.time_stamper != nullptr) : 0;
    std::size_t planned = signature_bytes + room;
    auto embedding = media::plan_embedding(source, container, planned);
    for (int round = 0; round < placing_rounds_max; ++round) {
        if (!embedding) {
            return embedding;
        }
        if (const auto named = check_names(*embedding); !named) {
            return fail(named.error());
        }
        const UnsignedManifest manifest = measure_manifest(plan, unknown_hashes(*embedding));
        const std::size_t size = assemble_store(plan, manifest, signature).size() + room;
        if (size > limits::manifest_store_bytes_max) {
            return fail(errors::sign_too_large, std::to_string(size) + " bytes");
        }
        if (size == planned) {
            return embedding;
        }
        planned = size;
        embedding = media::plan_embedding(source, container, planned);
    }
    ensure(false, "the store's length settles");
    return fail(errors::sign_too_large);
}

/// The binding's hash, over the bytes or over the text that they are.
class ContentHash {
  public:
    explicit ContentHash(bool is_normalised)
        : is_normalised_(is_normalised), normaliser_([this](ByteView text) { hasher_.update(text); }) {}
    ContentHash(const ContentHash&) = delete;
    ContentHash& operator=(const ContentHash&) = delete;
    ~ContentHash() = default;
    Result<Done> update(ByteView bytes) {
        if (is_normalised_) {
            return normaliser_.update(bytes);
        }
        hasher_.update(bytes);
        return Done{};
    }
    /// Of what was given since the last time.
    Sha256Digest finish() {
        normaliser_.finish();
        const Sha256Digest out = hasher_.finish_sha256();
        hasher_.reset();
        return out;
    }

  private:
    Sha2Hasher hasher_;
    bool is_normalised_;
    media::TextNormaliser normaliser_;
};

/// Where a piece goes: the signed file, the binding's hash, or both.
Result<Done> emit(ByteView bytes, const media::Piece& piece, ContentHash& hasher, Output& output) {
    if (const auto done = piece.is_hashed ? hasher.update(bytes) : Result<Done>(Done{}); !done) {
        return fail(done.error());
    }
    return piece.is_written ? output.append(bytes) : Result<Done>(Done{});
}

Result<Done> copy(const media::ByteSource& source, const media::Piece& piece, Bytes& block, ContentHash& hasher,
                  Output& output) {
    for (std::uint64_t at = piece.range.start; at < piece.range.end();) {
        const auto part = std::span(block).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), piece.range.end() - at)));
        if (auto read = source.read_at(at, part); !read) {
            return read;
        }
        if (auto done = emit(part, piece, hasher, output); !done) {
            return done;
        }
        at += part.size();
    }
    return Done{};
}

/// All but the store, which is still to be signed; gives the binding's hashes.
Result<std::vector<Sha256Digest>> write_content(const media::ByteSource& source, const media::EmbedPlan& embedding,
                                                Output& output) {
    std::vector<Sha256Digest> out;
    ContentHash hasher(embedding.is_normalised());
    Bytes block(limits::hash_block_bytes);
    for (const media::Piece& piece : embedding.pieces()) {
        while (out.size() < piece.part) {
            out.push_back(hasher.finish());
        }
        const Bytes gap(piece.kind == media::Piece::Kind::hole ? piece.range.length : 0);
        const auto done = piece.kind == media::Piece::Kind::copied
                              ? copy(source, piece, block, hasher, output)
                              : emit(piece.kind == media::Piece::Kind::hole ? gap : piece.bytes, piece, hasher, output);
        if (!done) {
            return fail(done.error());
        }
    }
    out.push_back(hasher.finish());
    return out;
}

/// Of the last manifest of a store that was made here.
Sha256Digest active_digest(ByteView store) {
    const auto root = parse_jumbf(store);
    ensure(root && !root->children.empty(), "a store of our own");
    return sha256(root->children.back().hashed);
}

/// Of the manifest that the parent ingredient carries, or empty.
std::string parent_label(const ManifestPlan& plan) {
    for (const PlannedIngredient& each : plan.ingredients) {
        if (each.relationship == Relationship::parent_of && each.manifest) {
            return each.manifest->label;
        }
    }
    return {};
}

struct SignedStore {
    Bytes bytes;
    Signed summary;
};

/// What validating the manifest finds, given that its binding was made of the very bytes that it binds. W81.
Result<Report> judge_sealed(ByteView store, const SignContext& context) {
    auto report = context.validator.validate_detached(media::MemoryByteSource(ByteView{}), store, context.clock.now());
    if (!report) {
        return report;
    }
    const std::string& binding = report->hard_binding;
    const auto is_binding = [&binding](const StatusEntry& entry) { return entry.url == binding; };
    std::erase_if(report->active.failure, is_binding);
    report->active.add(binding.ends_with("c2pa.hash.bmff.v3")           ? status::bmff_hash_match
                       : binding.ends_with("c2pa.hash.collection.data") ? status::collection_hash_match
                                                                        : status::data_hash_match,
                       binding);
    return report;
}

/// W80: the manifest is sealed and registered, and an update manifest carries the receipt.
Result<Bytes> add_receipt(const ManifestPlan& plan, const SignContext& context, ByteView store) {
    const auto report = judge_sealed(store, context);
    const auto sealed = report ? read_carried(store, *report) : fail(report.error());
    if (!sealed) {
        return fail(sealed.error());
    }
    const auto receipt = context.receipts->obtain({sealed->label, sealed->manifest_hash});
    return receipt ? add_update(plan, {*sealed, *receipt}, context.signer, context.time_stamper)
                   : fail(receipt.error());
}

/// `signature_bytes` is the room for the claim signature; 0: it may take what it needs.
Result<SignedStore> sign_store(const ManifestPlan& plan, const BoundContent& bound, const SignContext& context,
                               std::size_t signature_bytes) {
    const auto manifest = build_manifest(plan, bound);
    const auto signature = manifest ? sign_claim(context.signer, context.time_stamper, manifest->claim, signature_bytes)
                                    : fail(manifest.error());
    if (!signature) {
        return fail(signature.error());
    }
    SignedStore out{assemble_store(plan, *manifest, *signature), {}};
    if (plan.update) {
        auto updated = add_receipt(plan, context, out.bytes);
        if (!updated) {
            return fail(updated.error());
        }
        out.bytes = std::move(*updated);
    }
    if (out.bytes.size() > limits::manifest_store_bytes_max) {
        return fail(errors::sign_too_large, std::to_string(out.bytes.size()) + " bytes");
    }
    out.summary = Signed{plan.label,       active_digest(out.bytes), bound.hashes.back(),
                         out.bytes.size(), out.bytes.size(),         parent_label(plan)};
    return out;
}

/// W45: formats in which nothing that the binding covers tells the store's length, and the store's old place.
bool keeps_binding(const media::Container& container, const media::EmbedPlan& embedding) {
    static constexpr std::array formats{media::Format::jpeg, media::Format::png, media::Format::gif,
                                        media::Format::svg};
    const auto exclusions = embedding.exclusions();
    return std::ranges::find(formats, container.format) != formats.end() && exclusions.size() == 1 &&
           exclusions.front().start == container.store_range.start;
}

/// The content is hashed while it is copied around a gap, which the framed store then fills (W22).
Result<Signed> write_signed(const media::ByteSource& source, const media::Container& container,
                            const ManifestPlan& plan, const SignContext& context, Output& output) {
    const std::size_t signature_bytes = claim_signature_bytes(context.signer, context.time_stamper != nullptr);
    const auto embedding = place_store(source, container, plan, context);
    if (!embedding) {
        return fail(embedding.error());
    }
    if (plan.options.update && !keeps_binding(container, *embedding)) {
        return fail(errors::sign_update,
                    "in a file of this format, or with its store elsewhere than we put it, an "
                    "update would break the binding");
    }
    auto hashes = write_content(source, *embedding, output);
    if (!hashes) {
        return fail(hashes.error());
    }
    auto store = sign_store(plan, {embedding->exclusions(), std::move(*hashes), embedding->part_names()}, context,
                            signature_bytes);
    if (!store) {
        return fail(store.error());
    }
    const Bytes framed = media::frame_store(plan.format, store->bytes);
    ensure(framed.size() == embedding->hole_range().length, "the store fills its gap");
    if (const auto filled = output.overwrite(embedding->hole_range().start, framed); !filled) {
        return fail(filled.error());
    }
    for (const media::Checksum& checksum : embedding->checksums()) {
        if (const auto done = output.overwrite(checksum.offset, checksum.make(framed, checksum.seed)); !done) {
            return fail(done.error());
        }
    }
    store->summary.bytes = embedding->size();
    return store->summary;
}

/// What a binding without a store in the file covers.
Result<Bytes> hash_whole(const media::ByteSource& source, media::Format format) {
    if (!media::is_bmff(format)) {
        return hash_ranges(source, {{0, source.size()}}, Sha2::sha256);
    }
    const auto exclusions = read_bmff_exclusions(Cbor::map({{"exclusions", bmff_exclusions()}}));
    ensure(exclusions.has_value(), "well-formed exclusions");
    return digest_root_boxes(source, source.size(), *exclusions, Sha2::sha256);
}

class FileOutput final : public Output {
  public:
    explicit FileOutput(NewFile& file) : file_(file) {}
    [[nodiscard]] Result<Done> append(ByteView content) override { return file_.append(content); }
    [[nodiscard]] Result<Done> overwrite(std::uint64_t offset, ByteView content) override {
        return file_.overwrite(offset, content);
    }

  private:
    NewFile& file_;
};

}  // namespace

Result<Done> MemoryOutput::append(ByteView content) {
    countersign::append(bytes_, content);
    return Done{};
}

Result<Done> MemoryOutput::overwrite(std::uint64_t offset, ByteView content) {
    ensure(offset <= bytes_.size() && content.size() <= bytes_.size() - offset, "only what was appended");
    std::ranges::copy(content, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
    return Done{};
}

Result<Signed> sign(const media::ByteSource& source, const SignContext& context, const SignOptions& options,
                    Output& output) {
    auto checked = check_options(options);
    if (!checked) {
        return fail(checked.error());
    }
    const auto container = read_input(source, *checked);
    if (!container) {
        return fail(container.error());
    }
    const auto plan = make_plan(source, *container, context, std::move(*checked));
    return plan ? write_signed(source, *container, *plan, context, output) : fail(plan.error());
}

Result<Bytes> sign_detached(const media::ByteSource& source, const SignContext& context, const SignOptions& options) {
    auto checked = check_options(options);
    if (!checked) {
        return fail(checked.error());
    }
    const auto container = read_any(source);
    if (!container) {
        return fail(container.error());
    }
    if (checked->update) {
        return fail(errors::sign_update, "a store beside the file is made anew");
    }
    const auto plan = make_plan(source, *container, context, std::move(*checked));
    if (!plan) {
        return fail(plan.error());
    }
    const auto content_hash = hash_whole(source, container->format);
    if (!content_hash) {
        return fail(content_hash.error());
    }
    Sha256Digest digest{};
    ensure(copy_exact(*content_hash, digest), "SHA-256");
    auto store = sign_store(*plan, {{}, {digest}, {}}, context, 0);
    return store ? Result<Bytes>(std::move(store->bytes)) : fail(store.error());
}

Result<Signed> sign_file(const std::filesystem::path& from, const std::filesystem::path& to, const SignContext& context,
                         const SignOptions& options, Overwrite overwrite) {
    const auto source = media::FileByteSource::open(from);
    if (!source) {
        return fail(source.error());
    }
    auto file = NewFile::create(to, {.overwrite = overwrite});
    if (!file) {
        return fail(file.error());
    }
    FileOutput output(*file);
    auto signed_file = sign(*source, context, options, output);
    if (!signed_file) {
        return signed_file;
    }
    if (const auto done = file->commit(); !done) {
        return fail(done.error());
    }
    return signed_file;
}

}  // namespace countersign::verifier::c2pa
