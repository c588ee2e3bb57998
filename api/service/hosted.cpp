#include "api/service/hosted.hpp"

#include "contracts/rules/batch_tree.hpp"
#include "identity/base/ensure.hpp"

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
                                             const Maker& make, std::vector<Bytes> leaves, std::string address) {
    const std::lock_guard lock(mutex_of(identity));
    const rules::Operation operation = make(next_header(identity, key.public_key()));
    return ledger_.submit({ledger::sign_operation(operation, key), std::move(leaves), std::move(address)});
}

rules::Commit HostedSigner::make_commit(std::span<const Bytes> leaves, const CommitChoice& choice) {
    rules::BatchTree tree;
    for (const Bytes& leaf : leaves) {
        ensure(tree.add(rules::leaf_hash(rules::ByteSpan(leaf), ledger::host_crypto()), ledger::host_crypto()),
               "a batch within its limit");
    }
    rules::Commit commit{};
    commit.root = tree.root(ledger::host_crypto());
    commit.count = tree.count();
    commit.hash_kind = rules::HashKind::sha256;
    commit.leaf_kind = choice.kind;
    commit.schema = choice.schema;
    commit.accreditor = choice.accreditor;
    return commit;
}

Result<HostedSigner::Committed> HostedSigner::commit(const rules::IdentityId& identity, const PrivateKey& key,
                                                     Bytes leaf, const CommitChoice& choice, std::string address) {
    std::vector<Bytes> leaves;
    leaves.push_back(std::move(leaf));
    return commit_all(identity, key, std::move(leaves), choice, std::move(address));
}

Result<HostedSigner::Committed> HostedSigner::commit_all(const rules::IdentityId& identity, const PrivateKey& key,
                                                         std::vector<Bytes> leaves, const CommitChoice& choice,
                                                         std::string address) {
    const rules::Commit commit = make_commit(leaves, choice);
    const rules::BatchId batch = rules::batch_id(identity, commit, ledger::host_crypto());
    auto receipt = submit(
        identity, key, [&commit](const rules::OperationHeader& header) { return rules::Operation(header, commit); },
        std::move(leaves), std::move(address));
    // R40: issuer, root and count are the same, so it is the very same batch.
    if (!receipt && receipt.error().code == ledger::to_error(rules::RuleError::batch_exists).code) {
        receipt = ledger_.batch_receipt(batch);
    }
    return receipt ? Result<Committed>(Committed{*receipt, batch}) : fail(receipt.error());
}

}  // namespace countersign::api::service
