// The JSON that several handlers answer with, as api/openapi.yaml has it; and what several of them read from a request.
// Thread-safety: pure apart from the context.
#pragma once

#include "api/http/message.hpp"
#include "api/http/problem.hpp"
#include "api/service/context.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

// Answers.
/// `seen`, `safe`, `finalized`.
[[nodiscard]] std::string_view to_text(chain::Finality finality) noexcept;
[[nodiscard]] Json block_json(const chain::BlockId& block);
[[nodiscard]] Json operation_json(const ledger::Ledger& ledger, const ledger::Receipt& receipt, std::string_view kind);
[[nodiscard]] Json identity_reference_json(const evidence::IdentityFact& identity);
[[nodiscard]] std::string_view to_text(rules::IdentityKind kind) noexcept;
[[nodiscard]] std::string_view to_text(rules::AiDisclosure disclosure) noexcept;
[[nodiscard]] std::string_view to_text(rules::Status status) noexcept;
[[nodiscard]] Json time_or_null(UnixSeconds time);
template <typename Fixed>
[[nodiscard]] std::string hex(const Fixed& fixed) {
    return to_hex(view(fixed));
}

// Questions.
/// Errors: json.*.
[[nodiscard]] Result<Json> read_json(const http::Request& request);
/// An id (64 hexadecimal characters) or a name. Errors: identity.unknown.
[[nodiscard]] Result<rules::IdentityId> find_identity(const ledger::Ledger& ledger, std::string_view text);
/// Errors: identity.kind.
[[nodiscard]] Result<rules::IdentityKind> parse_identity_kind(std::string_view text);
/// Errors: content.disclosure.
[[nodiscard]] Result<rules::AiDisclosure> parse_disclosure(std::string_view text);
/// A query parameter that is `1`, `0` or absent. Errors: http.query.
[[nodiscard]] Result<bool> parse_flag(const http::Request& request, std::string_view name);
/// The token's identity, if it may do this. Errors: token.missing, token.unknown, token.expired, token.scope.
[[nodiscard]] Result<Token> authorise(Context& context, const http::Request& request, Scopes scope);

/// A handler's answer, or its problem.
[[nodiscard]] inline http::Response respond(Result<http::Response> answer) {
    return answer ? std::move(*answer) : http::problem_response(answer.error());
}

}  // namespace countersign::api::service
