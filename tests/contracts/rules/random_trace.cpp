// Random traces: a small population of identities doing plausible and implausible things, from a seed.
#include <algorithm>
#include <random>

#include "tests/contracts/rules/trace.hpp"

namespace countersign::rules::test {

namespace {

class Generator {
  public:
    Generator(std::uint64_t seed, TraceKeys keys) : random_(seed) {
        if (keys == TraceKeys::on_chain) {
            key_types_.pop_back();
        }
    }

    Json next() {
        now_ += pick(50'000);
        Json step = Json::object({{"say", "random"}, {"at", now_}});
        Json operation = pick(100) < 12 || identities_.size() < 3 ? create(step) : act(step);
        step.set("operation", std::move(operation));
        if (pick(60) == 0) {
            step.set("spoil", "signature");
        }
        if (pick(80) == 0) {
            step.set("sent_to", "elsewhere");
        }
        return step;
    }

  private:
    // Not std::uniform_int_distribution: its results differ between standard libraries.
    std::uint64_t pick(std::uint64_t below) { return random_() % below; }
    template <typename T>
    const T& any(const std::vector<T>& from) {
        return from[pick(from.size())];
    }
    static std::string numbered(const char* prefix, std::size_t number) { return prefix + std::to_string(number); }

    std::string key_name() { return numbered("key ", pick(14)) + any(key_types_); }

    Json key_list(std::uint64_t most, const std::string& first) {
        Json list = Json::array();
        std::vector<std::string> used;
        const std::uint64_t count = 1 + pick(most);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string name = i == 0 && !first.empty() ? first : key_name();
            if (std::find(used.begin(), used.end(), name) != used.end()) {
                continue;
            }
            used.push_back(name);
            Json grant = Json::object({{"key", name}, {"roles", i == 0 ? 63 : static_cast<int>(1 + pick(63))}});
            if (pick(6) == 0) {
                grant.set("valid_until", now_ + pick(500'000));
            }
            list.push(std::move(grant));
        }
        return list;
    }

    Json create(Json& step) {
        const std::string label = numbered("identity ", identities_.size());
        const std::string signer = key_name();
        const std::string recovery = numbered("recovery ", recoveries_++);
        step.set("label", label);
        identities_.push_back({label, signer, recovery});
        return Json::object({{"kind", "create_identity"},
                             {"signer", signer},
                             {"as", static_cast<int>(1 + pick(3))},
                             {"custody", static_cast<int>(1 + pick(2))},
                             {"salt", "#" + label},
                             {"recovery", "key:" + recovery},
                             {"keys", key_list(3, signer)}});
    }

    struct Identity {
        std::string label;
        std::string signer;
        std::string recovery;
    };

    std::string at(const std::string& label) { return "@" + label; }
    std::string some(const std::vector<std::string>& labels) {
        return labels.empty() || pick(20) == 0 ? "#nothing" : at(any(labels));
    }

    Json act(Json& step) {
        Identity& self = identities_[pick(identities_.size())];
        const Identity& other = any(identities_);
        Json o = Json::object({{"identity", at(self.label)}, {"signer", pick(12) == 0 ? key_name() : self.signer}});
        if (pick(25) == 0) {
            o.set("nonce", pick(4) + 1);
        }
        switch (pick(12)) {
            case 0:
                o.set("kind", "update_keys");
                o.set("add", key_list(2, ""));
                if (pick(3) == 0) {
                    o.set("retire", Json::array({self.signer}));
                }
                break;
            case 1:
                o.set("kind", "declare_compromised");
                o.set("key", "key:" + key_name());
                o.set("since", 1 + pick(now_ + 1000));
                step.set("checkpoint", now_ / 2);
                break;
            case 2: {
                const std::string next = numbered("recovery ", recoveries_++);
                o.set("kind", "recover");
                o.set("signer", self.recovery);
                o.set("recovery", "key:" + next);
                o.set("scope", static_cast<int>(1 + pick(2)));
                self.signer = self.recovery;
                self.recovery = next;
                break;
            }
            case 3:
                o.set("kind", "claim_name");
                o.set("name", numbered("name-", pick(12)));
                break;
            case 4: {
                const std::string label = numbered("schema ", schemas_.size());
                o.set("kind", "register_schema");
                o.set("content", "#" + numbered("schema ", pick(6)));
                step.set("label", label);
                schemas_.push_back(label);
                break;
            }
            case 5: {
                const std::string label = numbered("accreditation ", accreditations_.size());
                o.set("kind", "accredit");
                o.set("issuer", at(other.label));
                o.set("schema", some(schemas_));
                if (pick(3) == 0) {
                    o.set("parent", some(accreditations_));
                }
                o.set("valid_until", now_ + pick(2'000'000) + 1);
                o.set("delegable", pick(2) == 0);
                step.set("label", label);
                accreditations_.push_back(label);
                break;
            }
            case 6:
                o.set("kind", "suspend");
                o.set("accreditation", some(accreditations_));
                o.set("suspended", pick(2) == 0);
                break;
            case 7:
            case 8: {
                const std::string label = numbered("batch ", batches_.size());
                o.set("kind", "commit");
                o.set("root", "#" + label);
                o.set("count", 1 + pick(400));
                o.set("leaves", static_cast<int>(1 + pick(3)));
                if (pick(2) == 0) {
                    o.set("schema", some(schemas_));
                    if (pick(2) == 0) {
                        o.set("accreditor", at(other.label));
                    }
                }
                if (pick(2) == 0) {
                    o.set("arbiter", at(other.label));
                }
                step.set("label", label);
                batches_.push_back(label);
                break;
            }
            case 9: {
                o.set("kind", "set_status");
                o.set("batch", some(batches_));
                o.set("status", static_cast<int>(pick(3)));
                Json indices = Json::array();
                std::uint64_t index = pick(5);
                for (std::uint64_t i = 0; i <= pick(5); ++i) {
                    indices.push(index);
                    index += 1 + pick(150);
                }
                o.set("indices", std::move(indices));
                break;
            }
            case 10: {
                const std::string label = numbered("dispute ", disputes_.size());
                o.set("kind", "open_dispute");
                if (pick(3) == 0) {
                    o.set("target_kind", "identity");
                    o.set("target", at(other.label));
                } else {
                    o.set("target", some(batches_));
                    o.set("index", pick(6));
                }
                o.set("ground", static_cast<int>(1 + pick(6)));
                o.set("evidence", "#" + label);
                o.set("arbiter", at(any(identities_).label));
                step.set("label", label);
                disputes_.push_back(label);
                break;
            }
            default:
                o.set("dispute", some(disputes_));
                if (pick(2) == 0) {
                    o.set("kind", "answer_dispute");
                    o.set("answer", static_cast<int>(1 + pick(2)));
                } else {
                    o.set("kind", "rule_dispute");
                    o.set("ruling", static_cast<int>(1 + pick(2)));
                }
        }
        return o;
    }

    std::mt19937_64 random_;
    std::vector<std::string> key_types_ = {"", ":p256", ":ed25519"};
    std::uint64_t now_ = 1'000'000;
    std::size_t recoveries_ = 0;
    std::vector<Identity> identities_;
    std::vector<std::string> schemas_;
    std::vector<std::string> accreditations_;
    std::vector<std::string> batches_;
    std::vector<std::string> disputes_;
};

}  // namespace

Json random_trace(std::uint64_t seed, std::size_t steps, TraceKeys keys) {
    Generator generator(seed, keys);
    Json list = Json::array();
    for (std::size_t i = 0; i < steps; ++i) {
        list.push(generator.next());
    }
    return Json::object({{"trace", "random " + std::to_string(seed)}, {"steps", std::move(list)}});
}

}  // namespace countersign::rules::test
