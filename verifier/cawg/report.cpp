#include "verifier/cawg/report.hpp"

namespace countersign::verifier::cawg {

std::string_view to_text(State state) noexcept {
    switch (state) {
        case State::absent: return "absent";
        case State::not_assessed: return "not-assessed";
        case State::invalid: return "invalid";
        case State::valid: return "valid";
        case State::trusted: return "trusted";
    }
    return "invalid";
}

}  // namespace countersign::verifier::cawg
