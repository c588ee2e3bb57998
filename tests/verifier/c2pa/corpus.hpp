// A corpus of our own PKI after the groups of the public validator suites: formats, claims, assertions, ingredients,
// OCSP, signatures, time stamps, trust. Each case is a file with what C2PA 2.5 says of it. Judged by our validator in
// corpus_test.cpp and by another implementation in tests/interop/c2pa_corpus.mjs. Certificates are made at run time;
// what is chosen at random follows a seed.
#pragma once

#include "tests/verifier/c2pa/test_manifest.hpp"

namespace countersign::verifier::c2pa::test {

struct CorpusCase {
    std::string name;  ///< `group/case`
    Bytes file;
    std::string media_type;
    std::string state;                 ///< as to_text(State)
    std::vector<std::string> failure;  ///< exactly these codes of the active manifest, sorted
    std::vector<std::string> ingredient_failure = {};
    /// Among the informational and success codes.
    std::vector<std::string> told = {};
};

class Corpus {
  public:
    explicit Corpus(std::uint64_t seed) : random_(seed) {}

    /// The state follows from the failures where it isn't given: trusted without any, valid where only trust is
    /// missing, else invalid.
    void add(std::string name, Bytes file, std::vector<std::string> failure, std::vector<std::string> told = {},
             std::string state = {});
    void add_child(std::string name, Bytes file, std::vector<std::string> failure,
                   std::vector<std::string> ingredient_failure, std::vector<std::string> told = {});
    /// Up to `bound`, by the seed (splitmix64).
    [[nodiscard]] std::uint64_t random(std::uint64_t bound);
    [[nodiscard]] std::vector<CorpusCase> take() { return std::move(cases_); }

  private:
    std::vector<CorpusCase> cases_;
    std::uint64_t random_;
};

void add_formats(Corpus& corpus);
void add_containers(Corpus& corpus);
void add_claims(Corpus& corpus);
void add_assertions(Corpus& corpus);
void add_multi_asset(Corpus& corpus);
void add_texts(Corpus& corpus);
void add_ingredients(Corpus& corpus);
void add_revocation(Corpus& corpus);
void add_signatures(Corpus& corpus);
void add_time_stamps(Corpus& corpus);
void add_trust(Corpus& corpus);

[[nodiscard]] std::vector<CorpusCase> make_corpus(std::uint64_t seed);

}  // namespace countersign::verifier::c2pa::test
