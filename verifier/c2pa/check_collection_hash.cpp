#include "verifier/c2pa/check_collection_hash.hpp"

#include <algorithm>
#include <unordered_map>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/asset_hash.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::c2pa {
namespace {

using media::ByteRange;
using media::ZipEntry;

CollectionFault mismatch(std::string text) { return {&status::collection_hash_mismatch, std::move(text)}; }
const CollectionFault sound{};

/// The crc-32 of the store's header isn't known when the directory is hashed, so it is left out (A.6.2.2).
constexpr std::uint64_t crc_offset = 16;
constexpr std::uint64_t crc_bytes = 4;

/// An entry of the archive, and which member of the collection it is.
struct Part {
    ByteRange range;
    std::size_t member;
};
constexpr std::size_t no_member = ~std::size_t{0};

class ZipJudge {
  public:
    ZipJudge(const BindingContext& context, const CollectionHash& collection, Sha2 algorithm)
        : source_(context.source), collection_(collection), algorithm_(algorithm) {}

    /// No code where all holds. Errors: those of the archive and the source.
    Result<CollectionFault> run() {
        if (!collection_.zip_directory_hash) {
            return CollectionFault{&status::collection_hash_malformed, "no zip_central_directory_hash"};
        }
        if (!index_members()) {
            return CollectionFault{&status::collection_hash_malformed, "a file that is listed twice"};
        }
        const auto directory = media::find_zip_directory(source_);
        if (!directory) {
            return fail(directory.error());
        }
        const auto walked = media::walk_zip_directory(source_, *directory,
                                                      [&](const ZipEntry& entry) { return add(*directory, entry); });
        if (!walked) {
            return fail(walked.error());
        }
        if (fault_.code != nullptr) {
            return fault_;
        }
        const auto missing = std::find(found_.begin(), found_.end(), false);
        if (missing != found_.end()) {
            const auto& member = collection_.members[static_cast<std::size_t>(missing - found_.begin())];
            return CollectionFault{&status::collection_hash_count, std::string(member.uri)};
        }
        const auto cover = check_cover(directory->headers.start);
        if (!cover || cover->code != nullptr) {
            return cover;
        }
        const auto entries = check_entries();
        return entries && entries->code == nullptr ? check_directory(*directory) : entries;
    }

  private:
    /// By decoded path, and for writers that don't encode by the URI as it stands. False where two are the same.
    bool index_members() {
        const auto& members = collection_.members;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (!decoded_.emplace(decode_uri_path(members[i].uri), i).second) {
                return false;
            }
            verbatim_.emplace(members[i].uri, i);
        }
        found_.assign(members.size(), false);
        return true;
    }

    std::size_t find_member(const std::string& name) const {
        if (const auto at = decoded_.find(name); at != decoded_.end()) {
            return at->second;
        }
        const auto at = verbatim_.find(name);
        return at == verbatim_.end() ? no_member : at->second;
    }

    Result<Done> add(const media::ZipDirectory& directory, const ZipEntry& entry) {
        if (fault_.code != nullptr) {
            return Done{};
        }
        const auto place = media::place_zip_entry(source_, directory, entry);
        if (!place) {
            return fail(place.error());
        }
        if (entry.name == media::zip_store_name) {
            store_headers_.push_back(entry.header);
            parts_.push_back({place->whole, no_member});
            return Done{};
        }
        const std::size_t member = find_member(entry.name);
        if (member == no_member && !entry.is_folder()) {
            fault_ = mismatch("an entry that isn't covered: " + printable(entry.name));
        } else if (member != no_member && found_[member]) {
            fault_ = mismatch("two entries of one name: " + printable(entry.name));
        } else if (member != no_member) {
            found_[member] = true;
        }
        parts_.push_back({place->whole, member});
        return Done{};
    }

    /// No byte before the directory belongs to two entries, and what belongs to none (some writers leave an old
    /// directory there) begins none: so no reader finds another file there.
    Result<CollectionFault> check_cover(std::uint64_t end) {
        std::sort(parts_.begin(), parts_.end(),
                  [](const Part& a, const Part& b) { return a.range.start < b.range.start; });
        std::uint64_t at = 0;
        parts_.push_back({{end, 0}, no_member});
        for (const Part& part : parts_) {
            if (part.range.start < at) {
                return mismatch("entries that overlap");
            }
            const auto begins = begins_entry({at, part.range.start - at});
            if (!begins) {
                return fail(begins.error());
            }
            if (*begins) {
                return mismatch("an entry that the directory doesn't know");
            }
            at = part.range.end();
        }
        return sound;
    }

