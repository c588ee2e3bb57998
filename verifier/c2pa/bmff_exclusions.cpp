#include "verifier/c2pa/bmff_exclusions.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

using media::BmffBox;
using media::box_type;
using media::ByteRange;

/// Some writers put null where a field is absent.
const Cbor* find_present(const Cbor& map, std::string_view key) {
    const Cbor* const value = map.find(key);
    return value == nullptr || value->is_null() || value->is_undefined() ? nullptr : value;
}

bool is_count(const Cbor* value) { return value != nullptr && value->is_unsigned() && value->fits_int64(); }

/// `trak[2]`: four characters (each a byte; those above 127 come as two bytes of UTF-8) and perhaps a number.
std::optional<BmffExclusion::Step> read_step(std::string_view text) {
    constexpr std::size_t digits_max = 18;
    BmffExclusion::Step out;
    for (int letter = 0; letter < 4; ++letter) {
        if (text.empty()) {
            return std::nullopt;
        }
        auto byte = static_cast<std::uint8_t>(text.front());
        text.remove_prefix(1);
        if ((byte & 0xFCU) == 0xC0U && !text.empty()) {
            const std::uint32_t low = static_cast<std::uint8_t>(text.front()) & 0x3FU;
            byte = static_cast<std::uint8_t>((std::uint32_t{byte} << 6U) | low);
            text.remove_prefix(1);
        }
        out.type = (out.type << 8U) | byte;
    }
    if (text.empty()) {
        return out;
    }
    if (text.size() < 3 || text.size() > digits_max + 2 || text.front() != '[' || text.back() != ']' ||
        text[1] == '0') {
        return std::nullopt;
    }
    for (const char digit : text.substr(1, text.size() - 2)) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        out.index = out.index * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return out;
}

bool read_data(const Cbor& list, BmffExclusion& out) {
    if (!list.is_array()) {
        return false;
    }
    for (const Cbor& item : list.as_array()) {
        const Cbor* const offset = item.find("offset");
        const Bytes* const value = item.find_bytes("value");
        if (!is_count(offset) || value == nullptr) {
            return false;
        }
        out.data.push_back({offset->as_unsigned(), *value});
    }
    return true;
}

/// 14.12.2: ascending, disjoint, nothing negative.
bool read_subset(const Cbor& list, BmffExclusion& out) {
    if (!list.is_array()) {
        return false;
    }
    std::vector<ByteRange>& subset = out.subset.emplace();
    for (const Cbor& item : list.as_array()) {
        const Cbor* const offset = item.find("offset");
        const Cbor* const length = item.find("length");
        if (!is_count(offset) || !is_count(length) ||
            (!subset.empty() && subset.back().end() > offset->as_unsigned())) {
            return false;
        }
        subset.push_back({offset->as_unsigned(), length->as_unsigned()});
    }
    return true;
}

bool read_full_box_conditions(const Cbor& entry, BmffExclusion& out) {
    if (const Cbor* const version = find_present(entry, "version")) {
        if (!version->fits_int64()) {
            return false;
        }
        out.version = version->as_int64();
    }
    if (const Cbor* const flags = find_present(entry, "flags")) {
        if (!flags->is_bytes() || flags->as_bytes().size() != 3) {
            return false;
        }
        out.flags.emplace();
        std::copy(flags->as_bytes().begin(), flags->as_bytes().end(), out.flags->begin());
    }
    if (const Cbor* const exact = find_present(entry, "exact")) {
        if (!exact->is_bool()) {
            return false;
        }
        out.is_exact = exact->as_bool();
    }
    return true;
}

std::optional<BmffExclusion> read_exclusion(const Cbor& entry) {
    BmffExclusion out;
    const std::string* const xpath = entry.find_text("xpath");
    auto path = xpath != nullptr ? read_bmff_path(*xpath) : std::nullopt;
    if (!path) {
        return std::nullopt;
    }
    out.path = std::move(*path);
    if (const Cbor* const length = find_present(entry, "length")) {
        if (!is_count(length)) {
            return std::nullopt;
        }
        out.length = length->as_unsigned();
    }
    const Cbor* const data = find_present(entry, "data");
    const Cbor* const subset = find_present(entry, "subset");
    const bool sound = (data == nullptr || read_data(*data, out)) && (subset == nullptr || read_subset(*subset, out)) &&
                       read_full_box_conditions(entry, out);
    return sound ? std::optional(std::move(out)) : std::nullopt;
}

