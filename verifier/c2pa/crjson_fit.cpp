#include "verifier/c2pa/crjson_fit.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "identity/base/encoding.hpp"

namespace countersign::verifier::c2pa {
namespace {

const Cbor& untagged(const Cbor& value) {
    const Cbor* at = &value;
    while (at->is_tagged()) {
        at = &at->tagged_item();
    }
    return *at;
}

/// A key of a map as JSON has them. Others than texts become what a person would write for them.
std::string key_text(const Cbor& key) {
    if (key.is_text()) {
        return key.as_text();
    }
    if (key.is_unsigned()) {
        return std::to_string(key.as_unsigned());
    }
    if (key.is_negative() && key.fits_int64()) {
        return std::to_string(key.as_int64());
    }
    return "cbor:" + to_hex(encode_cbor(key));
}

bool has_only_text_keys(const Cbor::Map& map) {
    return std::all_of(map.begin(), map.end(), [](const CborEntry& entry) { return entry.key.is_text(); });
}

std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Old writers put hashes down as arrays of numbers.
std::optional<Bytes> bytes_of_numbers(const Cbor& value) {
    if (!value.is_array() || value.as_array().empty() || value.as_array().size() > 64) {
        return std::nullopt;
    }
    Bytes out;
    for (const Cbor& number : value.as_array()) {
        if (!number.is_unsigned() || number.as_unsigned() > 0xFF) {
            return std::nullopt;
        }
        out.push_back(static_cast<std::uint8_t>(number.as_unsigned()));
    }
    return out;
}

/// A whole number within 64 bits, also where it was written as a floating-point one.
std::optional<std::int64_t> integer_of(const Cbor& value) {
    static constexpr double exact = 9007199254740992.0;  // 2^53
    if (value.fits_int64()) {
        return value.as_int64();
    }
    if (value.is_double() && std::abs(value.as_double()) <= exact &&
        std::trunc(value.as_double()) == value.as_double()) {
        return static_cast<std::int64_t>(value.as_double());
    }
    return std::nullopt;
}

/// Whether a text or byte string stands where a text is wanted.
bool fits_text(const Cbor& value, const Shape& shape, bool strictly) {
    if (!value.is_text()) {
        const bool free = shape.form == TextForm::free && shape.values.empty() && shape.characters_min == 0 &&
                          shape.characters_max == std::numeric_limits<std::size_t>::max();
        return free && (value.is_bytes() || bytes_of_numbers(value).has_value());
    }
    const std::string& text = value.as_text();
    if (!shape.values.empty() && std::find(shape.values.begin(), shape.values.end(), text) == shape.values.end()) {
        return false;
    }
    if (shape.characters_min > 0 || shape.characters_max < text.size()) {
        const std::size_t characters = count_characters(text);
        if (characters < shape.characters_min || characters > shape.characters_max) {
            return false;
        }
    }
    return strictly ? has_form(text, shape.form) : may_have_form(text, shape.form);
}

bool fits(const Cbor& tagged, const Shape& shape, bool strictly);

bool fits_object(const Cbor& value, const Shape& shape, bool strictly) {
    if (!value.is_map() || !has_only_text_keys(value.as_map())) {
        return false;
    }
    for (const CborEntry& entry : value.as_map()) {
        const ShapeMember* const member = shape.find(entry.key.as_text());
        const Shape* const wanted = member != nullptr ? member->shape : shape.others;
        if (wanted == nullptr || !fits(entry.value, *wanted, strictly)) {
            return false;
        }
    }
    for (const ShapeMember& member : shape.members) {
        if (member.is_required && value.find(member.name) == nullptr) {
            return false;
        }
    }
    return std::none_of(shape.exclusive.begin(), shape.exclusive.end(), [&value](const auto& pair) {
        return value.find(pair.first) != nullptr && value.find(pair.second) != nullptr;
    });
}

/// Whether a value is of a shape as it is. Not strictly: or so unusual that readers of the schema may differ.
bool fits(const Cbor& tagged, const Shape& shape, bool strictly) {
    const Cbor& value = untagged(tagged);
    switch (shape.kind) {
        case ShapeKind::any: return true;
        case ShapeKind::object: return fits_object(value, shape, strictly);
        case ShapeKind::array:
            return value.is_array() && value.as_array().size() >= shape.items_min &&
                   std::all_of(value.as_array().begin(), value.as_array().end(),
                               [&](const Cbor& item) { return fits(item, *shape.items, strictly); });
        case ShapeKind::text: return fits_text(value, shape, strictly);
        case ShapeKind::integer: {
            const auto number = integer_of(value);
            return number && *number >= shape.minimum && *number <= shape.maximum;
        }
        case ShapeKind::boolean: return value.is_bool();
        case ShapeKind::one_of:
            return std::count_if(shape.alternatives.begin(), shape.alternatives.end(),
                                 [&](const Shape* alternative) { return fits(value, *alternative, strictly); }) == 1;
    }
    return false;
}

/// The alternative that the value is of, where no other could be meant.
const Shape* choose(const Cbor& value, const Shape& shape) {
    const Shape* chosen = nullptr;
    for (const Shape* const alternative : shape.alternatives) {
        if (!fits(value, *alternative, false)) {
            continue;
        }
        if (chosen != nullptr) {
            return nullptr;
        }
        chosen = alternative;
    }
    return chosen != nullptr && fits(value, *chosen, true) ? chosen : nullptr;
}

}  // namespace

std::string_view to_text(Adjustment adjustment) noexcept {
    switch (adjustment) {
        case Adjustment::absent: return "absent";
        case Adjustment::dropped: return "dropped";
        case Adjustment::shortened: return "shortened";
        case Adjustment::unreferenced: return "unreferenced";
    }
    return "absent";
}

CrjsonFit::Step::Step(CrjsonFit& fit, std::string_view part) : fit_(fit), length_(fit.path_.size()) {
    // Names from a file are as long as it likes; a path is for people.
    static constexpr std::size_t part_bytes_max = 100;
    fit_.path_ += '/';
    for (const char c : part.substr(0, part_bytes_max)) {
        if (c == '~' || c == '/') {
            fit_.path_ += c == '~' ? "~0" : "~1";
        } else {
            fit_.path_ += c;
        }
    }
}

void CrjsonFit::note(Adjustment adjustment) {
    if (notes_.size() < limits::crjson_notes_max) {
        notes_.push_back({path_, adjustment});
    } else {
        has_more_notes_ = true;
    }
}

bool CrjsonFit::write(const Cbor& tagged, const Shape& shape) {
    const Cbor& value = untagged(tagged);
    switch (shape.kind) {
        case ShapeKind::any: write_any(value); return true;
        case ShapeKind::object: return value.is_map() && write_object(value.as_map(), shape);
        case ShapeKind::array: return value.is_array() && write_array(value.as_array(), shape);
        case ShapeKind::text:
            if (!fits_text(value, shape, true)) {
                return false;
            }
            if (value.is_text()) {
                out_.text(value.as_text());
            } else {
                write_bytes(value.is_bytes() ? value.as_bytes() : *bytes_of_numbers(value));
            }
            return true;
        case ShapeKind::integer: {
            const auto number = integer_of(value);
            if (!number || *number < shape.minimum || *number > shape.maximum) {
                return false;
            }
            if (*number >= 0) {
                out_.number(static_cast<std::uint64_t>(*number));
            } else {
                out_.negative(static_cast<std::uint64_t>(-1 - *number));
            }
            return true;
        }
        case ShapeKind::boolean:
            if (value.is_bool()) {
                out_.boolean(value.as_bool());
            }
            return value.is_bool();
        case ShapeKind::one_of: {
            const Shape* const chosen = choose(value, shape);
            return chosen != nullptr && write(value, *chosen);
        }
    }
    return false;
}

void CrjsonFit::write_bytes(const Bytes& value) {
    if (value.size() <= limits::crjson_byte_string_bytes_max) {
        out_.bytes(value);
    } else {
        out_.bytes({});
        note(Adjustment::shortened);
    }
}

/// Table 1 of the crJSON specification.
void CrjsonFit::write_any(const Cbor& tagged) {
    static const Shape open = [] {
        static const Shape any;
        Shape out;
        out.kind = ShapeKind::object;
        out.others = &any;
        return out;
    }();
    const Cbor& value = untagged(tagged);
    if (value.is_map()) {
        static_cast<void>(write_object(value.as_map(), open));
    } else if (value.is_array()) {
        out_.begin_array();
        std::size_t index = 0;
        for (const Cbor& item : value.as_array()) {
            const Step step(*this, std::to_string(index++));
            write_any(item);
        }
        out_.end_array();
    } else if (value.is_text()) {
        out_.text(value.as_text());
    } else if (value.is_bytes()) {
        write_bytes(value.as_bytes());
    } else if (value.is_unsigned()) {
        out_.number(value.as_unsigned());
    } else if (value.is_negative()) {
        out_.negative(value.as_negative().magnitude);
    } else if (value.is_double()) {
        out_.number(value.as_double());
    } else if (value.is_bool()) {
        out_.boolean(value.as_bool());
    } else {
        out_.null();
    }
}

bool CrjsonFit::write_object(const Cbor::Map& map, const Shape& shape) {
    out_.begin_object();
    std::vector<bool> written(shape.members.size());
    const auto is_written = [&](std::string_view name) {
        const ShapeMember* const member = shape.find(name);
        return member != nullptr && written[static_cast<std::size_t>(member - shape.members.data())];
    };
    // Texts are unique already; what other keys become might not be.
    const bool unique = has_only_text_keys(map);
    std::set<std::string> names;
    for (const CborEntry& entry : map) {
        const std::string name = key_text(entry.key);
        const Step step(*this, name);
        const ShapeMember* const member = shape.find(name);
        const Shape* const wanted = member != nullptr ? member->shape : shape.others;
        const bool excluded = std::any_of(shape.exclusive.begin(), shape.exclusive.end(), [&](const auto& pair) {
            return (pair.first == name && is_written(pair.second)) || (pair.second == name && is_written(pair.first));
        });
        const std::size_t before = out_.mark();
        const std::size_t notes_before = notes_.size();
        bool done = false;
        if (wanted != nullptr && !excluded && (unique || names.insert(name).second)) {
            out_.key(name);
            done = write(entry.value, *wanted);
        }
        if (!done) {
            out_.rewind(before);
            notes_.resize(notes_before);
            // Old writers say "nothing" where newer ones say nothing.
            if (!untagged(entry.value).is_null()) {
                note(Adjustment::dropped);
            }
        } else if (member != nullptr) {
            written[static_cast<std::size_t>(member - shape.members.data())] = true;
        }
    }
    const bool complete = write_missing(shape, written);
    out_.end_object();
    return complete;
}

bool CrjsonFit::write_missing(const Shape& shape, const std::vector<bool>& written) {
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const ShapeMember& member = shape.members[i];
        const bool depended = std::any_of(shape.dependent.begin(), shape.dependent.end(), [&](const auto& pair) {
            const ShapeMember* const cause = shape.find(pair.first);
            return pair.second == member.name && cause != nullptr &&
                   written[static_cast<std::size_t>(cause - shape.members.data())];
        });
        if (!written[i] && (member.is_required || depended) && !write_least_member(member)) {
            return false;
        }
    }
    return true;
}

