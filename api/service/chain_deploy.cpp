#include "api/service/chain_deploy.hpp"

#include <chrono>
#include <thread>

#include "api/service/errors.hpp"
#include "contracts/chain/quantity.hpp"
#include "identity/base/hash.hpp"

namespace countersign::api::service {
namespace {

constexpr auto pause_between_looks = std::chrono::milliseconds(250);
constexpr int looks_max = 2400;  // ten minutes
constexpr std::uint64_t ether_count = 100;

Bytes factory_call(const ContractArtifact& artifact) {
    return ByteWriter().bytes(Bytes(32, 0)).bytes(artifact.init_code).take();  // the salt, then the code
}

chain::OperationKey key_of(const ContractArtifact& artifact) {
    chain::OperationKey key{};
    static_cast<void>(copy_exact(view(keccak256(artifact.init_code)), key));
    return key;
}

/// Drives the outbox until the operation stands in a block.
Result<Done> wait_for(chain::Outbox& outbox, const chain::OperationKey& key, const std::string& name) {
    for (int i = 0; i < looks_max; ++i) {
        const auto step = outbox.step();
        const auto operation = step ? outbox.status(key) : fail(step.error());
        if (!operation) {
            return fail(operation.error());
        }
        if (step->blocked) {
            return fail(*step->blocked);
        }
        switch (operation->state) {
            case chain::OperationState::mined:
            case chain::OperationState::settled:
                return operation->mined && operation->mined->succeeded ? Result<Done>(Done{})
                                                                       : fail(errors::chain_deploy_failed, name);
            case chain::OperationState::refused:
            case chain::OperationState::cancelled:
                return fail(errors::chain_deploy_failed, name + ": " + operation->problem);
            case chain::OperationState::queued:
            case chain::OperationState::sent: break;
        }
        std::this_thread::sleep_for(pause_between_looks);
    }
    return fail(errors::chain_deploy_failed, name + ": it stands in no block");
}

/// What was sent counts once it stands in a block.
Result<Done> wait_for_money(chain::RpcClient& rpc, const EthereumAddress& account) {
    const chain::RpcCall ask{.method = "eth_getBalance",
                             .params = Json::array({chain::to_checksum_address(account), "latest"})};
    for (int i = 0; i < looks_max; ++i) {
        const auto answer = rpc.call(ask);
        if (!answer) {
            return fail(answer.error());
        }
        const auto balance = *answer ? chain::parse_quantity256(**answer, "balance")
                                     : fail(errors::chain_rpc_fault, answer->error().message);
        if (!balance) {
            return fail(balance.error());
        }
        if (*balance != chain::Uint256{}) {
            return Done{};
        }
        std::this_thread::sleep_for(pause_between_looks);
    }
    return fail(errors::chain_deploy_failed, "the money stands in no block");
}

}  // namespace

Result<Done> fund_from_node(chain::RpcClient& rpc, const EthereumAddress& to) {
    const auto accounts = rpc.call({.method = "eth_accounts"});
    if (!accounts) {
        return fail(accounts.error());
    }
    if (!*accounts || !(*accounts)->is_array() || (*accounts)->as_array().empty()) {
        return fail(errors::chain_deploy_no_account);
    }
    constexpr std::uint64_t gwei_per_ether = 1'000'000'000;
    const Json transaction =
        Json::object({{"from", (*accounts)->as_array().front()},
                      {"to", chain::to_checksum_address(to)},
                      {"value", chain::to_quantity(chain::multiply(ether_count * gwei_per_ether, gwei_per_ether))}});
    const auto sent = rpc.call({.method = "eth_sendTransaction", .params = Json::array({transaction})});
    if (!sent) {
        return fail(sent.error());
    }
    if (!*sent) {
        return fail(errors::chain_deploy_no_account, sent->error().message);
    }
    return wait_for_money(rpc, to);
}

Result<ChainContracts> deploy_contracts(chain::Node& node, PrivateKey payer, const DeployOptions& options) {
    const auto factory = node.load_has_code(create2_factory());
    const auto head = factory ? node.load_head(chain::BlockTag::latest) : fail(factory.error());
    if (!head) {
        return fail(head.error());
    }
    if (!*factory || !*head) {
        return fail(errors::chain_deploy_no_factory);
    }
    auto outbox = chain::Outbox::open(options.outbox, node, std::move(payer), {.chain_id = options.chain_id});
    if (!outbox) {
        return fail(outbox.error());
    }
    std::uint64_t first_block = (*head)->number;
    for (const ContractArtifact& artifact : contract_artifacts()) {
        const std::string what = artifact.name + " at " + chain::to_checksum_address(artifact.address);
        const auto is_there = node.load_has_code(artifact.address);
        if (!is_there) {
            return fail(is_there.error());
        }
        if (*is_there) {
            options.say(what + " is there already");
            first_block = artifact.name == "Registry" ? 0 : first_block;
            continue;
        }
        const auto queued = (*outbox)->enqueue(key_of(artifact), {create2_factory(), factory_call(artifact), {}});
        const auto done = queued ? wait_for(**outbox, key_of(artifact), artifact.name) : fail(queued.error());
        if (!done) {
            return fail(done.error());
        }
        options.say(what + " is deployed");
    }
    const auto& all = contract_artifacts();
    return ChainContracts{.chain_id = options.chain_id,
                          .registry = all[0].address,
                          .lens = all[1].address,
                          .anchor = all[2].address,
                          .directory = all[3].address,
                          .first_block = first_block};
}

}  // namespace countersign::api::service
