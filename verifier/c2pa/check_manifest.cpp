#include "verifier/c2pa/check_manifest.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Longer than any name of an algorithm: enough to tell that it is none.
constexpr std::size_t algorithm_name_shown = 40;

/// A map that can only be a hashed URI into the store.
bool is_hashed_uri(const Cbor& value) noexcept {
    const std::string* const url = value.find_text("url");
    return url != nullptr && value.find_bytes("hash") != nullptr && url->starts_with("self#jumbf=");
}

/// 14.10.4.3 for every hashed URI inside a standard assertion but those with rules of their own.
class InnerReferences {
  public:
    InnerReferences(const ManifestView& view, const Assertion& assertion, StatusLists& out)
        : view_(view), assertion_(assertion), out_(out) {}

    void visit(const Cbor& value) {
        if (value.is_array()) {
            for (const Cbor& item : value.as_array()) {
                visit(item);
            }
        } else if (is_hashed_uri(value)) {
            HashedUri uri = read_hashed_uri(value);
            // 14.4.2: the nearest enclosing structure's algorithm, before the claim's.
            if (!uri.algorithm && enclosing_) {
                uri.algorithm = std::string(enclosing_->substr(0, algorithm_name_shown));
            }
            check_inner_reference(view_, uri, assertion_.url, out_);
        } else if (value.is_map()) {
            const std::string* const own = value.find_text("alg");
            const auto outer = enclosing_;
            enclosing_ = own != nullptr ? std::optional<std::string_view>(*own) : enclosing_;
            for (const CborEntry& entry : value.as_map()) {
                if (!has_own_rule(entry.key)) {
                    visit(entry.value);
                }
            }
            enclosing_ = outer;
        }
    }

  private:
    /// What an ingredient refers to is judged in 14.11, what an action refers to in 14.10.4.2.4.
    [[nodiscard]] bool has_own_rule(const Cbor& key) const noexcept {
        if (!key.is_text()) {
            return true;
        }
        const std::string& name = key.as_text();
        if (assertion_.is_ingredient()) {
            return name == "activeManifest" || name == "c2pa_manifest" || name == "claimSignature" ||
                   name == "validationResults" || name == "validationStatus";
        }
        if (assertion_.base == "c2pa.linked-resource-integrity" ||
            assertion_.base == "c2pa.alternative-content-representation") {
            return name == "externalResources" || name == "embeddedOriginalPreservationImage";
        }
        return assertion_.is_actions() && (name == "ingredients" || name == "ingredient" || name == "icon" ||
                                           name == "relatedAssertions" || name == "redacted");
    }

    const ManifestView& view_;
    const Assertion& assertion_;
    StatusLists& out_;
    std::optional<std::string_view> enclosing_;
};

CheckedManifest check_manifest(const CheckContext& context, const LineageNode& node) {
    CheckedManifest out{
        .node = &node, .statuses = node.claim.statuses, .signer = {}, .stamp = {}, .assertions = {}, .ingredients = {}};
    if (!node.claim.claim) {
        return out;
    }
    const Claim& claim = *node.claim.claim;
    const SignatureContext signing{context.store, context.credentials, context.authorities, context.lineage.later,
                                   context.now};
    SignatureResult signature = check_signature(signing, *node.manifest, claim);
    out.statuses.append(std::move(signature.statuses));
    out.signer = std::move(signature.signer);
    out.stamp = std::move(signature.stamp);

    const ManifestView view{context.store, *node.manifest, claim, context.lineage.redacted};
    out.assertions = check_references(view, out.statuses);
    check_manifest_kind(view, out.assertions, out.statuses);
    check_kinds(view, out.assertions, out.statuses);
    check_outside(view, out.assertions, out.statuses);
    check_actions(view, out.assertions, out.statuses);
    for (const Assertion& assertion : out.assertions) {
        if (assertion.base.starts_with("c2pa.")) {
            InnerReferences(view, assertion, out.statuses).visit(assertion.content);
        }
        if (assertion.is_ingredient() && !assertion.is_redacted) {
            out.ingredients.push_back(read_ingredient(context.store, *node.manifest, assertion));
        }
    }
    if (const Cbor* const info = claim.fields.find("claim_generator_info")) {
        const Assertion of_claim{.label = {}, .base = {}, .url = claim.url, .content = {}};
        InnerReferences(view, of_claim, out.statuses).visit(*info);
    }
    return out;
}

}  // namespace

std::vector<CheckedManifest> check_manifests(const CheckContext& context) {
    std::vector<CheckedManifest> out;
    out.reserve(context.lineage.nodes.size());
    for (const LineageNode& node : context.lineage.nodes) {
        out.push_back(check_manifest(context, node));
    }
    return out;
}

}  // namespace countersign::verifier::c2pa
