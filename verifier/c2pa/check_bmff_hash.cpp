#include "verifier/c2pa/check_bmff_hash.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "identity/base/limits.hpp"
#include "verifier/c2pa/bmff_hash.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

using media::BmffBox;
using media::box_type;
using media::ByteRange;

/// Null where nothing is wrong.
struct Finding {
    const StatusCode* code = nullptr;
    std::string_view text;
};
constexpr Finding sound{};
Finding mismatch(std::string_view text) { return {&status::bmff_hash_mismatch, text}; }
Finding malformed(std::string_view text) { return {&status::bmff_hash_malformed, text}; }
constexpr std::string_view altered = "the content isn't the one that was signed";

class Judge {
  public:
    Judge(const BindingContext& context, const BmffHash& hash, std::optional<std::string> claim_algorithm)
        : context_(context), hash_(hash), algorithm_(hash.algorithm ? hash.algorithm : std::move(claim_algorithm)) {}

    Result<Finding> run() {
        const auto layout = media::read_bmff_layout(context_.source);
        if (!layout) {
            return fail(layout.error());
        }
        const bool has_merkle = !hash_.merkle.empty();
        const bool fragmented = layout->fragments > 0 || !context_.fragments.empty() || hash_.has_init_hash();
        if (fragmented && hash_.hash && has_merkle) {
            return malformed("a fragmented file with both a hash and Merkle trees");
        }
        if (!hash_.hash && !has_merkle) {
            return mismatch("neither a hash nor Merkle trees");
        }
        if (hash_.hash && !context_.fragments.empty()) {
            return mismatch("the fragments aren't bound");
        }
        if (hash_.hash) {
            const auto whole = check_whole();
            if (!whole || whole->code != nullptr) {
                return whole;
            }
        }
        if (!has_merkle) {
            return sound;
        }
        if (!fragmented) {
            return check_media(*layout);
        }
        return context_.fragments.empty() ? check_one_file(*layout) : check_fragments();
    }

  private:
    std::optional<Sha2> algorithm_of(const std::optional<std::string>& own) const {
        const std::optional<std::string>& name = own ? own : algorithm_;
        return name ? find_hash_algorithm(*name) : std::nullopt;
    }
    static Finding unsupported() { return {&status::algorithm_unsupported, "no hash algorithm that is allowed"}; }

    Result<Finding> check_whole() {
        const auto algorithm = algorithm_of(std::nullopt);
        if (!algorithm) {
            return unsupported();
        }
        const auto found = digest_root_boxes(context_.source, context_.source.size(), hash_.exclusions, *algorithm);
        if (!found) {
            return fail(found.error());
        }
        return equal(*found, *hash_.hash) ? sound : mismatch(altered);
    }

    /// The initialisation segment: the whole file, or all before the first `moof`.
    Result<Finding> check_init(const MerkleMap& map, std::uint64_t end) {
        const auto algorithm = algorithm_of(map.algorithm);
        if (!algorithm) {
            return unsupported();
        }
        if (!map.init_hash) {
            return malformed("a tree of fragments without a hash of the initialisation segment");
        }
        auto known = init_digests_.find(*algorithm);
        if (known == init_digests_.end()) {
            auto found = digest_root_boxes(context_.source, end, hash_.exclusions, *algorithm);
            if (!found) {
                return fail(found.error());
            }
            known = init_digests_.emplace(*algorithm, std::move(*found)).first;
        }
        return equal(known->second, *map.init_hash) ? sound
                                                    : mismatch("the initialisation segment isn't the one signed");
    }

    /// 14.12.2.1: each `mdat` has one tree over its content.
    Result<Finding> check_media(const media::BmffLayout& layout) {
        if (!hash_.hash) {
            return mismatch("nothing binds what lies outside the media data");
        }
        if (hash_.merkle.size() != layout.media.size()) {
            return mismatch("not one tree for each box of media data");
        }
        std::map<const MerkleMap*, std::vector<ByteRange>> proofs;
        for (const ByteRange& box : layout.proofs) {
            const auto proof = read_merkle_proof(context_.source, box);
            if (!proof) {
                return fail(proof.error());
            }
            const MerkleMap* const map = *proof ? hash_.find((*proof)->unique_id, (*proof)->local_id) : nullptr;
            if (map == nullptr || (*proof)->location != proofs[map].size()) {
                return malformed("a proof of no tree, or out of order");
            }
            proofs[map].push_back(box);
        }
        RangeFeeder feeder(context_.source);
        std::set<std::int64_t> bound;
        for (const MerkleMap& map : hash_.merkle) {
            if (map.local_id < 0 || static_cast<std::uint64_t>(map.local_id) >= layout.media.size() ||
                !bound.insert(map.local_id).second) {
                return mismatch("not one tree for each box of media data");
            }
            const ByteRange& content = layout.media[static_cast<std::size_t>(map.local_id)];
            const auto found = check_pieces(map, content, proofs[&map], feeder);
            if (!found || found->code != nullptr) {
                return found;
            }
        }
        return sound;
    }

