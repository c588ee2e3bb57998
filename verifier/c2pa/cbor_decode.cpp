#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint8_t indefinite = 31;

/// Half precision (RFC 8949 appendix D).
double decode_half(std::uint16_t half) {
    const int exponent = (half >> 10U) & 0x1F;
    const int mantissa = half & 0x3FF;
    double value = 0;
    if (exponent == 0) {
        value = std::ldexp(mantissa, -24);
    } else if (exponent != 31) {
        value = std::ldexp(mantissa + 1024, exponent - 25);
    } else {
        value = mantissa == 0 ? INFINITY : NAN;
    }
    return (half & 0x8000U) != 0 ? -value : value;
}

class Decoder {
  public:
    Decoder(ByteView bytes, const CborLimits& bounds) : bytes_(bytes), bounds_(bounds) {}

    Result<Cbor> run() {
        auto out = item(0);
        if (out && at_ != bytes_.size()) {
            return fail(errors::cbor_trailing, std::to_string(bytes_.size() - at_) + " bytes");
        }
        return out;
    }

    Result<CborPrefix> run_prefix() {
        auto out = item(0);
        return out ? Result<CborPrefix>(CborPrefix{std::move(*out), at_}) : fail(out.error());
    }

  private:
    struct Head {
        std::uint8_t major = 0;
        std::uint8_t info = 0;
        std::uint64_t argument = 0;
    };

    tl::unexpected<Error> malformed(const char* what) const {
        return fail(errors::cbor_malformed, std::string(what) + " at " + std::to_string(at_));
    }

    Result<Head> head() {
        if (at_ >= bytes_.size()) {
            return malformed("cut");
        }
        const std::uint8_t first = bytes_[at_++];
        Head out{static_cast<std::uint8_t>(first >> 5U), static_cast<std::uint8_t>(first & 0x1FU), 0};
        if (out.info < 24) {
            out.argument = out.info;
        } else if (out.info < 28) {
            const std::size_t width = std::size_t{1} << (out.info - 24U);
            if (bytes_.size() - at_ < width) {
                return malformed("cut head");
            }
            out.argument = ByteReader(bytes_.subspan(at_)).read_be(width);
            at_ += width;
        } else if (out.info != indefinite) {
            return malformed("reserved head");
        }
        return out;
    }

    bool take_break() {
        if (at_ < bytes_.size() && bytes_[at_] == 0xFF) {
            ++at_;
            return true;
        }
        return false;
    }

    Result<Cbor> item(std::size_t depth) {
        if (depth > bounds_.depth_max) {
            return fail(errors::cbor_too_deep, "deeper than " + std::to_string(bounds_.depth_max));
        }
        if (++items_ > bounds_.items_max) {
            return fail(errors::cbor_too_large, "more than " + std::to_string(bounds_.items_max) + " items");
        }
        const auto start = head();
        if (!start) {
            return fail(start.error());
        }
        switch (start->major) {
            case 0: return start->info == indefinite ? malformed("indefinite integer") : Result<Cbor>(start->argument);
            case 1:
                return start->info == indefinite ? malformed("indefinite integer")
                                                 : Result<Cbor>(CborNegative{start->argument});
            case 2: return bytes(*start);
            case 3: return text(*start);
            case 4: return array(*start, depth);
            case 5: return map(*start, depth);
            case 6: return tagged(*start, depth);
            default: return simple(*start);
        }
    }

    /// A definite string's bytes, bounded by what is there.
    Result<ByteView> chunk(const Head& start) {
        if (start.argument > bytes_.size() - at_) {
            return malformed("string longer than the input");
        }
        const ByteView out = bytes_.subspan(at_, start.argument);
        at_ += out.size();
        return out;
    }

