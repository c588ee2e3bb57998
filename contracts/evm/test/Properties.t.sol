// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../src/Bytes.sol";
import {Code} from "../src/Code.sol";
import {Named} from "../src/IRegistry.sol";
import {Registry} from "../src/Registry.sol";
import {Store} from "../src/Store.sol";
import {Tenure} from "../src/Tenure.sol";
import {Tree} from "../src/Tree.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// Random values against plain words.
contract PropertiesTest {
    bool public constant IS_TEST = true;

    function testFuzz_tenurePacksAndUnpacks(
        uint64 now_,
        uint8 roles,
        uint64 from,
        uint64 until,
        uint8 number,
        uint64 nonce
    ) public pure {
        (uint256 n, uint256 r, uint256 t, uint256 c) =
            (now_ % Tenure.TIME_MAX, roles % 64, number % 8, nonce % Tenure.NONCE_MAX);
        (uint256 word, bool exact) = Tenure.begin(n, r, from, until, t, c);
        uint256 most = Tenure.TIME_MAX;
        require(Tenure.time(word, Tenure.ADDED) == n && Tenure.roles(word) == r && Tenure.number(word) == t, "fields");
        require(Tenure.nonce(word) == c && exact == (from >= most || until >= most), "nonce");
        require(Tenure.time(word, Tenure.FROM) == (from > most ? most : from), "from");
        require(Tenure.time(word, Tenure.UNTIL) == (until > most ? most : until), "until");
        uint256 changed = Tenure.withNonce(Tenure.withTime(word, Tenure.RETIRED, n), c + 1);
        require(Tenure.time(changed, Tenure.RETIRED) == n && Tenure.nonce(changed) == c + 1, "changed");
        uint256 back = Tenure.withNonce(Tenure.withTime(changed, Tenure.RETIRED, 0), c);
        require(back == word, "nothing else changed");
    }

    function testFuzz_checkSaysWhatTheWordsSay(uint64 now_, uint32 added, uint32 retired, uint32 compromised)
        public
        pure
    {
        (uint256 word,) = Tenure.begin(added, 1, 0, 0, 0, 0);
        word = Tenure.withTime(Tenure.withTime(word, Tenure.RETIRED, retired), Tenure.COMPROMISED, compromised);
        uint16 code = Tenure.check(word, now_);
        if (compromised != 0 && compromised <= now_) require(code == Code.KEY_COMPROMISED, "compromised");
        else if (retired != 0 && retired <= now_) require(code == Code.KEY_RETIRED, "retired");
        else require(code == (now_ < added ? Code.KEY_NOT_YET_VALID : 0), "begun");
    }

    function testFuzz_placesAreThoseOfE12(uint256 table, bytes32 a, bytes32 b) public pure {
        require(Store.place(table, a) == keccak256(abi.encode(a, table)), "one part");
        require(Store.place(table, a, b) == keccak256(abi.encode(a, b, table)), "two parts");
    }

    function testFuzz_ids(bytes32 a, bytes32 b, bytes32 c, uint32 count, uint8 kind) public pure {
        require(Bytes.hash2(0x53, a, b) == keccak256(abi.encodePacked("S", a, b)), "schema");
        require(Bytes.hash3(0x41, a, b, c) == keccak256(abi.encodePacked("A", a, b, c)), "accreditation");
        bytes32 batch = keccak256(abi.encodePacked("B", a, b, count, uint8(1), kind));
        require(Bytes.batchId(a, b, (uint256(count) << 8) | kind) == batch, "batch");
        require(Bytes.hash4(a, b, c, a) == keccak256(abi.encodePacked(a, b, c, a)), "tag");
    }

    function included(bytes32 leaf, uint256 i, uint256 n, bytes32 root, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Tree.included(leaf, i, n, root, proof);
    }

    function _root(bytes32 seed, uint256 from, uint256 count) private pure returns (bytes32) {
        if (count == 1) return keccak256(abi.encode(seed, from));
        uint256 k = _split(count);
        return sha256(abi.encodePacked(uint8(1), _root(seed, from, k), _root(seed, from + k, count - k)));
    }

    function _split(uint256 count) private pure returns (uint256 k) {
        k = 1;
        while (k * 2 < count) k *= 2;
    }

    /// R51, against the recursive definition of RFC 9162 2.1.3.1.
    function testFuzz_inclusion(bytes32 seed, uint8 size, uint8 which, uint8 bit) public view {
        uint256 count = uint256(size % 24) + 1;
        uint256 index = which % count;
        bytes32[] memory down = new bytes32[](8);
        uint256 depth;
        for ((uint256 from, uint256 left, uint256 i) = (0, count, index); left > 1;) {
            uint256 k = _split(left);
            if (i < k) {
                down[depth++] = _root(seed, from + k, left - k);
                left = k;
            } else {
                down[depth++] = _root(seed, from, k);
                (from, left, i) = (from + k, left - k, i - k);
            }
        }
        bytes32[] memory proof = new bytes32[](depth);
        for (uint256 d; d < depth; ++d) {
            proof[d] = down[depth - 1 - d];
        }
        bytes32 root = _root(seed, 0, count);
        bytes32 leaf = keccak256(abi.encode(seed, index));
        require(this.included(leaf, index, count, root, proof), "included");
        require(!this.included(leaf ^ bytes32(uint256(1) << bit), index, count, root, proof), "another leaf");
        require(!this.included(leaf, index, count, root ^ bytes32(uint256(1) << bit), proof), "another root");
        require(!this.included(leaf, count, count, root, proof), "beyond");
        if (depth == 0) return;
        proof[bit % depth] ^= bytes32(uint256(1) << bit);
        require(!this.included(leaf, index, count, root, proof), "another path");
    }
}