    /// Whether the pieces are as many as the tree has leaves, and fill the content.
    static Finding check_sizes(const MerkleMap& map, const ByteRange& content) {
        if (map.variable_block_sizes) {
            std::uint64_t sum = 0;
            for (const std::uint64_t size : *map.variable_block_sizes) {
                if (size > content.length - sum) {
                    return malformed("pieces larger than the media data");
                }
                sum += size;
            }
            return sum == content.length && map.variable_block_sizes->size() == map.count
                       ? sound
                       : malformed("the pieces aren't as many as the tree's leaves, or don't fill the media data");
        }
        const std::uint64_t block = map.fixed_block_size.value_or(std::max<std::uint64_t>(content.length, 1));
        const std::uint64_t whole = content.length / block;
        const std::uint64_t pieces = std::max<std::uint64_t>(whole + (content.length % block != 0 ? 1 : 0), 1);
        if (pieces > map.count) {
            return malformed("more pieces than the tree has leaves");
        }
        return pieces == map.count ? sound : mismatch("fewer pieces than the tree has leaves");
    }

    Result<Finding> check_pieces(const MerkleMap& map, const ByteRange& content, const std::vector<ByteRange>& proofs,
                                 RangeFeeder& feeder) {
        const auto algorithm = algorithm_of(map.algorithm);
        if (!algorithm) {
            return unsupported();
        }
        if (const Finding sizes = check_sizes(map, content); sizes.code != nullptr) {
            return sizes;
        }
        const bool has_leaves = map.hashes.size() == map.count;
        if (!has_leaves && proofs.size() != map.count) {
            return malformed("not one proof for each piece");
        }
        Sha2Hasher hasher(*algorithm);
        std::uint64_t at = content.start;
        for (std::uint64_t i = 0; i < map.count; ++i) {
            const std::uint64_t rest = content.end() - at;
            const std::uint64_t size = map.variable_block_sizes ? (*map.variable_block_sizes)[i]
                                                                : std::min(map.fixed_block_size.value_or(rest), rest);
            if (const auto done = feeder.feed({at, size}, hasher); !done) {
                return fail(done.error());
            }
            at += size;
            const auto matches = check_leaf(map, i, hasher.finish(), has_leaves ? nullptr : &proofs[i], *algorithm);
            if (!matches) {
                return fail(matches.error());
            }
            if (!*matches) {
                return mismatch(altered);
            }
            hasher.reset();
        }
        return sound;
    }

    Result<bool> check_leaf(const MerkleMap& map, std::uint64_t location, Bytes leaf, const ByteRange* proof_box,
                            Sha2 algorithm) {
        if (proof_box == nullptr) {
            return equal(map.hashes[location], leaf);
        }
        const auto proof = read_merkle_proof(context_.source, *proof_box);
        if (!proof) {
            return fail(proof.error());
        }
        return *proof && leads_to_row(map, location, std::move(leaf), (*proof)->hashes, algorithm);
    }

    /// 14.12.2.2, fragments that are files of their own. Those that aren't here may still come (14.12.2).
    Result<Finding> check_fragments() {
        std::set<std::pair<const MerkleMap*, std::uint64_t>> seen;
        for (const media::ByteSource* const fragment : context_.fragments) {
            const auto layout = media::read_bmff_layout(*fragment);
            if (!layout) {
                return fail(layout.error());
            }
            if (layout->fragments != 1 || !layout->leading) {
                return malformed("a fragment without a proof directly before its only moof box");
            }
            const auto proof = read_merkle_proof(*fragment, *layout->leading);
            if (!proof) {
                return fail(proof.error());
            }
            const MerkleMap* const map = *proof ? hash_.find((*proof)->unique_id, (*proof)->local_id) : nullptr;
            if (map == nullptr || !seen.emplace(map, (*proof)->location).second) {
                return mismatch("a fragment of no tree of the manifest, or one that is here twice");
            }
            const auto init = check_init(*map, context_.source.size());
            if (!init || init->code != nullptr) {
                return init;
            }
            const Sha2 algorithm = *algorithm_of(map->algorithm);
            auto leaf = digest_root_boxes(*fragment, fragment->size(), hash_.exclusions, algorithm);
            if (!leaf) {
                return fail(leaf.error());
            }
            if (!leads_to_row(*map, (*proof)->location, std::move(*leaf), (*proof)->hashes, algorithm)) {
                return mismatch("a fragment isn't the one that was signed");
            }
        }
        return sound;
    }

    /// One fragment of a file that holds all of them: its `moof` box and what follows until the next one.
    struct Leaf {
        const MerkleMap* map = nullptr;
        MerkleProof proof;
        Sha2 algorithm = Sha2::sha256;
        Sha2Hasher hasher{};
    };

