#include <algorithm>
#include <exception>
#include <thread>

#include "verifier/c2pa/asset_hash.hpp"
#include "verifier/c2pa/check_binding.hpp"
#include "verifier/c2pa/check_ingredients.hpp"
#include "verifier/c2pa/check_multi_asset.hpp"
#include "verifier/c2pa/crjson.hpp"
#include "verifier/c2pa/summary.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Problems of a credential's standing today, not of what was signed: they are told, but an asset doesn't become
/// invalid because an ingredient's signer is unknown here or has expired since.
bool is_about_integrity(const StatusEntry& entry) noexcept {
    return entry.code != status::credential_untrusted.name && entry.code != status::outside_validity.name;
}

/// 13.3: the asset is valid where the active manifest is and its binding matches. An untrusted signer alone doesn't
/// make it invalid.
State judge(const Report& report) {
    const StatusLists& active = report.active;
    const bool failed = std::any_of(active.failure.begin(), active.failure.end(), [](const StatusEntry& entry) {
        return entry.code != status::credential_untrusted.name;
    });
    const bool ingredient_failed =
        std::any_of(report.ingredient_deltas.begin(), report.ingredient_deltas.end(), [](const IngredientDelta& delta) {
            return std::any_of(delta.statuses.failure.begin(), delta.statuses.failure.end(), is_about_integrity);
        });
    const bool bound = active.has(status::data_hash_match) || active.has(status::boxes_hash_match) ||
                       active.has(status::bmff_hash_match) || active.has(status::collection_hash_match) ||
                       active.has(status::multi_asset_match);
    if (failed || ingredient_failed || !bound || !active.has(status::signature_validated) ||
        !active.has(status::inside_validity)) {
        return State::invalid;
    }
    return active.has(status::credential_trusted) ? State::trusted : State::valid;
}

/// The whole file's digest on a thread of its own, beside everything else.
class WholeDigest {
  public:
    explicit WholeDigest(const media::ByteSource& source)
        : thread_([this, &source] {
              try {
                  result_ = hash_ranges(source, {{0, source.size()}}, Sha2::sha256);
              } catch (...) {
                  thrown_ = std::current_exception();
              }
          }) {}
    WholeDigest(const WholeDigest&) = delete;
    WholeDigest& operator=(const WholeDigest&) = delete;
    ~WholeDigest() {
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    [[nodiscard]] Result<Bytes> wait() {
        thread_.join();
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
        return std::move(result_);
    }

  private:
    Result<Bytes> result_;
    std::exception_ptr thrown_;
    std::thread thread_;
};

bool is_mismatch(const StatusLists& found) noexcept {
    return found.has(status::data_hash_mismatch) || found.has(status::boxes_hash_mismatch) ||
           found.has(status::bmff_hash_mismatch);
}

/// 14.12: the binding of the whole, and where it doesn't match, that of the parts.
Result<Done> check_content(const BindingContext& content, const Assertion& binding, const CheckedManifest& bound,
                           StatusLists& out) {
    const auto& algorithm = bound.node->claim.claim->algorithm;
    StatusLists found;
    if (auto done = check_binding(content, binding, algorithm, found); !done) {
        return done;
    }
    if (is_mismatch(found) && content.fragments.empty() && find_multi_asset_hash(bound.assertions) != nullptr) {
        return check_multi_asset(content, bound.assertions, algorithm, out);
    }
    out.append(std::move(found));
    return Done{};
}

using Fragments = std::span<const media::ByteSource* const>;

/// Environment errors are the caller's; all others are the content's.
bool is_environment(const Error& error) noexcept { return error.code == media::errors::source_unreadable; }

}  // namespace

struct Validator::Inside {
    CredentialStore credentials;
    TrustAnchors authorities;

    /// Everything but the whole digest.
    Result<Done> run(const media::ByteSource& source, const media::Container& container, ByteView bytes,
                     UnixSeconds now, Report& out, Wanted* wanted, Fragments fragments = {});
};

