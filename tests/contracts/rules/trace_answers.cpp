// The digest over all answers that a trace's home gives after a step.
#include "contracts/rules/queries.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "tests/contracts/rules/trace.hpp"

namespace countersign::rules::test {

namespace {

/// The answers as bytes: the name of the outcome, a zero, and the record's bytes where there is one.
class Answers {
  public:
    template <typename Record>
    void add(RuleError error, const Record& record) {
        add(error);
        if (error == RuleError::none) {
            Bytes bytes(Record::size_bytes);
            Writer out(MutableByteSpan{bytes.data(), bytes.size()});
            encode(record, out);
            append(bytes_, bytes);
        }
    }
    void add(RuleError error) {
        append(bytes_, std::string_view(rule_error_name(error)));
        bytes_.push_back(0);
    }
    void add(RuleError error, std::uint64_t number, std::size_t width) {
        add(error);
        append(bytes_, ByteWriter().be(number, width).take());
    }
    [[nodiscard]] std::string digest() const { return to_hex(view(countersign::sha256(bytes_))); }

  private:
    Bytes bytes_;
};

}  // namespace

std::string TraceRunner::answers_digest(UnixSeconds now) const {
    Answers answers;
    for (const auto& name : key_names_) {
        KeyRecord key{};
        const KeyId id = test_key_id(name);
        const RuleError error = find_key(state_, id, key);
        answers.add(error, key);
        if (error == RuleError::none) {
            answers.add(check_key(key, now));
        }
        std::uint64_t nonce = 0;
        const RuleError nonce_error = find_nonce(state_, id, nonce);
        answers.add(nonce_error, nonce, 8);
    }
    for (const auto& name : claimed_names_) {
        NameRecord record{};
        answers.add(find_name(state_, as_bytes(name), record), record);
    }
    for (const Label& label : labels_) {
        switch (label.kind) {
            case 'I': {
                IdentityRecord record{};
                answers.add(find_identity(state_, retag<IdentityId>(label.id), record), record);
                break;
            }
            case 'S': {
                SchemaRecord record{};
                answers.add(find_schema(state_, retag<SchemaId>(label.id), record), record);
                break;
            }
            case 'A': {
                AccreditationRecord record{};
                const auto id = retag<AccreditationId>(label.id);
                answers.add(find_accreditation(state_, id, record), record);
                answers.add(check_accreditation(state_, id, now));
                break;
            }
            case 'B': {
                BatchRecord record{};
                const auto id = retag<BatchId>(label.id);
                const RuleError error = find_batch(state_, id, record);
                answers.add(error, record);
                if (error == RuleError::none) {
                    BatchStanding standing{};
                    answers.add(find_batch_standing(state_, record, now, test_crypto, standing));
                    answers.add(standing.key);
                    answers.add(standing.accreditation);
                    for (std::uint32_t index = 0; index < std::min(record.count, std::uint32_t{8}); ++index) {
                        Status status{};
                        const RuleError status_error = find_status(state_, id, index, status);
                        answers.add(status_error, static_cast<std::uint64_t>(status), 1);
                    }
                }
                break;
            }
            default: {
                DisputeRecord record{};
                answers.add(find_dispute(state_, retag<DisputeId>(label.id), record), record);
                std::uint32_t count = 0;
                const RuleError error = count_disputes(state_, label.dispute.target, label.dispute.index, count);
                answers.add(error, count, 4);
            }
        }
    }
    return answers.digest();
}

}  // namespace countersign::rules::test
