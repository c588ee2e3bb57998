// `countersign log watch`: remembers the last checkpoint of a server and accepts only one that extends it.
#include <chrono>
#include <thread>

#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "api/cli/errors.hpp"
#include "contracts/log/checkpoint.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

/// What is remembered between two looks: the log's key and the last checkpoint that it signed.
struct Memory {
    std::string log_key;
    std::string note;
};

Result<Memory> load_memory(const std::string& file) {
    const auto content = read_file(file, limits::watch_state_bytes_max);
    if (!content) {
        return content.error().code == errors::file_not_found ? Result<Memory>(Memory{}) : fail(content.error());
    }
    const auto json = parse_json(as_text(*content));
    if (!json) {
        return fail(json.error());
    }
    const auto log_key = get_string(*json, "logKey");
    const auto note = get_string(*json, "checkpoint");
    if (!log_key || !note) {
        return fail(log_key ? note.error() : log_key.error());
    }
    return Memory{*log_key, *note};
}

Result<Done> save_memory(const std::string& file, const Memory& memory) {
    const Json json = Json::object({{"logKey", memory.log_key}, {"checkpoint", memory.note}});
    return write_file(file, as_bytes(to_pretty_json(json) + "\n"), {.overwrite = Overwrite::yes});
}

Result<log::Proof> fetch_consistency(Connection& connection, std::uint64_t from, std::uint64_t to) {
    const auto json =
        connection.get_json("/v1/log/proof/consistency?from=" + std::to_string(from) + "&to=" + std::to_string(to));
    if (!json) {
        return fail(json.error());
    }
    return parse_hashes(*json);
}

/// The log must be the remembered one and contain it. Errors: cli.fork.
Result<Done> check_growth(Connection& connection, const log::TreeHead& older, const log::TreeHead& newer) {
    if (older.size > newer.size) {
        return fail(errors::cli_fork,
                    "size " + std::to_string(newer.size) + " is below the remembered " + std::to_string(older.size));
    }
    if (older.size == newer.size || older.size == 0) {
        return older.size == 0 || older.root == newer.root
                   ? Result<Done>(Done{})
                   : fail(errors::cli_fork, "another root at size " + std::to_string(older.size));
    }
    const auto proof = fetch_consistency(connection, older.size, newer.size);
    if (!proof) {
        return fail(proof.error());
    }
    const auto grown = log::verify_consistency(older, newer, *proof);
    return grown ? grown : fail(errors::cli_fork, std::string(grown.error().code.name));
}

Result<std::string> fetch_log_key(Connection& connection) {
    const auto service = connection.get_json("/v1/service");
    if (!service) {
        return fail(service.error());
    }
    const auto log = get_object(*service, "log");
    return log ? get_string(**log, "key") : Result<std::string>(fail(log.error()));
}

/// One look. Gives a line to print.
Result<std::string> look(Connection& connection, const LogWatchOptions& options, const std::string& state_file) {
    auto memory = load_memory(state_file);
    if (!memory) {
        return fail(memory.error());
    }
    const bool is_first = memory->note.empty();
    if (!options.log_key.empty()) {
        memory->log_key = options.log_key;
    } else if (is_first) {
        auto fetched = fetch_log_key(connection);
        if (!fetched) {
            return fail(fetched.error());
        }
        memory->log_key = *fetched;
    }
    const auto key = log::parse_vkey(memory->log_key);
    if (!key) {
        return fail(key.error());
    }
    const auto answer = connection.get("/v1/log/checkpoint");
    if (!answer) {
        return fail(answer.error());
    }
    const std::string note(as_text(answer->body));
    const auto opened = log::open_checkpoint(note, *key);
    if (!opened) {
        return fail(opened.error());
    }
    const log::TreeHead& head = opened->checkpoint.head;
    if (!is_first) {
        const auto remembered = log::open_checkpoint(memory->note, *key);
        if (!remembered) {
            return fail(remembered.error());
        }
        if (const auto grown = check_growth(connection, remembered->checkpoint.head, head); !grown) {
            return fail(grown.error());
        }
    }
    memory->note = note;
    if (const auto saved = save_memory(state_file, *memory); !saved) {
        return fail(saved.error());
    }
    return "checkpoint " + std::to_string(head.size) + " of " + printable(opened->checkpoint.origin) +
           (is_first ? ", remembered for the first time" : ", extends what was remembered");
}

}  // namespace

Exit run(const LogWatchOptions& options) {
    auto connection = Connection::to_server(options.url);
    if (!connection) {
        return report(connection.error());
    }
    const std::string name = to_hex(view(sha256(as_bytes(options.url)))).substr(0, 16);
    const std::string state_file =
        options.state_file.empty() ? "countersign-watch-" + name + ".json" : options.state_file;
    for (;;) {
        const auto line = look(*connection, options, state_file);
        if (!line) {
            const Exit exit = report(line.error());
            // A server that is away for a while is looked at again; a fork is the end.
            const bool may_pass =
                line.error().code == errors::cli_server || line.error().code.kind == ErrorKind::unavailable;
            if (options.every_seconds == 0 || !may_pass) {
                return exit;
            }
        } else {
            print_line(*line);
            if (options.every_seconds == 0) {
                return Exit::success;
            }
        }
        std::this_thread::sleep_for(std::chrono::seconds(options.every_seconds));
    }
}

}  // namespace countersign::cli
