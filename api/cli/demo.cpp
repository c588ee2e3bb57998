#include "api/cli/demo.hpp"

#include "api/cli/demo_files.hpp"
#include "api/service/answers.hpp"
#include "api/service/create_identity.hpp"
#include "api/service/issue_credential.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"

namespace countersign::cli {
namespace {

namespace service = api::service;

/// Makes one thing after another; the first that fails ends it.
class Demo {
  public:
    Demo(service::Context& context, const std::filesystem::path& home) : context_(context), home_(home) {}

    Result<Done> make() {
        using Step = Result<Done> (Demo::*)();
        for (const Step step : {&Demo::make_folder, &Demo::make_identities, &Demo::make_policy, &Demo::make_schema,
                                &Demo::make_credentials, &Demo::make_statements, &Demo::make_files}) {
            if (auto done = (this->*step)(); !done) {
                return done;
            }
        }
        const auto published = context_.ledger.publish();
        return published ? Result<Done>(Done{}) : fail(published.error());
    }

  private:
    struct Member {
        std::string name;
        rules::IdentityKind kind;
        rules::IdentityId id{};
    };

    [[nodiscard]] std::filesystem::path folder() const { return home_ / "demo"; }

    Result<Done> make_folder() {
        std::error_code failure;
        std::filesystem::create_directories(folder(), failure);
        return failure ? Result<Done>(fail(errors::file_unwritable, folder().string())) : Done{};
    }

    /// Each with a token file, so that the API can be tried at once.
    Result<Done> make_identities() {
        for (Member* member : {&registrar_, &newsroom_, &photographer_, &agent_}) {
            const auto made = service::CreateIdentity(context_).handle({.kind = member->kind, .name = member->name});
            if (!made) {
                return fail(made.error());
            }
            member->id = made->id;
            auto kept = write_file(folder() / (member->name + ".token"), as_bytes(made->token + "\n"),
                                   {.overwrite = Overwrite::yes, .mode = 0600});
            if (!kept) {
                return kept;
            }
        }
        return Done{};
    }

    /// The registrar is whom this service's own policy trusts: as root, as arbiter and as seed of reputation.
    Result<Done> make_policy() {
        verdict::Policy policy = verdict::default_policy();
        policy.trust_roots = {registrar_.id};
        policy.arbiters = {registrar_.id};
        policy.seeds = {{rules::retag<reputation::Party>(registrar_.id), reputation::ppm_one}};
        if (const auto key = context_.ledger.verifier_key()) {
            policy.log_keys = {*key};
        }
        const std::string text = to_pretty_json(verdict::to_json(policy)) + "\n";
        const auto written =
            write_file(home_ / "policies" / "default.json", as_bytes(text), {.overwrite = Overwrite::yes});
        return written ? context_.policies.reload() : written;
    }

    /// A schema of the registrar's, and the newsroom accredited to issue by it for a year.
    Result<Done> make_schema() {
        const auto keys = context_.vault.hosted(registrar_.id);
        if (!keys) {
            return fail(keys.error());
        }
        rules::RegisterSchema schema{};
        schema.content = rules::retag<rules::ContentHash>(sha256(as_bytes("PressCredential: employer, role")));
        schema_ = rules::schema_id(registrar_.id, schema.content, ledger::host_crypto());
        const auto registered = context_.hosted.submit(
            registrar_.id, keys->issue, [&](const auto& header) { return rules::Operation(header, schema); });
        if (!registered) {
            return fail(registered.error());
        }
        rules::Accredit accredit{};
        accredit.issuer = newsroom_.id;
        accredit.schema = schema_;
        accredit.valid_until = UnixSeconds{context_.clock.now().value + std::uint64_t{365} * 86'400};
        const auto accredited = context_.hosted.submit(
            registrar_.id, keys->control, [&](const auto& header) { return rules::Operation(header, accredit); });
        return accredited ? Result<Done>(Done{}) : fail(accredited.error());
    }

    Result<Done> issue(const Member& issuer, const Member& subject, std::string type, Json claims,
                       const rules::SchemaId& schema) {
        const service::IssueCredential handler(context_);
        service::IssueCredential::Input input{.issuer = issuer.id, .type = std::move(type)};
        input.claims = std::move(claims);
        input.schema = schema;
        if (auto named = handler.set_subject(subject.name, input); !named) {
            return named;
        }
        const auto issued = handler.handle(input);
        if (!issued) {
            return fail(issued.error());
        }
        const std::string text = to_pretty_json(issued->credential) + "\n";
        return write_file(folder() / (subject.name + "-credential.json"), as_bytes(text),
                          {.overwrite = Overwrite::yes});
    }

    Result<Done> make_credentials() {
        auto done = issue(registrar_, newsroom_, "OrganisationCredential",
                          Json::object({{"legalName", "Example Newsroom"}, {"jurisdiction", "Example"}}), {});
        if (done) {
            done = issue(newsroom_, photographer_, "PressCredential",
                         Json::object({{"employer", "newsroom"}, {"role", "staff photographer"}}), schema_);
        }
        return done ? issue(registrar_, agent_, "AgentCredential", Json::object({{"operator", "newsroom"}}), {}) : done;
    }

    /// "I rely on them": what reputation is computed from.
    Result<Done> endorse(const Member& from, const Member& about) {
        const auto keys = context_.vault.hosted(from.id);
        if (!keys) {
            return fail(keys.error());
        }
        rules::StatementLeaf leaf{};
        leaf.context = rules::retag<rules::ContentHash>(sha256(as_bytes("general")));
        leaf.subject_kind = rules::TargetKind::identity;
        leaf.subject = rules::retag<rules::SubjectId>(about.id);
        leaf.score = ScorePpm{950'000};
        leaf.stated_at = context_.clock.now();
        const auto made = context_.hosted.commit(from.id, keys->control, service::encode_leaf(leaf),
                                                 {.kind = rules::LeafKind::statement});
        return made ? Result<Done>(Done{}) : fail(made.error());
    }

    Result<Done> make_statements() {
        auto done = endorse(registrar_, newsroom_);
        return done ? endorse(newsroom_, photographer_) : done;
    }

    Result<Done> make_files() {
        return make_demo_files(context_, folder(),
                               {.photographer = photographer_.id,
                                .agent = agent_.id,
                                .newsroom = newsroom_.id,
                                .registrar = registrar_.id});
    }

    service::Context& context_;
    const std::filesystem::path& home_;
    Member registrar_{"registrar", rules::IdentityKind::organisation};
    Member newsroom_{"newsroom", rules::IdentityKind::organisation};
    Member photographer_{"photographer", rules::IdentityKind::person};
    Member agent_{"studio-agent", rules::IdentityKind::agent};
    rules::SchemaId schema_{};
};

}  // namespace

Result<Done> make_demo(service::Context& context, const std::filesystem::path& home) {
    const bool is_empty = context.ledger.view().indexes().identities().empty();
    return is_empty ? Demo(context, home).make() : Result<Done>(Done{});
}

}  // namespace countersign::cli
