#include "verifier/c2pa/lineage.hpp"

#include "identity/base/limits.hpp"
#include "verifier/c2pa/assertion.hpp"
#include "verifier/c2pa/check_assertions.hpp"

namespace countersign::verifier::c2pa {
namespace {

class Gatherer {
  public:
    explicit Gatherer(const Store& store) : store_(store) {}

    Lineage run() {
        push(*store_.active());
        // Breadth first over a growing list: each manifest once, so that cycles and diamonds end.
        for (std::size_t i = 0; i < out_.nodes.size(); ++i) {
            const LineageNode& node = out_.nodes[i];
            if (node.claim.claim) {
                read(*node.manifest, *node.claim.claim);
            }
        }
        return std::move(out_);
    }

  private:
    void push(const Manifest& manifest) {
        if (!seen_.insert(&manifest).second) {
            return;
        }
        ClaimResult claim;
        if (manifest.is_readable) {
            claim = read_claim(store_, manifest);
        } else {
            claim.statuses.add(status::compressed_invalid, absolute_uri(manifest.label, {}),
                               "the compressed manifest can't be read");
        }
        out_.nodes.push_back({&manifest, std::move(claim)});
    }

    void read(const Manifest& manifest, const Claim& claim) {
        for (const std::string& url : claim.redacted) {
            // A claim can't redact what is its own; that it tried is reported with its assertions.
            if (manifest_of_uri(url) != manifest.label) {
                out_.redacted.insert(url);
            }
        }
        for (const ClaimAssertion& reference : claim.assertions) {
            const std::string_view base = base_label(reference.label);
            Assertion assertion{.label = reference.label, .base = base, .url = {}, .content = {}};
            if (assertion.is_ingredient() || base == "c2pa.time-stamp" || base == "c2pa.certificate-status") {
                read(manifest, claim, reference, assertion);
            }
        }
    }

    void read(const Manifest& manifest, const Claim& claim, const ClaimAssertion& reference, Assertion& assertion) {
        const Superbox* const box = reference.target.box;
        if (box == nullptr || compare_hash(reference.uri, claim.algorithm, box->hashed) != HashOutcome::match) {
            return;
        }
        auto content = parse_cbor(box->content("cbor"));
        if (!content) {
            return;
        }
        assertion.content = std::move(*content);
        if (assertion.is_ingredient()) {
            const IngredientAssertion ingredient = read_ingredient(store_, manifest, assertion);
            const Target target = ingredient.manifest ? store_.resolve(ingredient.manifest->url, manifest) : Target();
            const Manifest* const next = store_.find(manifest_of_uri(target.absolute));
            if (next != nullptr) {
                push(*next);
            }
        } else if (assertion.base == "c2pa.time-stamp") {
            read_stamps(assertion.content);
        } else {
            read_responses(assertion.content);
        }
    }

    void read_stamps(const Cbor& content) {
        if (!content.is_map()) {
            return;
        }
        for (const CborEntry& entry : content.as_map()) {
            if (entry.key.is_text() && entry.value.is_bytes() && out_.later.stamps.size() < limits::manifests_max) {
                out_.later.stamps.emplace(entry.key.as_text(), entry.value.as_bytes());
            }
        }
    }

    void read_responses(const Cbor& content) {
        const Cbor::Array* const values = content.find_array("ocspVals");
        for (std::size_t i = 0; values != nullptr && i < values->size(); ++i) {
            if ((*values)[i].is_bytes() && out_.later.ocsp_responses.size() < limits::certificate_chain_max) {
                out_.later.ocsp_responses.push_back((*values)[i].as_bytes());
            }
        }
    }

    const Store& store_;
    Lineage out_;
    std::set<const Manifest*> seen_;
};

}  // namespace

Lineage gather_lineage(const Store& store) { return Gatherer(store).run(); }

}  // namespace countersign::verifier::c2pa
