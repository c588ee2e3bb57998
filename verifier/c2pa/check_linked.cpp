// Assertions about what lies outside of the manifest or beside the content: linked resources (C2PA 2.5 section
// 14.10.4.2.3) and alternative representations (14.10.4.2.8). Nothing is fetched.
#include <algorithm>

#include "verifier/c2pa/check_assertions.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::optional<std::uint8_t> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<std::uint8_t>(c - '0');
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? std::optional(static_cast<std::uint8_t>(lower - 'a' + 10)) : std::nullopt;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
        if (low) {
            out += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Whether a segment of the path is `..`.
bool climbs(std::string_view uri) {
    const std::string path = percent_decoded(uri);
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        if (path.compare(at, end - at, "..") == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

void add_skipped(const Assertion& assertion, const std::string& resource, StatusLists& out) {
    out.add(status::linked_skipped, assertion.url, "nothing is fetched");
    out.informational.back().resource_url = resource;
}

void check_external(const Assertion& assertion, const Cbor::Array& resources, StatusLists& out) {
    for (const Cbor& entry : resources) {
        const std::string* const url = entry.find_text("url");
        if (url == nullptr || entry.find_text("alg") == nullptr || entry.find_bytes("hash") == nullptr) {
            out.add(status::linked_malformed, assertion.url, "url, alg and hash are required");
        } else {
            add_skipped(assertion, *url, out);
        }
    }
}

void check_relative(const Assertion& assertion, const Cbor::Array& resources, const std::string& algorithm,
                    StatusLists& out) {
    if (!find_hash_algorithm(algorithm)) {
        out.add(status::algorithm_unsupported, assertion.url, algorithm);
        return;
    }
    for (const Cbor& entry : resources) {
        const std::string* const uri = entry.find_text("uri");
        if (uri == nullptr || entry.find_bytes("hash") == nullptr) {
            out.add(status::linked_malformed, assertion.url, "uri and hash are required");
        } else if (climbs(*uri)) {
            out.add(status::linked_invalid_uri, assertion.url, *uri);
        } else {
            add_skipped(assertion, *uri, out);
        }
    }
}

void check_linked(const Assertion& assertion, StatusLists& out) {
    if (assertion.list == AssertionList::gathered) {
        out.add(status::linked_not_created, assertion.url, "only the signer itself can link resources");
    }
    const Cbor* const resources = assertion.content.find("resources");
    const Cbor::Array* const external = resources == nullptr ? nullptr : resources->find_array("externalResources");
    const Cbor::Array* const relative = resources == nullptr ? nullptr : resources->find_array("relativeResources");
    const std::string* const algorithm = resources == nullptr ? nullptr : resources->find_text("alg");
    const bool has_external = external != nullptr && !external->empty();
    const bool has_relative = relative != nullptr && !relative->empty() && algorithm != nullptr;
    if (!has_external && !has_relative) {
        out.add(status::linked_malformed, assertion.url, "no resources");
        return;
    }
    if (has_external) {
        check_external(assertion, *external, out);
    }
    if (has_relative) {
        check_relative(assertion, *relative, *algorithm, out);
    }
}

bool is_original_image(const Assertion& assertion) {
    const std::string* const type = assertion.content.find_text("type");
    return assertion.base == "c2pa.alternative-content-representation" && type != nullptr &&
           *type == "exif.originalPreservationImage";
}

/// The index of a part of the multi-asset hash, in range.
bool is_part(const Cbor& index, const std::vector<Assertion>& assertions) {
    const auto hash = std::find_if(assertions.begin(), assertions.end(),
                                   [](const Assertion& one) { return one.base == "c2pa.hash.multi-asset"; });
    const Cbor::Array* const parts = hash == assertions.end() ? nullptr : hash->content.find_array("parts");
    return parts != nullptr && index.is_unsigned() && index.as_unsigned() < parts->size();
}

void check_alternative(const ManifestView& view, const std::vector<Assertion>& assertions, const Assertion& assertion,
                       StatusLists& out) {
    const auto count = std::count_if(assertions.begin(), assertions.end(), is_original_image);
    const Cbor* parameters = assertion.content.find("parameters");
    parameters = parameters == nullptr ? &assertion.content : parameters;
    const Cbor* const part = parameters->find("multiAssetPartIndex");
    const Cbor* const embedded = parameters->find("embeddedOriginalPreservationImage");
    if (count > 1 || (part != nullptr) == (embedded != nullptr) || (part != nullptr && !is_part(*part, assertions))) {
        out.add(status::alternative_malformed, assertion.url, "not one part, and not one image");
        return;
    }
    if (embedded != nullptr) {
        const HashedUri uri = read_hashed_uri(*embedded);
        const Target target = view.store.resolve(uri.url, view.manifest);
        if (!uri.hash) {
            out.add(status::alternative_malformed, assertion.url, "no hash of the image");
            return;
        }
        if (target.box == nullptr) {
            out.add(status::alternative_missing, assertion.url, uri.url);
            return;
        }
        switch (compare_hash(view.store, uri, view.claim.algorithm, target.box->hashed)) {
            case HashOutcome::match: break;
            case HashOutcome::mismatch: out.add(status::alternative_mismatch, assertion.url, uri.url); return;
            case HashOutcome::unsupported: out.add(status::algorithm_unsupported, assertion.url, uri.url); return;
        }
    }
    out.add(status::alternative_match, assertion.url);
}

}  // namespace

void check_outside(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    for (const Assertion& assertion : assertions) {
        if (assertion.is_redacted) {
            continue;
        }
        if (assertion.base == "c2pa.linked-resource-integrity") {
            check_linked(assertion, out);
        } else if (is_original_image(assertion)) {
            check_alternative(view, assertions, assertion, out);
        }
    }
}

}  // namespace countersign::verifier::c2pa
