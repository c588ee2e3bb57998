#include "api/service/verify_batch.hpp"

#include "api/http/problem.hpp"
#include "api/service/body_source.hpp"
#include "api/service/multipart.hpp"
#include "api/service/parallel.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {

http::Response VerifyBatch::operator()(const http::Request& request) const {
    const BodySource body(*request.body);
    const auto parts = read_parts(body, request.header("content-type").value_or(""));
    if (!parts) {
        return http::problem_response(parts.error());
    }
    const Verify::Input input{.policy = std::string(request.query("policy").value_or("default"))};
    // Refused once, not for each part; and a reputation run that is due is done here.
    if (const auto chosen = context_.policies.choose(input.policy, context_.clock.now()); !chosen) {
        return http::problem_response(chosen.error());
    }
    const Verify verify(context_);
    // Each answer becomes text at once: a tree of a hundred verdicts would be many times as large.
    std::vector<std::string> results(parts->size());
    for_each_index(parts->size(), core_count(), [&](std::size_t i) {
        const Part& part = (*parts)[i];
        const auto output = verify.handle(PartSource(body, part), input);
        Json result = Json::object({{"ref", part.name}});
        if (output) {
            result.set("verdict", output->answer);
        } else {
            result.set("problem", http::problem_json(output.error()));
        }
        results[i] = to_json_text(result);
    });
    std::string text = R"({"version":1,"results":[)";
    for (const std::string& result : results) {
        text.append(text.back() == '[' ? "" : ",").append(result);
    }
    text += "]}";
    return http::json_response(200, std::move(text));
}

}  // namespace countersign::api::service
