#include "identity/credential/proof.hpp"

#include <algorithm>

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"

namespace countersign::credential {
namespace {

/// secp256k1 has no suite of the W3C, and none is invented here.
std::optional<std::string_view> suite_of(KeyType type) {
    switch (type) {
        case KeyType::ed25519: return "eddsa-jcs-2022";
        case KeyType::p256: return "ecdsa-jcs-2019";
        case KeyType::secp256k1: return std::nullopt;
    }
    return std::nullopt;
}

/// The bytes that are signed: SHA-256 of the canonical proof options, then that of the canonical document.
Bytes hash_data(const Json& options, const Json& document) {
    const Sha256Digest first = sha256(as_bytes(to_canonical_json(options)));
    const Sha256Digest second = sha256(as_bytes(to_canonical_json(document)));
    ByteWriter out;
    out.bytes(view(first)).bytes(view(second));
    return out.take();
}

std::string proof_pointer(const Json& member, std::size_t index) {
    return member.is_array() ? child_pointer("/proof", index) : "/proof";
}

/// The proofs of a document as a list; empty where there is none.
Checked<Json::Array> list_proofs(const Json& document) {
    const Json* const member = document.find("proof");
    if (member == nullptr) {
        return Json::Array{};
    }
    Json::Array out = member->is_array() ? member->as_array() : Json::Array{*member};
    if (out.size() > limits::credential_proofs_max) {
        return reject(errors::proof_count, "/proof", std::to_string(out.size()) + " proofs");
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!out[i].is_object()) {
            return reject(errors::proof_syntax, proof_pointer(*member, i), "an object is required");
        }
        const Json* const id = out[i].find("id");
        const bool twice = id != nullptr && std::any_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(i),
                                                        [&](const Json& earlier) {
                                                            const Json* const other = earlier.find("id");
                                                            return other != nullptr && *other == *id;
                                                        });
        if (twice) {
            return reject(errors::proof_syntax, child_pointer(proof_pointer(*member, i), "id"), "used twice");
        }
    }
    return out;
}

/// The ids in previousProof: one string or a list of strings.
Checked<std::vector<std::string>> parse_previous(const Json& proof, const std::string& pointer) {
    std::vector<std::string> ids;
    const Json* const member = proof.find("previousProof");
    if (member == nullptr) {
        return ids;
    }
    const Json::Array items = member->is_array() ? member->as_array() : Json::Array{*member};
    for (const Json& item : items) {
        if (!item.is_string()) {
            return reject(errors::proof_syntax, child_pointer(pointer, "previousProof"), "one id or a list of ids");
        }
        ids.push_back(item.as_string());
    }
    return ids;
}

/// The document as a proof covers it: without its proofs, except those that this one builds on (VC17).
Checked<Json> covered_document(const Json& document, const Json::Array& all, const std::vector<std::string>& previous,
                               const std::string& pointer) {
    Json out = document;
    out.erase("proof");
    Json::Array matching;
    for (const std::string& id : previous) {
        const auto found = std::ranges::find_if(all, [&](const Json& proof) {
            const Json* const own = proof.find("id");
            return own != nullptr && *own == Json(id);
        });
        if (found == all.end()) {
            return reject(errors::proof_previous, child_pointer(pointer, "previousProof"), printable(id));
        }
        matching.push_back(*found);
    }
    if (!matching.empty()) {
        out.set("proof", std::move(matching));
    }
    return out;
}

Checked<std::optional<UnixSeconds>> parse_time(const Json& proof, std::string_view key, const std::string& pointer) {
    if (proof.find(key) == nullptr) {
        return std::optional<UnixSeconds>{};
    }
    const auto text = get_string(proof, key);
    const auto time = text ? parse_rfc3339(*text) : Result<UnixSeconds>(fail(text.error()));
    if (!time) {
        return reject(errors::proof_syntax, child_pointer(pointer, key), "not a time with an offset");
    }
    return std::optional<UnixSeconds>(*time);
}

/// What a proof says of itself, in the right form; nothing is verified yet.
struct ParsedProof {
    std::string pointer;
    std::string suite;
    std::string method;
    Signature64 signature;
    std::optional<UnixSeconds> created;
    std::optional<UnixSeconds> expires;
    std::vector<std::string> previous;
};

