// Prints a log of forty entries as JSON: key, entries, and for every size the signed checkpoint with all inclusion and
// consistency proofs and the level 0 tile, for log.mjs to check with software that isn't ours.
#include <cstdio>

#include "contracts/log/tiles.hpp"
#include "contracts/log/tlog_proof.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "identity/keys/key_encoding.hpp"

using namespace countersign;

namespace {

Json to_json(const log::Proof& proof) {
    Json out = Json::array();
    for (const Sha256Digest& hash : proof) {
        out.push(to_base64(view(hash)));
    }
    return out;
}

}  // namespace

int main() {
    constexpr std::uint64_t size_max = 40;
    const auto key = PrivateKey::parse(KeyType::ed25519, Bytes(32, 7)).value();
    const auto witness_key = PrivateKey::parse(KeyType::ed25519, Bytes(32, 8)).value();
    const auto signer = log::NoteSigner::make("log.example/countersign", key.clone()).value();
    const auto witness =
        log::NoteSigner::make("witness.example/w1", witness_key.clone(), log::NoteKeyType::cosignature).value();
    Json samples = Json::object();
    samples.set("vkey", log::to_vkey(signer.verifier()));
    samples.set("witnessVkey", log::to_vkey(witness.verifier()));
    samples.set("spki", to_base64(to_spki_der(key.public_key())));
    Json entries = Json::array();
    Json sizes = Json::array();
    log::MerkleTree tree;
    for (std::uint64_t size = 1; size <= size_max; ++size) {
        const auto entry = Bytes{static_cast<std::uint8_t>(size - 1)};
        entries.push(to_base64(entry));
        tree.append(log::leaf_hash(entry));
        Json inclusion = Json::array();
        Json consistency = Json::array();
        for (std::uint64_t index = 0; index < size; ++index) {
            inclusion.push(to_json(tree.inclusion_proof(index, size).value()));
            consistency.push(to_json(tree.consistency_proof(index + 1, size).value()));
        }
        const std::string text = log::to_checkpoint_text("log.example/countersign", tree.head());
        const std::string note =
            log::sign_checkpoint(tree.head(), signer) + witness.sign_line(text, UnixSeconds{1700000000}).value();
        const auto tile = log::make_hash_tile(tree, size, {.width = static_cast<unsigned>(size)}).value();
        const log::TlogProof portable{std::nullopt, size / 2, tree.inclusion_proof(size / 2, size).value(), note};
        sizes.push(Json::object({{"size", size},
                                 {"checkpoint", note},
                                 {"inclusion", inclusion},
                                 {"consistency", consistency},
                                 {"tile", to_base64(tile)},
                                 {"tlogProof", log::to_text(portable)}}));
    }
    samples.set("entries", entries).set("sizes", sizes);
    std::puts(to_json_text(samples).c_str());
    return 0;
}
