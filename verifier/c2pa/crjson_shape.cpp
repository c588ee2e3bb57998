#include "verifier/c2pa/crjson_shape.hpp"

#include <algorithm>

#include "identity/base/clock.hpp"
#include "identity/base/ensure.hpp"
#include "verifier/c2pa/crjson_schema.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view reference_start = "#/definitions/";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

ShapeKind kind_of(const Json& schema) {
    if (schema.find("oneOf") != nullptr) {
        return ShapeKind::one_of;
    }
    const Json* const type = schema.find("type");
    const std::string name = type != nullptr ? type->as_string() : std::string();
    if (name == "array") {
        return ShapeKind::array;
    }
    if (name == "string") {
        return ShapeKind::text;
    }
    if (name == "integer") {
        return ShapeKind::integer;
    }
    if (name == "boolean") {
        return ShapeKind::boolean;
    }
    const bool is_object =
        name == "object" || schema.find("properties") != nullptr || schema.find("required") != nullptr;
    return is_object ? ShapeKind::object : ShapeKind::any;
}

TextForm form_of(const Json& schema) {
    if (const Json* const format = schema.find("format")) {
        ensure(format->as_string() == "uri" || format->as_string() == "date-time", "a format of the crJSON schema");
        return format->as_string() == "uri" ? TextForm::uri : TextForm::date_time;
    }
    if (const Json* const pattern = schema.find("pattern")) {
        const std::string& expression = pattern->as_string();
        ensure(expression.starts_with("^(0|[1-9]") || expression.starts_with("([\\da-zA-Z_-]+"),
               "a pattern of the crJSON schema");
        return expression.front() == '^' ? TextForm::version : TextForm::trust_list_type;
    }
    return TextForm::free;
}

/// `not: {required: [a, b]}`.
void add_exclusive(const Json& negation, Shape& out) {
    const Json::Array& names = negation.find("required")->as_array();
    ensure(names.size() == 2, "an exclusion of the crJSON schema");
    out.exclusive.emplace_back(names[0].as_string(), names[1].as_string());
}

/// RFC 3339 with everything in range. A second of 60 is left out: validators differ over when it is allowed.
bool is_date_time(std::string_view text) noexcept {
    static constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < form.size() + 1) {
        return false;
    }
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) {
            return false;
        }
    }
    const auto two = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const int year = two(0) * 100 + two(2);
    const int month = two(5);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int days = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    if (month < 1 || month > 12 || two(8) < 1 || two(8) > days || two(11) > 23 || two(14) > 59 || two(17) > 59) {
        return false;
    }
    std::size_t at = form.size();
    if (text[at] == '.') {
        const std::size_t start = ++at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        if (at == start) {
            return false;
        }
    }
    const std::string_view zone = text.substr(at);
    if (zone == "Z") {
        return true;
    }
    return zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && is_digit(zone[1]) && is_digit(zone[2]) &&
           zone[3] == ':' && is_digit(zone[4]) && is_digit(zone[5]) && two(at + 1) <= 23 && two(at + 4) <= 59;
}

/// RFC 3986, a part of it that no reader disputes: a scheme, then unreserved and reserved characters but brackets.
bool is_uri(std::string_view text) noexcept {
    const std::size_t colon = text.find(':');
    if (!may_have_form(text, TextForm::uri) || colon + 1 == text.size()) {
        return false;
    }
    std::string_view rest = text.substr(colon + 1);
    const std::size_t hash = rest.find('#');
    if (hash != std::string_view::npos && rest.find('#', hash + 1) != std::string_view::npos) {
        return false;
    }
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const char c = rest[i];
        const bool plain =
            is_letter(c) || is_digit(c) || std::string_view("-._~:/?#@!$&'()*+,;=").find(c) != std::string_view::npos;
        const bool escape = c == '%' && i + 2 < rest.size() && is_hex(rest[i + 1]) && is_hex(rest[i + 2]);
        if (!plain && !escape) {
            return false;
        }
    }
    if (!rest.starts_with("//")) {
        return !rest.starts_with('/') || rest.size() > 1;
    }
    rest.remove_prefix(2);
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    const std::size_t port = host.find(':');
    const std::string_view name = host.substr(0, port);
    const std::string_view digits = port == std::string_view::npos ? std::string_view() : host.substr(port + 1);
    return !name.empty() && std::all_of(digits.begin(), digits.end(), is_digit) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