Checked<ParsedProof> parse_proof(const Json& proof, const std::string& pointer) {
    ParsedProof out;
    out.pointer = pointer;
    const auto type = get_string(proof, "type");
    const auto suite = get_string(proof, "cryptosuite");
    if (!type || !suite) {
        return reject(errors::proof_syntax, pointer, type ? "cryptosuite" : "type");
    }
    if (*type != "DataIntegrityProof" || (*suite != "eddsa-jcs-2022" && *suite != "ecdsa-jcs-2019")) {
        return reject(errors::proof_cryptosuite, pointer, printable(*type + " " + *suite));
    }
    const auto method = get_string(proof, "verificationMethod");
    if (!method || !is_absolute_url(*method)) {
        return reject(errors::proof_syntax, child_pointer(pointer, "verificationMethod"));
    }
    const auto value = get_string(proof, "proofValue");
    const auto bytes = value && value->starts_with('z') ? parse_multibase(*value) : Result<Bytes>(fail(Error{}));
    if (!bytes || !copy_exact(*bytes, out.signature)) {
        return reject(errors::proof_syntax, child_pointer(pointer, "proofValue"), "z and 64 bytes in base58btc");
    }
    if (proof.find("id") != nullptr && !is_absolute_url(get_string(proof, "id").value_or(""))) {
        return reject(errors::proof_syntax, child_pointer(pointer, "id"));
    }
    const auto created = parse_time(proof, "created", pointer);
    const auto expires = parse_time(proof, "expires", pointer);
    auto previous = parse_previous(proof, pointer);
    if (!created || !expires || !previous) {
        return reject(!created ? created.error() : !expires ? expires.error() : previous.error());
    }
    out.suite = *suite;
    out.method = *method;
    out.created = *created;
    out.expires = *expires;
    out.previous = std::move(*previous);
    return out;
}

// VC13 and VC14
Checked<Done> check_policy(const Json& proof, const ParsedProof& parsed, const ProofPolicy& policy) {
    const auto purpose = get_string(proof, "proofPurpose");
    if (!purpose) {
        return reject(errors::proof_syntax, child_pointer(parsed.pointer, "proofPurpose"));
    }
    if (*purpose != did::to_text(policy.purpose)) {
        return reject(errors::proof_purpose, child_pointer(parsed.pointer, "proofPurpose"), printable(*purpose));
    }
    if (policy.challenge && get_string(proof, "challenge").value_or("") != *policy.challenge) {
        return reject(errors::proof_challenge, child_pointer(parsed.pointer, "challenge"));
    }
    if (policy.domain && get_string(proof, "domain").value_or("") != *policy.domain) {
        return reject(errors::proof_domain, child_pointer(parsed.pointer, "domain"));
    }
    if (parsed.expires && policy.now >= *parsed.expires) {
        return reject(errors::proof_expired, child_pointer(parsed.pointer, "expires"), to_rfc3339(*parsed.expires));
    }
    return Done{};
}

/// A proof's own @context must be what the document's begins with, and replaces it (VC16).
Checked<Done> apply_context(const Json& proof, Json& document, const std::string& pointer) {
    const Json* const own = proof.find("@context");
    if (own == nullptr) {
        return Done{};
    }
    const auto as_list = [](const Json* value) {
        return value == nullptr ? Json::Array{} : value->is_array() ? value->as_array() : Json::Array{*value};
    };
    const Json::Array wanted = as_list(own);
    const Json::Array given = as_list(document.find("@context"));
    if (wanted.size() > given.size() || !std::equal(wanted.begin(), wanted.end(), given.begin())) {
        return reject(errors::proof_context, child_pointer(pointer, "@context"));
    }
    document.set("@context", *own);
    return Done{};
}

struct SignerKey {
    did::Did did;
    PublicKey key;
};

// VC15
Checked<SignerKey> find_signer(const ParsedProof& parsed, const ProofPolicy& policy, const ResolveDid& resolve) {
    const std::string at = child_pointer(parsed.pointer, "verificationMethod");
    const auto refuse = [&](const Error& error) {
        return reject(errors::proof_method, at, std::string(error.code.name) + " " + error.detail);
    };
    auto url = did::parse_did_url(parsed.method);
    if (!url) {
        return refuse(url.error());
    }
    const auto document = resolve(url->did);
    if (!document) {
        return refuse(document.error());
    }
    const auto key = did::find_key(*document, parsed.method, policy.purpose, policy.now);
    if (!key) {
        return refuse(key.error());
    }
    if (suite_of(key->type()) != std::optional<std::string_view>(parsed.suite)) {
        return reject(errors::proof_key_type, at, std::string(to_text(key->type())));
    }
    return SignerKey{std::move(url->did), *key};
}

