// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CheckpointAnchor} from "../src/CheckpointAnchor.sol";
import {Code} from "../src/Code.sol";
import {Directory} from "../src/Directory.sol";
import {Registry} from "../src/Registry.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// E17 to E22: checkpoints only grow and only by their owner; successors; the federated look-up.
contract AnchorTest is Signing {
    CheckpointAnchor private _anchor;
    Directory private _directory;
    Person private _owner;
    Person private _stranger;
    bytes32 private constant ORIGIN = keccak256("log.example");

    function setUp() public {
        vm.warp(1_000_000);
        registry = new Registry();
        _anchor = new CheckpointAnchor(registry);
        _directory = new Directory(registry);
        _owner = _create(11, 63);
        _stranger = _create(22, 2 | 1);
    }

    // Leaf i of the test log is SHA-256 of i; this is the tree's root over [from, from + count).
    function _root(uint256 from, uint256 count) private pure returns (bytes32) {
        if (count == 1) return sha256(abi.encode(from));
        uint256 k = _split(count);
        return sha256(abi.encodePacked(uint8(1), _root(from, k), _root(from + k, count - k)));
    }

    function _split(uint256 count) private pure returns (uint256 k) {
        k = 1;
        while (k * 2 < count) k *= 2;
    }

    bytes32[] private _path;

    // RFC 9162 2.1.4.1
    function _consistency(uint256 m, uint256 from, uint256 count, bool whole) private {
        if (m == count) {
            if (!whole) _path.push(_root(from, count));
            return;
        }
        uint256 k = _split(count);
        if (m <= k) {
            _consistency(m, from, k, whole);
            _path.push(_root(from + k, count - k));
        } else {
            _consistency(m - k, from + k, count - k, false);
            _path.push(_root(from, k));
        }
    }

    function _key(Person memory p, uint64 size, bytes32 root) private view returns (bytes memory) {
        bytes32 log = keccak256(abi.encodePacked("L", _owner.id, ORIGIN));
        bytes32 message =
            keccak256(abi.encode(keccak256("Anchor(bytes32 log,uint64 size,bytes32 root)"), log, size, root));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _anchor.domainSeparator(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(p.secret, digest);
        return abi.encodePacked(uint8(1), v - 27, p.x, p.y, r, s);
    }

    function _send(uint64 size, bytes32 root) private {
        _anchor.anchor(_owner.id, ORIGIN, size, root, _path, _key(_owner, size, root));
    }

    /// E19.
    function testFuzz_onlyConsistentGrowth(uint8 first, uint8 more) public {
        uint64 a = uint64(first % 16) + 1;
        uint64 b = a + (more % 16) + 1;
        _send(a, _root(0, a));
        _consistency(a, 0, b, true);
        bytes32 grown = _root(0, b);
        bytes memory key = _key(_owner, b, grown);
        bytes32[] memory path = _path;
        for (uint256 i; i < path.length; ++i) {
            path[i] ^= bytes32(uint256(1) << more);
            vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotConsistent.selector));
            _anchor.anchor(_owner.id, ORIGIN, b, grown, path, key);
            path[i] = _path[i];
        }
        _anchor.anchor(_owner.id, ORIGIN, b, grown, path, key);
        (bytes32 root, uint64 size, uint64 time) = _anchor.checkpoints(_anchor.logId(_owner.id, ORIGIN));
        require(root == grown && size == b && time == block.timestamp, "stored");
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotLarger.selector, b));
        _anchor.anchor(_owner.id, ORIGIN, b, grown, path, key);
    }

    /// E19.
    function test_proofsOfWrongLength() public {
        _path.push(keccak256("x"));
        (bytes32 three, bytes32 seven) = (_root(0, 3), _root(0, 7));
        bytes memory key = _key(_owner, 3, three);
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotConsistent.selector));
        _anchor.anchor(_owner.id, ORIGIN, 3, three, _path, key);
        delete _path;
        _send(3, three);
        key = _key(_owner, 7, seven);
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotConsistent.selector));
        _anchor.anchor(_owner.id, ORIGIN, 7, seven, _path, key);
        _consistency(3, 0, 7, true);
        _path.push(keccak256("x"));
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotConsistent.selector));
        _anchor.anchor(_owner.id, ORIGIN, 7, seven, _path, key);
    }

    /// E17, E18.
    function test_onlyTheOwnersAnchorKey() public {
        bytes32 root = _root(0, 1);
        bytes memory key = _key(_stranger, 1, root);
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotAuthorised.selector, Code.KEY_OF_OTHER_IDENTITY));
        _anchor.anchor(_owner.id, ORIGIN, 1, root, _path, key);
        key = _key(_owner, 2, root);
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotSigned.selector));
        _anchor.anchor(_owner.id, ORIGIN, 1, root, _path, key);
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotSigned.selector));
        _anchor.anchor(_owner.id, ORIGIN, 1, root, _path, "");
        key[0] = 0x02; // its signature isn't one of P-256
        vm.expectRevert(abi.encodeWithSelector(CheckpointAnchor.NotSigned.selector));
        _anchor.anchor(_owner.id, ORIGIN, 1, root, _path, key);
    }

    // ---- the directory

    /// E21.
    function test_successor() public {
        vm.expectRevert(abi.encodeWithSelector(Directory.NotTheKeysAccount.selector));
        _directory.announceSuccessor(_owner.id, _owner.x, _owner.y, address(7));
        vm.prank(_stranger.account);
        vm.expectRevert(abi.encodeWithSelector(Directory.NotAuthorised.selector, Code.KEY_OF_OTHER_IDENTITY));
        _directory.announceSuccessor(_owner.id, _stranger.x, _stranger.y, address(7));
        vm.prank(_owner.account);
        _directory.announceSuccessor(_owner.id, _owner.x, _owner.y, address(7));
        (address successor, uint64 time) = _directory.successors(_owner.id);
        require(successor == address(7) && time == block.timestamp, "announced");
    }

    function _publish(string memory value, string memory endpoint, string memory manifest) private {
        vm.prank(_owner.account);
        _directory.publish(_owner.id, _owner.x, _owner.y, value, endpoint, manifest);
    }

    function _answers(string memory query, string memory answer) private view {
        require(keccak256(bytes(_directory.byBinding(query))) == keccak256(bytes(answer)), answer);
    }

    /// E22.
    function test_byBinding() public {
        string memory query = '{"softBindingValue":"aGVsbG8="}';
        _answers(query, '{"endpoints":[]}');
        _publish("aGVsbG8=", "https://a.example/", "urn:c2pa:1");
        _publish("aGVsbG8=", "https://b.example/", "");
        string memory both = '{"endpoints":["https://a.example/","https://b.example/"],"manifestId":"urn:c2pa:1"}';
        _answers(query, both);
        _answers(' {\n\t"softBindingValue" :\r "aGVsbG8=" } ', both);
        for (uint256 i; i < 20; ++i) {
            _publish("AA==", "https://c.example/", "");
        }
        require(
            bytes(_directory.byBinding('{"softBindingValue":"AA=="}')).length == 17 + 16 * 20 + 15 - 1,
            "the first sixteen"
        );
    }

    function test_textsThatAreNotPlain() public {
        string[4] memory bad = ['a"b', "a\\b", "a b", string(new bytes(257))];
        for (uint256 i; i < bad.length; ++i) {
            this.refusesText(bad[i], "e", "m");
            this.refusesText("v", bad[i], "m");
            this.refusesText("v", "e", bad[i]);
        }
        this.refusesText("", "e", "m");
        this.refusesText("v", "", "m");
    }

    function refusesText(string calldata value, string calldata endpoint, string calldata manifest) external {
        vm.expectRevert(abi.encodeWithSelector(Directory.TextNotPlain.selector));
        _publish(value, endpoint, manifest);
    }

    function test_malformedQueries() public {
        string[8] memory bad = [
            "",
            "{}",
            '{"softBindingValue"}',
            '{"softBindingValue":"a',
            '{"softBindingValue":"a\\u0041"}',
            '{"softBindingValue":"a"} x',
            '{"other":"a"}',
            '{"softBindingValue":1}'
        ];
        for (uint256 i; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Directory.QueryMalformed.selector));
            _directory.byBinding(bad[i]);
        }
    }

    function test_describe() public view {
        require(bytes(_directory.describe()).length > 500, "describe");
    }
}
