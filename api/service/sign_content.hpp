// POST /v1/content: signs a file in the name of a hosted identity and registers it; one of a kind that carries no
// manifest is registered as it is.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "api/service/identity_claims.hpp"
#include "contracts/rules/leaf.hpp"
#include "identity/base/json.hpp"
#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::api::service {

class SignContent {
  public:
    struct Input {
        rules::IdentityId identity{};
        rules::AiDisclosure ai = rules::AiDisclosure::undeclared;
        std::string title = {};
        /// What the file says of its signer.
        IdentityWish wish = {};
        /// Whether the file carries the receipt of its manifest's registration.
        bool receipt = false;
        /// Who asks.
        std::string address = {};
    };
    struct Output {
        /// Null: the kind of file carries no signature inside.
        std::shared_ptr<const http::Body> signed_file = {};
        std::string_view media_type = {};
        /// Of the active manifest; zeros without one.
        Sha256Digest manifest{};
        std::uint64_t bytes = 0;
        Sha256Digest sha256{};
        /// None: it waits as this item.
        std::optional<ledger::Receipt> receipt = std::nullopt;
        std::string item = {};
    };

    explicit SignContent(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: token.*, content.disclosure, content.title, content.identity.
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Errors: content.empty, identity.not_hosted, identity.no_wallet, receipt.on_chain, sign.*, media.*, those of the
    /// ledger and the spool.
    [[nodiscard]] Result<Output> handle(const http::Body& file, const Input& input) const;

  private:
    [[nodiscard]] Json record(const Input& input, const Output& output) const;
    [[nodiscard]] Result<Done> embed(const http::Body& file, const Input& input, const PrivateKey& key,
                                     Output& output) const;
    /// Fills the signed file and its manifest.
    [[nodiscard]] Result<Done> sign_as(const http::Body& file, const PrivateKey& key, const Input& input,
                                       const verifier::c2pa::SignOptions& options, Output& output) const;
    Context& context_;
};

}  // namespace countersign::api::service
