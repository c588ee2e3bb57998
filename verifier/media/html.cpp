#include "verifier/media/html.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/markup.hpp"
#include "verifier/media/svg.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::string_view open_script = R"(<script type="application/c2pa">)";
constexpr std::string_view close_script = "</script>";
constexpr std::string_view head_elements[] = {"html", "head",   "title",    "base",     "link",
                                              "meta", "script", "noscript", "template", "style"};
/// Elements whose content isn't markup.
constexpr std::string_view raw_elements[] = {"title", "script", "style"};
/// Elements whose children aren't the head's.
constexpr std::string_view apart_elements[] = {"noscript", "template"};

template <std::size_t size>
bool is_one_of(const std::string_view (&list)[size], std::string_view name) noexcept {
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

constexpr std::string_view space = " \t\r\n\f";

std::string_view trim(std::string_view text) noexcept {
    const std::size_t start = text.find_first_not_of(space);
    return start == std::string_view::npos ? std::string_view{}
                                           : text.substr(start, text.find_last_not_of(space) - start + 1);
}

/// The first attribute of that name counts, as it does for browsers. Nothing is expanded.
std::optional<std::string_view> find_attribute(const MarkupTag& tag, std::string_view wanted) {
    std::string_view rest = tag.text;
    rest.remove_prefix(std::min(rest.find_first_of(" \t\r\n\f/"), rest.size()));
    for (;;) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n\f/"), rest.size()));
        if (rest.empty()) {
            return std::nullopt;
        }
        const std::size_t name_end = std::min(rest.find_first_of(" \t\r\n\f/=", 1), rest.size());
        const std::string name = lower(rest.substr(0, name_end));
        rest.remove_prefix(name_end);
        std::string_view value;
        const std::size_t equals = std::min(rest.find_first_not_of(space), rest.size());
        if (equals < rest.size() && rest[equals] == '=') {
            rest.remove_prefix(equals + 1);
            rest.remove_prefix(std::min(rest.find_first_not_of(space), rest.size()));
            const bool quoted = !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
            const std::size_t end = quoted ? rest.find(rest.front(), 1) : rest.find_first_of(space);
            const std::size_t from = quoted ? 1 : 0;
            value = rest.substr(from, std::min(end, rest.size()) - from);
            rest.remove_prefix(std::min(rest.size(), end == std::string_view::npos ? rest.size() : end + from));
        }
        if (name == wanted) {
            return value;
        }
    }
}

bool is_manifest_script(const MarkupTag& tag) {
    const auto type = find_attribute(tag, "type");
    return type && lower(trim(*type)) == "application/c2pa";
}

bool is_manifest_link(const MarkupTag& tag) {
    const auto relation = find_attribute(tag, "rel");
    std::string_view rest = relation.value_or("");
    while (!(rest = trim(rest)).empty()) {
        const std::size_t end = std::min(rest.find_first_of(space), rest.size());
        if (lower(rest.substr(0, end)) == "c2pa-manifest") {
            return true;
        }
        rest.remove_prefix(end);
    }
    return false;
}

struct Head {
    std::vector<ByteRange> scripts;  ///< the elements
    std::vector<ByteRange> texts;    ///< between their tags
    std::vector<ByteRange> links;
    std::string address;
    /// Where another element goes; nothing where the head has no tags of its own.
    std::optional<std::uint64_t> end;
};

class HeadReader {
  public:
    explicit HeadReader(const ByteSource& source) : reader_(source) {}

    Result<Head> run() {
        bool has_tag = false;
        std::string apart;
        for (std::size_t count = 0; count < limits::container_parts_max; ++count) {
            auto next = reader_.next();
            if (!next) {
                return fail(next.error());
            }
            if (!*next) {
                return std::move(out_);
            }
            const MarkupTag& tag = **next;
            const std::string name = lower(tag.name());
            if (!apart.empty()) {
                apart = tag.is_end && name == apart ? std::string() : apart;
                continue;
            }
            const bool ends =
                tag.is_end ? name == "head" || name == "html" || name == "body" : !is_one_of(head_elements, name);
            if (ends) {
                const bool has_own_end = (tag.is_end && name == "head") || (!tag.is_end && name == "body");
                out_.end = has_tag || has_own_end ? std::optional(tag.range.start) : std::nullopt;
                return std::move(out_);
            }
            if (tag.is_end) {
                continue;
            }
            has_tag = has_tag || name == "head";
            apart = is_one_of(apart_elements, name) ? name : std::string();
            if (const auto done = take(tag, name); !done) {
                return fail(done.error());
            }
        }
        return fail(errors::container_limit, "HTML tags");
    }

  private:
    Result<Done> take(const MarkupTag& tag, const std::string& name) {
        if (name == "link" && is_manifest_link(tag)) {
            out_.links.push_back(tag.range);
            out_.address = trim(find_attribute(tag, "href").value_or("")).substr(0, limits::remote_url_bytes_max);
        }
        if (!is_one_of(raw_elements, name)) {
            return Done{};
        }
        const bool is_ours = name == "script" && is_manifest_script(tag);
        reader_.skip_to_end_tag(name);
        const auto next = reader_.next();
        if (!next || !*next) {
            return next ? Result<Done>(Done{}) : fail(next.error());
        }
        if (is_ours) {
            out_.scripts.push_back({tag.range.start, (*next)->range.end() - tag.range.start});
            out_.texts.push_back({tag.range.end(), (*next)->range.start - tag.range.end()});
        }
        return Done{};
    }

    MarkupReader reader_;
    Head out_;
};

}  // namespace

Result<Container> read_html(const ByteSource& source) {
    const auto head = HeadReader(source).run();
    if (!head) {
        return fail(head.error());
    }
    Container out;
    out.insertion_offset = head->end.value_or(source.size());
    out.store_ranges = head->scripts;
    out.store_ranges.insert(out.store_ranges.end(), head->links.begin(), head->links.end());
    std::ranges::sort(out.store_ranges, {}, &ByteRange::start);
    if (out.store_ranges.size() > 1) {
        out.presence = StorePresence::multiple;
        return out;
    }
    out.remote_url = head->address;
    if (head->scripts.empty()) {
        return out;
    }
    if (const auto done = read_base64_store(source, head->texts.front(), out); !done) {
        return fail(done.error());
    }
    out.store_range = head->scripts.front();
    return out;
}

Result<EmbedPlan> embed_html(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const auto head = HeadReader(source).run();
    if (!head || !head->end) {
        return head ? fail(errors::embedding_refused, "the document's head has no tags of its own")
                    : fail(head.error());
    }
    return insert_hole(source, container, open_script.size() + (store_bytes + 2) / 3 * 4 + close_script.size());
}

Bytes frame_html(ByteView store) {
    return to_bytes(as_bytes(std::string(open_script) + to_base64(store) + std::string(close_script)));
}

}  // namespace countersign::verifier::media
