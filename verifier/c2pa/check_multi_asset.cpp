#include "verifier/c2pa/check_multi_asset.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/c2pa/bmff_exclusions.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/part_source.hpp"

namespace countersign::verifier::c2pa {
namespace {

using media::ByteRange;

constexpr std::string_view part_suffix = ".part";

/// One entry of `parts`, its form checked.
struct Part {
    std::optional<ByteRange> range;  ///< as written; past the end of a file that was cut
    std::string box_path;            ///< instead of a range
    const Assertion* hash = nullptr;
    bool is_optional = false;
};

/// Null where nothing is wrong.
struct Finding {
    const StatusCode* code = nullptr;
    std::string text;
};
Finding malformed(std::string_view text) { return {&status::multi_asset_malformed, std::string(text)}; }

bool is_offset(const Cbor* value) { return value != nullptr && value->is_unsigned() && value->fits_int64(); }

const Assertion* find_part_hash(const Cbor& part, const std::vector<Assertion>& assertions, const Assertion& whole) {
    const Cbor* const reference = part.find("hashAssertion");
    if (reference == nullptr) {
        return nullptr;
    }
    const std::string url = to_absolute_uri(read_hashed_uri(*reference).url, manifest_of_uri(whole.url));
    const auto found = std::find_if(assertions.begin(), assertions.end(), [&](const Assertion& one) {
        return one.url == url && one.box != nullptr && one.base.ends_with(part_suffix) &&
               is_hard_binding_label(one.base.substr(0, one.base.size() - part_suffix.size()));
    });
    return found == assertions.end() ? nullptr : &*found;
}

std::optional<Part> read_part(const Cbor& entry, const std::vector<Assertion>& assertions, const Assertion& whole) {
    Part out;
    const Cbor* const location = entry.find("location");
    out.hash = find_part_hash(entry, assertions, whole);
    if (location == nullptr || out.hash == nullptr) {
        return std::nullopt;
    }
    if (const std::string* const path = location->find_text("bmffBox")) {
        out.box_path = *path;
    } else {
        const Cbor* const offset = location->find("byteOffset");
        const Cbor* const length = location->find("length");
        if (!is_offset(offset) || !is_offset(length)) {
            return std::nullopt;
        }
        out.range = {offset->as_unsigned(), length->as_unsigned()};
    }
    const Cbor* const is_optional = entry.find("optional");
    out.is_optional = is_optional != nullptr && is_optional->is_bool() && is_optional->as_bool();
    return out;
}

class Judge {
  public:
    Judge(const BindingContext& context, std::optional<std::string> algorithm, StatusLists& out)
        : context_(context), algorithm_(std::move(algorithm)), out_(out) {}

    Result<Finding> run(std::vector<Part> parts) {
        for (Part& part : parts) {
            if (!part.range) {
                const auto box = find_box(part.box_path);
                if (!box && is_environment(box.error())) {
                    return fail(box.error());
                }
                if (!box || !*box) {
                    return malformed("no box of the path " + part.box_path);
                }
                part.range = (*box)->payload();
            }
        }
        if (Finding finding = locate(parts); finding.code != nullptr) {
            return finding;
        }
        for (const Part& part : parts) {
            const auto finding = check(part);
            if (!finding || finding->code != nullptr) {
                return finding;
            }
        }
        return Finding{};
    }

  private:
    static bool is_environment(const Error& error) { return error.code == media::errors::source_unreadable; }

    /// The first box at the end of the path.
    Result<std::optional<media::BmffBox>> find_box(std::string_view path) const {
        const auto steps = read_bmff_path(path);
        if (!steps || !media::is_bmff(context_.container.format)) {
            return std::nullopt;
        }
        media::HeaderReader reader(context_.source);
        media::BoxBudget budget = media::full_box_budget();
        std::optional<media::BmffBox> found;
        ByteRange stretch{0, context_.source.size()};
        for (const BmffExclusion::Step& step : *steps) {
            if (found) {
                const auto children = media::find_children(reader, *found);
                if (!children || !*children) {
                    return children ? Result<std::optional<media::BmffBox>>(std::nullopt) : fail(children.error());
                }
                stretch = **children;
            }
            found.reset();
            std::uint64_t index = 0;
            const auto end = media::walk_bmff_boxes(reader, stretch, budget, [&](const media::BmffBox& box) {
                index += box.type == step.type ? 1 : 0;
                const bool wanted = step.index == 0 || step.index == index;
                found = box.type == step.type && wanted && !found ? box : found;
                return Result<Done>(Done{});
            });
            if (!end || !found) {
                return end ? Result<std::optional<media::BmffBox>>(std::nullopt) : fail(end.error());
            }
        }
        return found;
    }

