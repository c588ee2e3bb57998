// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Code} from "../src/Code.sol";
import {Batch, Named, Policy} from "../src/IRegistry.sol";
import {Registry} from "../src/Registry.sol";
import {RegistryLens} from "../src/RegistryLens.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// E14 to E16: every reason of the fail-closed answers.
contract VerifyTest is Signing {
    Person private _issuer;
    Person private _accreditor;
    Person private _arbiter;
    Person private _other;
    uint256 private constant START = 1_000_000;
    bytes32 private _schema;
    bytes[3] private _leaves;
    Batch private _batch;
    bytes32[] private _proof1;

    function setUp() public {
        vm.warp(START);
        registry = new Registry();
        _issuer = _create(11, 63);
        _accreditor = _create(22, 63);
        _arbiter = _create(33, 63);
        _other = _create(44, 63);
        _schema = _registerSchema(_accreditor, keccak256("schema"));
        _accredit(_accreditor, _issuer.id, _schema, 0, 2_000_000, "");
        for (uint32 i; i < 3; ++i) {
            _leaves[i] = _credential(i, i == 2 ? uint64(START + 100) : 0, i == 0 ? 0 : uint64(START + 1000));
        }
        bytes32 left = _node(_hash(_leaves[0]), _hash(_leaves[1]));
        bytes32 root = _node(left, _hash(_leaves[2]));
        _proof1 = [_hash(_leaves[0]), _hash(_leaves[2])];
        _batch = Batch(_issuer.id, _issuer.key, root, 3, 2, _schema, _accreditor.id, _arbiter.id);
        _commitAs(_batch);
    }

    function _credential(uint32 i, uint64 from, uint64 until) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(0x102), i, keccak256(abi.encode(i)), from, until);
    }

    function _hash(bytes memory leaf) private pure returns (bytes32) {
        return sha256(abi.encodePacked(uint8(0), leaf));
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(uint8(1), left, right));
    }

    function _commitAs(Batch memory b) private {
        vm.prank(_issuer.account);
        Named memory n = Named(b.schema, b.accreditor, b.arbiter);
        registry.commitDirectNamed(_issuer.id, _issuer.x, _issuer.y, b.root, (uint256(b.count) << 8) | b.leafKind, n);
    }

    function _reason(uint256 i, Policy memory policy) private view returns (uint16) {
        bytes32[] memory proof = new bytes32[](i == 2 ? 1 : 2);
        proof[0] = i == 2 ? _node(_hash(_leaves[0]), _hash(_leaves[1])) : _hash(_leaves[1 - i]);
        if (i != 2) proof[1] = _hash(_leaves[2]);
        return registry.verify(_leaves[i], _batch, proof, policy);
    }

    function _is(uint256 i, uint16 code) private view {
        require(_reason(i, Policy(0, 0)) == code, "another reason");
    }

    // ---- E15

    function test_holds() public {
        _is(0, 0);
        _is(1, 0);
        _is(2, Code.LEAF_NOT_YET_VALID);
        vm.warp(START + 100);
        _is(2, 0);
        vm.warp(START + 1000);
        _is(1, Code.LEAF_EXPIRED);
        _is(0, 0);
        vm.warp(2_000_001); // the accreditation has ended since; it was there at the commit
        _is(0, 0);
        require(_reason(0, Policy(_accreditor.id, _arbiter.id)) == 0, "the same named by the policy");
    }

    function test_batchAndFields() public {
        Batch memory b = _batch;
        b.count = 4;
        require(registry.verify(_leaves[1], b, _proof1, Policy(0, 0)) == Code.BATCH_UNKNOWN, "count");
        b.count = 3;
        b.accreditor = 0;
        require(registry.verify(_leaves[1], b, _proof1, Policy(0, 0)) == Code.BATCH_FIELDS_WRONG, "accreditor");
        b = _batch;
        require(registry.verify(_leaves[0], b, _proof1, Policy(0, 0)) == Code.LEAF_NOT_INCLUDED, "proof");
        bytes32[] memory short = new bytes32[](1);
        require(registry.verify(_leaves[1], b, short, Policy(0, 0)) == Code.LEAF_NOT_INCLUDED, "short");
        bytes32[] memory long = new bytes32[](3);
        (long[0], long[1]) = (_proof1[0], _proof1[1]);
        require(registry.verify(_leaves[1], b, long, Policy(0, 0)) == Code.LEAF_NOT_INCLUDED, "long");
        bytes memory beyond = _credential(3, 0, 0);
        require(registry.verify(beyond, b, _proof1, Policy(0, 0)) == Code.LEAF_NOT_INCLUDED, "index");
    }

    function _malformed(bytes memory leaf, uint8 kind, uint16 code) private {
        Batch memory b = Batch(_issuer.id, _issuer.key, _hash(leaf), 1, kind, 0, 0, 0);
        (bool good,) = _commitShort(_issuer, b.root, 1, kind);
        require(good, "commit");
        require(registry.verify(leaf, b, new bytes32[](0), Policy(0, 0)) == code, "another reason");
    }

    function test_leafForms() public {
        bytes memory content = abi.encodePacked(uint16(0x101), uint32(0), new bytes(128), uint8(1), uint8(3), uint64(9));
        _malformed(content, 1, 0);
        content[134] = 0;
        _malformed(content, 1, Code.LEAF_MALFORMED);
        content[134] = 0x05;
        _malformed(content, 1, Code.LEAF_MALFORMED);
        content[134] = 0x04;
        content[135] = 0x04;
        _malformed(content, 1, Code.LEAF_MALFORMED);
        bytes memory start = abi.encodePacked(uint16(0x103), uint32(0), keccak256("context"));
        bytes memory rest = abi.encodePacked(keccak256("statement"), NO, uint64(1));
        _malformed(abi.encodePacked(start, uint8(2), NO, uint32(1_000_000), rest), 3, 0);
        _malformed(abi.encodePacked(start, uint8(0), NO, uint32(1), rest), 3, Code.LEAF_MALFORMED);
        _malformed(abi.encodePacked(start, uint8(3), NO, uint32(1), rest), 3, Code.LEAF_MALFORMED);
        _malformed(abi.encodePacked(start, uint8(1), NO, uint32(1_000_001), rest), 3, Code.LEAF_MALFORMED);
        _malformed(_credential(0, 5, 5), 2, Code.LEAF_MALFORMED);
        _malformed(abi.encodePacked(_credential(0, 0, 0), uint8(0)), 2, Code.LEAF_MALFORMED);
        _malformed(start, 2, Code.LEAF_MALFORMED);
    }

    function _set(uint32 index, uint256 status) private {
        vm.prank(_issuer.account);
        uint256 change = (uint256(0x302) << 120) | (status << 112) | index;
        registry.setStatusDirect(_issuer.id, _issuer.x, _issuer.y, _batch.root, change);
    }

    function test_statusCounts() public {
        _set(1, 1);
        _is(1, Code.LEAF_SUSPENDED);
        _set(1, 0);
        _is(1, 0);
        _set(1, 2);
        _is(1, Code.LEAF_REVOKED);
        _is(0, 0);
        require(_statusOf(1, 0x302, _proof1) == Code.LEAF_REVOKED, "statusOf");
        require(_statusOf(1, 0x402, _proof1) == Code.BATCH_UNKNOWN, "unknown");
        require(_statusOf(0, 0x302, _proof1) == Code.LEAF_NOT_INCLUDED, "not included");
        require(_statusOf(3, 0x302, _proof1) == Code.LEAF_NOT_INCLUDED, "beyond");
    }

    function _statusOf(uint32 i, uint256 shape, bytes32[] memory proof) private view returns (uint16) {
        return registry.statusOf(_hash(_leaves[1]), i, _issuer.id, _batch.root, shape, proof);
    }

    function test_compromisedKey() public {
        vm.warp(START + 10);
        bytes memory record = _record(_issuer, START);
        uint256 snapshot = START + 5;
        // Since after the commit: it stands.
        _declare(_issuer, _issuer.key, uint64(snapshot), record);
        _is(0, 0);
    }

    function test_compromisedKeyBeforeTheCommit() public {
        _declare(_issuer, _issuer.key, uint64(START), _record(_issuer, START));
        _is(0, Code.KEY_COMPROMISED);
    }

    function test_compromiseNeedsTheRecoveryKeyLater() public {
        vm.warp(START + 3601);
        _expect(Code.SINCE_BEFORE_CHECKPOINT); // E11
        _declare(_issuer, _issuer.key, uint64(START), _record(_issuer, START));
        _declare(_issuer, _issuer.key, uint64(START + 1), _record(_issuer, START));
    }

    function test_suspendedAccreditation() public {
        vm.warp(START + 10);
        _suspend(_accreditor, _issuer.id, _schema);
        _is(0, Code.ACCREDITATION_SUSPENDED);
    }

    function test_policyNamesAnotherAccreditor() public {
        Policy memory p = Policy(_other.id, 0);
        require(_reason(0, p) == Code.ACCREDITATION_UNKNOWN, "unknown");
        vm.warp(START + 10);
        _accredit(_other, _issuer.id, _schema, 0, 2_000_000, "");
        require(_reason(0, p) == Code.ACCREDITATION_NOT_YET_VALID, "only since later");
        Batch memory b = Batch(_issuer.id, _issuer.key, _hash(_leaves[0]), 1, 2, 0, 0, 0);
        _commitShort(_issuer, b.root, 1, 2);
        require(registry.verify(_leaves[0], b, new bytes32[](0), p) == Code.ACCREDITOR_NOT_NAMED, "no schema");
        b.schema = _schema;
        b.leafKind = 2;
        bytes memory leaf = _credential(0, 0, uint64(START + 5000));
        b.root = _hash(leaf);
        _commitAs(b);
        require(registry.verify(leaf, b, new bytes32[](0), p) == 0, "covered");
    }

    function test_delegatedAccreditation() public {
        bytes32 parent = _accredit(_accreditor, _other.id, _schema, 0, 1_500_000, "");
        bytes memory triple = abi.encodePacked(_accreditor.id, _other.id, _schema);
        _accredit(_other, _issuer.id, _schema, parent, 2_000_000, triple);
        Policy memory p = Policy(_other.id, 0);
        require(_reason(0, p) == 0, "delegated");
        vm.warp(START + 10);
        _suspend(_accreditor, _other.id, _schema);
        require(_reason(0, p) == Code.ACCREDITATION_PARENT_INVALID, "the parent is suspended");
    }

    function _hint() private view returns (bytes memory) {
        bytes memory start = abi.encodePacked(_batch.issuer, _batch.root, _batch.count, _batch.leafKind);
        return abi.encodePacked(start, _batch.key, _batch.schema, _batch.accreditor, _batch.arbiter);
    }

    function test_upheldDispute() public {
        bytes32 target = _batchId(_issuer.id, _batch.root, 3, 2);
        bytes32 d = _dispute(_other, 1, target, 1, _arbiter.id, _hint());
        _is(1, 0); // open
        bytes memory record = _opened(_other, _issuer.id, _arbiter.id, 1, target, 1, START);
        vm.warp(START + 86_400);
        _leaves[1] = _leaves[1];
        _close(_arbiter, false, d, 1, record);
        _batch = _batch;
        require(_reasonOfLongLived(1) == Code.LEAF_EXPIRED, "time comes first");
        require(_statusOf(1, 0x302, _proof1) == 0, "the status says nothing of disputes");
    }

    function _reasonOfLongLived(uint256 i) private view returns (uint16) {
        return _reason(i, Policy(0, 0));
    }

    function test_upheldDisputeAgainstALongLivedLeaf() public {
        bytes32 target = _batchId(_issuer.id, _batch.root, 3, 2);
        bytes32 d = _dispute(_other, 1, target, 0, _arbiter.id, _hint());
        bytes memory record = _opened(_other, _issuer.id, _arbiter.id, 1, target, 0, START);
        vm.warp(START + 86_400);
        _close(_arbiter, false, d, 1, record);
        _is(0, Code.DISPUTE_UPHELD);
    }

    function test_concededDispute() public {
        bytes32 target = _batchId(_issuer.id, _batch.root, 3, 2);
        bytes32 d = _dispute(_other, 1, target, 0, _arbiter.id, _hint());
        _close(_issuer, true, d, 2, _opened(_other, _issuer.id, _arbiter.id, 1, target, 0, START));
        _is(0, Code.DISPUTE_CONCEDED);
    }

    function test_upheldDisputeAgainstTheIssuer() public {
        bytes32 d = _dispute(_arbiter, 2, _issuer.id, 0, _other.id, "");
        bytes memory record = _opened(_arbiter, _issuer.id, _other.id, 2, _issuer.id, 0, START);
        vm.warp(START + 86_400);
        _close(_other, false, d, 1, record);
        _is(0, 0); // an arbiter whom nobody asked for
        require(_reason(0, Policy(0, _other.id)) == Code.DISPUTE_UPHELD, "the policy's arbiter");
    }

    function test_noArbiterNamed() public {
        Batch memory b = Batch(_issuer.id, _issuer.key, _hash(_leaves[0]), 1, 2, 0, 0, 0);
        _commitShort(_issuer, b.root, 1, 2);
        bytes32 target = _batchId(_issuer.id, b.root, 1, 2);
        bytes memory hint = abi.encodePacked(_issuer.id, b.root, uint32(1), uint8(2), _issuer.key, NO, NO, NO);
        _dispute(_other, 1, target, 0, _arbiter.id, hint);
        require(registry.verify(_leaves[0], b, new bytes32[](0), Policy(0, 0)) == 0, "a dispute alone says nothing");
        require(registry.verify(_leaves[0], b, new bytes32[](0), Policy(0, _arbiter.id)) == 0, "not ruled");
    }

    /// R25, E13: the tenure that covers the commit is found behind later ones; times beyond 2^35 are exact.
    function test_earlierTenures() public {
        RegistryLens lens = new RegistryLens(registry);
        vm.warp(START + 10);
        _renew(_issuer, type(uint64).max, _record(_issuer, START));
        (, bytes memory record, uint16 standing) = lens.key(_issuer.key34);
        require(standing == 0 && record[84] == 0xff && record[77] == 0xff, "valid_until is exact");
        vm.warp(START + 20);
        _renew(_issuer, 0, _record(_issuer, START, START + 10));
        _is(0, 0);
        (uint16 code, bytes memory first) = lens.earlierTenure(_issuer.key34, 0);
        require(code == 0 && first[117] == 0, "the first tenure");
        (code, first) = lens.earlierTenure(_issuer.key34, 1);
        require(code == 0 && first[117] == 0x01 && first[77] == 0xff, "the second, exact");
        (code,) = lens.earlierTenure(_issuer.key34, 2);
        require(code == Code.KEY_UNKNOWN, "the present one isn't an earlier one");
        uint16 keyStanding;
        (code,, keyStanding,) = lens.batch(_batch);
        require(code == 0 && keyStanding == 0, "the batch stands");
        // A later compromise is of the later tenure.
        vm.warp(START + 30);
        _declare(_issuer, _issuer.key, uint64(START), _record(_issuer, START, START + 20));
        _is(0, 0);
    }

    function test_lensChecksWhatItIsHanded() public {
        RegistryLens lens = new RegistryLens(registry);
        (uint16 code,) = lens.identity(_issuer.id, "wrong");
        require(code == Code.HINT_WRONG, "identity");
        (code,) = lens.schema(_accreditor.id, keccak256("schema"), "wrong");
        require(code == Code.HINT_WRONG, "schema");
        Batch memory b = _batch;
        b.arbiter = 0;
        (code,,,) = lens.batch(b);
        require(code == Code.HINT_WRONG, "batch");
        b.count = 9;
        (code,,,) = lens.batch(b);
        require(code == Code.BATCH_UNKNOWN, "unknown batch");
        (code,) = lens.status(b.issuer, b.root, 0x302, 3);
        require(code == Code.INDEX_OUT_OF_RANGE, "status");
        (code,) = lens.status(b.issuer, b.root, 0x902, 0);
        require(code == Code.BATCH_UNKNOWN, "status of none");
        bytes32 d = _dispute(_arbiter, 2, _issuer.id, 0, _other.id, "");
        (code,) = lens.dispute(d, "wrong");
        require(code == Code.HINT_WRONG, "dispute");
        (uint32 count,,) = lens.disputes(_issuer.id, 0);
        require(count == 1, "disputes");
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(lens.nonce, (_arbiter.key));
        bytes[] memory answers = lens.many(calls);
        require(abi.decode(answers[0], (uint64)) == 1 && answers[1].length == 0, "a call that is none");
    }

    function test_lensOfNames() public {
        RegistryLens lens = new RegistryLens(registry);
        _send(
            _other,
            5,
            abi.encodePacked(uint8(5), "other"),
            "ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)",
            abi.encodePacked(keccak256("other")),
            _record(_other, START)
        );
        (uint16 code,) = lens.name("other", _issuer.id);
        require(code == Code.HINT_WRONG, "another's");
        (code,) = lens.name("other", _other.id);
        require(code == 0, "its own");
    }

    function test_authority() public view {
        require(registry.authority(_issuer.id, _issuer.key, 32) == 0, "anchor role");
        require(registry.authority(_issuer.id, _other.key, 32) == Code.KEY_OF_OTHER_IDENTITY, "another's key");
    }
}
