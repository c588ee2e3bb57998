// `countersign chain deploy`, `chain status` and `chain export`.
#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "api/http/client.hpp"
#include "api/service/chain_deploy.hpp"
#include "api/service/service.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/file.hpp"

namespace countersign::cli {
namespace {

constexpr std::uint64_t entries_at_once = 1000;

Result<PrivateKey> deploying_key(const KeyOptions& options, Entropy& entropy) {
    return options.key_file.empty() ? PrivateKey::generate(KeyType::secp256k1, entropy) : load_key(options);
}

void remove_outbox(const std::filesystem::path& outbox) {
    for (const char* const suffix : {"", "-wal", "-shm", ".lock"}) {
        std::error_code ignored;
        std::filesystem::remove(outbox.string() + suffix, ignored);
    }
}

Result<Done> deploy(const ChainDeployOptions& options) {
    const SystemClock clock;
    SystemEntropy entropy;
    api::http::OutgoingClient http({.allowed = true, .hosts = {}, .allow_loopback = true, .ca_file = {}});
    chain::RpcClient rpc(http, entropy, {.endpoints = {{.url = options.url}}});
    chain::Node node(rpc);
    const auto chain_id = node.load_chain_id();
    auto key = chain_id ? deploying_key(options.key, entropy) : fail(chain_id.error());
    if (!key) {
        return fail(key.error());
    }
    print_line("The account " + chain::to_checksum_address(ethereum_address(key->public_key())) + " pays on chain " +
               std::to_string(*chain_id));
    if (options.fund_from_node) {
        auto funded = api::service::fund_from_node(rpc, ethereum_address(key->public_key()));
        if (!funded) {
            return funded;
        }
    }
    const std::filesystem::path outbox = options.out_file + ".outbox";
    if (options.key.key_file.empty()) {
        remove_outbox(outbox);  // of another new key, which nobody has any more
    }
    const auto contracts = api::service::deploy_contracts(
        node, std::move(*key),
        {.chain_id = *chain_id, .outbox = outbox, .say = [](const std::string& line) { print_line("  " + line); }});
    if (!contracts) {
        return fail(contracts.error());
    }
    remove_outbox(outbox);  // nothing is on its way any more
    auto file = NewFile::create(options.out_file, {.overwrite = Overwrite::yes});
    const std::string text = to_pretty_json(api::service::to_json(*contracts)) + "\n";
    const auto written = file ? file->append(as_bytes(text)) : fail(file.error());
    return written ? file->commit() : written;
}

std::string describe_head(const Json& heads, const char* name) {
    const Json* const head = heads.find(name);
    const auto number = head != nullptr ? get_unsigned(*head, "number") : Result<std::uint64_t>(0);
    const auto hash = head != nullptr ? get_string(*head, "hash") : Result<std::string>("");
    return std::string(name) + " " + std::to_string(number.value_or(0)) + " " + hash.value_or("");
}

}  // namespace

Exit run(const ChainDeployOptions& options) {
    if (const auto done = deploy(options); !done) {
        return report(done.error());
    }
    print_line("Written: " + options.out_file + "\nNow: countersign serve --chain " + options.url + " --contracts " +
               options.out_file);
    return Exit::success;
}

Exit run(const ChainStatusOptions& options) {
    auto connection = Connection::to_server(options.registry.server_url);
    const auto json = connection ? connection->get_json("/v1/chain") : fail(connection.error());
    if (!json) {
        return report(json.error());
    }
    if (options.json) {
        print_line(to_pretty_json(*json));
        return Exit::success;
    }
    const Json* const contracts = json->find("contracts");
    const auto text = [](const Json* object, const char* name) {
        const auto value = object != nullptr ? get_string(*object, name) : Result<std::string>("");
        return value.value_or("");
    };
    print_line("chain     " + std::to_string(contracts ? get_unsigned(*contracts, "chainId").value_or(0) : 0));
    print_line("registry  " + text(contracts, "registry"));
    print_line("payer     " + text(&*json, "payer"));
    if (const Json* const heads = json->find("heads")) {
        for (const char* const name : {"seen", "safe", "finalized"}) {
            print_line("  " + describe_head(*heads, name));
        }
    }
    print_line("waiting   " + std::to_string(get_unsigned(*json, "queued").value_or(0)) + " queued, " +
               std::to_string(get_unsigned(*json, "inFlight").value_or(0)) + " in flight");
    if (const Json* const anchor = json->find("anchor")) {
        const std::uint64_t size = get_unsigned(*anchor, "size").value_or(0);
        print_line("anchored  " + (size == 0 ? std::string("nothing yet")
                                             : "the first " + std::to_string(size) + " entries of the log, at " +
                                                   text(anchor, "anchoredAt") + "; final for " +
                                                   std::to_string(get_unsigned(*anchor, "finalizedSize").value_or(0))));
        if (const Json* const problem = anchor->find("problem")) {
            print_line("          " + text(problem, "code") + ": " + text(problem, "text"));
        }
    }
    if (const Json* const problem = json->find("problem")) {
        print_line("problem   " + text(problem, "code") + ": " + text(problem, "text"));
    }
    return Exit::success;
}

Exit run(const ChainExportOptions& options) {
    const SystemClock clock;
    const auto ledger = ledger::Ledger::open(api::service::ledger_folder(options.home),
                                             {.clock = clock, .access = ledger::Access::read_only});
    if (!ledger) {
        return report(ledger.error());
    }
    for (std::uint64_t next = 1;;) {
        const auto entries = (*ledger)->entries(LogIndex{next}, entries_at_once);
        if (!entries) {
            return report(entries.error());
        }
        if (entries->empty()) {
            return Exit::success;
        }
        for (const store::StoredEntry& entry : *entries) {
            const auto json = ledger::entry_to_json(entry);
            if (!json) {
                return report(json.error());
            }
            print_line(to_json_text(*json));
        }
        next += entries->size();
    }
}

}  // namespace countersign::cli
