#include "verifier/cawg/identity_assertion.hpp"

#include <algorithm>
#include <set>

#include "verifier/c2pa/assertion.hpp"
#include "verifier/cawg/status.hpp"

namespace countersign::verifier::cawg {
namespace {

using c2pa::AssertionReference;
using c2pa::Cbor;

bool is_zero(const Cbor* pad) {
    return pad == nullptr || (pad->is_bytes() && std::all_of(pad->as_bytes().begin(), pad->as_bytes().end(),
                                                             [](std::uint8_t byte) { return byte == 0; }));
}

/// A list of texts, none empty; nothing where it is anything else.
std::optional<std::vector<std::string>> read_texts(const Cbor& value) {
    if (!value.is_array() || value.as_array().empty()) {
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (const Cbor& item : value.as_array()) {
        if (!item.is_text() || item.as_text().empty()) {
            return std::nullopt;
        }
        out.push_back(item.as_text());
    }
    return out;
}

/// Those of the manifest's claim, and of the manifests that its ingredients lead to.
std::vector<AssertionReference> find_references(const c2pa::ManifestSummary& manifest, const c2pa::Report& report) {
    std::vector<AssertionReference> out;
    std::set<std::string_view> wanted{manifest.label};
    // The report holds a manifest before those that only its ingredients lead to; what refers back is in already.
    for (const c2pa::ManifestSummary& one : report.manifests) {
        if (!wanted.contains(one.label)) {
            continue;
        }
        out.insert(out.end(), one.references.begin(), one.references.end());
        for (const c2pa::Ingredient& ingredient : one.ingredients) {
            wanted.insert(ingredient.manifest);
        }
    }
    return out;
}

bool is_binding(std::string_view url) {
    return c2pa::is_hard_binding_label(c2pa::base_label(url.substr(url.rfind('/') + 1)));
}

std::string claim_algorithm(const c2pa::ManifestSummary& manifest, const std::string& url) {
    const auto found = std::find_if(manifest.references.begin(), manifest.references.end(),
                                    [&url](const AssertionReference& one) { return one.url == url; });
    return found == manifest.references.end() ? std::string() : found->algorithm;
}

}  // namespace

std::optional<IdentityAssertion> parse_identity_assertion(ByteView cbor) {
    const auto parsed = c2pa::parse_cbor(cbor);
    const Cbor* const payload = parsed ? parsed->find("signer_payload") : nullptr;
    const Bytes* const signature = parsed ? parsed->find_bytes("signature") : nullptr;
    const Cbor::Array* const references = payload == nullptr ? nullptr : payload->find_array("referenced_assertions");
    const std::string* const type = payload == nullptr ? nullptr : payload->find_text("sig_type");
    const Bytes* const pad = parsed ? parsed->find_bytes("pad1") : nullptr;
    const Cbor* const more = parsed ? parsed->find("pad2") : nullptr;
    if (signature == nullptr || references == nullptr || type == nullptr || type->empty() || pad == nullptr ||
        (more != nullptr && !more->is_bytes())) {
        return std::nullopt;
    }
    IdentityAssertion out;
    out.payload = *payload;
    out.type = *type;
    out.signature = *signature;
    out.is_padding_zero = is_zero(parsed->find("pad1")) && is_zero(more);
    for (const Cbor& item : *references) {
        out.references.push_back(c2pa::read_hashed_uri(item));
        if (out.references.back().url.empty() || !out.references.back().hash) {
            return std::nullopt;
        }
    }
    if (const Cbor* const role = payload->find("role")) {
        auto roles = read_texts(*role);
        if (!roles) {
            return std::nullopt;
        }
        out.roles = std::move(*roles);
    }
    return out;
}

std::vector<Bytes> encode_payload(const Cbor& payload) {
    std::vector<Bytes> out{c2pa::encode_cbor(payload, c2pa::CborOrder::as_given)};
    Bytes deterministic = c2pa::encode_cbor(payload);
    if (deterministic != out.front()) {
        out.push_back(std::move(deterministic));
    }
    return out;
}

void check_references(const IdentityAssertion& assertion, const c2pa::ManifestSummary& manifest,
                      const c2pa::Report& report, const std::string& url, c2pa::StatusLists& out) {
    const std::vector<AssertionReference> known = find_references(manifest, report);
    std::set<std::string> seen;
    bool is_repeated = false;
    bool is_bound = false;
    bool is_wrongly_bound = false;
    for (const c2pa::HashedUri& reference : assertion.references) {
        const std::string named = c2pa::to_absolute_uri(reference.url, manifest.label);
        const AssertionReference entry{named, reference.algorithm.value_or(claim_algorithm(manifest, named)),
                                       *reference.hash};
        const bool is_known = std::any_of(known.begin(), known.end(), [&](const AssertionReference& one) {
            return one.url == entry.url && one.hash == entry.hash &&
                   (one.algorithm == entry.algorithm || !reference.algorithm);
        });
        if (named.empty() || !is_known) {
            out.add(status::assertion_mismatch, url, reference.url);
        }
        is_repeated = !seen.insert(named).second || is_repeated;
        const bool binds = is_binding(named);
        is_bound = is_bound || (binds && named == report.hard_binding);
        is_wrongly_bound = is_wrongly_bound || (binds && named != report.hard_binding);
    }
    if (is_repeated) {
        out.add(status::assertion_duplicate, url, "an assertion is referred to twice");
    }
    if (is_wrongly_bound) {
        out.add(status::hard_binding_incorrect, url, "it refers to a binding that isn't this content's");
    } else if (!is_bound) {
        out.add(status::hard_binding_missing, url, "it doesn't refer to what binds the content");
    }
}

}  // namespace countersign::verifier::cawg
