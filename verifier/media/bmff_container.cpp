#include "identity/base/limits.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

// BE7ACFCB-97A9-42E8-9C71-999491E3AFAC: XMP in ISO files (XMP specification part 3, section 1.3.3).
constexpr std::array<std::uint8_t, 16> xmp_uuid{0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
                                                0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};

Result<Bytes> read_data(const ByteSource& source, const ByteRange& data) {
    if (data.length > limits::manifest_store_bytes_max) {
        return fail(errors::manifest_too_large, std::to_string(data.length) + " bytes");
    }
    return read_bytes(source, data.start, data.length);
}

/// The child boxes of a `jumb` superbox behind its description box: all its manifests.
Result<ByteRange> find_manifests(const ByteSource& store, ByteRange& description) {
    HeaderReader reader(store);
    const auto super = read_bmff_box(reader, 0, store.size());
    if (!super || super->type != box_type("jumb")) {
        return fail(errors::manifest_malformed, "not a superbox");
    }
    const auto first = read_bmff_box(reader, super->payload().start, super->range.end());
    if (!first || first->type != box_type("jumd")) {
        return fail(errors::manifest_malformed, "no description box");
    }
    description = first->range;
    return ByteRange{first->range.end(), super->range.end() - first->range.end()};
}

/// One store with the manifests of both: those of an update follow, so that its last one is the active one.
Result<Bytes> join_stores(ByteView original, ByteView update) {
    ByteRange description;
    ByteRange ignored;
    const auto first = find_manifests(MemoryByteSource(original), description);
    const auto second = find_manifests(MemoryByteSource(update), ignored);
    if (!first || !second) {
        return fail(first ? second.error() : first.error());
    }
    constexpr std::uint64_t header_bytes = 8;
    const std::uint64_t size = header_bytes + description.length + first->length + second->length;
    if (size > limits::manifest_store_bytes_max) {
        return fail(errors::manifest_too_large, std::to_string(size) + " bytes");
    }
    ByteWriter out;
    out.be(size, 4).bytes(as_bytes("jumb"));
    out.bytes(original.subspan(description.start, description.length));
    out.bytes(original.subspan(first->start, first->length)).bytes(update.subspan(second->start, second->length));
    return out.take();
}

Result<std::string> read_remote_url(const ByteSource& source, const BmffBox& box) {
    const ByteRange packet{box.payload().start + xmp_uuid.size(), box.payload().length - xmp_uuid.size()};
    if (packet.length > limits::xmp_bytes_max) {
        return std::string();
    }
    const auto data = read_bytes(source, packet.start, packet.length);
    return data ? Result<std::string>(find_provenance(as_text(*data))) : fail(data.error());
}

struct Found {
    std::vector<ProvenanceBox> stores;
    std::string remote_url;
    std::uint64_t after_type = 0;
};

Result<std::uint64_t> find_parts(const ByteSource& source, Found& out) {
    HeaderReader reader(source);
    BoxBudget budget = full_box_budget();
    return walk_bmff_boxes(reader, {0, source.size()}, budget, [&](const BmffBox& box) -> Result<Done> {
        if (box.type == box_type("ftyp") && out.after_type == 0) {
            out.after_type = box.range.end();
        }
        if (box.type != box_type("uuid")) {
            return Done{};
        }
        const auto ours = read_provenance_box(reader, box);
        if (!ours) {
            return fail(ours.error());
        }
        if (*ours) {
            if ((*ours)->purpose != BoxPurpose::merkle && (*ours)->purpose != BoxPurpose::other) {
                out.stores.push_back(**ours);
            }
            return Done{};
        }
        const auto xmp = has_uuid(reader, box, xmp_uuid);
        if (xmp && *xmp && out.remote_url.empty()) {
            const auto url = read_remote_url(source, box);
            if (!url) {
                return fail(url.error());
            }
            out.remote_url = *url;
        }
        return Done{};
    });
}

}  // namespace

Result<Container> read_bmff(const ByteSource& source) {
    Found found;
    const auto end = find_parts(source, found);
    if (!end) {
        return fail(end.error());
    }
    Container out;
    out.is_damaged = *end != source.size();
    out.remote_url = found.remote_url;
    out.insertion_offset = found.after_type;
    const ProvenanceBox* base = nullptr;
    const ProvenanceBox* update = nullptr;
    for (const ProvenanceBox& box : found.stores) {
        out.store_ranges.push_back(box.range);
        const ProvenanceBox*& slot = box.purpose == BoxPurpose::update ? update : base;
        if (slot != nullptr) {
            out.presence = StorePresence::multiple;
        }
        slot = &box;
    }
    if (found.stores.empty() || out.presence == StorePresence::multiple) {
        return out;
    }
    if (base == nullptr || (base->purpose == BoxPurpose::original) != (update != nullptr)) {
        return fail(errors::manifest_malformed, "an original manifest and its update belong together");
    }
    auto store = read_data(source, base->data);
    if (store && update != nullptr) {
        const auto more = read_data(source, update->data);
        store = more ? join_stores(*store, *more) : Result<Bytes>(fail(more.error()));
    }
    if (!store) {
        return fail(store.error());
    }
    out.presence = StorePresence::present;
    out.store_range = base->range;
    out.store = std::move(*store);
    return out;
}

Result<BmffLayout> read_bmff_layout(const ByteSource& source) {
    BmffLayout out;
    HeaderReader reader(source);
    BoxBudget budget = full_box_budget();
    std::optional<ByteRange> previous;
    const auto visit = [&](const BmffBox& box) -> Result<Done> {
        std::optional<ByteRange> proof;
        if (box.type == box_type("moof")) {
            out.leading = out.fragments == 0 ? previous : out.leading;
            ++out.fragments;
        } else if (box.type == box_type("mdat")) {
            out.media.push_back(box.payload());
        } else if (box.type == box_type("uuid")) {
            const auto ours = read_provenance_box(reader, box);
            if (ours && *ours && (*ours)->purpose == BoxPurpose::merkle) {
                proof = (*ours)->data;
                out.proofs.push_back(*proof);
            }
        }
        previous = proof;
        return out.proofs.size() > limits::bmff_merkle_boxes_max ? fail(errors::container_limit, "proofs")
                                                                 : Result<Done>(Done{});
    };
    const auto end = walk_bmff_boxes(reader, {0, source.size()}, budget, visit);
    if (!end) {
        return fail(end.error());
    }
    out.boxes_end = *end;
    return out;
}

}  // namespace countersign::verifier::media
