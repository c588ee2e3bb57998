// ZIP archives with a manifest made in memory, bound by a collection hash that is right unless a test breaks it.
#pragma once

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "tests/zip_samples.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::c2pa::test {

struct ArchiveSpec {
    std::vector<ZipItem> items = {{.name = "mimetype", .content = zip_text("application/epub+zip")},
                                  {.name = "chapter 1", .content = Bytes(300, 'a'), .is_deflated = true}};
    ZipShape shape = {};
    /// The binding's content, before it is signed.
    std::function<void(Cbor&)> edit = {};
    /// As versions before 2.5 hash the directory: the crc-32 of the store is zero, and hashed.
    bool is_old_form = false;
    bool has_store = true;
};

/// `hash` over ranges of `file`.
[[nodiscard]] inline Bytes hash_of(const Bytes& file, const std::vector<media::ByteRange>& ranges) {
    Sha2Hasher hasher;
    for (const media::ByteRange& range : ranges) {
        hasher.update(ByteView(file).subspan(range.start, range.length));
    }
    return hasher.finish();
}

/// The right binding of an archive whose store has any content of the final length.
[[nodiscard]] inline Cbor bind_archive(const Bytes& file, bool is_old_form) {
    const media::MemoryByteSource source(file);
    const auto directory = media::find_zip_directory(source).value();
    Cbor uris = Cbor::array();
    std::vector<media::ByteRange> ranges;
    std::uint64_t at = directory.headers.start;
    const auto walked = media::walk_zip_directory(source, directory, [&](const media::ZipEntry& entry) -> Result<Done> {
        if (entry.name == media::zip_store_name) {
            ranges.push_back({at, entry.header.start + 16 - at});
            at = entry.header.start + 20;
        } else {
            const auto place = media::place_zip_entry(source, directory, entry);
            uris.push(
                Cbor::map({{"uri", entry.name}, {"hash", hash_of(file, {place ? place->whole : media::ByteRange{}})}}));
        }
        return Done{};
    });
    ensure(walked.has_value(), "an archive of ours");
    ranges.push_back({at, directory.headers.end() - at});
    ranges.push_back(directory.end_record);
    if (is_old_form) {
        ranges = {{directory.headers.start, file.size() - directory.headers.start}};
    }
    return Cbor::map({{"uris", uris}, {"alg", "sha256"}, {"zip_central_directory_hash", hash_of(file, ranges)}});
}

[[nodiscard]] inline Bytes make_signed_archive(const ArchiveSpec& spec = {}) {
    std::size_t length = 0;
    const auto with_store = [&](const Bytes& store) {
        std::vector<ZipItem> items = spec.items;
        if (spec.has_store) {
            items.insert(items.begin() + 1, {.name = std::string(media::zip_store_name), .content = store});
        }
        Bytes file = make_zip(items, spec.shape);
        if (spec.is_old_form) {
            const std::string_view text = as_text(file);
            const std::size_t header = text.rfind(media::zip_store_name) - 46 + 16;
            std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(header), 4, std::uint8_t{0});
            const std::size_t local = text.find(media::zip_store_name) - 30 + 14;
            std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(local), 4, std::uint8_t{0});
        }
        return file;
    };
    for (int round = 0; round < 10; ++round) {
        Cbor binding = bind_archive(with_store(Bytes(length)), spec.is_old_form);
        if (spec.edit) {
            spec.edit(binding);
        }
        const Bytes store =
            make_store({world().manifest({.assertions = {created_action(), {"c2pa.hash.collection.data", binding}}})});
        if (store.size() == length) {
            return with_store(store);
        }
        length = store.size();
    }
    ensure(false, "the store's length settles");
    return {};
}

}  // namespace countersign::verifier::c2pa::test