bool is_required(const BmffExclusion& exclusion, bool has_trees) {
    const media::BoxType leaf = exclusion.path.back().type;
    if (leaf == box_type("free") || leaf == box_type("skip")) {
        return true;
    }
    if (exclusion.path.size() != 1 || exclusion.path.front().index != 0 || exclusion.length || exclusion.version ||
        exclusion.flags) {
        return false;
    }
    const BmffExclusion::DataMatch ours{8, to_bytes(media::provenance_uuid)};
    if (leaf == box_type("uuid")) {
        return exclusion.data == std::vector{ours} && !exclusion.subset;
    }
    if (leaf == box_type("mdat")) {
        return has_trees && exclusion.data.empty() && exclusion.subset == std::vector{ByteRange{16, 0}};
    }
    return (leaf == box_type("mfra") || leaf == box_type("ftyp")) && exclusion.data.empty() && !exclusion.subset;
}

}  // namespace

std::optional<std::vector<BmffExclusion::Step>> read_bmff_path(std::string_view text) {
    std::vector<BmffExclusion::Step> out;
    while (!text.empty()) {
        if (text.front() != '/' || out.size() >= limits::bmff_path_steps_max) {
            return std::nullopt;
        }
        text.remove_prefix(1);
        const std::size_t end = std::min(text.find('/'), text.size());
        const auto step = read_step(text.substr(0, end));
        if (!step) {
            return std::nullopt;
        }
        out.push_back(*step);
        text.remove_prefix(end);
    }
    return out.empty() ? std::nullopt : std::optional(std::move(out));
}

std::optional<std::vector<BmffExclusion>> read_bmff_exclusions(const Cbor& assertion) {
    const Cbor::Array* const list = assertion.find_array("exclusions");
    if (list == nullptr || list->empty() || list->size() > limits::bmff_exclusions_max) {
        return std::nullopt;
    }
    std::vector<BmffExclusion> out;
    for (const Cbor& entry : *list) {
        auto exclusion = read_exclusion(entry);
        if (!exclusion) {
            return std::nullopt;
        }
        out.push_back(std::move(*exclusion));
    }
    return out;
}

bool has_additional_exclusions(const std::vector<BmffExclusion>& exclusions, bool has_trees) {
    return !std::all_of(exclusions.begin(), exclusions.end(),
                        [&](const BmffExclusion& exclusion) { return is_required(exclusion, has_trees); });
}

ExclusionFinder::ExclusionFinder(const media::ByteSource& source, const std::vector<BmffExclusion>& exclusions)
    : source_(source), reader_(source), work_left_(limits::bmff_exclusion_work_max), nodes_(1) {
    for (const BmffExclusion& exclusion : exclusions) {
        std::size_t at = 0;
        for (const BmffExclusion::Step& step : exclusion.path) {
            at = child_of(at, step);
        }
        nodes_[at].ends.push_back(&exclusion);
    }
}

std::size_t ExclusionFinder::child_of(std::size_t parent, const BmffExclusion::Step& step) {
    for (const std::size_t child : nodes_[parent].children) {
        if (nodes_[child].step == step) {
            return child;
        }
    }
    nodes_.push_back({step, {}, {}});
    nodes_[parent].children.push_back(nodes_.size() - 1);
    return nodes_.size() - 1;
}

Result<Done> ExclusionFinder::charge(std::uint64_t work) {
    if (work > work_left_) {
        return fail(media::errors::container_limit, "conditions of exclusions");
    }
    work_left_ -= work;
    return Done{};
}

Result<ExcludedParts> ExclusionFinder::find(const BmffBox& root) {
    ExcludedParts out;
    if (const auto done = visit(root, nodes_.front().children, root_counts_, out); !done) {
        return fail(done.error());
    }
    if (out.is_whole) {
        out.ranges.clear();
        return out;
    }
    std::ranges::sort(out.ranges, {}, &ByteRange::start);
    std::vector<ByteRange> joined;
    for (const ByteRange& range : out.ranges) {
        if (joined.empty() || joined.back().end() < range.start) {
            joined.push_back(range);
        } else if (range.end() > joined.back().end()) {
            joined.back().length = range.end() - joined.back().start;
        }
    }
    out.ranges = std::move(joined);
    return out;
}

