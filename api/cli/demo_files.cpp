#include "api/cli/demo_files.hpp"

#include "api/service/answers.hpp"
#include "api/service/sign_content.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "verifier/media/sample_image.hpp"

namespace countersign::cli {
namespace {

namespace service = api::service;
namespace media = verifier::media;

/// One bit of the picture's own data, far from markers: what a stranger might have changed. 0xFF and its neighbours
/// would be markers.
Bytes with_one_bit_changed(Bytes jpeg) {
    for (std::size_t at = jpeg.size() * 3 / 4; at + 2 < jpeg.size(); ++at) {
        const auto changed = static_cast<std::uint8_t>(jpeg[at] ^ 1U);
        if (jpeg[at] != 0xFF && changed != 0xFF && jpeg[at - 1] != 0xFF) {
            jpeg[at] = changed;
            return jpeg;
        }
    }
    return jpeg;
}

class DemoFiles {
  public:
    DemoFiles(service::Context& context, const std::filesystem::path& folder, const DemoPeople& people)
        : context_(context), folder_(folder), people_(people) {}

    Result<Done> make() {
        using Step = Result<Done> (DemoFiles::*)();
        for (const Step step : {&DemoFiles::make_photo, &DemoFiles::make_generated, &DemoFiles::make_revoked,
                                &DemoFiles::make_disputed, &DemoFiles::make_plain}) {
            if (auto done = (this->*step)(); !done) {
                return done;
            }
        }
        return Done{};
    }

  private:
    Result<Done> put(const std::string& name, ByteView content) const {
        return write_file(folder_ / name, content, {.overwrite = Overwrite::yes});
    }

    /// Signs (where the kind of file allows it) and registers. Gives the file as registered.
    Result<Bytes> sign(const rules::IdentityId& identity, ByteView content, rules::AiDisclosure ai, std::string title) {
        api::http::Body body(context_.spool);
        if (const auto taken = body.append(content); !taken) {
            return fail(taken.error());
        }
        const auto done =
            service::SignContent(context_).handle(body, {.identity = identity, .ai = ai, .title = std::move(title)});
        if (!done) {
            return fail(done.error());
        }
        return done->signed_file ? done->signed_file->read_all() : to_bytes(content);
    }

    Result<Done> make_photo() {
        const Bytes picture = media::to_jpeg(media::paint_landscape(1));
        const auto signed_file = sign(people_.photographer, picture, rules::AiDisclosure::captured, "Evening hills");
        if (!signed_file) {
            return fail(signed_file.error());
        }
        auto done = put("photo.jpg", *signed_file);
        return done ? put("altered.jpg", with_one_bit_changed(*signed_file)) : done;
    }

    Result<Done> make_generated() {
        const Bytes picture = media::to_png(media::paint_landscape(2));
        const auto signed_file = sign(people_.agent, picture, rules::AiDisclosure::generated, "Imagined hills");
        return signed_file ? put("generated.png", *signed_file) : fail(signed_file.error());
    }

    Result<ledger::LeafPlace> place_of(ByteView content) const {
        const auto places = context_.ledger.view().indexes().content(sha256(content));
        return places.empty() ? Result<ledger::LeafPlace>(fail(errors::ledger_not_found)) : places.front();
    }

    /// Withdrawn by its own signer.
    Result<Done> make_revoked() {
        const Bytes picture = media::to_jpeg(media::paint_landscape(3));
        const auto signed_file = sign(people_.photographer, picture, rules::AiDisclosure::captured, "Withdrawn hills");
        const auto place = signed_file ? place_of(*signed_file) : fail(signed_file.error());
        const auto keys = place ? context_.vault.hosted(people_.photographer) : fail(place.error());
        if (!keys) {
            return fail(keys.error());
        }
        rules::SetStatus withdraw{};
        withdraw.batch = place->batch;
        withdraw.status = rules::Status::revoked;
        withdraw.indices.push(place->index);
        const auto done = context_.hosted.submit(people_.photographer, keys->control, [&](const auto& header) {
            return rules::Operation(header, withdraw);
        });
        return done ? put("revoked.jpg", *signed_file) : fail(done.error());
    }

    /// The newsroom doubts that a picture of the agent was captured; the agent contests it.
    Result<Done> make_disputed() {
        const Bytes picture = media::to_jpeg(media::paint_landscape(4));
        const auto signed_file = sign(people_.agent, picture, rules::AiDisclosure::captured, "Disputed hills");
        const auto place = signed_file ? place_of(*signed_file) : fail(signed_file.error());
        const auto opener = place ? context_.vault.hosted(people_.newsroom) : fail(place.error());
        const auto respondent = opener ? context_.vault.hosted(people_.agent) : fail(opener.error());
        if (!respondent) {
            return fail(respondent.error());
        }
        rules::OpenDispute open{};
        open.target_kind = rules::TargetKind::leaf;
        open.target = rules::retag<rules::TargetId>(place->batch);
        open.index = place->index;
        open.ground = rules::DisputeGround::undisclosed_ai;
        open.evidence = rules::retag<rules::ContentHash>(sha256(as_bytes("demo evidence")));
        open.answer_seconds = 7 * 86'400;
        open.arbiter = people_.registrar;
        const auto opened = context_.hosted.submit(people_.newsroom, opener->control,
                                                   [&](const auto& header) { return rules::Operation(header, open); });
        if (!opened) {
            return fail(opened.error());
        }
        rules::AnswerDispute answer{};
        answer.dispute = rules::dispute_id(people_.newsroom, open, ledger::host_crypto());
        answer.answer = rules::DisputeAnswer::contested;
        const auto answered = context_.hosted.submit(
            people_.agent, respondent->control, [&](const auto& header) { return rules::Operation(header, answer); });
        return answered ? put("disputed.jpg", *signed_file) : fail(answered.error());
    }

    /// A file with nothing, and one of a kind that can only be registered.
    Result<Done> make_plain() {
        if (auto done = put("unsigned.jpg", media::to_jpeg(media::paint_landscape(5))); !done) {
            return done;
        }
        const std::string statement =
            "The newsroom stands behind this statement. It is a plain text file: its provenance is in the registry.\n";
        const auto registered = sign(people_.newsroom, as_bytes(statement), rules::AiDisclosure::undeclared, "");
        return registered ? put("statement.txt", as_bytes(statement)) : fail(registered.error());
    }

    service::Context& context_;
    const std::filesystem::path& folder_;
    const DemoPeople& people_;
};

}  // namespace

Result<Done> make_demo_files(service::Context& context, const std::filesystem::path& folder, const DemoPeople& people) {
    return DemoFiles(context, folder, people).make();
}

}  // namespace countersign::cli
