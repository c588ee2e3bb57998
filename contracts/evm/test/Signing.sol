// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch, IRegistry, Named} from "../src/IRegistry.sol";
import {Registry} from "../src/Registry.sol";
import {Wallet, vm} from "./Vm.sol";

/// Builds and signs operations for tests, from the words of docs/spec/registry.md and nothing of src/.
abstract contract Signing {
    bool public constant IS_TEST = true;
    bytes32 internal constant NO = 0;
    Registry internal registry;

    struct Person {
        bytes32 id;
        bytes32 key;
        bytes key34;
        bytes32 x;
        bytes32 y;
        address account;
        uint256 secret;
    }

    function _person(uint256 secret) internal returns (Person memory p) {
        Wallet memory w = vm.createWallet(secret);
        (p.x, p.y, p.account, p.secret) = (bytes32(w.publicKeyX), bytes32(w.publicKeyY), w.addr, secret);
        p.key34 = abi.encodePacked(uint8(1), uint8(2 + (w.publicKeyY & 1)), p.x);
        p.key = keccak256(p.key34);
    }

    function _domain() internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Countersign"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
    }

    function _digest(bytes32 message) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }

    /// Signature 64, then the key hint.
    function _proof(Person memory p, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(p.secret, digest);
        return abi.encodePacked(r, s, v - 27, p.y);
    }

    function _nextNonce(Person memory p) internal view returns (uint64) {
        bytes32 place = keccak256(abi.encode(p.id, p.key, uint256(3)));
        return uint64((uint256(vm.load(address(registry), place)) >> 10) & ((1 << 36) - 1)) + 1;
    }

    function _header(uint8 kind, Person memory p, uint64 nonce) internal view returns (bytes memory) {
        return abi.encodePacked(uint8(1), kind, _domain(), p.id, p.key34, nonce);
    }

    function _create(uint256 secret, uint16 roles) internal returns (Person memory p) {
        p = _person(secret);
        bytes32 recovery = keccak256(abi.encode("recovery", secret));
        bytes32 salt = keccak256(abi.encode("salt", secret));
        bytes32 message = _createMessage(p, recovery, salt, roles);
        bytes memory body = abi.encodePacked(uint8(2), uint8(1), salt, recovery, uint8(1), p.key34, roles, uint128(0));
        registry.submit(abi.encodePacked(_header(1, p, 0), body), _proof(p, _digest(message)));
        p.id = message;
    }

    function _createMessage(Person memory p, bytes32 recovery, bytes32 salt, uint16 roles)
        private
        pure
        returns (bytes32)
    {
        bytes32 grantType = keccak256("KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)");
        bytes32 grant = keccak256(abi.encode(grantType, p.key, roles, 0, 0));
        bytes32 createType = keccak256(
            "CreateIdentity(uint8 kind,uint8 custody,bytes32 salt,bytes32 recovery,KeyGrant[] keys,bytes signer)KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)"
        );
        return keccak256(abi.encode(createType, 2, 1, salt, recovery, keccak256(abi.encode(grant)), p.key));
    }

    function _commit(Person memory p, bytes32 root, uint32 count, uint8 kind, Named memory n)
        internal
        view
        returns (bytes memory operation, bytes32 digest)
    {
        uint64 nonce = _nextNonce(p);
        operation = abi.encodePacked(_header(9, p, nonce), root, count, uint8(1), kind);
        operation = abi.encodePacked(operation, n.schema, n.accreditor, n.arbiter);
        bytes32 commitType = keccak256(
            "Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)"
        );
        bytes memory fields = abi.encode(commitType, p.id, root, count, 1, kind);
        fields = bytes.concat(fields, abi.encode(n.schema, n.accreditor, n.arbiter, p.key, nonce));
        digest = _digest(keccak256(fields));
    }

    /// Any operation whose body is `body` and whose fields in EIP-712 are the words of `fields`.
    function _send(
        Person memory p,
        uint8 kind,
        bytes memory body,
        string memory typeText,
        bytes memory fields,
        bytes memory hint
    ) internal {
        uint64 nonce = _nextNonce(p);
        bytes memory operation = abi.encodePacked(_header(kind, p, nonce), body);
        bytes32 message = keccak256(abi.encodePacked(keccak256(bytes(typeText)), p.id, fields, p.key, uint256(nonce)));
        registry.submit(operation, abi.encodePacked(_proof(p, _digest(message)), hint));
    }

    function _registerSchema(Person memory p, bytes32 content) internal returns (bytes32) {
        _send(
            p,
            6,
            abi.encodePacked(content, uint8(0)),
            "RegisterSchema(bytes32 identity,bytes32 content,string uri,bytes signer,uint64 nonce)",
            abi.encodePacked(content, keccak256("")),
            ""
        );
        return keccak256(abi.encodePacked("S", p.id, content));
    }

    function _accredit(Person memory p, bytes32 issuer, bytes32 schema, bytes32 parent, uint64 until, bytes memory hint)
        internal
        returns (bytes32)
    {
        _send(
            p,
            7,
            abi.encodePacked(issuer, schema, parent, uint64(0), until, uint8(1)),
            "Accredit(bytes32 identity,bytes32 issuer,bytes32 schema,bytes32 parent,uint64 validFrom,uint64 validUntil,bool delegable,bytes signer,uint64 nonce)",
            abi.encodePacked(issuer, schema, parent, uint256(0), uint256(until), uint256(1)),
            hint
        );
        return keccak256(abi.encodePacked("A", p.id, issuer, schema));
    }

    function _suspend(Person memory p, bytes32 issuer, bytes32 schema) internal {
        bytes32 id = keccak256(abi.encodePacked("A", p.id, issuer, schema));
        _send(
            p,
            8,
            abi.encodePacked(id, uint8(1), uint16(3)),
            "Suspend(bytes32 identity,bytes32 accreditation,bool suspended,uint16 reason,bytes signer,uint64 nonce)",
            abi.encodePacked(id, uint256(1), uint256(3)),
            abi.encodePacked(p.id, issuer, schema)
        );
    }

    function _dispute(Person memory p, uint8 kind, bytes32 target, uint32 index, bytes32 arbiter, bytes memory hint)
        internal
        returns (bytes32)
    {
        bytes memory start = abi.encodePacked(kind, target, index, uint8(1), keccak256("evidence"));
        bytes memory fields = abi.encodePacked(uint256(kind), target, uint256(index), uint256(1), keccak256("evidence"));
        _send(
            p,
            11,
            abi.encodePacked(start, uint32(86_400), arbiter),
            "OpenDispute(bytes32 identity,uint8 targetKind,bytes32 target,uint32 index,uint8 ground,bytes32 evidence,uint32 answerSeconds,bytes32 arbiter,bytes signer,uint64 nonce)",
            abi.encodePacked(fields, uint256(86_400), arbiter),
            hint
        );
        return keccak256(abi.encodePacked("D", p.id, kind, target, index, keccak256("evidence")));
    }

    /// `twelve`: an answer, else a ruling; `word` is its number.
    function _close(Person memory p, bool twelve, bytes32 dispute, uint8 word, bytes memory record) internal {
        _send(
            p,
            twelve ? 12 : 13,
            abi.encodePacked(dispute, word, keccak256("words")),
            twelve
                ? "AnswerDispute(bytes32 identity,bytes32 dispute,uint8 answer,bytes32 statement,bytes signer,uint64 nonce)"
                : "RuleDispute(bytes32 identity,bytes32 dispute,uint8 ruling,bytes32 reasons,bytes signer,uint64 nonce)",
            abi.encodePacked(dispute, uint256(word), keccak256("words")),
            record
        );
    }

    /// The dispute's record as opened.
    function _opened(
        Person memory p,
        bytes32 respondent,
        bytes32 arbiter,
        uint8 kind,
        bytes32 target,
        uint32 index,
        uint256 at
    ) internal pure returns (bytes memory) {
        bytes memory start = abi.encodePacked(uint8(1), p.id, respondent, arbiter, kind, target, index);
        start = abi.encodePacked(start, uint8(1), keccak256("evidence"), uint64(at), uint64(at + 86_400));
        return abi.encodePacked(start, new bytes(82));
    }

    function _declare(Person memory p, bytes32 key, uint64 since, bytes memory record) internal {
        _send(
            p,
            3,
            abi.encodePacked(key, since),
            "DeclareCompromised(bytes32 identity,bytes32 key,uint64 since,bytes signer,uint64 nonce)",
            abi.encodePacked(key, uint256(since)),
            record
        );
    }

    /// The identity record as created by `_create` at `time`.
    function _record(Person memory p, uint256 time) internal pure returns (bytes memory) {
        return _record(p, time, time);
    }

    function _record(Person memory p, uint256 time, uint256 updated) internal pure returns (bytes memory) {
        bytes32 recovery = keccak256(abi.encode("recovery", p.secret));
        bytes memory start =
            abi.encodePacked(uint8(1), uint8(2), uint8(1), uint64(time), uint64(updated), recovery, uint32(0));
        return abi.encodePacked(start, uint8(1), p.key, new bytes(352), uint8(0), new bytes(256));
    }

    /// Ends the tenure of the only key and begins the next one, until `until`.
    function _renew(Person memory p, uint64 until, bytes memory record) internal {
        bytes32 grantType = keccak256("KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)");
        bytes32 grant = keccak256(abi.encode(grantType, p.key, 63, 0, until));
        bytes memory body = abi.encodePacked(uint8(1), p.key34, uint16(63), uint64(0), until, uint8(1), p.key);
        _send(
            p,
            2,
            abi.encodePacked(body, uint8(0), NO),
            "UpdateKeys(bytes32 identity,KeyGrant[] add,bytes32[] retire,uint8 custody,bytes32 recovery,bytes signer,uint64 nonce)KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)",
            abi.encodePacked(keccak256(abi.encode(grant)), keccak256(abi.encode(p.key)), uint256(0), NO),
            record
        );
    }

    function _commitShort(Person memory p, bytes32 root, uint32 count, uint8 kind)
        internal
        returns (bool, bytes memory)
    {
        vm.prank(p.account);
        return address(registry).call(abi.encodePacked(uint8(9), count, kind, p.id, p.x, p.y, root));
    }

    function _refusal(uint256 code) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegistry.Refused.selector, uint16(code));
    }

    function _expect(uint256 code) internal {
        vm.expectRevert(_refusal(code));
    }

    function _batchId(bytes32 issuer, bytes32 root, uint32 count, uint8 kind) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("B", issuer, root, count, uint8(1), kind));
    }
}
