// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Code} from "../src/Code.sol";
import {Batch, IRegistry, Named, Policy} from "../src/IRegistry.sol";
import {Registry} from "../src/Registry.sol";
import {RegistryLens} from "../src/RegistryLens.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// Signs for an account by ERC-1271: what a delegated account's code may do. It wants the very digest it was told.
contract Account {
    bytes32 public immutable ASKED;
    bytes32 public immutable SIGNATURE;

    constructor(bytes32 asked, bytes32 signature) {
        (ASKED, SIGNATURE) = (asked, signature);
    }

    function isValidSignature(bytes32 asked, bytes calldata signature) external view returns (bytes4) {
        return asked == ASKED && keccak256(signature) == SIGNATURE ? bytes4(0x1626ba7e) : bytes4(0);
    }
}

/// What the traces don't reach: the forms that only a chain has (E2, E4, E6, E8, E9) and the answers to contracts (E14 to E16).
contract RegistryTest is Signing {
    Person private _alice;
    Person private _bob;
    Person private _carol;
    bytes32 private constant ROOT = keccak256("root");
    uint256 private constant START = 1_000_000;
    Named private _none;

    function setUp() public {
        vm.warp(START);
        registry = new Registry();
        _alice = _create(11, 63);
        _bob = _create(22, 63);
        _carol = _create(33, 63);
    }

    /// E5.
    function test_domainIsTheChains() public view {
        require(registry.domainSeparator() == _domain(), "domain");
    }

    // ---- short forms

    function test_commitShort() public {
        (bool good,) = _commitShort(_alice, ROOT, 10, 2);
        require(good, "refused");
        bytes32[] memory places = new bytes32[](1);
        places[0] = keccak256(abi.encode(_batchId(_alice.id, ROOT, 10, 2), uint256(12)));
        bytes32 tag = keccak256(abi.encode(_alice.key, NO, NO, NO));
        uint256 word = uint256(registry.words(places)[0]);
        require(word >> 216 == START && word << 40 == uint256(tag) << 40, "E12: the batch's word");
    }

    function _commitShortIs(Person memory p, uint32 count, uint8 kind, uint256 code) private {
        (bool good, bytes memory answer) = _commitShort(p, ROOT, count, kind);
        require(!good && keccak256(answer) == keccak256(_refusal(code)), "another outcome");
    }

    function test_commitShortRefuses() public {
        _commitShortIs(_alice, 0, 2, Code.COUNT_OUT_OF_RANGE);
        _commitShortIs(_alice, (1 << 20) + 1, 2, Code.COUNT_OUT_OF_RANGE);
        _commitShortIs(_alice, 1, 0, Code.VALUE_UNKNOWN);
        _commitShortIs(_alice, 1, 4, Code.VALUE_UNKNOWN);
        Person memory stranger = _person(99);
        stranger.id = _alice.id;
        _commitShortIs(stranger, 1, 2, Code.KEY_UNKNOWN);
        stranger.id = keccak256("nobody");
        _commitShortIs(stranger, 1, 2, Code.IDENTITY_UNKNOWN);
        Person memory other = _bob;
        other.id = _alice.id;
        _commitShortIs(other, 1, 2, Code.KEY_OF_OTHER_IDENTITY);
        Person memory thief = _person(98);
        thief.id = _alice.id;
        (thief.x, thief.y) = (_alice.x, _alice.y);
        _commitShortIs(thief, 1, 2, Code.SENDER_NOT_SIGNER);
        thief.x = bytes32(uint256(thief.x) ^ 1); // not on the curve
        _commitShortIs(thief, 1, 2, Code.SENDER_NOT_SIGNER);
        (bool first,) = _commitShort(_alice, ROOT, 1, 2);
        require(first, "refused");
        _commitShortIs(_alice, 1, 2, Code.BATCH_EXISTS);
        Person memory writer = _create(44, 3); // control and content
        (bool content,) = _commitShort(writer, ROOT, 1, 1);
        require(content, "content");
        _commitShortIs(writer, 1, 2, Code.ROLE_MISSING);
        _commitShortIs(writer, 1, 3, Code.ROLE_MISSING);
        (bool good, bytes memory answer) = address(registry).call(hex"0900");
        require(!good && keccak256(answer) == keccak256(_refusal(Code.KIND_UNKNOWN)), "not a short form");
    }

    function _direct(Person memory p, bytes32 root, uint256 shape, Named memory n) private {
        vm.prank(p.account);
        registry.commitDirectNamed(p.id, p.x, p.y, root, shape, n);
    }

    function test_commitDirectNamed() public {
        bytes32 schema = _registerSchema(_bob, keccak256("schema"));
        Named memory n = Named(schema, _bob.id, _carol.id);
        _expect(Code.ACCREDITATION_UNKNOWN);
        _direct(_alice, ROOT, 0xa02, n);
        _accredit(_bob, _alice.id, schema, 0, 2_000_000, "");
        _direct(_alice, ROOT, 0xa02, n);
        _expect(Code.BATCH_EXISTS);
        _direct(_alice, ROOT, 0xa02, n);
        _expect(Code.ACCREDITOR_WITHOUT_SCHEMA);
        _direct(_alice, ROOT, 0xb02, Named(0, _bob.id, 0));
        _expect(Code.SCHEMA_UNKNOWN);
        _direct(_alice, ROOT, 0xb02, Named(keccak256("none"), 0, 0));
        _expect(Code.ARBITER_IS_PARTY);
        _direct(_alice, ROOT, 0xb02, Named(0, 0, _alice.id));
        _expect(Code.IDENTITY_UNKNOWN);
        _direct(_alice, ROOT, 0xb02, Named(0, 0, keccak256("nobody")));
        _expect(Code.VALUE_UNKNOWN);
        _direct(_alice, ROOT, 0xb04, _none);
        vm.warp(2_000_000);
        _expect(Code.ACCREDITATION_EXPIRED);
        _direct(_alice, ROOT, 0xc02, n);
    }

    function _change(uint256 count, uint256 kind, uint256 status, uint256 effective, uint256 index)
        private
        pure
        returns (uint256)
    {
        return (count << 128) | (kind << 120) | (status << 112) | (7 << 96) | (effective << 32) | index;
    }

    function _set(uint256 change) private {
        vm.prank(_alice.account);
        registry.setStatusDirect(_alice.id, _alice.x, _alice.y, ROOT, change);
    }

    function test_setStatusDirect() public {
        _commitShort(_alice, ROOT, 300, 2);
        _set(_change(300, 2, 1, START, 5));
        _set(_change(300, 2, 0, 0, 5));
        _expect(Code.STATUS_UNCHANGED);
        _set(_change(300, 2, 0, 0, 5));
        _set(_change(300, 2, 2, 0, 299));
        _expect(Code.STATUS_FINAL);
        _set(_change(300, 2, 0, 0, 299));
        _expect(Code.INDEX_OUT_OF_RANGE);
        _set(_change(300, 2, 2, 0, 300));
        _expect(Code.EFFECTIVE_IN_FUTURE);
        _set(_change(300, 2, 2, START + 1, 1));
        _expect(Code.VALUE_UNKNOWN);
        _set(_change(300, 2, 3, 0, 1));
        _expect(Code.BATCH_UNKNOWN);
        _set(_change(301, 2, 2, 0, 1));
        _expect(Code.SENDER_NOT_SIGNER);
        registry.setStatusDirect(_alice.id, _alice.x, _alice.y, ROOT, _change(300, 2, 1, 0, 1));
    }

    // ---- E2

    function test_submitDirect() public {
        (bytes memory operation,) = _commit(_alice, ROOT, 10, 2, _none);
        bytes memory hint = abi.encodePacked(uint8(0), _alice.y);
        _expect(Code.SENDER_NOT_SIGNER);
        registry.submitDirect(operation, hint);
        _expect(Code.HINT_WRONG);
        vm.prank(_alice.account);
        registry.submitDirect(operation, hex"00");
        vm.prank(_alice.account);
        registry.submitDirect(operation, hint);
        _expect(Code.NONCE_STALE);
        vm.prank(_alice.account);
        registry.submitDirect(operation, hint);
    }

    // ---- the shortcut of a signed commit says what the long way says

    function test_signedCommit() public {
        (bytes memory operation, bytes32 digest) = _commit(_alice, ROOT, 10, 2, _none);
        bytes memory proof = _proof(_alice, digest);
        registry.submit(operation, proof);
        _expect(Code.NONCE_STALE);
        registry.submit(operation, proof);
        (operation, digest) = _commit(_alice, ROOT, 10, 2, _none);
        proof = _proof(_alice, digest);
        _expect(Code.BATCH_EXISTS);
        registry.submit(operation, proof);
        proof[70] ^= 0x01; // y
        _expect(Code.SIGNATURE_INVALID);
        registry.submit(operation, proof);
    }

    // ---- E6

    function _asked(bytes32 digest) private view returns (bytes32) {
        bytes32 bound = keccak256("AccountBound(address account,bytes32 digest)");
        return _digest(keccak256(abi.encode(bound, _alice.account, digest)));
    }

    function test_accountSigns() public {
        (bytes memory operation, bytes32 digest) = _commit(_alice, ROOT, 10, 2, _none);
        bytes memory long = abi.encodePacked(new bytes(1000), "a signature of any length");
        bytes memory start = abi.encodePacked(NO, NO, uint8(2), _alice.y);
        bytes memory proof = abi.encodePacked(start, uint16(long.length), long);
        _expect(Code.SIGNATURE_INVALID); // no code yet
        registry.submit(operation, proof);
        vm.etch(_alice.account, address(new Account(digest, keccak256(long))).code);
        _expect(Code.SIGNATURE_INVALID); // not bound to the account
        registry.submit(operation, proof);
        vm.etch(_alice.account, address(new Account(_asked(digest), keccak256(long))).code);
        _expect(Code.SIGNATURE_INVALID);
        registry.submit(operation, start);
        _expect(Code.SIGNATURE_INVALID);
        registry.submit(operation, abi.encodePacked(start, uint16(long.length + 1), long));
        _expect(Code.SIGNATURE_INVALID);
        registry.submit(operation, abi.encodePacked(start, uint16(3), "bad"));
        registry.submit(operation, proof);
        // Code or not, the key itself signs.
        (operation, digest) = _commit(_alice, keccak256("next"), 10, 2, _none);
        registry.submit(operation, _proof(_alice, digest));
    }

    // ---- E4

    function test_ed25519HasItsOwnCode() public {
        (bytes memory operation, bytes32 digest) = _commit(_alice, ROOT, 10, 2, _none);
        bytes memory proof = _proof(_alice, digest);
        operation[66] = 0x03;
        operation[99] = 0;
        _expect(Code.SCHEME_NOT_ON_CHAIN);
        registry.submit(operation, proof);
    }

    /// E3.
    function test_wrongHintsAreNamed() public {
        (bool good,) = _commitShort(_alice, ROOT, 10, 2);
        require(good, "refused");
        bytes32 batch = _batchId(_alice.id, ROOT, 10, 2);
        bytes memory fields = abi.encodePacked(_alice.id, ROOT, uint32(10), uint8(2));
        bytes memory named = abi.encodePacked(_alice.key, NO, NO, NO);
        bytes memory wrong = abi.encodePacked(_alice.key, NO, NO, _bob.id);
        bytes[5] memory hints = [
            bytes(""),
            fields,
            abi.encodePacked(fields, wrong),
            abi.encodePacked(_bob.id, ROOT, uint40(0xa02), named),
            named
        ];
        for (uint256 i; i < hints.length; ++i) {
            this.openFor(batch, hints[i], Code.HINT_WRONG);
        }
        this.openFor(batch, abi.encodePacked(fields, named), 0);
        vm.warp(START + 90_000);
        bytes32 dispute = keccak256(abi.encodePacked("D", _bob.id, uint8(1), batch, uint32(1), keccak256("evidence")));
        _expectSend(_carol, dispute, "", Code.HINT_WRONG);
        bytes memory record = _opened(_bob, _alice.id, _carol.id, 1, batch, 1, START);
        record[200] ^= 0x01;
        _expectSend(_carol, dispute, record, Code.HINT_WRONG);
        record[200] ^= 0x01;
        _close(_carol, false, dispute, 1, record);
        bytes32 accreditation = _accredit(_bob, _alice.id, _registerSchema(_bob, "s"), 0, 2_000_000, "");
        this.suspendFor(accreditation, "", Code.HINT_WRONG);
        this.suspendFor(accreditation, abi.encodePacked(_bob.id, _carol.id, NO), Code.HINT_WRONG);
        this.declareFor("", Code.HINT_WRONG);
        this.declareFor(_record(_bob, START), Code.HINT_WRONG);
    }

    function openFor(bytes32 batch, bytes calldata hint, uint256 code) external {
        if (code != 0) _expect(code);
        _dispute(_bob, 1, batch, 1, _carol.id, hint);
    }

    function suspendFor(bytes32 accreditation, bytes calldata hint, uint256 code) external {
        Person memory p = _bob;
        _expect(code);
        _send(
            p,
            8,
            abi.encodePacked(accreditation, uint8(1), uint16(3)),
            "Suspend(bytes32 identity,bytes32 accreditation,bool suspended,uint16 reason,bytes signer,uint64 nonce)",
            abi.encodePacked(accreditation, uint256(1), uint256(3)),
            hint
        );
    }

    function declareFor(bytes calldata hint, uint256 code) external {
        Person memory p = _alice;
        _expect(code);
        _declare(p, p.key, uint64(START), hint);
    }

    function _expectSend(Person memory p, bytes32 dispute, bytes memory record, uint256 code) private {
        _expect(code);
        _close(p, false, dispute, 1, record);
    }
}
