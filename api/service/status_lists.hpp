// The status lists of hosted issuers, made from the registry's state: two for each issuer, for revocation and for
// suspension, in which every credential has its place. Kept until the log or the vault changes.
// Thread-safety: all member functions, from any thread.
#pragma once

#include <map>
#include <mutex>

#include "api/service/context.hpp"
#include "identity/base/limits.hpp"
#include "identity/credential/bitstring.hpp"
#include "identity/credential/status_list.hpp"

namespace countersign::api::service {

struct ListName {
    rules::IdentityId issuer{};
    /// `revocation` or `suspension`.
    std::string purpose;
};
/// `<issuer>-revocation`, `<issuer>-suspension`. Errors: status_list.unknown.
[[nodiscard]] Result<ListName> parse_list_name(std::string_view text);
[[nodiscard]] std::string list_url(const Context& context, const ListName& name);

class StatusLists {
  public:
    explicit StatusLists(Context& context) : context_(context) {}

    /// The signed list credential as text. O(credentials of the issuer) when something changed. Errors:
    /// status_list.unknown where the issuer has issued nothing here.
    [[nodiscard]] Result<std::string> find(const ListName& name);
    /// The same as JSON, for a credential's check.
    [[nodiscard]] Result<Json> find_json(const ListName& name);

  private:
    struct Made {
        ledger::Ledger::Edition edition = {};
        std::uint64_t issued_version = 0;
        std::string text;
    };
    [[nodiscard]] Result<std::string> make(const ListName& name) const;

    Context& context_;
    std::mutex mutex_;
    std::map<std::string, Made, std::less<>> made_;
};

}  // namespace countersign::api::service
