// `countersign token`: a new bearer token, made by the operator of the data folder.
#include "api/cli/console.hpp"
#include "api/service/answers.hpp"
#include "api/service/context.hpp"
#include "api/service/service.hpp"

namespace countersign::cli {
namespace {

namespace service = api::service;

service::Scopes parse_scopes(const std::vector<std::string>& texts) {
    service::Scopes set = 0;
    for (const auto& text : texts) {
        set |= text == "sign"    ? service::scopes::sign
               : text == "issue" ? service::scopes::issue
                                 : service::scopes::manage;
    }
    return set;
}

}  // namespace

Exit run(const TokenOptions& options) {
    const SystemClock clock;
    SystemEntropy entropy;
    const auto application = service::Application::open({.home = options.home}, clock, entropy);
    if (!application) {
        return report(application.error());
    }
    service::Context& context = (*application)->context();
    const auto identity = service::find_identity(context.ledger, options.identity);
    // Only an identity whose keys are kept here can be acted for.
    const auto keys = identity ? context.vault.hosted(*identity) : fail(identity.error());
    if (!keys) {
        return report(keys.error());
    }
    const UnixSeconds end{clock.now().value + options.days * 86'400};
    const auto token = context.vault.make_token({*identity, parse_scopes(options.scopes), end});
    if (!token) {
        return report(token.error());
    }
    print_line(*token);
    return Exit::success;
}

}  // namespace countersign::cli
