#include "verifier/bundle/outcome.hpp"

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::bundle {

namespace {

std::string_view status_text(CheckStatus status) noexcept {
    switch (status) {
        case CheckStatus::holds: return "holds";
        case CheckStatus::unanchored: return "unanchored";
        case CheckStatus::fails: return "fails";
    }
    return "fails";
}

Json reasons_json(const std::vector<verdict::Reason>& reasons) {
    Json list = Json::array();
    for (const auto& reason : reasons) {
        list.push(Json::object({{"code", reason.code}, {"text", reason.text}}));
    }
    return list;
}

std::string as_of(const Outcome& outcome) {
    return "as of checkpoint " + std::to_string(outcome.checkpoint->head.size) + " of " +
           verdict::shown(outcome.checkpoint->origin) + ", " + verdict::to_words(outcome.log_time);
}

}  // namespace

int exit_status(const Outcome& outcome) noexcept {
    switch (outcome.status) {
        case CheckStatus::holds: return 0;
        case CheckStatus::unanchored: return 3;
        case CheckStatus::fails: return 1;
    }
    return 1;
}

std::string to_sentence(const Outcome& outcome) {
    if (outcome.status == CheckStatus::fails || !outcome.checkpoint) {
        return "The proof fails: " + (outcome.failure ? std::string(outcome.failure->code.text) : "it is incomplete.");
    }
    const std::string who = outcome.names.empty() ? "identity " + to_hex(view(outcome.identity)).substr(0, 16)
                                                  : verdict::shown(outcome.names.front());
    const std::string what = outcome.registered_at.value == 0
                                 ? "the key that signed this file is listed by " + who
                                 : who + " registered this file on " + verdict::to_words(outcome.registered_at);
    return outcome.status == CheckStatus::holds
               ? "Holds " + as_of(outcome) + ": " + what + "."
               : "Fits together " + as_of(outcome) + ": " + what +
                     ". But no key was given that says which log this is, so anybody may have made it.";
}

Json to_json(const Outcome& outcome) {
    Json names = Json::array();
    for (const auto& name : outcome.names) {
        names.push(name);
    }
    const auto time = [](UnixSeconds at) { return at.value == 0 ? Json() : Json(to_rfc3339(at)); };
    return Json::object(
        {{"version", 1},
         {"status", status_text(outcome.status)},
         {"summary", to_sentence(outcome)},
         {"failure", outcome.failure ? Json::object({{"code", outcome.failure->code.name},
                                                     {"text", outcome.failure->code.text},
                                                     {"detail", printable(outcome.failure->detail)}})
                                     : Json()},
         {"checkpoint", outcome.checkpoint ? Json::object({{"origin", outcome.checkpoint->origin},
                                                           {"size", outcome.checkpoint->head.size},
                                                           {"rootHash", to_hex(view(outcome.checkpoint->head.root))}})
                                           : Json()},
         {"logTime", time(outcome.log_time)},
         {"identity", outcome.identity.is_zero() ? Json() : Json(to_hex(view(outcome.identity)))},
         {"names", std::move(names)},
         {"registeredAt", time(outcome.registered_at)},
         {"shown", reasons_json(outcome.shown)},
         {"serviceWord", reasons_json(outcome.service_word)}});
}

}  // namespace countersign::bundle
