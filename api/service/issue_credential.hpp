// POST /v1/credentials: a verifiable credential by a hosted identity, committed to the registry by a salted hash.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

class IssueCredential {
  public:
    struct Input {
        rules::IdentityId issuer{};
        std::string type = {};
        /// A DID; with the identity's id where it is one of this registry.
        std::string subject_did = {};
        rules::IdentityId subject{};
        Json claims = {};
        rules::SchemaId schema{};
        /// 0: from now, without end.
        UnixSeconds valid_from{};
        UnixSeconds valid_until{};
        /// Who asks.
        std::string address = {};
    };
    struct Output {
        std::string id = {};
        Json credential = {};
        rules::Salt salt{};
        /// Once it is committed; else it waits as this item.
        rules::BatchId batch{};
        std::optional<ledger::Receipt> receipt = std::nullopt;
        std::string item = {};
    };

    explicit IssueCredential(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: token.*, json.*, issue.*, time.syntax.
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Errors: identity.not_hosted, credential.*, those of the ledger and the vault.
    [[nodiscard]] Result<Output> handle(const Input& input) const;

    /// A DID as it stands, else an id or name of this registry. Errors: issue.subject.
    [[nodiscard]] Result<Done> set_subject(std::string_view text, Input& input) const;

  private:
    [[nodiscard]] Json compose(const Input& input, const std::string& id, std::uint32_t list_index) const;
    Context& context_;
};

}  // namespace countersign::api::service