bool CrjsonFit::write_least_member(const ShapeMember& member) {
    const Step step(*this, member.name);
    out_.key(member.name);
    // A list that isn't there and one without items say the same.
    if (member.shape->kind != ShapeKind::array || member.shape->items_min > 0) {
        note(Adjustment::absent);
    }
    return write_least(*member.shape);
}

bool CrjsonFit::write_array(const Cbor::Array& array, const Shape& shape) {
    out_.begin_array();
    std::size_t count = 0;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const Step step(*this, std::to_string(i));
        const std::size_t before = out_.mark();
        const std::size_t notes_before = notes_.size();
        if (write(array[i], *shape.items)) {
            ++count;
        } else {
            out_.rewind(before);
            notes_.resize(notes_before);
            note(Adjustment::dropped);
        }
    }
    out_.end_array();
    return count >= shape.items_min;
}

bool CrjsonFit::write_least(const Shape& shape) {
    switch (shape.kind) {
        case ShapeKind::any:
            out_.begin_object();
            out_.end_object();
            return true;
        case ShapeKind::object: return write_object({}, shape);
        case ShapeKind::array: {
            out_.begin_array();
            bool complete = true;
            for (std::size_t i = 0; i < shape.items_min; ++i) {
                complete = complete && write_least(*shape.items);
            }
            out_.end_array();
            return complete;
        }
        case ShapeKind::text:
            if (shape.form != TextForm::free) {
                return false;
            }
            out_.text(!shape.values.empty() ? shape.values.front() : std::string(shape.characters_min, '-'));
            return true;
        case ShapeKind::integer:
            if (shape.minimum <= 0) {
                out_.number(std::uint64_t{0});
            } else {
                out_.number(static_cast<std::uint64_t>(shape.minimum));
            }
            return true;
        case ShapeKind::boolean: out_.boolean(false); return true;
        case ShapeKind::one_of:
            for (const Shape* const alternative : shape.alternatives) {
                const std::size_t before = out_.mark();
                if (write_least(*alternative)) {
                    return true;
                }
                out_.rewind(before);
            }
            return false;
    }
    return false;
}

}  // namespace countersign::verifier::c2pa
