// The registry's contracts: where they stand on one chain, and the code that this program can deploy. The same code has
// the same address on every chain (docs/spec/chain.md, E20). Thread-safety: plain values, pure functions.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "contracts/chain/address.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

struct ChainContracts {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    EthereumAddress lens{};
    EthereumAddress anchor{};
    EthereumAddress directory{};
    /// Nothing of the registry stands in an earlier block.
    std::uint64_t first_block = 0;
};

/// `{"version": 1, "chainId": 31337, "registry": "0x...", "lens", "anchor", "directory", "firstBlock": 5}`.
[[nodiscard]] Json to_json(const ChainContracts& contracts);
/// Errors: file.*, json.*, chain_contracts.form.
[[nodiscard]] Result<ChainContracts> read_contracts(const std::filesystem::path& file);

/// What contracts/evm builds, as it stands in its files.
struct ArtifactText {
    std::string_view contract;
    std::string_view address;
    std::string_view init_code;
};
[[nodiscard]] std::span<const ArtifactText> artifact_texts() noexcept;

struct ContractArtifact {
    std::string name;
    EthereumAddress address{};
    /// The deployment code with its constructor's arguments, as the CREATE2 factory takes it.
    Bytes init_code;
};
/// In the order in which they are deployed: Registry, RegistryLens, CheckpointAnchor, Directory. Compiled in.
[[nodiscard]] const std::vector<ContractArtifact>& contract_artifacts();
/// Where the registry stands on every chain on which this program or another deployed that code.
[[nodiscard]] EthereumAddress registry_address();
/// 0x4e59b44847b379578588920cA78FbF26c0B4956C.
[[nodiscard]] EthereumAddress create2_factory();

}  // namespace countersign::api::service
