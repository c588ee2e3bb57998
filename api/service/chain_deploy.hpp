// Deploying the registry's contracts, and money from a development node. Both wait for the chain.
// Thread-safety: one call at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "api/service/chain_contracts.hpp"
#include "contracts/chain/node.hpp"
#include "contracts/chain/outbox.hpp"

namespace countersign::api::service {

/// Has the node's own unlocked account send 100 ether: what anvil and other development nodes have.
/// Returns once the account has money.
/// Errors: chain_deploy.no_account where the node has none, chain.rpc_*.
[[nodiscard]] Result<Done> fund_from_node(chain::RpcClient& rpc, const EthereumAddress& to);

struct DeployOptions {
    std::uint64_t chain_id = 0;
    /// Where the outbox is kept meanwhile, so that a deployment that was cut off goes on.
    std::filesystem::path outbox;
    /// Told what happens, a line each.
    std::function<void(const std::string&)> say = [](const std::string&) {};
};

/// Deploys what isn't there yet by the CREATE2 factory; the payer pays. Errors: chain_deploy.no_factory,
/// chain_deploy.failed, chain.out_of_funds, chain.*, store.*.
[[nodiscard]] Result<ChainContracts> deploy_contracts(chain::Node& node, PrivateKey payer,
                                                      const DeployOptions& options);

}  // namespace countersign::api::service
