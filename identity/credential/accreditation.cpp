#include "identity/credential/accreditation.hpp"

#include <optional>

#include "identity/base/limits.hpp"

namespace countersign::credential {
namespace {

/// What stands against an accreditation at that time, if anything. VC29
std::optional<ErrorCode> objection(const Accreditation& accreditation, UnixSeconds time) {
    if (time < accreditation.valid_from) {
        return errors::accreditation_not_yet;
    }
    if (accreditation.valid_until.value != 0 && time >= accreditation.valid_until) {
        return errors::accreditation_ended;
    }
    if (accreditation.suspended_since.value != 0 && time >= accreditation.suspended_since) {
        return errors::accreditation_suspended;
    }
    return std::nullopt;
}

/// Who accredits `issuer` at that time, without repetition; what doesn't carry goes to `reasons`.
std::vector<std::string> accreditors_of(std::string_view issuer, std::string_view schema, UnixSeconds time,
                                        const FindAccreditations& find, std::vector<AccreditationReason>& reasons) {
    std::vector<Accreditation> found = find(issuer, schema);
    if (found.empty()) {
        reasons.push_back({errors::accreditation_none, std::string(issuer), {}});
    }
    if (found.size() > limits::accreditations_max) {
        found.resize(limits::accreditations_max);
        reasons.push_back({errors::accreditation_too_many, std::string(issuer), {}});
    }
    std::vector<std::string> out;
    std::set<std::string> seen;
    for (auto& accreditation : found) {
        if (const auto against = objection(accreditation, time)) {
            reasons.push_back({*against, std::string(issuer), accreditation.accreditor});
        } else if (accreditation.accreditor == issuer) {
            reasons.push_back({errors::accreditation_unknown_root, std::string(issuer), accreditation.accreditor});
        } else if (seen.insert(accreditation.accreditor).second) {
            out.push_back(std::move(accreditation.accreditor));
        }
    }
    return out;
}

}  // namespace

AccreditationAnswer judge_accreditation(std::string_view issuer, std::string_view schema, UnixSeconds time,
                                        const std::set<std::string, std::less<>>& roots,
                                        const FindAccreditations& find) {
    if (roots.contains(issuer)) {
        return {{std::string(issuer)}, {}};
    }
    AccreditationAnswer out;
    const auto direct = accreditors_of(issuer, schema, time, find, out.reasons);
    for (const auto& accreditor : direct) {
        if (roots.contains(accreditor)) {
            return {{accreditor, std::string(issuer)}, {}};  // VC28
        }
    }
    for (const auto& between : direct) {
        const std::size_t reasons_before = out.reasons.size();
        for (const auto& root : accreditors_of(between, schema, time, find, out.reasons)) {
            if (roots.contains(root)) {
                return {{root, between, std::string(issuer)}, {}};  // VC30
            }
        }
        if (out.reasons.size() == reasons_before || out.reasons.back().code == errors::accreditation_none) {
            out.reasons.resize(reasons_before);
            out.reasons.push_back({errors::accreditation_unknown_root, std::string(issuer), between});
        }
    }
    return out;
}

}  // namespace countersign::credential