/// What an inspection takes out of the store while it is there.
struct Validator::Wanted {
    InspectOptions options;
    Result<std::string> crjson = std::string();
};

Result<Done> Validator::Inside::run(const media::ByteSource& source, const media::Container& container, ByteView bytes,
                                    UnixSeconds now, Report& out, Wanted* wanted, Fragments fragments) {
    const auto store = Store::parse(bytes);
    if (!store || store->active() == nullptr) {
        out.state = State::inaccessible;
        out.active.add(status::manifest_malformed, "self#jumbf=/c2pa",
                       store ? "the manifest store is empty" : store.error().detail);
        return Done{};
    }
    const Lineage lineage = gather_lineage(*store);
    const CheckContext context{*store, lineage, credentials, authorities, now};
    std::vector<CheckedManifest> manifests = check_manifests(context);
    check_ingredient_assertions(context, manifests);
    out.active_manifest = store->active()->label;
    out.ingredient_deltas = find_deltas(context, manifests);
    CheckedManifest& active = manifests.front();

    const CheckedManifest* const bound = find_bound_manifest(*store, manifests);
    const bool is_update = active.node->manifest->is_update;
    const auto is_own_binding = [](const Assertion& assertion) {
        return assertion.is_hard_binding() && assertion.list != AssertionList::gathered && !assertion.is_redacted;
    };
    // What an update manifest rests on must itself be what its signer signed, whatever was recorded of it.
    const auto is_as_signed = [](const CheckedManifest& manifest, const CheckedManifest& top) {
        return &manifest == &top || (manifest.statuses.has(status::signature_validated) &&
                                     !manifest.statuses.has(status::assertion_uri_mismatch));
    };
    const Assertion* binding = nullptr;
    if (bound != nullptr && is_as_signed(*bound, active)) {
        const auto found = std::find_if(bound->assertions.begin(), bound->assertions.end(), is_own_binding);
        binding = found == bound->assertions.end() ? nullptr : &*found;
    }
    if (binding != nullptr) {
        out.hard_binding = binding->url;
        const BindingContext content{source, container, is_update, fragments};
        const auto done = check_content(content, *binding, *bound, active.statuses);
        if (!done && is_environment(done.error())) {
            return fail(done.error());
        }
    } else if (is_update || (bound != nullptr && bound->node->claim.claim &&
                             has_early_bmff_hash(*bound->node->claim.claim, bound->assertions))) {
        active.statuses.add(status::hard_binding_missing, absolute_uri(active.node->manifest->label, {}),
                            "no manifest binds the content");
    }
    out.active = active.statuses;
    out.manifests = summarise(*store, manifests);
    out.state = judge(out);
    if (wanted != nullptr) {
        wanted->crjson = write_crjson({*store, manifests, out, now, {wanted->options.with_thumbnails}});
    }
    return Done{};
}

Validator::Validator(std::unique_ptr<Inside> inside) noexcept : inside_(std::move(inside)) {}
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;
Validator::~Validator() = default;

Result<Validator> Validator::create(const Policy& policy) {
    auto signers = TrustAnchors::parse(policy.signer_anchors_pem);
    if (!signers) {
        return fail(signers.error());
    }
    auto authorities = TrustAnchors::parse(policy.tsa_anchors_pem);
    if (!authorities) {
        return fail(authorities.error());
    }
    std::vector<std::string> purposes = policy.allowed_ekus.empty() ? default_allowed_ekus() : policy.allowed_ekus;
    return Validator(std::unique_ptr<Inside>(
        new Inside{CredentialStore(std::move(*signers), std::move(purposes)), std::move(*authorities)}));
}

Result<Report> Validator::validate(const media::ByteSource& source, UnixSeconds now) const {
    return validate(source, {}, now, nullptr);
}

