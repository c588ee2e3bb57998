#include "verifier/c2pa/check_assertions.hpp"

#include <algorithm>
#include <array>

#include "identity/base/json.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Labels of the standard's own assertions, whose content must be well-formed.
bool is_standard_label(std::string_view label) noexcept {
    return label.starts_with("c2pa.") || label.starts_with("stds.");
}

/// 14.10.4.1: content of a standard assertion. Embedded files are opaque.
void read_content(const Store& store, Assertion& assertion, StatusLists& out) {
    const Superbox& box = *assertion.box;
    const bool standard = is_standard_label(assertion.base);
    if (box.uuid == box::cbor_content) {
        auto content = store.read_cbor(box.content("cbor"));
        if (content) {
            assertion.content = std::move(*content);
        } else if (standard) {
            out.add(status::assertion_cbor, assertion.url, std::string(content.error().code.text));
        }
    } else if (box.uuid == box::json_content && standard) {
        const auto content = parse_json(as_text(box.content("json")));
        if (!content) {
            out.add(status::assertion_json, assertion.url, std::string(content.error().code.text));
        }
    }
}

/// One reference of the claim; nothing where it can't be judged further.
std::optional<Assertion> check_reference(const ManifestView& view, const ClaimAssertion& reference, StatusLists& out) {
    const Target& target = reference.target;
    Assertion assertion{.label = reference.label,
                        .base = base_label(reference.label),
                        .url = target.absolute,
                        .list = reference.list,
                        .is_redacted = view.redacted.contains(target.absolute),
                        .box = target.box,
                        .content = {}};
    if (assertion.is_redacted) {
        // A redaction by its own manifest is another failure (selfRedacted), reported once for the claim.
        if (assertion.is_actions()) {
            out.add(status::action_redacted, assertion.url, "actions can't be redacted");
        }
        if (assertion.is_hard_binding()) {
            out.add(status::hard_binding_redacted, assertion.url, "a hard binding can't be redacted");
        }
        if (target.box != nullptr && !is_redaction_box(*target.box)) {
            out.add(status::assertion_not_redacted, assertion.url, "a redacted assertion still has its content");
        }
        assertion.box = nullptr;
        return assertion;
    }
    if (manifest_of_uri(target.absolute) != view.manifest.label) {
        out.add(status::assertion_outside, view.claim.url, reference.uri.url);
        return std::nullopt;
    }
    if (target.box == nullptr) {
        out.add(status::assertion_missing, view.claim.url, reference.uri.url);
        return std::nullopt;
    }
    switch (compare_hash(view.store, reference.uri, view.claim.algorithm, target.box->hashed)) {
        case HashOutcome::unsupported:
            out.add(status::algorithm_unsupported, view.claim.url, reference.uri.algorithm.value_or("no algorithm"));
            return std::nullopt;
        case HashOutcome::mismatch:
            out.add(status::assertion_uri_mismatch, assertion.url, "the assertion isn't the one that was signed");
            break;
        case HashOutcome::match: out.add(status::hashed_uri_match, assertion.url); break;
    }
    read_content(view.store, assertion, out);
    return assertion;
}

/// Boxes of the assertion store that the claim doesn't name (and no redaction explains).
void check_undeclared(const ManifestView& view, StatusLists& out) {
    const Superbox* const store = view.manifest.assertion_store();
    if (store == nullptr) {
        out.add(status::claim_malformed, view.claim.url, "the manifest has no assertion store");
        return;
    }
    std::set<const Superbox*> declared;
    for (const ClaimAssertion& reference : view.claim.assertions) {
        declared.insert(reference.target.box);
    }
    for (const Superbox& box : store->children) {
        const std::string url = absolute_uri(view.manifest.label, "c2pa.assertions/" + std::string(box.label));
        if (!declared.contains(&box)) {
            out.add(status::assertion_undeclared, url, "the claim doesn't name this assertion");
        }
    }
}

}  // namespace

HashOutcome compare_hash(const Store& store, const HashedUri& uri, const std::optional<std::string>& claim_algorithm,
                         ByteView hashed) {
    const std::optional<std::string>& name = uri.algorithm ? uri.algorithm : claim_algorithm;
    const auto algorithm = name ? find_hash_algorithm(*name) : std::nullopt;
    if (!algorithm) {
        return HashOutcome::unsupported;
    }
    const bool match = uri.hash && equal(store.digest_of(hashed, *algorithm), *uri.hash);
    return match ? HashOutcome::match : HashOutcome::mismatch;
}

bool check_inner_reference(const ManifestView& view, const HashedUri& uri, const std::string& from_url,
                           StatusLists& out) {
    const Target target = view.store.resolve(uri.url, view.manifest);
    if (view.redacted.contains(target.absolute)) {
        out.add(status::assertion_redacted, from_url, uri.url);
        return true;
    }
    if (target.box == nullptr) {
        out.add(status::uri_missing, from_url, uri.url);
        return false;
    }
    switch (compare_hash(view.store, uri, view.claim.algorithm, target.box->hashed)) {
        case HashOutcome::match: return true;
        case HashOutcome::mismatch: out.add(status::uri_mismatch, from_url, uri.url); return false;
        case HashOutcome::unsupported: out.add(status::algorithm_unsupported, from_url, uri.url); return false;
    }
    return false;
}

std::vector<Assertion> check_references(const ManifestView& view, StatusLists& out) {
    std::vector<Assertion> assertions;
    std::set<std::string> seen;
    for (const ClaimAssertion& reference : view.claim.assertions) {
        // Listed twice (created and gathered): judged once.
        if (!reference.target.absolute.empty() && !seen.insert(reference.target.absolute).second) {
            continue;
        }
        if (auto assertion = check_reference(view, reference, out)) {
            assertions.push_back(std::move(*assertion));
        }
    }
    check_undeclared(view, out);
    for (const std::string& url : view.claim.redacted) {
        if (manifest_of_uri(url) == view.manifest.label) {
            out.add(status::assertion_self_redacted, view.claim.url, url);
        }
    }
    return assertions;
}

}  // namespace countersign::verifier::c2pa