/// A number without a leading zero, cut from the text; false where there is none.
bool take_number(std::string_view& text) noexcept {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto length = static_cast<std::size_t>(end - text.begin());
    if (length == 0 || (length > 1 && text.front() == '0')) {
        return false;
    }
    text.remove_prefix(length);
    return true;
}

/// The three numbers of SemVer 2.0; what follows them is told apart by nobody here, so only nothing passes.
bool is_version(std::string_view text) noexcept {
    for (int part = 0; part < 3; ++part) {
        if (part > 0) {
            if (!text.starts_with('.')) {
                return false;
            }
            text.remove_prefix(1);
        }
        if (!take_number(text)) {
            return false;
        }
    }
    return text.empty();
}

/// A character of a label, a dot, and another: the schema's expression isn't anchored.
bool is_trust_list_type(std::string_view text) noexcept {
    const auto in_label = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; };
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '.' && in_label(text[i - 1]) && in_label(text[i + 1])) {
            return true;
        }
    }
    return false;
}

}  // namespace

const ShapeMember* Shape::find(std::string_view name) const noexcept {
    for (const ShapeMember& member : members) {
        if (member.name == name) {
            return &member;
        }
    }
    return nullptr;
}

const CrjsonSchema& CrjsonSchema::get() {
    static const CrjsonSchema schema = [] {
        const auto parsed = parse_json(crjson_schema_text());
        ensure(parsed.has_value(), "the compiled-in schema is well-formed");
        return CrjsonSchema(*parsed);
    }();
    return schema;
}

CrjsonSchema::CrjsonSchema(const Json& schema) {
    const Json::Object& all = schema.find("definitions")->as_object();
    for (const JsonMember& definition : all) {
        definitions_.emplace_back(definition.key, Shape());
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        fill(all[i].value, definitions_[i].second);
    }
    for (const JsonMember& pattern :
         schema.find("definitions")->find("assertions")->find("patternProperties")->as_object()) {
        if (pattern.key.find("part") != std::string::npos) {
            part_hash_ = make(pattern.value);
        }
    }
    ensure(part_hash_ != nullptr, "the schema knows part hashes");
}

const Shape* CrjsonSchema::make(const Json& schema) {
    if (const Json* const reference = schema.find("$ref")) {
        const std::string& target = reference->as_string();
        ensure(target.starts_with(reference_start), "a reference of the crJSON schema");
        return &definition(std::string_view(target).substr(reference_start.size()));
    }
    Shape& out = shapes_.emplace_back();
    fill(schema, out);
    return &out;
}

