#include "contracts/chain/trie.hpp"

#include <algorithm>

#include "contracts/chain/rlp.hpp"

namespace countersign::chain {
namespace {

using Nibbles = std::vector<std::uint8_t>;

constexpr std::size_t branch_items = 17;
constexpr std::size_t hash_bytes = 32;

Nibbles to_nibbles(ByteView bytes) {
    Nibbles out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        out.push_back(byte >> 4U);
        out.push_back(byte & 0xFU);
    }
    return out;
}

/// The part of a path in a leaf or an extension.
struct PathPiece {
    bool is_leaf = false;
    Nibbles nibbles;
};

/// Hex-prefix encoding (appendix C), in its one spelling.
std::optional<PathPiece> parse_path(ByteView bytes) {
    if (bytes.empty() || bytes[0] >= 0x40) {
        return std::nullopt;
    }
    const bool is_odd = (bytes[0] & 0x10U) != 0;
    if (!is_odd && (bytes[0] & 0xFU) != 0) {
        return std::nullopt;
    }
    PathPiece piece{(bytes[0] & 0x20U) != 0, to_nibbles(bytes)};
    piece.nibbles.erase(piece.nibbles.begin(), piece.nibbles.begin() + (is_odd ? 1 : 2));
    return piece;
}

Bytes encode_path(std::span<const std::uint8_t> nibbles, bool is_leaf) {
    Bytes out;
    const bool is_odd = nibbles.size() % 2 != 0;
    std::uint8_t first = is_leaf ? 0x20 : 0;
    std::size_t next = 0;
    if (is_odd) {
        first = static_cast<std::uint8_t>(first | 0x10U | nibbles[0]);
        next = 1;
    }
    out.push_back(first);
    for (; next < nibbles.size(); next += 2) {
        out.push_back(static_cast<std::uint8_t>(nibbles[next] << 4U | nibbles[next + 1]));
    }
    return out;
}

/// Walks from the root towards a key.
class Walk {
  public:
    Walk(ByteView key, std::span<const Bytes> proof) : path_(to_nibbles(key)), proof_(proof) {}

    Result<std::optional<ByteView>> run(const TrieRoot& root) {
        if (root == empty_trie_root()) {
            return finish(std::nullopt);
        }
        auto node = next_node(view(root));
        while (node) {
            const auto items = node->is_list() ? node->items() : std::vector<RlpItem>{};
            if (items.size() != branch_items && items.size() != 2) {
                return fail(errors::chain_proof_node, "neither a branch nor a way");
            }
            std::optional<RlpItem> child;
            auto found = items.size() == 2 ? follow_path(items, child) : follow_branch(items, child);
            if (!found) {
                return fail(found.error());
            }
            if (!child) {
                return finish(*found);
            }
            node = resolve(*child);
        }
        return fail(node.error());
    }

  private:
    Result<RlpItem> next_node(ByteView hash) {
        if (used_ == proof_.size()) {
            return fail(errors::chain_proof_incomplete, std::to_string(used_) + " nodes");
        }
        const Bytes& bytes = proof_[used_];
        if (!equal(view(keccak256(bytes)), hash)) {
            return fail(errors::chain_proof_hash, "node " + std::to_string(used_));
        }
        // P2: only the root may be shorter than a hash.
        if (bytes.size() < hash_bytes && used_ > 0) {
            return fail(errors::chain_proof_node, "a hash of a node that is shorter");
        }
        ++used_;
        auto item = parse_rlp(bytes);
        if (!item) {
            return fail(errors::chain_proof_node, item.error().detail);
        }
        return *item;
    }

    /// A child is named by its hash, or is there itself where it is shorter than that.
    Result<RlpItem> resolve(const RlpItem& child) {
        if (!child.is_list()) {
            return child.content().size() == hash_bytes
                       ? next_node(child.content())
                       : Result<RlpItem>(fail(errors::chain_proof_node, "no hash in a child's place"));
        }
        if (child.encoded().size() >= hash_bytes) {
            return fail(errors::chain_proof_node, "a child that should be named by its hash");
        }
        return child;
    }

    Result<std::optional<ByteView>> follow_branch(const std::vector<RlpItem>& items, std::optional<RlpItem>& child) {
        if (items.back().is_list()) {
            return fail(errors::chain_proof_node, "a list as value");
        }
        const bool is_end = at_ == path_.size();
        const RlpItem& next = is_end ? items.back() : items[path_[at_]];
        if (!next.is_list() && next.content().empty()) {
            return std::optional<ByteView>();
        }
        if (is_end) {
            return std::optional(next.content());
        }
        ++at_;
        child = next;
        return std::optional<ByteView>();
    }

    Result<std::optional<ByteView>> follow_path(const std::vector<RlpItem>& items, std::optional<RlpItem>& child) {
        const auto piece = items[0].is_list() ? std::nullopt : parse_path(items[0].content());
        if (!piece || (!piece->is_leaf && piece->nibbles.empty()) ||
            (piece->is_leaf && (items[1].is_list() || items[1].content().empty()))) {
            return fail(errors::chain_proof_node, "not the form of a leaf or an extension");
        }
        const std::size_t left = path_.size() - at_;
        const bool fits = piece->nibbles.size() <= left && std::equal(piece->nibbles.begin(), piece->nibbles.end(),
                                                                      path_.begin() + static_cast<std::ptrdiff_t>(at_));
        // P2: a way that leads elsewhere shows that the key isn't there.
        if (!fits || (piece->is_leaf && piece->nibbles.size() != left)) {
            return std::optional<ByteView>();
        }
        at_ += piece->nibbles.size();
        if (piece->is_leaf) {
            return std::optional(items[1].content());
        }
        child = items[1];
        return std::optional<ByteView>();
    }

