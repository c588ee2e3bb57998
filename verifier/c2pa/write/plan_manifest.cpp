#include "verifier/c2pa/write/plan_manifest.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Random, version 4 (RFC 9562), lower-case.
std::string random_uuid(Entropy& entropy) {
    auto random = entropy.fixed<FixedBytes<16, struct UuidTag>>();
    random.bytes[6] = static_cast<std::uint8_t>((random.bytes[6] & 0x0FU) | 0x40U);
    random.bytes[8] = static_cast<std::uint8_t>((random.bytes[8] & 0x3FU) | 0x80U);
    std::string text = to_hex(view(random));
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        text.insert(at, 1, '-');
    }
    return text;
}

/// Requires a file that carries a store.
Result<CarriedManifest> read_history(const media::ByteSource& source, const media::Container& container,
                                     const SignContext& context) {
    if (container.presence == media::StorePresence::multiple) {
        return fail(errors::sign_manifest_unreadable, "two manifest stores in one file");
    }
    const auto report = context.validator.validate(source, context.clock.now());
    return report ? read_carried(container.store, *report) : fail(report.error());
}

Result<std::optional<CarriedManifest>> find_parent(const media::ByteSource& source, const media::Container& container,
                                                   const SignContext& context, const SignOptions& options) {
    const bool absent = container.presence == media::StorePresence::absent;
    if (options.drop_existing_manifest || (absent && container.remote_url.empty())) {
        return std::nullopt;
    }
    if (options.inception == Inception::created) {
        return fail(errors::sign_created_over_manifest, printable(container.remote_url));  // W17
    }
    if (absent) {
        return std::nullopt;
    }
    auto carried = read_history(source, container, context);
    if (!carried) {
        return fail(carried.error());
    }
    return std::move(*carried);
}
/// W39: an ingredient by its file, with the manifests that it carries, judged as of now.
Result<PlannedIngredient> read_ingredient(const IngredientFile& file, const SignContext& context) {
    const auto container = read_any(*file.source);
    if (!container) {
        return fail(container.error());
    }
    PlannedIngredient out{.relationship = file.relationship,
                          .title = file.title,
                          .media_type = std::string(media::media_type(container->format)),
                          .manifest = {}};
    if (container->presence == media::StorePresence::absent) {
        return out;
    }
    auto carried = read_history(*file.source, *container, context);
    if (!carried) {
        return fail(carried.error().code, file.title + ": " + carried.error().detail);
    }
    out.manifest = std::move(*carried);
    return out;
}

/// W46: what is redacted goes out of the manifests that are carried, and they are hashed as they are then.
Result<Done> redact_carried(ManifestPlan& plan) {
    for (const Redaction& redaction : plan.options.redactions) {
        if (const auto done = redact(plan.carried, redaction.uri); !done) {
            return done;
        }
    }
    for (PlannedIngredient& ingredient : plan.ingredients) {
        for (const CarriedBox& box : plan.carried) {
            if (ingredient.manifest && box.label == ingredient.manifest->label) {
                const auto parsed = parse_jumbf(box.whole);
                ensure(parsed.has_value(), "a manifest that was read before");
                ingredient.manifest->manifest_hash = sha256(parsed->hashed);
            }
        }
    }
    return Done{};
}

Result<std::vector<PlannedIngredient>> gather_ingredients(const media::ByteSource& source,
                                                          const media::Container& container, const SignContext& context,
                                                          const SignOptions& options) {
    auto own = find_parent(source, container, context, options);
    if (!own) {
        return fail(own.error());
    }
    if (options.update && !*own) {
        return fail(errors::sign_update, "the file carries no manifest");
    }
    std::vector<PlannedIngredient> out;
    const bool is_given = std::ranges::any_of(
        options.ingredients, [](const IngredientFile& each) { return each.relationship == Relationship::parent_of; });
    if (is_given && *own) {
        return fail(errors::sign_ingredient, "the file carries its own history, which is its parent");
    }
    if (options.inception == Inception::opened && !is_given) {
        out.push_back({.relationship = Relationship::parent_of,
                       .title = options.title,
                       .media_type = std::string(media::media_type(container.format)),
                       .manifest = std::move(*own)});
    }
    for (const IngredientFile& file : options.ingredients) {
        auto ingredient = read_ingredient(file, context);
        if (!ingredient) {
            return fail(ingredient.error());
        }
        out.push_back(std::move(*ingredient));
    }
    return out;
}

}  // namespace

Result<media::Container> read_any(const media::ByteSource& source) {
    auto container = media::read_container(source);
    if (container || container.error().code == media::errors::source_unreadable ||
        container.error().code == media::errors::manifest_malformed ||
        container.error().code == media::errors::manifest_too_large) {
        return container;
    }
    const auto format = media::sniff(source);
    if (!format) {
        return fail(format.error());
    }
    media::Container plain;
    plain.format = *format;
    return plain;
}

Result<ManifestPlan> make_plan(const media::ByteSource& source, const media::Container& container,
                               const SignContext& context, SignOptions options) {
    auto ingredients = gather_ingredients(source, container, context, options);
    auto carried = ingredients ? join_carried(*ingredients) : fail(ingredients.error());
    if (!carried) {
        return fail(carried.error());
    }
    ManifestPlan plan{std::move(options),
                      container.format,
                      "urn:c2pa:" + random_uuid(context.entropy),
                      "xmp:iid:" + random_uuid(context.entropy),
                      context.clock.now(),
                      std::move(*ingredients),
                      std::move(*carried),
                      context.dynamic,
                      std::nullopt};
    if (context.receipts != nullptr) {
        plan.update = {"urn:c2pa:" + random_uuid(context.entropy), "xmp:iid:" + random_uuid(context.entropy)};
    }
    if (!plan.options.redactions.empty()) {
        if (const auto done = redact_carried(plan); !done) {
            return fail(done.error());
        }
    }
    return plan;
}

}  // namespace countersign::verifier::c2pa
