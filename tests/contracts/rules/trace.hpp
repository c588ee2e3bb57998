// Traces: operations written with names for keys and labels for ids, the outcome each must have, and a digest over a
// fixed list of queried answers after each (docs/spec/trace.md). This is the native home's runner.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "identity/base/json.hpp"
#include "tests/contracts/rules/home.hpp"

namespace countersign::rules::test {

/// What one step did.
struct StepResult {
    std::string outcome;  ///< "ok" or the name of the error
    std::string digest;   ///< hex
    Bytes operation;      ///< as it was sent
    Moment moment;
    bool authenticated = false;
    Diff diff;
};

/// Runs the steps of one trace in order.
class TraceRunner {
  public:
    /// Needs a step of the format; a malformed one is a bug of the trace and aborts with its reason.
    [[nodiscard]] const StepResult& run(const Json& step);
    [[nodiscard]] const MapState& state() const noexcept { return state_; }

  private:
    struct Label {
        std::string name;
        char kind;  ///< the table's letter
        FixedBytes<32, struct LabelTag> id;
        Commit commit;  ///< of a batch
        OpenDispute dispute;
    };

    [[nodiscard]] Bytes build(const Json& step);
    [[nodiscard]] Operation build_operation(const Json& step, const Json& operation);
    void note_label(const Json& step, const Operation& operation);
    void note_accepted(const Operation& operation);
    [[nodiscard]] std::string answers_digest(UnixSeconds now) const;
    [[nodiscard]] FixedBytes<32, struct LabelTag> reference(const Json& object, std::string_view key);
    [[nodiscard]] PublicKey public_key(const std::string& name);
    void note_key(const std::string& name);
    [[nodiscard]] KeyGrant grant(const Json& json);

    MapState state_;
    std::vector<Label> labels_;
    std::vector<std::string> key_names_;
    std::vector<std::string> claimed_names_;
    std::map<std::string, std::uint64_t> nonces_;
    std::map<std::string, Bytes> sent_;
    StepResult result_;
};

/// Says what is wrong with a trace and where, and ends the program.
[[noreturn]] void bad_trace(const std::string& why, const Json& where);

/// Every file of tests/contracts/rules/traces, sorted by name.
[[nodiscard]] std::vector<std::filesystem::path> trace_files();
[[nodiscard]] Json load_trace(const std::filesystem::path& path);
/// The types of keys in a random trace: all, or those that an EVM chain can verify (without Ed25519).
enum class TraceKeys { all, on_chain };
/// A trace of `steps` random steps, without digests: a function of seed and types alone.
[[nodiscard]] Json random_trace(std::uint64_t seed, std::size_t steps, TraceKeys keys = TraceKeys::all);
/// Runs it and puts the outcome (where none is expected yet) and the digest into each step.
void complete_trace(Json& trace);

}  // namespace countersign::rules::test