Checked<VerifiedProof> verify_proof(const Json& document, const Json::Array& all, std::size_t index,
                                    const ProofPolicy& policy, const ResolveDid& resolve) {
    const Json& proof = all[index];
    const auto parsed = parse_proof(proof, proof_pointer(*document.find("proof"), index));
    if (!parsed) {
        return reject(parsed.error());
    }
    if (const auto checked = check_policy(proof, *parsed, policy); !checked) {
        return reject(checked.error());
    }
    auto covered = covered_document(document, all, parsed->previous, parsed->pointer);
    if (!covered) {
        return reject(covered.error());
    }
    if (const auto applied = apply_context(proof, *covered, parsed->pointer); !applied) {
        return reject(applied.error());
    }
    auto signer = find_signer(*parsed, policy, resolve);
    if (!signer) {
        return reject(signer.error());
    }
    Json options = proof;
    options.erase("proofValue");
    // W3C allows a high s in P-256 signatures; see K6.
    const auto verified =
        verify_message(signer->key, hash_data(options, *covered), view(parsed->signature), HighS::accept_p256);
    if (!verified) {
        return reject(errors::proof_invalid, child_pointer(parsed->pointer, "proofValue"));
    }
    return VerifiedProof{parsed->method, std::move(signer->did), signer->key, parsed->created};
}

Json make_options(const Json& document, std::string_view suite, const ProofOptions& options) {
    Json out = Json::object({{"type", "DataIntegrityProof"}, {"cryptosuite", suite}});
    const auto set = [&](std::string_view key, const std::optional<std::string>& value) {
        if (value) {
            out.set(key, *value);
        }
    };
    set("id", options.id);
    set("created", options.created ? std::optional(to_rfc3339(*options.created)) : std::nullopt);
    set("expires", options.expires ? std::optional(to_rfc3339(*options.expires)) : std::nullopt);
    out.set("verificationMethod", options.verification_method);
    out.set("proofPurpose", did::to_text(options.purpose));
    set("challenge", options.challenge);
    set("domain", options.domain);
    if (options.previous_proofs.size() == 1) {
        out.set("previousProof", options.previous_proofs.front());
    } else if (!options.previous_proofs.empty()) {
        out.set("previousProof", Json::Array(options.previous_proofs.begin(), options.previous_proofs.end()));
    }
    if (const Json* const context = document.find("@context")) {
        out.set("@context", *context);
    }
    return out;
}

}  // namespace

Checked<Json> add_proof(const Json& document, const PrivateKey& key, const ProofOptions& options) {
    const auto suite = suite_of(key.type());
    if (!suite) {
        return reject(errors::proof_key_type, "/proof", std::string(to_text(key.type())));
    }
    if (!document.is_object() || !is_absolute_url(options.verification_method) ||
        (options.id && !is_absolute_url(*options.id))) {
        return reject(errors::proof_syntax, "/proof", "a document, and URLs for method and id, are required");
    }
    auto all = list_proofs(document);
    if (!all) {
        return reject(all.error());
    }
    if (all->size() >= limits::credential_proofs_max) {
        return reject(errors::proof_count, "/proof");
    }
    const auto covered = covered_document(document, *all, options.previous_proofs, "/proof");
    if (!covered) {
        return reject(covered.error());
    }
    Json proof = make_options(document, *suite, options);
    const Signature64 signature = sign_message(key, hash_data(proof, *covered));
    proof.set("proofValue", to_multibase_base58btc(view(signature)));
    Json out = document;
    if (all->empty()) {
        out.set("proof", std::move(proof));
    } else {
        all->push_back(std::move(proof));
        out.set("proof", std::move(*all));
    }
    return out;
}

Checked<std::vector<VerifiedProof>> verify_proofs(const Json& document, const ProofPolicy& policy,
                                                  const ResolveDid& resolve) {
    if (!document.is_object()) {
        return reject(errors::proof_missing, "");
    }
    const auto all = list_proofs(document);
    if (!all) {
        return reject(all.error());
    }
    if (all->empty()) {
        return reject(errors::proof_missing, "");
    }
    std::vector<VerifiedProof> out;
    for (std::size_t i = 0; i < all->size(); ++i) {
        auto verified = verify_proof(document, *all, i, policy, resolve);
        if (!verified) {
            return reject(verified.error());
        }
        out.push_back(std::move(*verified));
    }
    return out;
}

Checked<Done> check_issuer_binding(const Credential& credential, const std::vector<VerifiedProof>& proofs) {
    const bool bound = std::ranges::any_of(
        proofs, [&](const VerifiedProof& proof) { return proof.signer.text() == credential.issuer; });
    return bound ? Checked<Done>(Done{}) : reject(errors::credential_issuer_binding, "/issuer");
}

}  // namespace countersign::credential
