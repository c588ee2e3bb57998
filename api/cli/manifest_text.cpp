#include "api/cli/manifest_text.hpp"

#include <map>
#include <set>

#include "identity/base/encoding.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;

/// Deeper ingredients are named, not drawn: a line has only so much room.
constexpr unsigned drawn_depth_max = 12;

std::string day(UnixSeconds time) { return to_rfc3339(time).substr(0, 10); }

class Tree {
  public:
    explicit Tree(const c2pa::Report& report) : report_(report) {
        for (const auto& manifest : report.manifests) {
            by_label_.emplace(manifest.label, &manifest);
        }
    }

    std::string draw() {
        line(0, std::string("C2PA ") + std::string(to_text(report_.state)) + ", " +
                    printable(report_.asset.media_type) + ", " + std::to_string(report_.asset.size_bytes) + " bytes");
        if (!report_.remote_url.empty()) {
            line(0, "manifest said to be at " + printable(report_.remote_url, 500));
        }
        if (!report_.manifests.empty()) {
            manifest(0, report_.manifests.front());
        }
        entries("Failed", report_.active.failure);
        entries("Told", report_.active.informational);
        for (const auto& delta : report_.ingredient_deltas) {
            entries("Failed in an ingredient", delta.statuses.failure);
        }
        return std::move(text_);
    }

  private:
    void line(unsigned depth, const std::string& what) {
        text_.append(std::size_t{2} * depth, ' ').append(what).append("\n");
    }
    void field(unsigned depth, std::string_view name, const std::string& value) {
        if (!value.empty()) {
            std::string padded(name);
            padded.append(name.size() < 11 ? 11 - name.size() : 1, ' ');
            line(depth, padded + printable(value));
        }
    }

    void manifest(unsigned depth, const c2pa::ManifestSummary& what) {
        const std::string kind = what.is_update ? "update manifest " : "manifest ";
        if (depth > drawn_depth_max || !drawn_.insert(&what).second) {
            line(depth, kind + printable(what.label) + " (see above)");
            return;
        }
        line(depth, kind + printable(what.label));
        field(depth + 1, "title", what.title);
        field(depth + 1, "made with", what.generator);
        if (what.signer) {
            const auto& signer = *what.signer;
            const std::string name = signer.organisation.empty() ? signer.common_name : signer.organisation;
            field(depth + 1, "signed by",
                  (name.empty() ? signer.subject : name) + ", issued by " + signer.issuer + ", valid " +
                      day(signer.not_before) + " to " + day(signer.not_after) + ", " + signer.algorithm);
        }
        if (what.time_stamp) {
            field(depth + 1, "stamped", to_rfc3339(what.time_stamp->time) + " by " + what.time_stamp->authority);
        }
        for (const auto& action : what.actions) {
            field(depth + 1, "action",
                  action.name + (action.when.empty() ? "" : " at " + action.when) +
                      (action.software_agent.empty() ? "" : " with " + action.software_agent) +
                      (action.digital_source_type.empty() ? "" : " (" + action.digital_source_type + ")"));
        }
        for (const auto& label : what.assertions) {
            field(depth + 1, "assertion", label);
        }
        for (const auto& one : what.ingredients) {
            field(depth + 1, "ingredient",
                  (one.title.empty() ? "(no title)" : one.title) + (one.format.empty() ? "" : ", " + one.format) +
                      ", " + one.relationship);
            if (const auto found = by_label_.find(one.manifest); found != by_label_.end()) {
                manifest(depth + 2, *found->second);
            }
        }
    }

    void entries(std::string_view heading, const std::vector<c2pa::StatusEntry>& all) {
        if (all.empty()) {
            return;
        }
        line(0, "");
        line(0, std::string(heading) + ":");
        for (const auto& entry : all) {
            line(1, entry.code + (entry.explanation.empty() ? "" : ": " + printable(entry.explanation)));
        }
    }

    const c2pa::Report& report_;
    std::map<std::string, const c2pa::ManifestSummary*> by_label_;
    std::set<const c2pa::ManifestSummary*> drawn_;
    std::string text_;
};

}  // namespace

std::string to_terminal_tree(const verifier::c2pa::Report& report) { return Tree(report).draw(); }

}  // namespace countersign::cli
