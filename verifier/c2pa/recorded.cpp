#include "verifier/c2pa/recorded.hpp"

#include <algorithm>

namespace countersign::verifier::c2pa {

RecordedResults::RecordedResults(const Store& store, const std::vector<CheckedManifest>& manifests)
    : store_(store), manifests_(manifests), stretches_(manifests.size()) {
    for (std::size_t i = 0; i < manifests.size(); ++i) {
        by_label_.emplace(manifests[i].node->manifest->label, i);
    }
    // A manifest hangs below the first assertion that leads to it, as the lineage found it.
    struct Edge {
        const IngredientAssertion* ingredient;
        std::size_t to;
    };
    std::vector<Edge> edges;
    std::vector<std::vector<std::size_t>> below(manifests.size());
    std::vector<bool> hangs(manifests.size());
    for (std::size_t i = 0; i < manifests.size(); ++i) {
        for (const IngredientAssertion& ingredient : manifests[i].ingredients) {
            const std::size_t to = target_of(i, ingredient);
            if (to > i && to < manifests.size() && !hangs[to]) {
                hangs[to] = true;
                below[i].push_back(to);
                edges.push_back({&ingredient, to});
            }
        }
    }
    walk(below);
    for (const Edge& edge : edges) {
        for (const std::string& key : edge.ingredient->recorded) {
            recorded_[key].push_back(stretches_[edge.to]);
        }
    }
    for (auto& [key, stretches] : recorded_) {
        std::ranges::sort(stretches, {}, &Stretch::first);
        // In a tree one lies inside the other or beside it.
        std::vector<Stretch> outermost;
        for (const Stretch& stretch : stretches) {
            if (outermost.empty() || stretch.first >= outermost.back().end) {
                outermost.push_back(stretch);
            }
        }
        stretches = std::move(outermost);
    }
}

void RecordedResults::walk(const std::vector<std::vector<std::size_t>>& below) {
    std::size_t place = 0;
    std::vector<bool> seen(below.size());
    std::vector<std::pair<std::size_t, std::size_t>> open;  // a manifest, and how many of those below it were entered
    for (std::size_t root = 0; root < below.size(); ++root) {
        if (seen[root]) {
            continue;
        }
        open.emplace_back(root, 0);
        while (!open.empty()) {
            auto& [at, entered] = open.back();
            if (entered == 0 && !seen[at]) {
                seen[at] = true;
                stretches_[at].first = place++;
            }
            if (entered < below[at].size()) {
                const std::size_t next = below[at][entered++];
                open.emplace_back(next, 0);
            } else {
                stretches_[at].end = place;
                open.pop_back();
            }
        }
    }
}

bool RecordedResults::is_known_above(const std::string& key, std::size_t manifest) const {
    const auto found = recorded_.find(key);
    if (found == recorded_.end()) {
        return false;
    }
    const std::size_t place = stretches_[manifest].first;
    const auto after = std::ranges::upper_bound(found->second, place, {}, &Stretch::first);
    return after != found->second.begin() && place < std::prev(after)->end;
}

std::size_t RecordedResults::target_of(std::size_t owner, const IngredientAssertion& ingredient) const {
    if (!ingredient.manifest) {
        return manifests_.size();
    }
    const Target target = store_.resolve(ingredient.manifest->url, *manifests_[owner].node->manifest);
    const auto found = by_label_.find(manifest_of_uri(target.absolute));
    return found == by_label_.end() ? manifests_.size() : found->second;
}

}  // namespace countersign::verifier::c2pa