    /// Leaves those that are there, which must follow each other from the first byte to the last.
    Finding locate(std::vector<Part>& parts) const {
        const std::uint64_t size = context_.source.size();
        const auto is_gone = [size](const Part& part) { return part.range->start >= size && part.range->length > 0; };
        const auto missing = std::find_if(parts.begin(), parts.end(),
                                          [&](const Part& part) { return is_gone(part) && !part.is_optional; });
        if (missing != parts.end()) {
            return {&status::multi_asset_missing, "the part at " + std::to_string(missing->range->start) + " is gone"};
        }
        std::erase_if(parts, is_gone);
        std::uint64_t at = 0;
        for (const Part& part : parts) {
            if (part.range->start != at) {
                return malformed("the parts don't follow each other");
            }
            at = std::min(part.range->end(), size);
        }
        return at == size ? Finding{} : malformed("bytes that belong to no part");
    }

    Result<Finding> check(const Part& part) {
        const std::string where = "the part at " + std::to_string(part.range->start);
        if (part.range->end() > context_.source.size()) {
            return Finding{&status::multi_asset_mismatch, where + " is cut"};
        }
        const media::PartSource source(context_.source, *part.range);
        auto container = media::read_container(source);
        if (!container && is_environment(container.error())) {
            return fail(container.error());
        }
        const media::Container plain;
        const BindingContext inside{source, container ? *container : plain, context_.has_updates};
        Assertion hash = *part.hash;
        hash.base.remove_suffix(part_suffix.size());
        StatusLists found;
        const auto done = check_binding(inside, hash, algorithm_, found);
        if (!done && is_environment(done.error())) {
            return fail(done.error());
        }
        for (StatusEntry& told : found.informational) {
            out_.informational.push_back(std::move(told));
        }
        if (done && found.failure.empty()) {
            return Finding{};
        }
        const bool unsupported = found.has(status::algorithm_unsupported);
        return Finding{unsupported ? &status::algorithm_unsupported : &status::multi_asset_mismatch,
                       where + " isn't the one that was signed"};
    }

    const BindingContext& context_;
    std::optional<std::string> algorithm_;
    StatusLists& out_;
};

bool is_multi_asset(const Assertion& one) noexcept { return one.base == "c2pa.hash.multi-asset"; }

Result<Finding> judge(const BindingContext& context, const Assertion& whole, const std::vector<Assertion>& assertions,
                      const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    if (std::count_if(assertions.begin(), assertions.end(), is_multi_asset) > 1) {
        return malformed("more than one multi-asset hash");
    }
    const Cbor::Array* const entries = whole.content.find_array("parts");
    if (entries == nullptr || entries->empty() || entries->size() > limits::multi_asset_parts_max) {
        return malformed("no parts, or too many");
    }
    std::vector<Part> parts;
    for (const Cbor& entry : *entries) {
        auto part = read_part(entry, assertions, whole);
        if (!part) {
            return malformed("a part without a place or a hash");
        }
        parts.push_back(std::move(*part));
    }
    return Judge(context, claim_algorithm, out).run(std::move(parts));
}

}  // namespace

const Assertion* find_multi_asset_hash(const std::vector<Assertion>& assertions) noexcept {
    const auto found = std::find_if(assertions.begin(), assertions.end(), [](const Assertion& one) {
        return is_multi_asset(one) && one.list != AssertionList::gathered && !one.is_redacted;
    });
    return found == assertions.end() ? nullptr : &*found;
}

Result<Done> check_multi_asset(const BindingContext& context, const std::vector<Assertion>& assertions,
                               const std::optional<std::string>& claim_algorithm, StatusLists& out) {
    const Assertion& whole = *find_multi_asset_hash(assertions);
    const auto finding = judge(context, whole, assertions, claim_algorithm, out);
    if (!finding) {
        return fail(finding.error());
    }
    out.add(finding->code == nullptr ? status::multi_asset_match : *finding->code, whole.url, finding->text);
    return Done{};
}

}  // namespace countersign::verifier::c2pa
