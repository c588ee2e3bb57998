#include "contracts/chain/address.hpp"
#include "contracts/chain/proof.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

constexpr std::uint64_t chain_proof_version = 1;

tl::unexpected<Error> malformed(std::string_view what) { return fail(errors::chain_proof_form, std::string(what)); }

Json list_json(const std::vector<Bytes>& items) {
    Json list = Json::array();
    for (const Bytes& item : items) {
        list.push(to_base64(item));
    }
    return list;
}

Json batch_json(const rules::BatchRecord& batch) {
    return Json::object({{"accreditor", to_hex(view(batch.accreditor))},
                         {"arbiter", to_hex(view(batch.arbiter))},
                         {"committedAt", batch.committed_at.value},
                         {"count", std::uint64_t{batch.count}},
                         {"issuer", to_hex(view(batch.issuer))},
                         {"key", to_hex(view(batch.key))},
                         {"leafKind", std::uint64_t{static_cast<std::uint8_t>(batch.leaf_kind)}},
                         {"root", to_hex(view(batch.root))},
                         {"schema", to_hex(view(batch.schema))}});
}

/// Reads members and remembers whether all of them were there in their form.
class Reader {
  public:
    explicit Reader(const Json& object) : object_(object) {}
    [[nodiscard]] bool ok() const noexcept { return ok_; }
    void allow(std::initializer_list<std::string_view> keys) { ok_ = ok_ && check_keys(object_, keys).has_value(); }
    std::uint64_t number(std::string_view key) { return keep(get_unsigned(object_, key)); }
    std::string text(std::string_view key) { return keep(get_string(object_, key)); }
    template <typename Fixed>
    Fixed hex(std::string_view key) {
        return keep(parse_hex_fixed<Fixed>(text(key)));
    }
    Bytes base64(std::string_view key) { return keep(parse_base64(text(key))); }
    std::vector<Bytes> list(std::string_view key) { return read_list(keep_list(key)); }
    std::vector<std::vector<Bytes>> lists(std::string_view key) {
        std::vector<std::vector<Bytes>> out;
        for (const Json& each : keep_list(key)) {
            if (!each.is_array()) {
                ok_ = false;
                break;
            }
            out.push_back(read_list(each.as_array()));
        }
        return out;
    }

  private:
    template <typename Value>
    Value keep(Result<Value> value) {
        ok_ = ok_ && value.has_value();
        return value ? std::move(*value) : Value{};
    }
    const Json::Array& keep_list(std::string_view key) {
        static const Json::Array empty;
        const auto list = get_array(object_, key);
        ok_ = ok_ && list.has_value() && (*list)->as_array().size() <= limits::chain_proof_headers_max;
        return list ? (*list)->as_array() : empty;
    }
    std::vector<Bytes> read_list(const Json::Array& items) {
        std::vector<Bytes> out;
        ok_ = ok_ && items.size() <= limits::chain_proof_headers_max;
        for (const Json& each : items) {
            out.push_back(each.is_string() ? keep(parse_base64(each.as_string())) : Bytes{});
            ok_ = ok_ && each.is_string();
        }
        return out;
    }
    const Json& object_;
    bool ok_ = true;
};

Result<rules::BatchRecord> read_batch(const Json& json) {
    Reader reader(json);
    reader.allow({"accreditor", "arbiter", "committedAt", "count", "issuer", "key", "leafKind", "root", "schema"});
    rules::BatchRecord batch{};
    batch.accreditor = reader.hex<rules::IdentityId>("accreditor");
    batch.arbiter = reader.hex<rules::IdentityId>("arbiter");
    batch.committed_at = {reader.number("committedAt")};
    const std::uint64_t count = reader.number("count");
    batch.issuer = reader.hex<rules::IdentityId>("issuer");
    batch.key = reader.hex<rules::KeyId>("key");
    const std::uint64_t kind = reader.number("leafKind");
    batch.root = reader.hex<rules::TreeHash>("root");
    batch.schema = reader.hex<rules::SchemaId>("schema");
    if (!reader.ok() || count == 0 || count > limits::batch_leaves_max || kind < 1 || kind > 3) {
        return malformed("batch");
    }
    batch.count = static_cast<std::uint32_t>(count);
    batch.leaf_kind = static_cast<rules::LeafKind>(kind);
    batch.hash_kind = rules::HashKind::sha256;
    return batch;
}

}  // namespace

std::string to_text(const ChainProof& proof) {
    Json path = Json::array();
    for (const rules::TreeHash& hash : proof.path) {
        path.push(to_base64(view(hash)));
    }
    Json words = Json::array();
    for (const TrieProof& word : proof.words) {
        words.push(list_json(word));
    }
    return to_canonical_json(Json::object({{"account", list_json(proof.account)},
                                           {"batch", batch_json(proof.batch)},
                                           {"chainId", proof.chain_id},
                                           {"headers", list_json(proof.headers)},
                                           {"kind", chain_proof_kind},
                                           {"leaf", to_base64(proof.leaf)},
                                           {"path", std::move(path)},
                                           {"registry", to_hex(view(proof.registry))},
                                           {"version", chain_proof_version},
                                           {"words", std::move(words)}}));
}

Result<ChainProof> parse_chain_proof(std::string_view text) {
    if (text.size() > limits::chain_proof_bytes_max) {
        return fail(errors::chain_proof_too_large, std::to_string(text.size()) + " bytes");
    }
    const auto json = parse_json(text, {.bytes_max = limits::chain_proof_bytes_max});
    if (!json) {
        return malformed(json.error().code.name);
    }
    Reader reader(*json);
    if (reader.text("kind") != chain_proof_kind) {
        return malformed("kind");
    }
    if (reader.number("version") != chain_proof_version) {
        return fail(errors::chain_proof_version, "version");
    }
    reader.allow({"account", "batch", "chainId", "headers", "kind", "leaf", "path", "registry", "version", "words"});
    ChainProof proof;
    proof.account = reader.list("account");
    proof.chain_id = reader.number("chainId");
    proof.headers = reader.list("headers");
    proof.leaf = reader.base64("leaf");
    proof.registry = reader.hex<EthereumAddress>("registry");
    proof.words = reader.lists("words");
    bool is_path = true;
    for (const Bytes& each : reader.list("path")) {
        rules::TreeHash hash{};
        is_path = is_path && copy_exact(each, hash) && proof.path.push(hash);
    }
    const auto batch_object = get_object(*json, "batch");
    const auto batch = batch_object ? read_batch(**batch_object) : malformed("batch");
    if (!reader.ok() || !is_path || !batch) {
        return malformed(batch ? "a member" : "batch");
    }
    proof.batch = *batch;
    // P5: one document, one text.
    if (to_text(proof) != text) {
        return malformed("not canonical");
    }
    return proof;
}

}  // namespace countersign::chain