/// What the campaign calls: one identity that commits batches and sets statuses, with a model beside it.
contract Driver is Signing {
    Person private _p;
    bytes32[] public roots;
    mapping(bytes32 root => mapping(uint256 index => uint256)) public status;
    mapping(bytes32 root => bool) public known;
    uint256 public accepted;

    function start() external {
        if (address(registry) != address(0)) return;
        vm.warp(1_000_000);
        registry = new Registry();
        _p = _create(5, 63);
    }

    function place() external view returns (Registry, bytes32, bytes32) {
        return (registry, _p.id, _p.key);
    }

    function count() external view returns (uint256) {
        return roots.length;
    }

    function commit(uint8 seed) external {
        bytes32 root = keccak256(abi.encode(seed));
        (bool good,) = _commitShort(_p, root, 256, 2);
        require(good == !known[root], "a batch is committed once");
        if (!good) return;
        (known[root], accepted) = (true, accepted + 1);
        roots.push(root);
    }

    function commitSigned(uint8 seed) external {
        bytes32 root = keccak256(abi.encode(seed));
        if (known[root]) return;
        (bytes memory operation, bytes32 digest) = _commit(_p, root, 256, 2, _none);
        bytes memory proof = _proof(_p, digest);
        registry.submit(operation, proof);
        (known[root], accepted) = (true, accepted + 1);
        roots.push(root);
        (bool again,) = address(registry).call(abi.encodeCall(registry.submit, (operation, proof)));
        require(!again, "no operation is accepted twice");
    }

    Named private _none;

    function set(uint8 which, uint8 index, uint8 to) external {
        if (roots.length == 0) return;
        bytes32 root = roots[which % roots.length];
        uint256 next = to % 3;
        uint256 before = status[root][index];
        uint256 change = (uint256(256) << 128) | (2 << 120) | (next << 112) | index;
        vm.prank(_p.account);
        try registry.setStatusDirect(_p.id, _p.x, _p.y, root, change) {
            require(before != 2 && before != next, "revoked is final");
            status[root][index] = next;
        } catch {
            require(before == 2 || before == next, "refused without a reason");
        }
    }
}

/// Invariants: status never un-revokes, ids are unique, no operation is accepted twice, the state equals the model.
contract InvariantTest {
    bool public constant IS_TEST = true;
    Driver private _driver;

    function setUp() public {
        _driver = new Driver();
        _driver.start();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_driver);
    }

    function invariant_stateEqualsTheModel() public view {
        (Registry registry, bytes32 id,) = _driver.place();
        uint256 count = _driver.count();
        require(count == _driver.accepted(), "one id for each");
        for (uint256 i; i < count; ++i) {
            bytes32 root = _driver.roots(i);
            bytes32 batch = keccak256(abi.encodePacked("B", id, root, uint32(256), uint8(1), uint8(2)));
            bytes32[] memory places = new bytes32[](2);
            places[0] = keccak256(abi.encode(batch, uint256(0), uint256(13)));
            places[1] = keccak256(abi.encode(batch, uint256(1), uint256(13)));
            bytes32[] memory words = registry.words(places);
            for (uint256 index; index < 256; index += 17) {
                uint256 word = uint256(words[index >> 7]);
                require((word >> (2 * (index & 127))) & 3 == _driver.status(root, index), "the model differs");
            }
        }
    }
}