    Result<Finding> finish(std::optional<Leaf>& leaf) {
        if (!leaf) {
            return sound;
        }
        const bool matches =
            leads_to_row(*leaf->map, leaf->proof.location, leaf->hasher.finish(), leaf->proof.hashes, leaf->algorithm);
        leaf.reset();
        return matches ? sound : mismatch("a fragment isn't the one that was signed");
    }

    Result<Finding> start(const std::optional<ByteRange>& proof_box, std::optional<Leaf>& leaf) {
        if (!proof_box) {
            return malformed("a moof box without its proof before it");
        }
        auto proof = read_merkle_proof(context_.source, *proof_box);
        if (!proof) {
            return fail(proof.error());
        }
        const MerkleMap* const map = *proof ? hash_.find((*proof)->unique_id, (*proof)->local_id) : nullptr;
        if (map == nullptr || (*proof)->location != leaves_[map]) {
            return mismatch("a fragment of no tree of the manifest, or out of order");
        }
        if (++leaves_[map] > map->count) {
            return malformed("more fragments than the tree has leaves");
        }
        const auto algorithm = algorithm_of(map->algorithm);
        if (!algorithm) {
            return unsupported();
        }
        leaf = Leaf{map, std::move(**proof), *algorithm, Sha2Hasher(*algorithm)};
        return sound;
    }

    /// 14.12.2.2, all fragments in one file.
    Result<Finding> check_one_file(const media::BmffLayout& layout) {
        if (layout.fragments == 0) {
            return mismatch("none of the fragments is here");
        }
        std::optional<Leaf> leaf;
        std::optional<ByteRange> previous;
        Finding finding;
        std::uint64_t init_end = 0;
        RootBoxHasher boxes(context_.source, hash_.exclusions);
        media::HeaderReader reader(context_.source);
        media::BoxBudget budget = media::full_box_budget();
        const auto visit = [&](const BmffBox& box) -> Result<Done> {
            if (finding.code != nullptr) {
                return Done{};
            }
            if (box.type == box_type("moof")) {
                init_end = leaves_.empty() ? box.range.start : init_end;
                auto found = finish(leaf);
                if (found && found->code == nullptr) {
                    found = start(previous, leaf);
                }
                if (!found) {
                    return fail(found.error());
                }
                finding = *found;
            }
            const auto ours = media::read_provenance_box(reader, box);
            const bool is_proof = ours && *ours && (*ours)->purpose == media::BoxPurpose::merkle;
            previous = is_proof ? std::optional((*ours)->data) : std::nullopt;
            return boxes.add(box, leaf ? &leaf->hasher : nullptr);
        };
        const auto end = media::walk_bmff_boxes(reader, {0, context_.source.size()}, budget, visit);
        if (!end) {
            return fail(end.error());
        }
        if (finding.code == nullptr && leaf) {
            if (const auto rest = boxes.add_rest({*end, context_.source.size() - *end}, leaf->hasher); !rest) {
                return fail(rest.error());
            }
        }
        if (finding.code == nullptr) {
            const auto found = finish(leaf);
            finding = *found;
        }
        for (const MerkleMap& map : hash_.merkle) {
            if (finding.code != nullptr) {
                break;
            }
            const auto init = check_init(map, init_end);
            if (!init) {
                return init;
            }
            finding = init->code == nullptr && leaves_[&map] != map.count ? mismatch("fragments are missing") : *init;
        }
        return finding;
    }

    const BindingContext& context_;
    const BmffHash& hash_;
    std::optional<std::string> algorithm_;
    std::map<Sha2, Bytes> init_digests_;
    std::map<const MerkleMap*, std::uint64_t> leaves_;
};

}  // namespace

Result<Done> check_bmff_hash(const BindingContext& context, const Assertion& assertion,
                             const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    const auto hash = read_bmff_hash(assertion.content);
    if (!hash) {
        out.add(status::bmff_hash_malformed, assertion.url, std::string(hash.error()));
        return Done{};
    }
    const auto found = Judge(context, *hash, claim_algorithm).run();
    if (!found && found.error().code == media::errors::source_unreadable) {
        return fail(found.error());
    }
    if (has_additional_exclusions(hash->exclusions, hash->hash && !hash->merkle.empty())) {
        out.add(status::bmff_hash_exclusions, assertion.url, "more than the manifest store isn't covered");
    }
    if (!found) {
        out.add(status::bmff_hash_mismatch, assertion.url, std::string(found.error().code.text));
    } else if (found->code != nullptr) {
        out.add(*found->code, assertion.url, std::string(found->text));
    } else {
        out.add(status::bmff_hash_match, assertion.url);
    }
    return Done{};
}

}  // namespace countersign::verifier::c2pa
