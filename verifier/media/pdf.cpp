#include "verifier/media/pdf.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/pdf_file.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::string_view file_name = "content_credential.c2pa";

struct Specification {
    std::uint64_t number = 0;  ///< of the file specification
    ByteRange store;
};

/// The store that a file specification names, if it is one.
Result<std::optional<Specification>> read_specification(PdfFile& file, std::string_view element) {
    const auto reference = parse_pdf_reference(element);
    const auto text = reference ? file.resolve(element) : Result<std::string>(std::string());
    if (!text || find_pdf_value(*text, "/AFRelationship") != "/C2PA_Manifest") {
        return text ? Result<std::optional<Specification>>(std::nullopt) : fail(text.error());
    }
    const auto files = file.resolve(find_pdf_value(*text, "/EF"));
    const auto stream = files ? parse_pdf_reference(find_pdf_value(*files, "/F")) : std::nullopt;
    const auto object = stream ? file.find(stream->number) : fail(errors::manifest_malformed, "no embedded file");
    const auto range = object ? file.stream_range(*object) : fail(object.error());
    const std::string_view filter = object ? find_pdf_value(object->text, "/Filter") : std::string_view{};
    if (!range || (!filter.empty() && filter.find("/Crypt") == std::string_view::npos)) {
        return fail(errors::manifest_malformed, "PDF embedded file");
    }
    return Specification{reference->number, *range};
}

Result<std::string> read_catalog(PdfFile& file) {
    const std::string_view root = find_pdf_value(file.trailer(), "/Root");
    auto catalog = file.resolve(root);
    // The newest trailer of a linearized file may leave the catalog to the other one.
    return catalog && catalog->starts_with("<<") ? catalog : fail(errors::container_malformed, "PDF catalog");
}

Result<std::vector<Specification>> find_stores(PdfFile& file, std::string_view catalog) {
    std::vector<Specification> out;
    const auto associated = file.resolve(find_pdf_value(catalog, "/AF"));
    if (!associated) {
        return fail(associated.error());
    }
    const auto elements = list_pdf_elements(*associated);
    if (elements.size() > limits::pdf_associated_files_max) {
        return fail(errors::container_limit, "associated files of a PDF");
    }
    for (const std::string_view element : elements) {
        const auto found = read_specification(file, element);
        if (!found) {
            return fail(found.error());
        }
        if (*found) {
            out.push_back(**found);
        }
    }
    return out;
}

/// A dictionary with a key added or replaced.
std::string with_value(std::string_view dictionary, std::string_view key, std::string_view value) {
    if (!dictionary.starts_with("<<")) {
        return "<<" + std::string(key) + " " + std::string(value) + ">>";  // in the place of what is no dictionary
    }
    std::string out(dictionary);
    if (const std::string_view old = find_pdf_value(dictionary, key); !old.empty()) {
        const auto at = static_cast<std::size_t>(old.data() - dictionary.data());
        return out.replace(at, old.size(), value);
    }
    return out.insert(2, std::string(key) + " " + std::string(value) + " ");
}

/// The catalog as the update writes it; nothing where that would break it.
std::optional<std::string> new_catalog(PdfFile& file, const std::string& catalog, const std::string& specification) {
    const auto associated = file.resolve(find_pdf_value(catalog, "/AF"));
    if (!associated) {
        return std::nullopt;
    }
    std::string list = "[";
    for (const std::string_view element : list_pdf_elements(*associated)) {
        const auto known = read_specification(file, element);
        if (!known) {
            return std::nullopt;
        }
        list += *known ? "" : std::string(element) + " ";
    }
    std::string out = with_value(catalog, "/AF", list + specification + "]");
    const auto names = file.resolve(find_pdf_value(catalog, "/Names"));
    if (!names) {
        return std::nullopt;
    }
    const auto files = file.resolve(find_pdf_value(*names, "/EmbeddedFiles"));
    // Ours alone may be replaced.
    const auto ours = [&] {
        const auto entries = list_pdf_elements(find_pdf_value(*files, "/Names"));
        if (entries.size() != 2 || !find_pdf_value(*files, "/Kids").empty()) {
            return false;
        }
        const auto known = read_specification(file, entries[1]);
        return known && known->has_value();
    };
    if (!files || (!files->empty() && !ours())) {
        return std::nullopt;
    }
    const std::string tree = "<</Names[(" + std::string(file_name) + ") " + specification + "]>>";
    return with_value(out, "/Names", with_value(names->empty() ? "<<>>" : *names, "/EmbeddedFiles", tree));
}

struct Placed {
    std::uint64_t number;
    std::uint64_t offset;
};