void CrjsonSchema::fill(const Json& schema, Shape& out) {
    out.kind = kind_of(schema);
    switch (out.kind) {
        case ShapeKind::one_of:
            for (const Json& alternative : schema.find("oneOf")->as_array()) {
                out.alternatives.push_back(make(alternative));
            }
            return;
        case ShapeKind::object: fill_object(schema, out); return;
        case ShapeKind::array: {
            out.items = schema.find("items") != nullptr ? make(*schema.find("items")) : &any_;
            const Json* const least = schema.find("minItems");
            out.items_min = least != nullptr ? static_cast<std::size_t>(least->as_integer()) : 0;
            return;
        }
        case ShapeKind::text: {
            out.form = form_of(schema);
            if (const Json* const values = schema.find("enum")) {
                for (const Json& value : values->as_array()) {
                    out.values.push_back(value.as_string());
                }
            }
            const Json* const least = schema.find("minLength");
            const Json* const most = schema.find("maxLength");
            out.characters_min = least != nullptr ? static_cast<std::size_t>(least->as_integer()) : out.characters_min;
            out.characters_max = most != nullptr ? static_cast<std::size_t>(most->as_integer()) : out.characters_max;
            return;
        }
        case ShapeKind::integer: {
            const Json* const constant = schema.find("const");
            const Json* const least = constant != nullptr ? constant : schema.find("minimum");
            const Json* const most = constant != nullptr ? constant : schema.find("maximum");
            out.minimum = least != nullptr ? least->as_integer() : out.minimum;
            out.maximum = most != nullptr ? most->as_integer() : out.maximum;
            return;
        }
        case ShapeKind::any:
        case ShapeKind::boolean: return;
    }
}

void CrjsonSchema::fill_object(const Json& schema, Shape& out) {
    if (const Json* const properties = schema.find("properties")) {
        for (const JsonMember& property : properties->as_object()) {
            out.members.push_back({property.key, make(property.value), false});
        }
    }
    if (const Json* const required = schema.find("required")) {
        for (const Json& name : required->as_array()) {
            const auto member = std::find_if(out.members.begin(), out.members.end(),
                                             [&](const ShapeMember& one) { return one.name == name.as_string(); });
            if (member == out.members.end()) {
                out.members.push_back({name.as_string(), &any_, true});
            } else {
                member->is_required = true;
            }
        }
    }
    const Json* const others = schema.find("additionalProperties");
    out.others = others == nullptr || (others->is_bool() && others->as_bool()) ? &any_
                 : others->is_bool()                                           ? nullptr
                                                                               : make(*others);
    if (const Json* const negation = schema.find("not")) {
        add_exclusive(*negation, out);
    }
    if (const Json* const all = schema.find("allOf")) {
        for (const Json& one : all->as_array()) {
            add_exclusive(*one.find("not"), out);
        }
    }
    if (const Json* const dependent = schema.find("dependentRequired")) {
        for (const JsonMember& one : dependent->as_object()) {
            out.dependent.emplace_back(one.key, one.value.as_array().front().as_string());
        }
    }
}

const Shape& CrjsonSchema::definition(std::string_view name) const {
    const auto found =
        std::find_if(definitions_.begin(), definitions_.end(), [name](const auto& one) { return one.first == name; });
    ensure(found != definitions_.end(), "a definition of the crJSON schema");
    return found->second;
}

const Shape& CrjsonSchema::assertion(std::string_view label) const {
    if (const ShapeMember* const known = definition("assertions").find(label)) {
        return *known->shape;
    }
    if (label.starts_with("c2pa.thumbnail.ingredient")) {
        return definition("thumbnailAssertion");
    }
    const std::size_t number = label.rfind("__");
    const std::string_view digits = number == std::string_view::npos ? std::string_view() : label.substr(number + 2);
    const bool is_numbered = !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
    const std::string_view base = is_numbered ? label.substr(0, number) : label;
    const bool is_part =
        base == "c2pa.hash.data.part" || base == "c2pa.hash.bmff.v2.part" || base == "c2pa.hash.boxes.part";
    return is_part ? *part_hash_ : any_;
}

bool has_form(std::string_view text, TextForm form) noexcept {
    switch (form) {
        case TextForm::free: return true;
        case TextForm::date_time: return is_date_time(text);
        case TextForm::uri: return is_uri(text);
        case TextForm::version: return is_version(text);
        case TextForm::trust_list_type: return is_trust_list_type(text);
    }
    return false;
}

bool may_have_form(std::string_view text, TextForm form) noexcept {
    if (form != TextForm::uri) {
        return true;
    }
    const std::size_t colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && is_letter(text.front()) &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '.' || c == '-'; });
}

}  // namespace countersign::verifier::c2pa