Result<Done> ExclusionFinder::visit(const BmffBox& box, const Nodes& candidates, Counts& counts, ExcludedParts& out) {
    if (const auto done = charge(candidates.size()); !done) {
        return done;
    }
    const bool is_named = std::any_of(candidates.begin(), candidates.end(),
                                      [&](std::size_t node) { return nodes_[node].step.type == box.type; });
    if (!is_named) {
        return Done{};
    }
    const std::uint64_t index = ++counts[box.type];
    Nodes below;
    for (const std::size_t candidate : candidates) {
        const Node& node = nodes_[candidate];
        if (node.step.type != box.type || (node.step.index != 0 && node.step.index != index)) {
            continue;
        }
        for (const BmffExclusion* const exclusion : node.ends) {
            const auto found = matches(box, *exclusion);
            if (!found) {
                return fail(found.error());
            }
            if (!*found) {
                continue;
            }
            if (const auto done = exclude(box, *exclusion, out); !done) {
                return done;
            }
        }
        below.insert(below.end(), node.children.begin(), node.children.end());
    }
    return below.empty() || out.is_whole ? Result<Done>(Done{}) : visit_children(box, below, out);
}

Result<Done> ExclusionFinder::visit_children(const BmffBox& box, const Nodes& candidates, ExcludedParts& out) {
    const auto children = media::find_children(reader_, box);
    if (!children || !*children) {
        return children ? Result<Done>(Done{}) : fail(children.error());
    }
    Counts counts;
    const auto end = media::walk_bmff_boxes(
        reader_, **children, boxes_, [&](const BmffBox& child) { return visit(child, candidates, counts, out); });
    return end ? Result<Done>(Done{}) : fail(end.error());
}

Result<bool> ExclusionFinder::matches(const BmffBox& box, const BmffExclusion& exclusion) {
    if (const auto done = charge(1); !done) {
        return fail(done.error());
    }
    if (exclusion.length && *exclusion.length != box.range.length) {
        return false;
    }
    if (exclusion.version || exclusion.flags) {
        const auto fields = media::read_full_box_fields(reader_, box);
        if (!fields) {
            return fail(fields.error());
        }
        if (!*fields || (exclusion.version && *exclusion.version != (*fields)->version)) {
            return false;
        }
        for (std::size_t i = 0; exclusion.flags && i < exclusion.flags->size(); ++i) {
            const std::uint8_t wanted = (*exclusion.flags)[i];
            const std::uint8_t present = (*fields)->flags[i];
            if ((exclusion.is_exact ? present : static_cast<std::uint8_t>(present & wanted)) != wanted) {
                return false;
            }
        }
    }
    for (const BmffExclusion::DataMatch& wanted : exclusion.data) {
        const auto found = has_data(box, wanted);
        if (!found || !*found) {
            return found;
        }
    }
    return true;
}

Result<bool> ExclusionFinder::has_data(const BmffBox& box, const BmffExclusion::DataMatch& wanted) {
    if (wanted.offset > box.range.length || wanted.value.size() > box.range.length - wanted.offset) {
        return false;
    }
    constexpr std::size_t block = media::HeaderReader::buffer_bytes;
    for (std::size_t at = 0; at < wanted.value.size(); at += block) {
        if (const auto done = charge(1); !done) {
            return fail(done.error());
        }
        const ByteView part = ByteView(wanted.value).subspan(at, std::min(block, wanted.value.size() - at));
        const auto found = reader_.read(box.range.start + wanted.offset + at, part.size());
        if (!found) {
            return fail(found.error());
        }
        if (!equal(*found, part)) {
            return false;
        }
    }
    return true;
}

Result<Done> ExclusionFinder::exclude(const BmffBox& box, const BmffExclusion& exclusion, ExcludedParts& out) {
    if (!exclusion.subset) {
        if (exclusion.path.size() == 1) {
            out.is_whole = true;
        } else {
            out.ranges.push_back(box.range);
        }
        return charge(1);
    }
    for (std::size_t i = 0; i < exclusion.subset->size(); ++i) {
        const ByteRange& part = (*exclusion.subset)[i];
        if (part.start >= box.range.length) {
            break;
        }
        const std::uint64_t rest = box.range.length - part.start;
        const bool to_end = part.length == 0 && i + 1 == exclusion.subset->size();
        out.ranges.push_back({box.range.start + part.start, to_end ? rest : std::min(part.length, rest)});
    }
    return out.ranges.size() > limits::container_parts_max ? fail(media::errors::container_limit, "excluded parts")
                                                           : charge(exclusion.subset->size());
}

}  // namespace countersign::verifier::c2pa
