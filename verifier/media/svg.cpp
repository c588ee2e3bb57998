#include "verifier/media/svg.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/markup.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::string_view namespace_attribute = R"( xmlns:c2pa="http://c2pa.org/manifest")";
constexpr std::string_view open_manifest = "<c2pa:manifest>";
constexpr std::string_view close_manifest = "</c2pa:manifest>";

/// What reading and writing need of the document.
struct Document {
    std::optional<MarkupTag> root;
    std::optional<MarkupTag> metadata;  ///< the root's first child of that name
    std::vector<ByteRange> manifests;   ///< the elements
    std::vector<ByteRange> texts;       ///< between their tags
    std::string remote_url;
    bool is_closed = false;
};

Result<Document> read_document(const ByteSource& source) {
    MarkupReader reader(source);
    Document out;
    std::uint64_t depth = 0;
    bool in_metadata = false;
    std::optional<MarkupTag> manifest;
    for (std::size_t count = 0;; ++count) {
        if (count >= limits::container_parts_max) {
            return fail(errors::container_limit, "SVG tags");
        }
        const auto next = reader.next();
        if (!next) {
            return fail(next.error());
        }
        if (!*next || out.is_closed) {
            return out;
        }
        const MarkupTag& tag = **next;
        if (out.remote_url.empty() && tag.text.find("dcterms:provenance") != std::string::npos) {
            out.remote_url = find_provenance(tag.text);
        }
        if (tag.is_end) {
            if (depth == 3 && manifest) {
                out.manifests.push_back({manifest->range.start, tag.range.end() - manifest->range.start});
                out.texts.push_back({manifest->range.end(), tag.range.start - manifest->range.end()});
            }
            manifest.reset();
            in_metadata = in_metadata && depth != 2;
            depth -= depth > 0 ? 1 : 0;
            out.is_closed = depth == 0;
            continue;
        }
        if (depth == 0) {
            out.root = tag;
            out.is_closed = tag.is_empty;
        } else if (depth == 1 && tag.local_name() == "metadata") {
            out.metadata = out.metadata ? out.metadata : tag;
            in_metadata = !tag.is_empty;
        } else if (depth == 2 && in_metadata && tag.name() == "c2pa:manifest") {
            manifest = tag.is_empty ? std::nullopt : std::optional(tag);
        } else {
            manifest.reset();
        }
        depth += tag.is_empty ? 0 : 1;
    }
}

}  // namespace

Result<Done> read_base64_store(const ByteSource& source, const ByteRange& text, Container& out) {
    if (text.length > limits::manifest_store_bytes_max / 2 * 3) {
        return fail(errors::manifest_too_large, std::to_string(text.length) + " bytes of base64");
    }
    auto raw = read_bytes(source, text.start, text.length);
    if (!raw) {
        return fail(raw.error());
    }
    std::erase_if(*raw, [](std::uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; });
    auto store = parse_base64(as_text(*raw));
    if (!store || store->empty()) {
        return fail(errors::manifest_malformed, "not the base64 text of a manifest store");
    }
    out.store = std::move(*store);
    out.presence = StorePresence::present;
    out.store_range = text;
    return Done{};
}

Result<Container> read_svg(const ByteSource& source) {
    const auto document = read_document(source);
    if (!document) {
        return fail(document.error());
    }
    Container out;
    out.remote_url = document->remote_url;
    out.is_damaged = !document->is_closed || !document->root || document->root->local_name() != "svg";
    out.insertion_offset = document->root ? document->root->range.end() : source.size();
    out.store_ranges = document->manifests;
    if (document->texts.size() == 1) {
        if (const auto done = read_base64_store(source, document->texts.front(), out); !done) {
            return fail(done.error());
        }
        return out;
    }
    out.presence = document->texts.empty() ? StorePresence::absent : StorePresence::multiple;
    return out;
}

Result<EmbedPlan> embed_svg(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const auto document = read_document(source);
    if (!document || container.is_damaged || document->root->is_empty ||
        document->root->text.size() >= MarkupReader::tag_bytes_max) {
        return fail(errors::container_malformed, "no SVG document to put a manifest into");
    }
    const MarkupTag& root = *document->root;
    const std::string prefix(root.name().substr(0, root.name().size() - root.local_name().size()));
    const std::uint64_t root_close = root.range.end() - 1;
    EmbedPlan plan;
    plan.copy(0, root_close);
    if (root.text.find("xmlns:c2pa") == std::string::npos) {
        plan.literal(to_bytes(as_bytes(namespace_attribute)));
    }
    std::string before(open_manifest);
    std::string after(close_manifest);
    std::uint64_t at = root.range.end();
    if (document->metadata && !document->metadata->is_empty) {
        at = document->metadata->range.end();
    } else {
        before.insert(0, "<" + prefix + "metadata>");
        after += "</" + prefix + "metadata>";
    }
    plan.copy(root_close, at).literal(to_bytes(as_bytes(before))).hole((store_bytes + 2) / 3 * 4);
    plan.literal(to_bytes(as_bytes(after)));
    for (const ByteRange& old : document->manifests) {
        plan.copy(at, old.start);
        at = old.end();
    }
    return plan.copy(at, source.size());
}

Bytes frame_svg(ByteView store) { return to_bytes(as_bytes(to_base64(store))); }

}  // namespace countersign::verifier::media