    /// True where a local header's signature stands in that range.
    Result<bool> begins_entry(const ByteRange& range) const {
        constexpr std::string_view signature = "PK\x03\x04";
        Bytes block;
        for (std::uint64_t at = range.start; at + signature.size() <= range.end(); at += block.size() - 3) {
            block.resize(std::min<std::uint64_t>(range.end() - at, limits::hash_block_bytes));
            if (const auto read = source_.read_at(at, block); !read) {
                return fail(read.error());
            }
            if (as_text(block).find(signature) != std::string_view::npos) {
                return true;
            }
        }
        return false;
    }

    Result<CollectionFault> check_entries() {
        RangeFeeder feeder(source_);
        Sha2Hasher hasher(algorithm_);
        for (const Part& part : parts_) {
            if (part.member == no_member) {
                continue;
            }
            if (const auto done = feeder.feed(part.range, hasher); !done) {
                return fail(done.error());
            }
            const CollectionMember& member = collection_.members[part.member];
            if (!equal(hasher.finish(), member.hash)) {
                return mismatch(std::string(member.uri));
            }
            hasher.reset();
        }
        return sound;
    }

    Result<CollectionFault> check_directory(const media::ZipDirectory& directory) {
        std::vector<ByteRange> ranges;
        std::uint64_t at = directory.headers.start;
        for (const ByteRange& header : store_headers_) {
            ranges.push_back({at, header.start + crc_offset - at});
            at = header.start + crc_offset + crc_bytes;
        }
        ranges.push_back({at, directory.headers.end() - at});
        ranges.push_back(directory.end_record);
        // Of versions before 2.5: all bytes from the first header on, a crc-32 of zero among them.
        const std::vector<ByteRange> stretch{{directory.headers.start, source_.size() - directory.headers.start}};
        for (const auto& covered : {ranges, stretch}) {
            const auto found = hash_ranges(source_, covered, algorithm_);
            if (!found) {
                return fail(found.error());
            }
            if (equal(*found, *collection_.zip_directory_hash)) {
                return sound;
            }
        }
        return mismatch("the central directory isn't the one that was signed");
    }

    const media::ByteSource& source_;
    const CollectionHash& collection_;
    Sha2 algorithm_;
    std::unordered_map<std::string, std::size_t> decoded_;
    std::unordered_map<std::string_view, std::size_t> verbatim_;
    std::vector<bool> found_;
    std::vector<Part> parts_;
    std::vector<ByteRange> store_headers_;
    CollectionFault fault_;
};

}  // namespace

Result<Done> check_collection_hash(const BindingContext& context, const Assertion& assertion,
                                   const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    const auto collection = read_collection_hash(assertion.content);
    if (!collection) {
        out.add(*collection.error().code, assertion.url, printable(collection.error().text));
        return Done{};
    }
    const std::optional<std::string>& name = collection->algorithm ? collection->algorithm : claim_algorithm;
    const auto algorithm = name ? find_hash_algorithm(*name) : std::nullopt;
    if (!algorithm) {
        out.add(status::algorithm_unsupported, assertion.url, "no hash algorithm that is allowed");
        return Done{};
    }
    if (!media::is_zip(context.container.format)) {
        out.add(status::collection_hash_count, assertion.url, printable(collection->members.front().uri));
        return Done{};
    }
    const auto found = ZipJudge(context, *collection, *algorithm).run();
    if (!found && found.error().code == media::errors::source_unreadable) {
        return fail(found.error());
    }
    if (!found) {
        out.add(status::collection_hash_mismatch, assertion.url,
                std::string(found.error().code.text) + " " + found.error().detail);
    } else if (found->code != nullptr) {
        out.add(*found->code, assertion.url, printable(found->text));
    } else {
        out.add(status::collection_hash_match, assertion.url);
    }
    return Done{};
}

}  // namespace countersign::verifier::c2pa
