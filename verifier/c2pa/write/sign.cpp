#include "verifier/c2pa/write/sign.hpp"

#include <algorithm>
#include <limits>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/c2pa/write/framing.hpp"
#include "verifier/c2pa/write/parent_manifest.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Random, version 4 (RFC 9562), lower-case.
std::string random_uuid(Entropy& entropy) {
    auto random = entropy.fixed<FixedBytes<16, struct UuidTag>>();
    random.bytes[6] = static_cast<std::uint8_t>((random.bytes[6] & 0x0FU) | 0x40U);
    random.bytes[8] = static_cast<std::uint8_t>((random.bytes[8] & 0x3FU) | 0x80U);
    std::string text = to_hex(view(random));
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        text.insert(at, 1, '-');
    }
    return text;
}

Result<media::Container> read_input(const media::ByteSource& source) {
    const auto format = media::sniff(source);
    if (!format) {
        return fail(format.error());
    }
    if (!is_framed(*format)) {
        return fail(errors::sign_format, std::string(media::media_type(*format)));
    }
    return media::read_container(source);
}

Result<std::optional<ParentManifest>> find_parent(const media::ByteSource& source, const media::Container& container,
                                                  const SignContext& context, const SignOptions& options) {
    const bool absent = container.presence == media::StorePresence::absent;
    if (options.drop_existing_manifest || (absent && container.remote_url.empty())) {
        return std::nullopt;
    }
    if (options.inception == Inception::created) {
        return fail(errors::sign_created_over_manifest, printable(container.remote_url));  // W17
    }
    if (absent) {
        return std::nullopt;
    }
    if (container.presence == media::StorePresence::multiple) {
        return fail(errors::sign_manifest_unreadable, "two manifest stores in one file");
    }
    const auto report = context.validator.validate(source, context.clock.now());
    if (!report) {
        return fail(report.error());
    }
    auto parent = read_parent(container.store, *report);
    if (!parent) {
        return fail(parent.error());
    }
    return std::move(*parent);
}

/// What stays of the input before and after the place where the store goes.
struct Kept {
    std::vector<media::ByteRange> before;
    std::vector<media::ByteRange> after;
};

Kept kept_ranges(const media::Container& container, std::uint64_t size) {
    std::vector<media::ByteRange> removed = container.store_ranges;
    std::ranges::sort(removed, {}, &media::ByteRange::start);
    removed.push_back({size, 0});
    Kept kept;
    std::uint64_t at = 0;
    for (const media::ByteRange& hole : removed) {
        ensure(hole.start >= at && hole.end() <= size, "store ranges in order");
        const std::uint64_t split = std::clamp(container.insertion_offset, at, hole.start);
        if (split > at) {
            kept.before.push_back({at, split - at});
        }
        if (hole.start > split) {
            kept.after.push_back({split, hole.start - split});
        }
        at = hole.end();
    }
    return kept;
}

/// The store's length depends on how many bytes the numbers in it take, which depend on the store's length. Each round
/// can only grow it, by few bytes, so this ends.
Result<media::ByteRange> place_store(const ManifestPlan& plan, std::uint64_t start, std::size_t signature_bytes) {
    const Bytes signature(signature_bytes);
    media::ByteRange exclusion{start, 0};
    for (;;) {
        const Bytes store = assemble_store(plan, build_manifest(plan, exclusion, Sha256Digest{}), signature);
        if (store.size() > limits::manifest_store_bytes_max) {
            return fail(errors::sign_too_large, std::to_string(store.size()) + " bytes");
        }
        const std::uint64_t length = framed_bytes(plan.format, store.size());
        if (length == exclusion.length) {
            return exclusion;
        }
        ensure(length > exclusion.length, "the store only grows");
        exclusion.length = length;
    }
}

/// Copies ranges of the input and hashes them on the way.
Result<Done> copy(const media::ByteSource& source, const std::vector<media::ByteRange>& ranges, Sha2Hasher& hasher,
                  Output& output) {
    Bytes block(limits::hash_block_bytes);
    for (const media::ByteRange& range : ranges) {
        for (std::uint64_t at = range.start; at < range.end();) {
            const auto part = std::span(block).first(
                static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), range.end() - at)));
            if (auto read = source.read_at(at, part); !read) {
                return read;
            }
            hasher.update(part);
            if (auto written = output.append(part); !written) {
                return written;
            }
            at += part.size();
        }
    }
    return Done{};
}

std::uint64_t total(const std::vector<media::ByteRange>& ranges) {
    std::uint64_t sum = 0;
    for (const media::ByteRange& range : ranges) {
        sum += range.length;
    }
    return sum;
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

/// The content is hashed while it is copied around a gap, which the framed store then fills (W22).
Result<Signed> write_signed(const media::ByteSource& source, const media::Container& container,
                            const ManifestPlan& plan, const ClaimSigner& signer, Output& output) {
    const Kept kept = kept_ranges(container, source.size());
    const auto exclusion = place_store(plan, total(kept.before), claim_signature_bytes(signer));
    if (!exclusion) {
        return fail(exclusion.error());
    }
    Sha2Hasher hasher;
    if (const auto copied = copy(source, kept.before, hasher, output); !copied) {
        return fail(copied.error());
    }
    if (const auto gap = output.append(Bytes(static_cast<std::size_t>(exclusion->length))); !gap) {
        return fail(gap.error());
    }
    if (const auto copied = copy(source, kept.after, hasher, output); !copied) {
        return fail(copied.error());
    }
    const Sha256Digest content_hash = hasher.finish_sha256();
    const UnsignedManifest manifest = build_manifest(plan, *exclusion, content_hash);
    const auto signature = sign_claim(signer, manifest.claim);
    if (!signature) {
        return fail(signature.error());
    }
    const Bytes store = assemble_store(plan, manifest, *signature);
    const Bytes framed = frame_store(plan.format, store);
    ensure(framed.size() == exclusion->length, "the store fills its gap");
    if (const auto filled = output.overwrite(exclusion->start, framed); !filled) {
        return fail(filled.error());
    }
    return Signed{plan.label, content_hash, total(kept.before) + framed.size() + total(kept.after), store.size(),
                  plan.parent ? plan.parent->label : std::string{}};
}

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
    const auto container = read_input(source);
    if (!container) {
        return fail(container.error());
    }
    auto parent = find_parent(source, *container, context, *checked);
    if (!parent) {
        return fail(parent.error());
    }
    const ManifestPlan plan{std::move(*checked),
                            container->format,
                            "urn:c2pa:" + random_uuid(context.entropy),
                            "xmp:iid:" + random_uuid(context.entropy),
                            context.clock.now(),
                            std::move(*parent)};
    return write_signed(source, *container, plan, context.signer, output);
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
