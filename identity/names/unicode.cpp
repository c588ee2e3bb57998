#include "identity/names/unicode.hpp"

#include <memory>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include "identity/base/ensure.hpp"
#include "identity/names/normal_form.hpp"

namespace countersign::names {

std::string to_nfc(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFCInstance(status);
    ensure(U_SUCCESS(status) != 0, "ICU's normalisation data is installed");
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(utf8.size()));
    normalizer->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())), sink, nullptr,
                              status);
    ensure(U_SUCCESS(status) != 0, "normalising valid text can't fail");
    return out;
}

bool is_nfc_boundary(char32_t code) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFCInstance(status);
    return U_SUCCESS(status) != 0 && normalizer->hasBoundaryBefore(static_cast<UChar32>(code)) != 0;
}

}  // namespace countersign::names

namespace countersign::names::detail {

namespace {

icu::UnicodeString to_icu(std::string_view utf8) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::string from_icu(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

struct CloseChecker {
    void operator()(USpoofChecker* checker) const noexcept { uspoof_close(checker); }
};

// Opened once; ICU allows a configured checker to be used from every thread.
const USpoofChecker& spoof_checker() {
    static const std::unique_ptr<USpoofChecker, CloseChecker> checker = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<USpoofChecker, CloseChecker> opened(uspoof_open(&status));
        ensure(U_SUCCESS(status) != 0, "ICU's confusables data is installed");
        return opened;
    }();
    return *checker;
}

}  // namespace

std::vector<char32_t> to_code_points(std::string_view utf8) {
    const icu::UnicodeString text = to_icu(utf8);
    std::vector<char32_t> out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        out.push_back(static_cast<char32_t>(text.char32At(i)));
    }
    return out;
}

std::string to_utf8(char32_t code) { return from_icu(icu::UnicodeString(static_cast<UChar32>(code))); }

std::string fold_case(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    ensure(U_SUCCESS(status) != 0, "ICU's normalisation data is installed");
    const icu::UnicodeString folded = normalizer->normalize(to_icu(utf8), status);
    ensure(U_SUCCESS(status) != 0, "folding valid text can't fail");
    return from_icu(folded);
}

std::string confusable_prototype(char32_t code) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString prototype;
    uspoof_getSkeletonUnicodeString(&spoof_checker(), 0, icu::UnicodeString(static_cast<UChar32>(code)), prototype,
                                    &status);
    ensure(U_SUCCESS(status) != 0, "a single character has a prototype");
    return from_icu(prototype);
}

bool is_mark(char32_t code) noexcept {
    const auto point = static_cast<UChar32>(code);
    const auto category = u_charType(point);
    return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR ||
           category == U_CONTROL_CHAR || u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

bool is_hyphen(char32_t code) noexcept {
    const auto point = static_cast<UChar32>(code);
    return u_hasBinaryProperty(point, UCHAR_DASH) != 0 || u_hasBinaryProperty(point, UCHAR_HYPHEN) != 0 ||
           code == U'\u02D7';  // modifier letter minus sign
}

bool is_space(char32_t code) noexcept { return u_isUWhiteSpace(static_cast<UChar32>(code)) != 0; }

std::string script_name(char32_t code) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(code), &status);
    if (U_FAILURE(status) != 0 || script == USCRIPT_COMMON || script == USCRIPT_INHERITED ||
        script == USCRIPT_UNKNOWN) {
        return {};
    }
    return uscript_getName(script);
}

}  // namespace countersign::names::detail
