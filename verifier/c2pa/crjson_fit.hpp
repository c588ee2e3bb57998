// Values of CBOR written as crJSON, fitted to a shape of its schema: what the schema has no place for is left out, what
// it requires and isn't there is made up as an empty value, and both are noted, so that nobody takes either for the
// file's own word. Linear in the value. Thread-safety: one thread.
#pragma once

#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/crjson_shape.hpp"
#include "verifier/c2pa/json_writer.hpp"

namespace countersign::verifier::c2pa {

enum class Adjustment : std::uint8_t {
    absent,        ///< required and not there, or not expressible: an empty value stands for it
    dropped,       ///< there, and without a place in the schema
    shortened,     ///< a byte string over the limit, written as an empty one
    unreferenced,  ///< a manifest that nobody refers to: not judged
};
[[nodiscard]] std::string_view to_text(Adjustment adjustment) noexcept;

struct AdjustmentNote {
    std::string path;  ///< JSON pointer (RFC 6901) into the document
    Adjustment adjustment = Adjustment::absent;
};

class CrjsonFit {
  public:
    explicit CrjsonFit(JsonWriter& out) : out_(out) {}

    /// False where the value can't be expressed in that shape: then nothing was written that counts (rewind).
    [[nodiscard]] bool write(const Cbor& value, const Shape& shape);
    /// The least value of a shape; false where there is none (a time can't be made up).
    [[nodiscard]] bool write_least(const Shape& shape);
    void note(Adjustment adjustment);

    /// Adds a part to the path for as long as it lives.
    class Step {
      public:
        Step(CrjsonFit& fit, std::string_view part);
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        ~Step() { fit_.path_.resize(length_); }

      private:
        CrjsonFit& fit_;
        std::size_t length_;
    };

    [[nodiscard]] const std::vector<AdjustmentNote>& notes() const noexcept { return notes_; }
    /// True where there were more than limits::crjson_notes_max.
    [[nodiscard]] bool has_more_notes() const noexcept { return has_more_notes_; }

  private:
    void write_any(const Cbor& value);
    void write_bytes(const Bytes& value);
    bool write_object(const Cbor::Map& map, const Shape& shape);
    bool write_missing(const Shape& shape, const std::vector<bool>& written);
    bool write_array(const Cbor::Array& array, const Shape& shape);
    bool write_least_member(const ShapeMember& member);
    JsonWriter& out_;
    std::string path_;
    std::vector<AdjustmentNote> notes_;
    bool has_more_notes_ = false;
};

}  // namespace countersign::verifier::c2pa
