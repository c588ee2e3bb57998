#include "api/service/hand_over.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_identity.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {
namespace {

/// All present keys out, the owner's in, the recovery commitment replaced (R23): nothing of the service's is left.
rules::Operation make_hand_over(const rules::OperationHeader& header, const HandOver::Input& input,
                                const std::vector<GetIdentity::Key>& present) {
    rules::UpdateKeys update{};
    static_cast<void>(
        update.add.push({ledger::to_rules_key(input.key), rules::roles::all, UnixSeconds{}, UnixSeconds{}}));
    for (const GetIdentity::Key& key : present) {
        static_cast<void>(update.retire.push(rules::key_id(key.record.key, ledger::host_crypto())));
    }
    update.custody = rules::Custody::self;
    update.recovery = ledger::key_id(input.recovery);
    return {header, update};
}

Result<Bytes> with_signatures(const rules::Operation& operation, const PrivateKey& hosted,
                              const HandOver::Input& input) {
    const auto digest = rules::operation_digest(operation, ledger::host_crypto());
    const PrivateKey recovery = recovery_key(input.recovery_secret.view());
    rules::Signatures signatures;
    signatures.signer = rules::retag<rules::SignatureBytes>(sign_digest(hosted, digest));
    static_cast<void>(signatures.possession.push(rules::retag<rules::SignatureBytes>(*input.proof)));
    signatures.has_recovery = true;
    signatures.recovery = {ledger::to_rules_key(recovery.public_key()),
                           rules::retag<rules::SignatureBytes>(sign_digest(recovery, digest))};
    Bytes bytes(limits::operation_bytes_max);
    const std::size_t size = rules::encode_signed(operation, signatures, {bytes.data(), bytes.size()});
    if (size == 0) {
        return fail(ledger::to_error(rules::RuleError::too_long));
    }
    bytes.resize(size);
    return bytes;
}

Result<PublicKey> parse_key(const Json& object) {
    const auto scheme = get_string(object, "scheme");
    const auto key_text = get_string(object, "publicKey");
    if (!scheme || !key_text) {
        return fail(scheme ? key_text.error() : scheme.error());
    }
    const auto type = parse_key_type(*scheme);
    const auto bytes = parse_hex(*key_text);
    if (!type || !bytes) {
        return fail(type ? bytes.error() : type.error());
    }
    return PublicKey::parse(*type, *bytes);
}

Result<PublicKey> parse_recovery_key(const Json& body) {
    const auto object = get_object(body, "recovery");
    if (!object) {
        return fail(object.error());
    }
    if (auto keys = check_keys(**object, {"scheme", "publicKey"}); !keys) {
        return fail(keys.error());
    }
    return parse_key(**object);
}

/// The proof and the code come together. Errors: json.*, signature.length, recovery.code.
Result<Done> parse_proof(const Json& body, HandOver::Input& input) {
    const auto text = get_string(body, "proof");
    const auto code = get_string(body, "recoveryCode");
    if (!text || !code) {
        return fail(text ? code.error() : text.error());
    }
    const auto proof = parse_hex_fixed<Signature64>(*text);
    auto secret = parse_recovery_code(*code);
    if (!proof || !secret) {
        return fail(proof ? secret.error() : Error{errors::signature_length, proof.error().detail});
    }
    input.proof = *proof;
    input.recovery_secret = std::move(*secret);
    return Done{};
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
    if (auto keys = check_keys(*json, {"scheme", "publicKey", "recovery", "proof", "recoveryCode"}); !keys) {
        return fail(keys.error());
    }
    const auto key = parse_key(*json);
    const auto recovery = key ? parse_recovery_key(*json) : fail(key.error());
    if (!recovery) {
        return fail(recovery.error());
    }
    Input input{.identity = *id, .key = *key, .recovery = *recovery};
    if (json->find("proof") != nullptr) {
        if (auto proven = parse_proof(*json, input); !proven) {
            return fail(proven.error());
        }
    }
    return input;
}

Result<Json> HandOver::handle(const Input& input) const {
    const auto keys = context_.vault.hosted(input.identity);
    if (!keys) {
        return fail(keys.error());
    }
    // What waits can be signed by the service's keys alone; and it moves the nonce that the owner signs.
    if (auto flushed = context_.batches.flush(input.identity); !flushed) {
        return fail(flushed.error());
    }
    const std::lock_guard lock(context_.hosted.mutex_of(input.identity));
    const rules::Operation operation =
        make_hand_over(context_.hosted.next_header(input.identity, keys->control.public_key()), input,
                       keys_of(context_.ledger, input.identity));
    if (!input.proof) {
        const auto digest = rules::operation_digest(operation, ledger::host_crypto());
        return Json::object({{"id", hex(input.identity)},
                             {"digest", hex(digest)},
                             {"typedData", ledger::typed_data(operation, context_.ledger.home())}});
    }
    auto bytes = with_signatures(operation, keys->control, input);
    const auto receipt = bytes ? context_.ledger.submit({std::move(*bytes), {}}) : fail(bytes.error());
    if (!receipt) {
        return fail(receipt.error());
    }
    if (auto forgotten = context_.vault.forget_hosted(input.identity); !forgotten) {
        return fail(forgotten.error());
    }
    return Json::object({{"id", hex(input.identity)},
                         {"custody", "own"},
                         {"operation", operation_json(context_.ledger, *receipt, "update_keys")}});
}

http::Response HandOver::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto answer = input ? handle(*input) : fail(input.error());
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

}  // namespace countersign::api::service
