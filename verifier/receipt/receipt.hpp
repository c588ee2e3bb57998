// A repository receipt (`c2pa.repository-receipt`) as a value: which manifest the ledger holds a record of, and the
// proof. JSON-LD in -> receipt, and back. The proof is the record (a leaf), its path in the batch, the log entry that
// commits the batch, and a C2SP tlog-proof of that entry. Rules: docs/spec/receipt.md (Y1 to Y4). Standard: C2PA 2.5
// section 16.4.5. Thread-safety: plain values and pure functions.
#pragma once

#include <string>

#include "contracts/log/tlog_proof.hpp"
#include "identity/base/json.hpp"

namespace countersign::verifier::receipt {

inline constexpr std::string_view assertion_label = "c2pa.repository-receipt";

struct Receipt {
    /// Base URI of the repository: the service's address.
    std::string repository;
    /// `urn:c2pa:manifest:sha256:<hex>`: the digest that an ingredient refers to the manifest by.
    std::string manifest_id;
    /// Where the proof can be had again.
    std::string anchor;
    /// The content record's bytes, and the path from it to the root that the entry commits.
    Bytes leaf;
    log::Proof leaf_path;
    Bytes entry;
    /// C2SP tlog-proof of the entry.
    std::string tlog_proof;
};

[[nodiscard]] std::string to_manifest_id(const Sha256Digest& manifest);
[[nodiscard]] Json to_json(const Receipt& receipt);
/// Errors: receipt.form; receipt.foreign where the schema is kept and the proof isn't one of ours.
[[nodiscard]] Result<Receipt> parse_receipt(ByteView json);

}  // namespace countersign::verifier::receipt
