#include "verifier/c2pa/write/content_record.hpp"

#include "identity/base/ensure.hpp"

namespace countersign::verifier::c2pa {

rules::ContentLeaf make_content_leaf(const ContentFacts& facts, std::uint32_t index) noexcept {
    return {.index = index,
            .content = facts.content,
            .manifest = facts.manifest.value_or(Sha256Digest{}),
            .parent = facts.parent.value_or(rules::TreeHash{}),
            .fingerprints = {},
            .action = facts.action,
            .ai = facts.ai,
            .claimed_at = facts.claimed_at};
}

Bytes content_leaf_bytes(const rules::ContentLeaf& leaf) {
    Bytes out(rules::ContentLeaf::size_bytes);
    rules::Writer writer({out.data(), out.size()});
    rules::encode(leaf, writer);
    ensure(writer.ok() && writer.size() == out.size(), "a leaf of its fixed size");
    return out;
}

SignOptions options_for(rules::AiDisclosure ai) {
    SignOptions options;
    switch (ai) {
        case rules::AiDisclosure::captured:
            options.inception = Inception::created;
            options.digital_source_type = "digitalCapture";
            break;
        case rules::AiDisclosure::generated:
            options.inception = Inception::created;
            options.digital_source_type = "trainedAlgorithmicMedia";
            break;
        case rules::AiDisclosure::edited:
            options.actions.push_back({"c2pa.edited", "", "compositeWithTrainedAlgorithmicMedia"});
            break;
        case rules::AiDisclosure::undeclared: break;
    }
    return options;
}

}  // namespace countersign::verifier::c2pa
