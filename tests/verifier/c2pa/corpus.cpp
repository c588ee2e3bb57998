#include "tests/verifier/c2pa/corpus.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "verifier/media/format.hpp"

namespace countersign::verifier::c2pa::test {

void Corpus::add(std::string name, Bytes file, std::vector<std::string> failure, std::vector<std::string> told,
                 std::string state) {
    std::sort(failure.begin(), failure.end());
    if (state.empty()) {
        state = failure.empty()                                                      ? "trusted"
                : failure == std::vector<std::string>{"signingCredential.untrusted"} ? "valid"
                                                                                     : "invalid";
    }
    const auto format = media::sniff(media::MemoryByteSource(file));
    ensure(format.has_value(), "memory can be read");
    std::string media_type(media::media_type(*format));
    cases_.push_back({.name = std::move(name),
                      .file = std::move(file),
                      .media_type = std::move(media_type),
                      .state = std::move(state),
                      .failure = std::move(failure),
                      .ingredient_failure = {},
                      .told = std::move(told)});
}

void Corpus::add_child(std::string name, Bytes file, std::vector<std::string> failure,
                       std::vector<std::string> ingredient_failure, std::vector<std::string> told) {
    const bool fails = !failure.empty() || !ingredient_failure.empty();
    add(std::move(name), std::move(file), std::move(failure), std::move(told), fails ? "invalid" : "trusted");
    std::sort(ingredient_failure.begin(), ingredient_failure.end());
    cases_.back().ingredient_failure = std::move(ingredient_failure);
}

std::uint64_t Corpus::random(std::uint64_t bound) {
    random_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = random_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return (z ^ (z >> 31U)) % bound;
}

std::vector<CorpusCase> make_corpus(std::uint64_t seed) {
    Corpus corpus(seed);
    add_formats(corpus);
    add_claims(corpus);
    add_assertions(corpus);
    add_multi_asset(corpus);
    add_texts(corpus);
    add_ingredients(corpus);
    add_revocation(corpus);
    add_signatures(corpus);
    add_time_stamps(corpus);
    add_trust(corpus);
    add_containers(corpus);
    return corpus.take();
}

}  // namespace countersign::verifier::c2pa::test