Result<Inspection> Validator::inspect(const media::ByteSource& source, UnixSeconds now,
                                      const InspectOptions& options) const {
    Wanted wanted{.options = options, .crjson = empty_crjson()};
    auto report =
        options.store ? validate_detached(source, *options.store, now, &wanted) : validate(source, {}, now, &wanted);
    if (!report) {
        return fail(report.error());
    }
    if (!wanted.crjson) {
        return fail(wanted.crjson.error());
    }
    return Inspection{std::move(*report), std::move(*wanted.crjson)};
}

Result<Report> Validator::validate_fragmented(const media::ByteSource& source, Fragments fragments,
                                              UnixSeconds now) const {
    return validate(source, fragments, now, nullptr);
}

Result<Report> Validator::validate(const media::ByteSource& source, Fragments fragments, UnixSeconds now,
                                   Wanted* wanted) const {
    Report out;
    out.asset.size_bytes = source.size();
    const auto format = media::sniff(source);
    if (!format) {
        return fail(format.error());
    }
    out.asset.media_type = media::media_type(*format);
    WholeDigest whole(source);
    const auto container = media::read_container(source);
    if (!container) {
        if (is_environment(container.error())) {
            return fail(container.error());
        }
        const bool unreadable = container.error().code == media::errors::manifest_malformed ||
                                container.error().code == media::errors::manifest_too_large;
        const bool is_text = *format == media::Format::text || *format == media::Format::structured_text;
        if (is_text && container.error().code == media::errors::container_unsupported) {
            out.asset.media_type = media::media_type(media::Format::unknown);  // text in its first bytes alone
        }
        if (unreadable) {
            out.state = State::inaccessible;
            out.active.add(status::manifest_malformed, "self#jumbf=/c2pa", container.error().detail);
        } else if (!(container.error().code == media::errors::container_unsupported)) {
            out.active.add(status::general_error, {}, std::string(container.error().code.text));
        }
    } else if (container->presence == media::StorePresence::present) {
        if (const auto done = inside_->run(source, *container, container->store, now, out, wanted, fragments); !done) {
            return fail(done.error());
        }
    } else if (container->is_log && container->remote_url.empty()) {
        out.active.add(status::no_sentinel, {}, "the last checkpoint of this log can't be read");
    } else if (!container->remote_url.empty()) {
        out.state = State::inaccessible;
        out.remote_url = container->remote_url;
        out.active.add(status::manifest_inaccessible, {}, "the manifest is said to be elsewhere and isn't fetched");
    }
    const auto digest = whole.wait();
    if (!digest) {
        return fail(digest.error());
    }
    static_cast<void>(copy_exact(*digest, out.asset.sha256));
    return out;
}

Result<Report> Validator::validate_detached(const media::ByteSource& source, ByteView store, UnixSeconds now) const {
    return validate_detached(source, store, now, nullptr);
}

Result<Report> Validator::validate_detached(const media::ByteSource& source, ByteView store, UnixSeconds now,
                                            Wanted* wanted) const {
    Report out;
    out.asset.size_bytes = source.size();
    const auto format = media::sniff(source);
    if (!format) {
        return fail(format.error());
    }
    out.asset.media_type = media::media_type(*format);
    WholeDigest whole(source);
    media::Container container;
    container.format = *format;
    if (const auto done = inside_->run(source, container, store, now, out, wanted); !done) {
        return fail(done.error());
    }
    const auto digest = whole.wait();
    if (!digest) {
        return fail(digest.error());
    }
    static_cast<void>(copy_exact(*digest, out.asset.sha256));
    return out;
}

Result<Report> validate(const media::ByteSource& source, const Policy& policy, UnixSeconds now) {
    const auto validator = Validator::create(policy);
    return validator ? validator->validate(source, now) : fail(validator.error());
}

std::vector<std::string> default_allowed_ekus() {
    return {"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.76.59.1.9", "1.3.6.1.4.1.62558.2.1"};
}

}  // namespace countersign::verifier::c2pa
