#include "verifier/media/part_source.hpp"

#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {

Result<Done> PartSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (offset > range_.length || out.size() > range_.length - offset) {
        return fail(errors::source_short);
    }
    return whole_.read_at(range_.start + offset, out);
}

ByteView PartSource::whole() const noexcept {
    const ByteView all = whole_.whole();
    return all.size() >= range_.end() ? all.subspan(range_.start, range_.length) : ByteView{};
}

}  // namespace countersign::verifier::media