    /// Both string kinds; `check` judges each chunk (every chunk of a text is valid UTF-8 on its own).
    template <typename Out, typename Check>
    Result<Cbor> string(const Head& start, const Check& check) {
        Out out;
        if (start.info != indefinite) {
            const auto only = chunk(start);
            if (!only) {
                return fail(only.error());
            }
            if (!check(*only)) {
                return malformed("text is not UTF-8");
            }
            out.assign(only->begin(), only->end());
            return Cbor(std::move(out));
        }
        while (!take_break()) {
            const auto part = head();
            if (!part) {
                return fail(part.error());
            }
            if (part->major != start.major || part->info == indefinite) {
                return malformed("chunk of another kind");
            }
            if (++items_ > bounds_.items_max) {
                return fail(errors::cbor_too_large, "string chunks");
            }
            const auto more = chunk(*part);
            if (!more) {
                return fail(more.error());
            }
            if (!check(*more)) {
                return malformed("text is not UTF-8");
            }
            out.insert(out.end(), more->begin(), more->end());
        }
        return Cbor(std::move(out));
    }
    Result<Cbor> bytes(const Head& start) {
        return string<Bytes>(start, [](ByteView) { return true; });
    }
    Result<Cbor> text(const Head& start) {
        return string<std::string>(start, [](ByteView part) { return is_utf8(part); });
    }

    /// True while another element of a container follows; a count longer than the input can't be true.
    bool more(const Head& start, std::uint64_t done) {
        return start.info == indefinite ? !take_break() : done < start.argument;
    }

    Result<Cbor> array(const Head& start, std::size_t depth) {
        if (start.info != indefinite && start.argument > bytes_.size() - at_) {
            return malformed("array longer than the input");
        }
        Cbor::Array out;
        out.reserve(start.info == indefinite ? 0 : std::min<std::uint64_t>(start.argument, 64));
        while (more(start, out.size())) {
            auto element = item(depth + 1);
            if (!element) {
                return element;
            }
            out.push_back(std::move(*element));
        }
        return Cbor(std::move(out));
    }

    Result<Cbor> map(const Head& start, std::size_t depth) {
        if (start.info != indefinite && start.argument > (bytes_.size() - at_) / 2) {
            return malformed("map longer than the input");
        }
        Cbor::Map out;
        std::set<std::string, std::less<>> seen;  // ordered: a stranger chooses the keys
        while (more(start, out.size())) {
            auto key = item(depth + 1);
            if (!key) {
                return key;
            }
            // By its encoding: 1 in one byte and 1 in two are the same key.
            const Bytes encoded = encode_cbor(*key);
            if (!seen.emplace(as_text(encoded)).second) {
                return fail(errors::cbor_duplicate_key, key->is_text() ? printable(key->as_text()) : std::string());
            }
            auto value = item(depth + 1);
            if (!value) {
                return value;
            }
            out.push_back({std::move(*key), std::move(*value)});
        }
        return Cbor(std::move(out));
    }

    Result<Cbor> tagged(const Head& start, std::size_t depth) {
        if (start.info == indefinite) {
            return malformed("indefinite tag");
        }
        auto inner = item(depth + 1);
        if (!inner) {
            return inner;
        }
        return Cbor::tagged(start.argument, std::move(*inner));
    }

    Result<Cbor> simple(const Head& start) {
        switch (start.info) {
            case 20: return Cbor(false);
            case 21: return Cbor(true);
            case 22: return Cbor(nullptr);
            case 23: return Cbor(CborUndefined{});
            case 24:
                // Values below 32 have only the one-byte form.
                return start.argument < 32 ? malformed("simple value") : Result<Cbor>(small_simple(start.argument));
            case 25: return Cbor(decode_half(static_cast<std::uint16_t>(start.argument)));
            case 26: return Cbor(double{std::bit_cast<float>(static_cast<std::uint32_t>(start.argument))});
            case 27: return Cbor(std::bit_cast<double>(start.argument));
            case indefinite: return malformed("break without a start");
            default: return Cbor(small_simple(start.argument));
        }
    }
    static CborSimple small_simple(std::uint64_t value) { return {static_cast<std::uint8_t>(value)}; }

    ByteView bytes_;
    CborLimits bounds_;
    std::size_t at_ = 0;
    std::size_t items_ = 0;
};

}  // namespace

Result<Cbor> parse_cbor(ByteView bytes, const CborLimits& cbor_limits) { return Decoder(bytes, cbor_limits).run(); }

Result<CborPrefix> parse_cbor_prefix(ByteView bytes, const CborLimits& cbor_limits) {
    return Decoder(bytes, cbor_limits).run_prefix();
}

}  // namespace countersign::verifier::c2pa
