#include "verifier/verdict/disclosure.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

constexpr std::array<std::string_view, 2> generated = {"trainedAlgorithmicMedia", "trainedAlgorithmicData"};
constexpr std::array<std::string_view, 2> edited = {"compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"};
constexpr std::array<std::string_view, 6> captured = {
    "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "compositeCapture"};

rules::AiDisclosure classify(std::string_view type) {
    const std::string_view word = type.substr(type.find_last_of('/') + 1);
    const auto in = [word](const auto& list) { return std::ranges::find(list, word) != list.end(); };
    return in(generated)  ? rules::AiDisclosure::generated
           : in(edited)   ? rules::AiDisclosure::edited
           : in(captured) ? rules::AiDisclosure::captured
                          : rules::AiDisclosure::undeclared;
}

// The strongest of what one manifest's actions say. Media that AI made and that was put into other content edits it.
Disclosure disclosure_of(const c2pa::ManifestSummary& manifest) {
    Disclosure found;
    for (const auto& action : manifest.actions) {
        auto ai = classify(action.digital_source_type);
        if (ai == rules::AiDisclosure::generated && action.name != "c2pa.created") {
            ai = rules::AiDisclosure::edited;
        }
        if (found.digital_source_type.empty() || ai > found.ai) {
            found.digital_source_type = action.digital_source_type;
        }
        found.ai = std::max(found.ai, ai);
    }
    return found;
}

const c2pa::ManifestSummary* find_manifest(const c2pa::Report& report, std::string_view label) {
    const auto found = std::ranges::find(report.manifests, label, &c2pa::ManifestSummary::label);
    return found == report.manifests.end() ? nullptr : &*found;
}

// Down the line of parents what was generated stays generated; what is only a component has edited the whole.
Disclosure from_manifests(const c2pa::Report& report) {
    Disclosure found;
    std::set<std::string_view> seen;
    const auto* manifest = find_manifest(report, report.active_manifest);
    while (manifest != nullptr && seen.insert(manifest->label).second) {
        const Disclosure own = disclosure_of(*manifest);
        if (own.ai > found.ai || found.digital_source_type.empty()) {
            found.digital_source_type = own.digital_source_type;
        }
        found.ai = std::max(found.ai, own.ai);
        const c2pa::ManifestSummary* parent = nullptr;
        for (const auto& ingredient : manifest->ingredients) {
            const auto* const other = find_manifest(report, ingredient.manifest);
            if (other == nullptr) {
                continue;
            }
            if (ingredient.relationship == "parentOf") {
                parent = other;
            } else if (const auto part = disclosure_of(*other);
                       part.ai >= rules::AiDisclosure::edited && found.ai < rules::AiDisclosure::edited) {
                found.ai = rules::AiDisclosure::edited;
                found.digital_source_type = part.digital_source_type;
            }
        }
        manifest = parent;
    }
    return found;
}

}  // namespace

Disclosure find_disclosure(const evidence::Evidence& evidence) {
    Disclosure found = from_manifests(evidence.report);
    if (const auto* const active = find_manifest(evidence.report, evidence.report.active_manifest)) {
        found.models = active->ai_models;
        found.permissions = active->use_permissions;
    }
    // Whoever names a model has used one, whatever else is said.
    if (!found.models.empty() && found.ai < rules::AiDisclosure::edited) {
        found.ai = rules::AiDisclosure::edited;
    }
    if (!evidence.signer || !evidence.signer->identity) {
        return found;
    }
    for (const auto& record : evidence.records) {
        if (record.identity == evidence.signer->identity->id && record.leaf.ai > found.ai) {
            found.ai = record.leaf.ai;
        }
    }
    return found;
}

std::string describe_source(std::string_view type) {
    struct Row {
        std::string_view word;
        std::string_view text;
    };
    static constexpr std::array<Row, 17> rows{{
        {"algorithmicMedia", "made by a computation, not by a trained model"},
        {"algorithmicallyEnhanced", "enhanced by a computation, without a trained model"},
        {"composite", "put together from several sources"},
        {"compositeCapture", "put together from several captures"},
        {"compositeSynthetic", "put together from sources of which one at least is synthetic"},
        {"compositeWithTrainedAlgorithmicMedia", "put together with parts that a trained model made"},
        {"computationalCapture", "captured by a device that computed it from several exposures"},
        {"dataDrivenMedia", "made from data"},
        {"digitalArt", "drawn by a person with a computer"},
        {"digitalCapture", "captured by a digital device"},
        {"digitalCreation", "made by a person with tools that don't generate"},
        {"empty", "begun as an empty file"},
        {"humanEdits", "edited by a person"},
        {"screenCapture", "a capture of a screen"},
        {"trainedAlgorithmicData", "data that a trained model made"},
        {"trainedAlgorithmicMedia", "made by a trained model"},
        {"virtualRecording", "recorded in a virtual world"},
    }};
    const std::string_view word = type.substr(type.find_last_of('/') + 1);
    const auto found = std::ranges::find(rows, word, &Row::word);
    return found == rows.end() ? std::string() : std::string(found->text);
}

}  // namespace countersign::verdict
