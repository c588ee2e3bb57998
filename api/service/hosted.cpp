#include "api/service/hosted.hpp"

#include "contracts/rules/batch_tree.hpp"

namespace countersign::api::service {

rules::OperationHeader HostedSigner::next_header(const rules::IdentityId& identity, const PublicKey& key) const {
    rules::OperationHeader header;
    header.domain = ledger_.domain();
    header.identity = identity;
    header.signer = ledger::to_rules_key(key);
    std::uint64_t last = 0;
    const auto view = ledger_.view();
    if (rules::find_nonce(view.state(), ledger::key_id(key), last) == rules::RuleError::none) {
        header.nonce = last + 1;
    }
    return header;
}

Result<ledger::Receipt> HostedSigner::submit(const rules::IdentityId& identity, const PrivateKey& key,
                                             const Maker& make, std::vector<Bytes> leaves) {
    const std::lock_guard lock(mutex_of(identity));
    const rules::Operation operation = make(next_header(identity, key.public_key()));
    return ledger_.submit({ledger::sign_operation(operation, key), std::move(leaves)});
}

Result<HostedSigner::Committed> HostedSigner::commit(const rules::IdentityId& identity, const PrivateKey& key,
                                                     Bytes leaf, const CommitChoice& choice) {
    rules::Commit commit{};
    commit.root = rules::leaf_hash(rules::ByteSpan(leaf), ledger::host_crypto());
    commit.count = 1;
    commit.hash_kind = rules::HashKind::sha256;
    commit.leaf_kind = choice.kind;
    commit.schema = choice.schema;
    commit.accreditor = choice.accreditor;
    std::vector<Bytes> leaves;
    leaves.push_back(std::move(leaf));
    const auto receipt = submit(
        identity, key, [&commit](const rules::OperationHeader& header) { return rules::Operation(header, commit); },
        std::move(leaves));
    if (!receipt) {
        return fail(receipt.error());
    }
    return Committed{*receipt, rules::batch_id(identity, commit, ledger::host_crypto())};
}

}  // namespace countersign::api::service