/// The cross-reference section of the update, which starts at `offset`: of the kind that the file has.
std::string cross_reference(const PdfFile& file, std::vector<Placed> objects, std::uint64_t size,
                            std::uint64_t offset) {
    std::string trailer = "/Size " + std::to_string(size) + " /Prev " + std::to_string(file.newest_section());
    for (const char* const key : {"/Root", "/Info", "/ID"}) {
        if (const auto value = find_pdf_value(file.trailer(), key); !value.empty()) {
            trailer += " " + std::string(key) + " " + std::string(value);
        }
    }
    std::ranges::sort(objects, {}, &Placed::number);
    std::string out;
    if (!file.has_cross_reference_stream()) {
        out = "xref\n";
        for (const Placed& object : objects) {
            std::string digits = std::to_string(object.offset);
            digits.insert(0, 10 - std::min<std::size_t>(10, digits.size()), '0');
            out += std::to_string(object.number) + " 1\n" + digits + " 00000 n \n";
        }
        out += "trailer\n<<" + trailer + ">>\n";
    } else {
        objects.push_back({size - 1, offset});
        std::string index;
        ByteWriter rows;
        for (const Placed& object : objects) {
            index += std::to_string(object.number) + " 1 ";
            rows.u8(1).u64(object.offset).u16(0);
        }
        out = std::to_string(size - 1) + " 0 obj\n<</Type/XRef /W[1 8 2] /Index[" + index + "] /Length " +
              std::to_string(rows.view().size()) + " " + trailer + ">>\nstream\n" + std::string(as_text(rows.view())) +
              "\nendstream\nendobj\n";
    }
    return out + "startxref\n" + std::to_string(offset) + "\n%%EOF\n";
}

}  // namespace

Result<Container> read_pdf(const ByteSource& source) {
    Container out;
    out.insertion_offset = source.size();
    auto file = PdfFile::open(source);
    const auto catalog = file ? read_catalog(*file) : fail(file.error());
    if (!catalog && file && file->is_encrypted() && is_structural(catalog.error())) {
        return fail(errors::container_unsupported, "an encrypted PDF");
    }
    auto stores = catalog ? find_stores(*file, *catalog) : fail(catalog.error());
    if (!stores && !is_structural(stores.error())) {
        return fail(stores.error());
    }
    out.is_damaged = !stores.has_value();
    if (stores && stores->size() == 1) {
        const auto done = read_store(source, stores->front().store, out);
        return done ? Result<Container>(std::move(out)) : fail(done.error());
    }
    out.presence = !stores || stores->empty() ? StorePresence::absent : StorePresence::multiple;
    return out;
}

Result<EmbedPlan> embed_pdf(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    auto file = container.is_damaged ? fail(errors::container_malformed, "PDF") : PdfFile::open(source);
    const auto catalog = file ? read_catalog(*file) : fail(file.error());
    if (!catalog) {
        return fail(catalog.error());
    }
    const auto root = parse_pdf_reference(find_pdf_value(file->trailer(), "/Root"));
    const auto size = parse_pdf_number(find_pdf_value(file->trailer(), "/Size"));
    if (file->is_encrypted() || !root || root->generation != 0 || !size || *size > limits::pdf_objects_max ||
        root->number >= *size || source.size() > 9'000'000'000) {
        return fail(errors::embedding_refused, file->is_encrypted() ? "an encrypted PDF" : "PDF numbers");
    }
    const std::uint64_t specification = *size;
    const std::uint64_t store = *size + 1;
    const auto updated = new_catalog(*file, *catalog, std::to_string(specification) + " 0 R");
    if (!updated) {
        return fail(errors::embedding_refused, "a PDF with embedded files");
    }
    std::vector<Placed> objects;
    std::string text = "\n";
    const auto add = [&](std::uint64_t number, const std::string& content) {
        objects.push_back({number, source.size() + text.size()});
        text += std::to_string(number) + " 0 obj\n" + content;
    };
    add(root->number, *updated + "\nendobj\n");
    const std::string name = "(" + std::string(file_name) + ")";
    add(specification, "<</Type/Filespec /AFRelationship/C2PA_Manifest /F" + name + " /UF" + name + " /EF<</F " +
                           std::to_string(store) + " 0 R>>>>\nendobj\n");
    add(store,
        "<</Type/EmbeddedFile /Subtype/application#2Fc2pa /Length " + std::to_string(store_bytes) + ">>\nstream\n");
    EmbedPlan plan;
    plan.copy(0, source.size()).literal(to_bytes(as_bytes(text))).hole(store_bytes);
    const std::string_view end = "\nendstream\nendobj\n";
    const std::uint64_t size_after = *size + 2 + (file->has_cross_reference_stream() ? 1 : 0);
    const std::string section = cross_reference(*file, objects, size_after, plan.size() + end.size());
    return plan.literal(to_bytes(as_bytes(std::string(end) + section)));
}

Bytes frame_pdf(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media
