#include "verifier/c2pa/lineage.hpp"

#include <map>

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
            LineageNode& node = out_.nodes[i];
            if (node.claim.claim) {
                read(node, *node.claim.claim);
            }
        }
        for (const LineageNode& node : out_.nodes) {
            if (node.claim.claim && !node.claim.claim->redacted.empty()) {
                redact(node, *node.claim.claim);
            }
        }
        return std::move(out_);
    }

  private:
    /// Gives its place.
    std::size_t push(const Manifest& manifest) {
        const auto [place, is_new] = seen_.emplace(&manifest, out_.nodes.size());
        if (!is_new) {
            return place->second;
        }
        ClaimResult claim;
        if (manifest.is_readable) {
            claim = read_claim(store_, manifest);
        } else {
            claim.statuses.add(status::compressed_invalid, absolute_uri(manifest.label, {}),
                               "the compressed manifest can't be read");
        }
        out_.nodes.push_back({&manifest, std::move(claim)});
        return place->second;
    }

    /// A claim redacts what is in manifests below its own: not in its own (that it tried is reported with its
    /// assertions), and not above or beside it, where whoever changes an ingredient would take away what was signed.
    void redact(const LineageNode& redactor, const Claim& claim) {
        std::set<std::size_t> below;
        std::vector<std::size_t> open = redactor.ingredients;
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            if (below.insert(at).second) {
                open.insert(open.end(), out_.nodes[at].ingredients.begin(), out_.nodes[at].ingredients.end());
            }
        }
        for (const std::string& url : claim.redacted) {
            std::string label = manifest_of_uri(url);
            const Manifest* const target = store_.find(label);
            const auto place = target == nullptr ? seen_.end() : seen_.find(target);
            // Of a manifest that is gone nothing is left to be excused.
            const bool counts = target == nullptr ||
                                (target != redactor.manifest && place != seen_.end() && below.contains(place->second));
            if (counts) {
                out_.redacted.insert(url);
                out_.redacted_manifests.insert(std::move(label));
            }
        }
    }

    void read(LineageNode& node, const Claim& claim) {
        for (const ClaimAssertion& reference : claim.assertions) {
            const std::string_view base = base_label(reference.label);
            Assertion assertion{.label = reference.label, .base = base, .url = {}, .content = {}};
            if (assertion.is_ingredient() || base == "c2pa.time-stamp" || base == "c2pa.certificate-status") {
                read(node, claim, reference, assertion);
            }
        }
    }

    void read(LineageNode& node, const Claim& claim, const ClaimAssertion& reference, Assertion& assertion) {
        const Manifest& manifest = *node.manifest;
        const Superbox* const box = reference.target.box;
        if (box == nullptr || !read_.insert(box).second ||
            compare_hash(store_, reference.uri, claim.algorithm, box->hashed) != HashOutcome::match) {
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
                node.ingredients.push_back(push(*next));
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
    std::map<const Manifest*, std::size_t> seen_;
    std::set<const Superbox*> read_;
};

}  // namespace

Lineage gather_lineage(const Store& store) { return Gatherer(store).run(); }

}  // namespace countersign::verifier::c2pa
