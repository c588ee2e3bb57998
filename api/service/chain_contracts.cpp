#include "api/service/chain_contracts.hpp"

#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {

namespace {

Result<EthereumAddress> get_address(const Json& json, std::string_view name) {
    const auto text = get_string(json, name);
    return text ? chain::parse_address(*text) : fail(text.error());
}

ContractArtifact read_artifact(const ArtifactText& text) {
    const auto address = chain::parse_address(text.address);
    auto code = parse_hex(text.init_code.substr(2));
    ensure(address && code, "an artifact that was compiled in");
    return {std::string(text.contract), *address, std::move(*code)};
}

}  // namespace

Json to_json(const ChainContracts& contracts) {
    return Json::object({{"version", 1},
                         {"chainId", contracts.chain_id},
                         {"registry", chain::to_checksum_address(contracts.registry)},
                         {"lens", chain::to_checksum_address(contracts.lens)},
                         {"anchor", chain::to_checksum_address(contracts.anchor)},
                         {"directory", chain::to_checksum_address(contracts.directory)},
                         {"firstBlock", contracts.first_block}});
}

Result<ChainContracts> read_contracts(const std::filesystem::path& file) {
    const auto bytes = read_file(file, limits::contracts_file_bytes_max);
    const auto json = bytes ? parse_json(as_text(*bytes)) : fail(bytes.error());
    if (!json) {
        return fail(json.error());
    }
    const auto version = get_unsigned(*json, "version");
    const auto chain_id = get_unsigned(*json, "chainId");
    const auto first_block = get_unsigned(*json, "firstBlock");
    const auto registry = get_address(*json, "registry");
    const auto lens = get_address(*json, "lens");
    const auto anchor = get_address(*json, "anchor");
    const auto directory = get_address(*json, "directory");
    if (!version || *version != 1 || !chain_id || *chain_id == 0 || !first_block || !registry || !lens || !anchor ||
        !directory) {
        return fail(errors::chain_contracts_form, file.string());
    }
    return ChainContracts{.chain_id = *chain_id,
                          .registry = *registry,
                          .lens = *lens,
                          .anchor = *anchor,
                          .directory = *directory,
                          .first_block = *first_block};
}

const std::vector<ContractArtifact>& contract_artifacts() {
    static const std::vector<ContractArtifact> all = [] {
        std::vector<ContractArtifact> read;
        for (const ArtifactText& text : artifact_texts()) {
            read.push_back(read_artifact(text));
        }
        return read;
    }();
    return all;
}

EthereumAddress registry_address() { return contract_artifacts().front().address; }

EthereumAddress create2_factory() {
    return {{0x4e, 0x59, 0xb4, 0x48, 0x47, 0xb3, 0x79, 0x57, 0x85, 0x88,
             0x92, 0x0c, 0xa7, 0x8f, 0xbf, 0x26, 0xc0, 0xb4, 0x95, 0x6c}};
}

}  // namespace countersign::api::service
