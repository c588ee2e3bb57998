// Durable, verified operations a second: 1, 64 and 1024 threads, each waiting for its acknowledgement before it sends
// the next. An operation is a commit of one content record, signed beforehand (secp256k1). In the same run and on the
// same disk: what libsecp256k1 alone verifies on all cores (33-byte key parsed, signature parsed, verified), and the
// mean time of fdatasync after appending what a group of 64 operations appends. With 64 writers nothing can be faster
// than min(verify rate, 64 / fdatasync); the ratio to it is the figure that counts. The rounds alternate, so that a
// noisy machine disturbs both sides alike; the median round is printed.
//
// bench_ledger [--json] [--folder PATH] [--rounds N]
#include <fcntl.h>
#include <secp256k1.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "bench/figures.hpp"
#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "identity/base/ensure.hpp"

using namespace countersign;

namespace {

using Clock_ = std::chrono::steady_clock;

double seconds_since(Clock_::time_point start) { return std::chrono::duration<double>(Clock_::now() - start).count(); }

/// Processor time of this process, in all threads.
double cpu_seconds() {
    rusage used{};
    ensure(::getrusage(RUSAGE_SELF, &used) == 0, "getrusage");
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct Rate {
    double per_second = 0;
    /// Processor time for one.
    double cpu_us = 0;
    /// From sending to the acknowledgement: half and 99 in 100 take no longer. Where writers are blocked threads.
    double latency_p50_us = 0;
    double latency_p99_us = 0;
};

/// Counts from its making until rate().
class Stopwatch {
  public:
    [[nodiscard]] Rate rate(std::uint64_t count) const {
        const auto number = static_cast<double>(count);
        return {.per_second = number / seconds_since(start_), .cpu_us = (cpu_seconds() - cpu_) * 1e6 / number};
    }

  private:
    Clock_::time_point start_ = Clock_::now();
    double cpu_ = cpu_seconds();
};

Rate mean(const Rate& a, const Rate& b) {
    return {.per_second = (a.per_second + b.per_second) / 2, .cpu_us = (a.cpu_us + b.cpu_us) / 2};
}

/// One identity and its operations, signed.
struct Client {
    ledger::Submission create;
    std::vector<ledger::Submission> work;
};

ledger::Submission sign_commit(const rules::OperationHeader& header, const PrivateKey& key, std::uint64_t number) {
    rules::ContentLeaf leaf{};
    leaf.content = sha256(ByteWriter().u64(number).take());
    leaf.action = rules::ContentAction::created;
    Bytes bytes(rules::ContentLeaf::size_bytes);
    rules::Writer writer({bytes.data(), bytes.size()});
    rules::encode(leaf, writer);
    rules::Commit body{};
    body.root = rules::leaf_hash(bytes, ledger::host_crypto());
    body.count = 1;
    body.hash_kind = rules::HashKind::sha256;
    body.leaf_kind = rules::LeafKind::content;
    return {ledger::sign_operation(rules::Operation(header, body), key), {bytes}};
}

Client make_client(const rules::DomainSeparator& domain, std::uint64_t number, std::size_t operations) {
    SystemEntropy entropy;
    const PrivateKey key = PrivateKey::generate(KeyType::secp256k1, entropy);
    rules::OperationHeader header;
    header.domain = domain;
    header.signer = ledger::to_rules_key(key.public_key());
    rules::CreateIdentity body{};
    body.kind = rules::IdentityKind::person;
    body.custody = rules::Custody::self;
    body.salt = entropy.fixed<rules::Salt>();
    body.recovery = entropy.fixed<rules::KeyId>();
    ensure(body.keys.push({header.signer, rules::roles::all, {}, {}}));
    const rules::Operation create(header, body);
    Client client{{ledger::sign_operation(create, key), {}}, {}};
    header.identity = rules::created_identity_id(create, ledger::host_crypto());
    for (std::size_t i = 0; i < operations; ++i) {
        ++header.nonce;
        client.work.push_back(sign_commit(header, key, number * 1'000'000 + i));
    }
    return client;
}

template <typename Work>
void on_threads(std::size_t count, Work work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&work, i] { work(i); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

std::size_t cores() { return std::max(1U, std::thread::hardware_concurrency()); }

/// How the writers wait for their acknowledgements.
enum class Waiting {
    threads,   ///< a thread each, blocked
    sessions,  ///< by callback, all on one thread a core: as an event loop serves its connections
};

/// The writers that may send their next operation.
class ReadyQueue {
  public:
    void push(std::size_t writer) {
        {
            const std::lock_guard guard(mutex_);
            ready_.push_back(writer);
        }
        changed_.notify_one();
    }
    /// No writer will come any more.
    void close() {
        {
            const std::lock_guard guard(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }
    [[nodiscard]] std::optional<std::size_t> pop() {
        std::unique_lock guard(mutex_);
        changed_.wait(guard, [this] { return closed_ || !ready_.empty(); });
        if (ready_.empty()) {
            return std::nullopt;
        }
        const std::size_t writer = ready_.front();
        ready_.pop_front();
        return writer;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::size_t> ready_;
    bool closed_ = false;
};

/// Gives the microseconds that each operation took.
std::vector<double> work_on_threads(ledger::Ledger& book, std::vector<Client>& clients) {
    std::vector<std::vector<double>> taken(clients.size());
    on_threads(clients.size(), [&](std::size_t i) {
        taken[i].reserve(clients[i].work.size());
        for (ledger::Submission& submission : clients[i].work) {
            const auto start = Clock_::now();
            ensure(book.submit(std::move(submission)).has_value(), "an acknowledgement");
            taken[i].push_back(seconds_since(start) * 1e6);
        }
    });
    std::vector<double> all;
    for (const std::vector<double>& each : taken) {
        all.insert(all.end(), each.begin(), each.end());
    }
    return all;
}

/// Each writer has one operation under way, and sends the next only when that is acknowledged.
void work_in_sessions(ledger::Ledger& book, std::vector<Client>& clients) {
    ReadyQueue ready;
    std::vector<std::size_t> sent(clients.size());
    std::atomic<std::size_t> finished{0};
    for (std::size_t i = 0; i < clients.size(); ++i) {
        ready.push(i);
    }
    on_threads(cores(), [&](std::size_t) {
        while (const auto writer = ready.pop()) {
            Client& client = clients[*writer];
            if (sent[*writer] == client.work.size()) {
                if (++finished == clients.size()) {
                    ready.close();
                }
                continue;
            }
            ledger::Submission& next = client.work[sent[*writer]++];
            book.submit(std::move(next), [&ready, writer = *writer](const Result<ledger::Receipt>& receipt) {
                ensure(receipt.has_value(), "an acknowledgement");
                ready.push(writer);
            });
        }
    });
}

/// Operations a second of so many writers on a new ledger.
Rate measure_ledger(const std::filesystem::path& folder, std::size_t writers, std::size_t operations_each,
                    Waiting waiting) {
    std::filesystem::remove_all(folder);
    SystemEntropy entropy;
    const SystemClock clock;
    const std::string origin = "bench.example/log";
    ledger::LedgerOptions options{.clock = clock};
    options.signer = log::NoteSigner::make(origin, PrivateKey::generate(KeyType::ed25519, entropy)).value();
    const auto book = ledger::Ledger::init(folder, origin, entropy, std::move(options)).value();
    std::vector<Client> clients(writers);
    on_threads(cores(), [&](std::size_t core) {
        for (std::size_t i = core; i < writers; i += cores()) {
            clients[i] = make_client(book->domain(), i, operations_each);
        }
    });
    std::atomic<std::size_t> created{0};
    for (Client& client : clients) {
        book->submit(std::move(client.create), [&](const Result<ledger::Receipt>& receipt) {
            ensure(receipt.has_value(), "an identity");
            ++created;
        });
        while (book->health().queued > 1000) {
            std::this_thread::yield();
        }
    }
    while (created < writers) {
        std::this_thread::yield();
    }
    const Stopwatch stopwatch;
    if (waiting == Waiting::sessions) {
        work_in_sessions(*book, clients);
        return stopwatch.rate(writers * operations_each);
    }
    std::vector<double> taken_us = work_on_threads(*book, clients);
    Rate rate = stopwatch.rate(writers * operations_each);
    std::ranges::sort(taken_us);
    rate.latency_p50_us = taken_us[taken_us.size() / 2];
    rate.latency_p99_us = taken_us[taken_us.size() * 99 / 100];
    return rate;
}

/// Signatures that libsecp256k1 verifies on so many threads, a 33-byte key and 64-byte signature each.
Rate measure_verify(std::size_t threads, double seconds) {
    struct Signed {
        std::uint8_t key[33];
        std::uint8_t hash[32];
        std::uint8_t signature[64];
    };
    secp256k1_context* const context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    SystemEntropy entropy;
    std::vector<Signed> all(256);
    for (Signed& item : all) {
        const PrivateKey key = PrivateKey::generate(KeyType::secp256k1, entropy);
        std::ranges::copy(key.public_key().bytes(), item.key);
        entropy.fill(item.hash);
        Sha256Digest digest{};
        std::ranges::copy(item.hash, digest.bytes);
        std::ranges::copy(sign_digest(key, digest), item.signature);
    }
    std::atomic<std::uint64_t> verified{0};
    const Stopwatch stopwatch;
    const auto start = Clock_::now();
    on_threads(threads, [&](std::size_t) {
        std::uint64_t count = 0;
        while (seconds_since(start) < seconds) {
            for (const Signed& item : all) {
                secp256k1_pubkey key;
                secp256k1_ecdsa_signature signature;
                ensure(secp256k1_ec_pubkey_parse(context, &key, item.key, sizeof item.key) == 1 &&
                       secp256k1_ecdsa_signature_parse_compact(context, &signature, item.signature) == 1 &&
                       secp256k1_ecdsa_verify(context, &signature, item.hash, &key) == 1);
                ++count;
            }
        }
        verified += count;
    });
    const Rate rate = stopwatch.rate(verified);
    secp256k1_context_destroy(context);
    return rate;
}

/// Mean seconds of fdatasync after appending a group of 64 operations' worth of write-ahead log.
double measure_sync(const std::filesystem::path& folder, int count) {
    constexpr std::size_t group_bytes = std::size_t{64} * 600;  // entry, hash, leaf and what SQLite writes around them
    const auto path = folder / "sync.bin";
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_TRUNC | O_CLOEXEC, 0600);
    ensure(file >= 0, "a file to sync");
    const Bytes group(group_bytes, 0x5A);
    double total = 0;
    for (int i = 0; i < count; ++i) {
        ensure(::write(file, group.data(), group.size()) == static_cast<ssize_t>(group.size()), "write");
        const auto start = Clock_::now();
        ensure(::fdatasync(file) == 0, "fdatasync");
        total += seconds_since(start);
    }
    ::close(file);
    std::filesystem::remove(path);
    return total / count;
}

struct Round {
    Rate verify;
    double sync_seconds;
    Rate one;
    Rate sixty_four;
    Rate sessions;
    Rate thousand;
    Rate thousand_sessions;

    [[nodiscard]] double bound() const { return std::min(verify.per_second, 64.0 / sync_seconds); }
    [[nodiscard]] double ratio() const { return sixty_four.per_second / bound(); }
};

Round run_round(const std::filesystem::path& folder) {
    Round round{};
    const Rate verify_before = measure_verify(64, 1.0);
    const double sync_before = measure_sync(folder, 100);
    round.sixty_four = measure_ledger(folder / "ledger", 64, 300, Waiting::threads);
    round.sessions = measure_ledger(folder / "ledger", 64, 300, Waiting::sessions);
    round.verify = mean(verify_before, measure_verify(64, 1.0));
    round.sync_seconds = (sync_before + measure_sync(folder, 100)) / 2;
    round.one = measure_ledger(folder / "ledger", 1, 300, Waiting::threads);
    round.thousand = measure_ledger(folder / "ledger", 1024, 20, Waiting::threads);
    round.thousand_sessions = measure_ledger(folder / "ledger", 1024, 20, Waiting::sessions);
    return round;
}

void report(const Round& round, bool json) {
    const bool verify_bound = round.verify.per_second < 64.0 / round.sync_seconds;
    const std::string bound = verify_bound ? "min(verify rate, 64 / fdatasync), here the verify rate"
                                           : "min(verify rate, 64 / fdatasync), here the fdatasync";
    const auto rate = [json](const char* name, const Rate& measured, const std::string& against, double ratio) {
        bench::print({name, measured.per_second, "op/s", against, ratio}, json);
    };
    bench::print({"ledger.libsecp256k1_all_cores", round.verify.per_second, "op/s"}, json);
    bench::print({"ledger.fdatasync_mean", round.sync_seconds * 1e6, "us"}, json);
    rate("ledger.writers_1", round.one, "1 / fdatasync", round.one.per_second * round.sync_seconds);
    rate("ledger.writers_64", round.sixty_four, bound, round.ratio());
    rate("ledger.writers_64_sessions", round.sessions, bound, round.sessions.per_second / round.bound());
    rate("ledger.writers_1024", round.thousand, "the verify rate", round.thousand.per_second / round.verify.per_second);
    rate("ledger.writers_1024_sessions", round.thousand_sessions, "the verify rate",
         round.thousand_sessions.per_second / round.verify.per_second);
    bench::print({"ledger.writers_64_p50", round.sixty_four.latency_p50_us, "us"}, json);
    bench::print({"ledger.writers_64_p99", round.sixty_four.latency_p99_us, "us"}, json);
    bench::print({"ledger.libsecp256k1_cpu", round.verify.cpu_us, "us"}, json);
    bench::print({"ledger.writers_64_cpu", round.sixty_four.cpu_us, "us", "libsecp256k1's, the other way round",
                  round.verify.cpu_us / round.sixty_four.cpu_us},
                 json);
    bench::print({"ledger.writers_64_sessions_cpu", round.sessions.cpu_us, "us", "libsecp256k1's, the other way round",
                  round.verify.cpu_us / round.sessions.cpu_us},
                 json);
}

std::string option(int argc, char** argv, std::string_view name, std::string otherwise) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (argv[i] == name) {
            return argv[i + 1];
        }
    }
    return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path folder = option(argc, argv, "--folder", "bench-ledger.tmp");
    const int rounds = std::max(1, std::atoi(option(argc, argv, "--rounds", "3").c_str()));
    std::filesystem::create_directories(folder);
    std::vector<Round> all;
    for (int i = 0; i < rounds; ++i) {
        all.push_back(run_round(folder));
    }
    std::ranges::sort(all, {}, &Round::ratio);
    report(all[all.size() / 2], bench::wants_json(argc, argv));
    std::filesystem::remove_all(folder);
    return 0;
}
