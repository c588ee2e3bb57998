#include "verifier/verdict/policy.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/verdict/errors.hpp"

namespace countersign::verdict {

namespace {

constexpr std::uint64_t policy_version = 1;

tl::unexpected<Error> malformed(std::string_view what) { return fail(errors::policy_malformed, std::string(what)); }

Result<const Json*> member(const Json& object, std::string_view key, bool (Json::*is)() const noexcept) {
    const Json* const value = object.find(key);
    if (value == nullptr || !(value->*is)()) {
        return malformed(key);
    }
    return value;
}

Result<std::uint32_t> read_ppm(const Json& object, std::string_view key) {
    const auto value = get_unsigned(object, key);
    if (!value || *value > reputation::ppm_one) {
        return malformed(key);
    }
    return static_cast<std::uint32_t>(*value);
}

template <typename Id>
Result<Id> read_identity(const Json& value, std::string_view where) {
    if (!value.is_string()) {
        return malformed(where);
    }
    const auto id = parse_hex_fixed<Id>(value.as_string());
    if (!id || id->is_zero()) {
        return malformed(where);
    }
    return *id;
}

Result<const Json::Array*> read_list(const Json& object, std::string_view key) {
    const auto list = member(object, key, &Json::is_array);
    if (!list || (*list)->as_array().size() > limits::policy_list_max) {
        return malformed(key);
    }
    return &(*list)->as_array();
}

Result<std::vector<rules::IdentityId>> read_identities(const Json& object, std::string_view key) {
    const auto list = read_list(object, key);
    if (!list) {
        return fail(list.error());
    }
    std::vector<rules::IdentityId> out;
    for (const Json& item : **list) {
        const auto id = read_identity<rules::IdentityId>(item, key);
        if (!id || std::ranges::find(out, *id) != out.end()) {
            return malformed(key);
        }
        out.push_back(*id);
    }
    return out;
}

Result<std::vector<reputation::Seed>> read_seeds(const Json& object) {
    const auto list = read_list(object, "seeds");
    if (!list) {
        return fail(list.error());
    }
    std::vector<reputation::Seed> out;
    for (const Json& item : **list) {
        const auto keys = check_keys(item, {"identity", "weightPpm"});
        const Json* const identity = item.find("identity");
        const auto weight = read_ppm(item, "weightPpm");
        if (!keys || identity == nullptr || !weight || *weight == 0) {
            return malformed("seeds");
        }
        const auto party = read_identity<reputation::Party>(*identity, "seeds");
        if (!party || std::ranges::any_of(out, [&party](const auto& seed) { return seed.party == *party; })) {
            return malformed("seeds");
        }
        out.push_back({*party, *weight});
    }
    return out;
}

Result<Done> read_reputation(const Json& whole, Policy& policy) {
    const auto found = member(whole, "reputation", &Json::is_object);
    if (!found) {
        return fail(found.error());
    }
    const Json& object = **found;
    if (!check_keys(object, {"budgetPpm", "dampingPpm", "iterations", "kappaPpm", "minimumPpm", "seeds"})) {
        return malformed("reputation");
    }
    const auto budget = read_ppm(object, "budgetPpm");
    const auto damping = read_ppm(object, "dampingPpm");
    const auto iterations = read_ppm(object, "iterations");
    const auto kappa = read_ppm(object, "kappaPpm");
    const auto minimum = read_ppm(object, "minimumPpm");
    auto seeds = read_seeds(object);
    if (!budget || !damping || !iterations || !kappa || !minimum || !seeds) {
        return malformed("reputation");
    }
    policy.reputation = {
        .damping_ppm = *damping, .iterations = *iterations, .kappa_ppm = *kappa, .budget_ppm = *budget};
    policy.score_min = ScorePpm{*minimum};
    policy.seeds = std::move(*seeds);
    if (!reputation::check_parameters(policy.reputation)) {
        return malformed("reputation");
    }
    return Done{};
}

Result<Done> read_log_keys(const Json& object, Policy& policy) {
    const auto list = read_list(object, "logKeys");
    if (!list) {
        return fail(list.error());
    }
    for (const Json& item : **list) {
        auto key = item.is_string() ? log::parse_vkey(item.as_string()) : malformed("logKeys");
        if (!key || key->type != log::NoteKeyType::ed25519) {
            return malformed("logKeys");
        }
        policy.log_keys.push_back(std::move(*key));
    }
    return Done{};
}

Result<Done> read_id(const Json& object, Policy& policy) {
    const auto id = member(object, "id", &Json::is_string);
    if (!id || (*id)->as_string().empty() || (*id)->as_string().size() > limits::policy_id_bytes_max) {
        return malformed("id");
    }
    policy.id = (*id)->as_string();
    return Done{};
}

Result<Done> read_c2pa(const Json& object, Policy& policy) {
    const auto c2pa = member(object, "c2pa", &Json::is_object);
    if (!c2pa || !check_keys(**c2pa, {"trustList"})) {
        return malformed("c2pa");
    }
    const auto use = get_bool(**c2pa, "trustList");
    if (!use) {
        return malformed("c2pa");
    }
    policy.c2pa_trust_list = *use;
    return Done{};
}

Result<Done> read_parties(const Json& object, Policy& policy) {
    auto roots = read_identities(object, "trustRoots");
    auto arbiters = read_identities(object, "arbiters");
    if (!roots || !arbiters) {
        return fail(roots ? arbiters.error() : roots.error());
    }
    policy.trust_roots = std::move(*roots);
    policy.arbiters = std::move(*arbiters);
    return Done{};
}

Json identities_json(const std::vector<rules::IdentityId>& identities) {
    Json list = Json::array();
    for (const auto& id : identities) {
        list.push(to_hex(view(id)));
    }
    return list;
}

}  // namespace

Result<Policy> parse_policy(std::string_view text) {
    const auto json = parse_json(text, {.bytes_max = limits::policy_bytes_max});
    if (!json) {
        return malformed(json.error().code.name);
    }
    const auto version = get_unsigned(*json, "version");
    if (!version) {
        return malformed("version");
    }
    if (*version != policy_version) {
        return fail(errors::policy_version, std::to_string(*version));
    }
    if (const auto keys =
            check_keys(*json, {"arbiters", "c2pa", "id", "logKeys", "reputation", "trustRoots", "version"});
        !keys) {
        return malformed(keys.error().detail);
    }
    Policy policy;
    for (const auto read : {read_id, read_c2pa, read_parties, read_log_keys, read_reputation}) {
        if (const auto done = read(*json, policy); !done) {
            return fail(done.error());
        }
    }
    policy.sha256 = countersign::sha256(as_bytes(to_canonical_json(*json)));
    return policy;
}

Json to_json(const Policy& policy) {
    Json seeds = Json::array();
    for (const auto& seed : policy.seeds) {
        seeds.push(Json::object({{"identity", to_hex(view(seed.party))}, {"weightPpm", seed.weight_ppm}}));
    }
    Json log_keys = Json::array();
    for (const auto& key : policy.log_keys) {
        log_keys.push(log::to_vkey(key));
    }
    return Json::object({{"arbiters", identities_json(policy.arbiters)},
                         {"c2pa", Json::object({{"trustList", policy.c2pa_trust_list}})},
                         {"id", policy.id},
                         {"logKeys", std::move(log_keys)},
                         {"reputation", Json::object({{"budgetPpm", policy.reputation.budget_ppm},
                                                      {"dampingPpm", policy.reputation.damping_ppm},
                                                      {"iterations", policy.reputation.iterations},
                                                      {"kappaPpm", policy.reputation.kappa_ppm},
                                                      {"minimumPpm", policy.score_min.value},
                                                      {"seeds", std::move(seeds)}})},
                         {"trustRoots", identities_json(policy.trust_roots)},
                         {"version", policy_version}});
}

void seal(Policy& policy) { policy.sha256 = countersign::sha256(as_bytes(to_canonical_json(to_json(policy)))); }

}  // namespace countersign::verdict