    Result<std::optional<ByteView>> finish(std::optional<ByteView> value) const {
        if (used_ != proof_.size()) {
            return fail(errors::chain_proof_trailing, std::to_string(proof_.size() - used_) + " nodes");
        }
        return value;
    }

    Nibbles path_;
    std::size_t at_ = 0;
    std::span<const Bytes> proof_;
    std::size_t used_ = 0;
};

struct ListEntry {
    Nibbles path;
    const Bytes* value = nullptr;
};

Bytes encode_node(std::span<const ListEntry> entries, std::size_t depth);

/// A node as its parent holds it.
Bytes reference(std::span<const ListEntry> entries, std::size_t depth) {
    Bytes node = encode_node(entries, depth);
    return node.size() < hash_bytes ? node : encode_rlp(view(keccak256(node)));
}

/// The node over sorted entries, whose paths are the same for `depth` nibbles and none of which begins another.
Bytes encode_node(std::span<const ListEntry> entries, std::size_t depth) {
    const auto rest = [&](std::size_t until) { return std::span(entries.front().path).subspan(depth, until - depth); };
    if (entries.size() == 1) {
        return RlpListWriter()
            .bytes(encode_path(rest(entries.front().path.size()), true))
            .bytes(*entries.front().value)
            .take();
    }
    std::size_t common = depth;
    while (entries.front().path[common] == entries.back().path[common]) {
        ++common;
    }
    if (common > depth) {
        return RlpListWriter().bytes(encode_path(rest(common), false)).encoded(reference(entries, common)).take();
    }
    RlpListWriter branch;
    std::size_t next = 0;
    for (std::uint8_t nibble = 0; nibble < 16; ++nibble) {
        const std::size_t first = next;
        while (next < entries.size() && entries[next].path[depth] == nibble) {
            ++next;
        }
        if (next == first) {
            branch.bytes({});
        } else {
            branch.encoded(reference(entries.subspan(first, next - first), depth + 1));
        }
    }
    return branch.bytes({}).take();
}

}  // namespace

const TrieRoot& empty_trie_root() {
    static const TrieRoot root = [] {
        TrieRoot out{};
        std::ignore = copy_exact(view(keccak256(encode_rlp({}))), out);
        return out;
    }();
    return root;
}

Result<std::optional<ByteView>> verify_trie_proof(const TrieRoot& root, ByteView key, std::span<const Bytes> proof) {
    return Walk(key, proof).run(root);
}

Result<std::optional<Account>> verify_account_proof(const TrieRoot& state_root, const EthereumAddress& address,
                                                    std::span<const Bytes> proof) {
    const auto value = verify_trie_proof(state_root, view(keccak256(view(address))), proof);
    if (!value) {
        return fail(value.error());
    }
    if (!*value) {
        return std::optional<Account>();
    }
    const auto item = parse_rlp(**value);
    if (!item) {
        return fail(errors::chain_proof_value, item.error().detail);
    }
    RlpFields fields(*item);
    Account account;
    account.nonce = fields.u64();
    account.balance = fields.uint256();
    account.storage_root = fields.fixed<TrieRoot>();
    account.code_hash = fields.fixed<Keccak256Digest>();
    if (const auto done = fields.finish(); !done) {
        return fail(errors::chain_proof_value, done.error().detail);
    }
    return std::optional(account);
}

Result<Uint256> verify_storage_proof(const TrieRoot& storage_root, const Uint256& slot, std::span<const Bytes> proof) {
    const auto value = verify_trie_proof(storage_root, view(keccak256(view(slot))), proof);
    if (!value) {
        return fail(value.error());
    }
    if (!*value) {
        return Uint256{};
    }
    // P3: a word without leading zeros. Ethereum keeps no zeros, but development nodes keep words that were only read.
    const auto item = parse_rlp(**value);
    const ByteView word = item && !item->is_list() ? item->content() : ByteView();
    if (!item || item->is_list() || word.size() > 32 || (!word.empty() && word[0] == 0)) {
        return fail(errors::chain_proof_value, "not a word");
    }
    Uint256 out{};
    std::copy(word.begin(), word.end(), out.end() - static_cast<std::ptrdiff_t>(word.size()));
    return out;
}

TrieRoot list_root(std::span<const Bytes> values) {
    std::vector<ListEntry> entries;
    entries.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Uint256 number = to_uint256(i);
        entries.push_back({to_nibbles(encode_rlp(significant_bytes(number))), &values[i]});
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    TrieRoot root{};
    std::ignore = copy_exact(view(keccak256(entries.empty() ? encode_rlp({}) : encode_node(entries, 0))), root);
    return root;
}

}  // namespace countersign::chain
