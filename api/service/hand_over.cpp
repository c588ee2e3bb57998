#include "api/service/hand_over.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_identity.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {
namespace {

/// All present keys out, the owner's in: with nothing of the service's left in between.
rules::Operation make_hand_over(const rules::OperationHeader& header, const PublicKey& owner,
                                const std::vector<GetIdentity::Key>& present) {
    rules::UpdateKeys update{};
    static_cast<void>(update.add.push({ledger::to_rules_key(owner), rules::roles::all, UnixSeconds{}, UnixSeconds{}}));
    for (const GetIdentity::Key& key : present) {
        static_cast<void>(update.retire.push(rules::key_id(key.record.key, ledger::host_crypto())));
    }
    update.custody = rules::Custody::self;
    return {header, update};
}

Result<Bytes> with_signatures(const rules::Operation& operation, const PrivateKey& hosted, const Signature64& proof) {
    const auto digest = rules::operation_digest(operation, ledger::host_crypto());
    rules::Signatures signatures;
    signatures.signer = rules::retag<rules::SignatureBytes>(sign_digest(hosted, digest));
    static_cast<void>(signatures.possession.push(rules::retag<rules::SignatureBytes>(proof)));
    Bytes bytes(limits::operation_bytes_max);
    const std::size_t size = rules::encode_signed(operation, signatures, {bytes.data(), bytes.size()});
    if (size == 0) {
        return fail(ledger::to_error(rules::RuleError::too_long));
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace

Result<HandOver::Input> HandOver::parse(const http::Request& request) const {
    const auto token = authorise(context_, request, scopes::manage);
    const auto id = token ? find_identity(context_.ledger, request.parameters[0]) : fail(token.error());
    if (!id) {
        return fail(id.error());
    }
    if (*id != token->identity) {
        return fail(errors::token_identity);
    }
    const auto json = read_json(request);
    if (!json) {
        return fail(json.error());
    }
    if (auto keys = check_keys(*json, {"scheme", "publicKey", "proof"}); !keys) {
        return fail(keys.error());
    }
    const auto scheme = get_string(*json, "scheme");
    const auto key_text = get_string(*json, "publicKey");
    if (!scheme || !key_text) {
        return fail(scheme ? key_text.error() : scheme.error());
    }
    const auto type = parse_key_type(*scheme);
    const auto bytes = parse_hex(*key_text);
    const auto key = !type ? fail(type.error()) : !bytes ? fail(bytes.error()) : PublicKey::parse(*type, *bytes);
    if (!key) {
        return fail(key.error());
    }
    Input input{.identity = *id, .key = *key};
    if (json->find("proof") != nullptr) {
        const auto text = get_string(*json, "proof");
        const auto proof = text ? parse_hex_fixed<Signature64>(*text) : fail(text.error());
        if (!proof) {
            return fail(errors::signature_length, proof.error().detail);
        }
        input.proof = *proof;
    }
    return input;
}

Result<Json> HandOver::handle(const Input& input) const {
    const auto keys = context_.vault.hosted(input.identity);
    if (!keys) {
        return fail(keys.error());
    }
    const std::lock_guard lock(context_.hosted.mutex_of(input.identity));
    const rules::Operation operation =
        make_hand_over(context_.hosted.next_header(input.identity, keys->control.public_key()), input.key,
                       keys_of(context_.ledger, input.identity));
    if (!input.proof) {
        const auto digest = rules::operation_digest(operation, ledger::host_crypto());
        return Json::object({{"id", hex(input.identity)},
                             {"digest", hex(digest)},
                             {"typedData", ledger::typed_data(operation, context_.ledger.registry())}});
    }
    auto bytes = with_signatures(operation, keys->control, *input.proof);
    const auto receipt = bytes ? context_.ledger.submit({std::move(*bytes), {}}) : fail(bytes.error());
    if (!receipt) {
        return fail(receipt.error());
    }
    if (auto forgotten = context_.vault.forget_hosted(input.identity); !forgotten) {
        return fail(forgotten.error());
    }
    return Json::object(
        {{"id", hex(input.identity)}, {"custody", "own"}, {"operation", operation_json(*receipt, "update_keys")}});
}

http::Response HandOver::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto answer = input ? handle(*input) : fail(input.error());
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

}  // namespace countersign::api::service
