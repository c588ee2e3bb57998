// GET /v1/content/{sha256} under wrk, against nginx serving a static file of that size: 64 connections, keep-alive, as
// many threads each, no access log, no rate limit, both on loopback in the same run. Rounds alternate and the median
// counts.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "api/service/create_identity.hpp"
#include "api/service/get_content.hpp"
#include "api/service/sign_content.hpp"
#include "bench/figures.hpp"
#include "identity/base/encoding.hpp"
#include "tests/api/service/running_service.hpp"

using namespace countersign;
using namespace countersign::api;

namespace {

constexpr int rounds = 5;
constexpr int seconds_each = 3;
constexpr int connections = 64;

/// Standard output of a command; empty where it failed.
std::string output_of(const std::string& command) {
    std::string out;
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return out;
    }
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
        out.append(buffer, got);
    }
    return ::pclose(pipe) == 0 ? out : std::string();
}

double requests_a_second(const std::string& url) {
    const std::string report =
        output_of("wrk -t" + std::to_string(std::thread::hardware_concurrency()) + " -c" + std::to_string(connections) +
                  " -d" + std::to_string(seconds_each) + "s " + url);
    const std::size_t at = report.find("Requests/sec:");
    if (at == std::string::npos || report.find("Non-2xx") != std::string::npos) {
        std::cerr << "wrk failed on " << url << "\n" << report;
        std::exit(1);
    }
    return std::atof(report.c_str() + at + 13);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// nginx in the foreground of a child, with its files in `folder`.
class Nginx {
  public:
    Nginx(const std::filesystem::path& folder, const std::string& content) {
        // As text: a path is written with quotation marks.
        const std::string root = folder.string();
        std::filesystem::create_directories(folder / "www");
        std::ofstream(folder / "www" / "content.json") << content;
        std::ofstream configuration(folder / "nginx.conf");
        if (::geteuid() == 0) {
            configuration << "user root;\n";
        }
        configuration << "worker_processes " << std::thread::hardware_concurrency() << "; daemon off; pid " << root
                      << "/pid; error_log " << root << "/error.log;\nevents { worker_connections 1024; }\nhttp {\n"
                      << "access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;\n"
                      << "open_file_cache max=100; types { application/json json; }\n";
        for (const char* const kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            configuration << kind << "_temp_path " << root << "/" << kind << ";\n";
        }
        configuration << "server { listen 127.0.0.1:" << port << "; root " << root << "/www; } }\n";
        configuration.close();
        child_ = ::fork();
        if (child_ == 0) {
            // However this program ends, nginx ends with it.
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);
            const std::string file = (folder / "nginx.conf").string();
            ::setenv("PATH", "/usr/sbin:/usr/bin:/bin", 1);
            ::execlp("nginx", "nginx", "-c", file.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::sleep(1);
    }
    ~Nginx() {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }
    Nginx(const Nginx&) = delete;
    Nginx& operator=(const Nginx&) = delete;
    static constexpr int port = 18'437;

  private:
    pid_t child_ = -1;
};

/// One registered content. Gives its hash and the answer that is served for it.
struct Registered {
    std::string hash;
    std::string answer;
};
Registered register_content(service::Context& context) {
    const auto identity =
        service::CreateIdentity(context).handle({.kind = rules::IdentityKind::person, .name = "bench"});
    http::Body body(context.spool);
    static_cast<void>(body.append(as_bytes("content to ask for")));
    const auto made =
        identity ? service::SignContent(context).handle(body, {.identity = identity->id}) : fail(identity.error());
    const auto answer = made ? service::GetContent(context).handle(made->sha256) : fail(made.error());
    if (!answer) {
        std::cerr << answer.error().code.name << " " << answer.error().detail << "\n";
        std::exit(1);
    }
    return {to_hex(view(made->sha256)), to_json_text(*answer)};
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    service::RunningService running;
    const Registered content = register_content(running.context());
    const TemporaryFolder folder;
    const Nginx nginx(folder.path(), content.answer);
    const std::string ours = "http://127.0.0.1:" + std::to_string(running.port()) + "/v1/content/" + content.hash;
    const std::string theirs = "http://127.0.0.1:" + std::to_string(Nginx::port) + "/content.json";
    std::vector<double> our_rates;
    std::vector<double> their_rates;
    for (int round = 0; round < rounds; ++round) {
        our_rates.push_back(requests_a_second(ours));
        their_rates.push_back(requests_a_second(theirs));
    }
    const double rate = median(our_rates);
    const double reference = median(their_rates);
    bench::print({"api.content_get.body", static_cast<double>(content.answer.size()), "bytes"}, json);
    bench::print({"api.nginx_static", reference, "1/s"}, json);
    bench::print({"api.content_get", rate, "1/s", "api.nginx_static", rate / reference}, json);
    return 0;
}
