// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accreditation} from "./Accreditation.sol";
import {Authority} from "./Authority.sol";
import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Form} from "./Form.sol";
import {IRegistry, Named} from "./IRegistry.sol";
import {Operation} from "./Operation.sol";
import {Signatures} from "./Signatures.sol";
import {Shortcut} from "./Shortcut.sol";
import {Store} from "./Store.sol";

/// Batches and the status of their leaves (R38 to R42), in the order of contracts/rules/batch_rules.cpp.
abstract contract Batches is IRegistry {
    uint256 private constant TAG = (1 << 216) - 1;
    uint256 private constant SHAPE = (1 << 40) - 1;

    /// R38.
    function _roleFor(uint256 leafKind) private pure returns (uint256) {
        return leafKind == 1 ? Authority.SIGN_CONTENT : leafKind == 2 ? Authority.ISSUE : Authority.ENDORSE;
    }

    /// R39: what a commit names exists, and the accreditor's word is in force.
    function _checkNamed(bytes32 issuer, bytes32 schema, bytes32 accreditor, bytes32 arbiter) private view {
        if (schema != 0 && Store.load(Store.SCHEMA, schema) == 0) refuse(Code.SCHEMA_UNKNOWN);
        if (accreditor != 0) {
            uint256 code = Accreditation.check(Bytes.hash3(0x41, accreditor, issuer, schema), block.timestamp);
            if (code != 0) refuse(code);
        }
        if (arbiter != 0) {
            if (arbiter == issuer) refuse(Code.ARBITER_IS_PARTY);
            if (!Authority.identityExists(arbiter)) refuse(Code.IDENTITY_UNKNOWN);
        }
    }

    /// R40.
    function _saveBatch(bytes32 batch, bytes32 key, bytes32 schema, bytes32 accreditor, bytes32 arbiter) private {
        bytes32 slot = Store.place(Store.BATCH, batch);
        if (Store.load(slot) != 0) refuse(Code.BATCH_EXISTS);
        Store.save(slot, (block.timestamp << 216) | _tag(key, schema, accreditor, arbiter));
    }

    function _tag(bytes32 key, bytes32 schema, bytes32 accreditor, bytes32 arbiter) internal pure returns (uint256) {
        return uint256(Bytes.hash4(key, schema, accreditor, arbiter)) & TAG;
    }

    function _commit(Operation memory o) internal {
        uint256 body = o.body;
        uint256 leafKind = Bytes.byteAt(body + 37);
        Authority.act(o, _roleFor(leafKind));
        bytes32 schema = Bytes.word(body + 38);
        bytes32 accreditor = Bytes.word(body + 70);
        bytes32 arbiter = Bytes.word(body + 102);
        _checkNamed(o.identity, schema, accreditor, arbiter);
        bytes32 batch = Bytes.batchId(o.identity, Bytes.word(body), (Bytes.number(body + 32, 4) << 8) | leafKind);
        _saveBatch(batch, o.key, schema, accreditor, arbiter);
    }

    /// A signed commit by the shortcut; gives the actor, or zero where the long way has to be gone.
    function _commitShortly(bytes calldata operation, bytes calldata proof) internal returns (bytes32 actor) {
        uint256 p;
        uint256 q;
        assembly ("memory-safe") {
            p := operation.offset
            q := proof.offset
        }
        (bool good, bytes32 key, bytes32 digest) = Shortcut.read(p);
        if (!good || !Shortcut.signed(p, q, digest)) return 0;
        (bool may, bytes32 place, uint256 tenure) = Shortcut.acts(p, key);
        if (!may) return 0;
        actor = Bytes.word(p + 34);
        _checkNamed(actor, Bytes.word(p + 146), Bytes.word(p + 178), Bytes.word(p + 210));
        (bool free, bytes32 slot, uint256 word) = Shortcut.batch(p, key);
        if (!free) return 0;
        Store.save(place, tenure);
        Store.save(slot, word);
    }

    /// The sender's key acts for the identity, now, in this role; no nonce is used (E8, E9).
    function _actDirectly(bytes32 identity, bytes32 x, bytes32 y, uint256 roles) private view returns (bytes32 key) {
        if (Signatures.account(x, uint256(y)) != msg.sender) refuse(Code.SENDER_NOT_SIGNER);
        key = Bytes.keyId(x, uint256(y));
        uint256 code = Authority.standing(identity, key, Store.load(Store.AUTHORITY, identity, key), roles);
        if (code != 0) refuse(code);
    }

    /// E8: 09, count 4, leaf kind 1, identity 32, x 32, y 32, root 32. Written without an interface for its gas.
    fallback() external {
        bytes32 topic = DirectCommit.selector;
        // Accepts at once what is right; anything else goes the long way below, which names the reason. `wrong` is not 0
        // where one of the rules that the shortcut knows doesn't hold. Memory from 0x80 on is nobody's yet.
        assembly ("memory-safe") {
            let field := 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f
            let shape := shr(216, calldataload(1))
            let kind := and(shape, 0xff)
            let y := calldataload(70)
            let x := calldataload(38)
            mstore(0, x)
            mstore(32, y)
            // The sender's account is that of the point, and the point is on the curve: else some y could be found
            // for another's x.
            let wrong := or(shl(96, xor(keccak256(0, 64), caller())), xor(calldatasize(), 134))
            wrong := or(wrong, xor(byte(0, calldataload(0)), 9))
            wrong := or(wrong, xor(mulmod(y, y, field), addmod(mulmod(x, mulmod(x, x, field), field), 7, field)))
            mstore(32, x)
            mstore(0, or(0x0102, and(y, 1)))
            let key := keccak256(30, 34)
            calldatacopy(0xa0, 6, 32)
            mstore(0xc0, key)
            mstore(0xe0, 3) // Store.AUTHORITY
            let word := sload(keccak256(0xa0, 96))
            // Authority.inForce; R38: bit 1, 2 or 4; and Form.checkShape
            wrong := or(
                or(
                    or(wrong, and(shr(151, word), 0x3fffffffffffffffff)),
                    gt(timestamp(), sub(and(shr(46, word), 0x7ffffffff), 1))
                ),
                or(
                    lt(timestamp(), and(shr(81, word), 0x7ffffffff)),
                    or(gt(sub(kind, 1), 2), gt(sub(shr(8, shape), 1), 0xfffff))
                )
            )
            if gt(and(shr(add(4, add(kind, gt(kind, 2))), word), 1), wrong) {
                // Bytes.batchId: B, identity, root, count, hash kind, leaf kind
                mstore8(0x9f, 0x42)
                calldatacopy(0xc0, 102, 32)
                mstore(0xe0, shl(208, or(xor(shl(8, xor(shape, kind)), 0x100), kind)))
                mstore(0, keccak256(0x9f, 71))
                mstore(32, 12) // Store.BATCH
                let slot := keccak256(0, 64)
                if iszero(sload(slot)) {
                    mstore(0x100, key)
                    sstore(slot, or(shl(216, timestamp()), shr(40, shl(40, keccak256(0x100, 128)))))
                    calldatacopy(0x120, 102, 32)
                    mstore(0x140, shape)
                    log1(0x100, 96, topic)
                    stop()
                }
            }
        }
        if (msg.data.length != 134 || msg.data[0] != 0x09) refuse(Code.KIND_UNKNOWN);
        Form.checkShape(Bytes.number(1, 4), Bytes.byteAt(5), true);
        _actDirectly(Bytes.word(6), Bytes.word(38), Bytes.word(70), _roleFor(Bytes.byteAt(5)));
        refuse(Code.BATCH_EXISTS);
    }

    function commitDirectNamed(
        bytes32 identity,
        bytes32 x,
        bytes32 y,
        bytes32 root,
        uint256 shape,
        Named calldata named
    ) external {
        Form.checkShape(shape >> 8, shape & 0xff, true);
        if (named.accreditor != 0 && named.schema == 0) refuse(Code.ACCREDITOR_WITHOUT_SCHEMA);
        bytes32 key = _actDirectly(identity, x, y, _roleFor(shape & 0xff));
        _checkNamed(identity, named.schema, named.accreditor, named.arbiter);
        _saveBatch(Bytes.batchId(identity, root, shape), key, named.schema, named.accreditor, named.arbiter);
        _emitNamed(key);
    }

    /// The event's fields after the key stand in the call as they are: root, shape and the named.
    function _emitNamed(bytes32 key) private {
        bytes32 topic = DirectCommitNamed.selector;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, key)
            calldatacopy(add(m, 32), 100, 160)
            log1(m, 192, topic)
        }
    }

    /// E3: the fields of a batch; gives the place after them. Its shape is count * 256 + leaf kind.
    function _hintedBatch(Operation memory o, bytes32 batch) internal pure returns (bytes32 issuer, uint256 shape) {
        uint256 hint = o.hint;
        if (hint + 69 > o.limit) refuse(Code.HINT_WRONG);
        issuer = Bytes.word(hint);
        shape = Bytes.number(hint + 64, 5);
        if (Bytes.batchId(issuer, Bytes.word(hint + 32), shape) != batch) refuse(Code.HINT_WRONG);
    }

    function _setStatus(Operation memory o) internal {
        Authority.act(o, Authority.REVOKE);
        uint256 body = o.body;
        bytes32 batch = Bytes.word(body);
        if (Store.load(Store.BATCH, batch) == 0) refuse(Code.BATCH_UNKNOWN);
        (bytes32 issuer, uint256 shape) = _hintedBatch(o, batch);
        if (issuer != o.identity) refuse(Code.BATCH_NOT_YOURS); // R41
        if (Bytes.number(body + 35, 8) > block.timestamp) refuse(Code.EFFECTIVE_IN_FUTURE);
        if (Bytes.number(o.end - 4, 4) >= shape >> 8) refuse(Code.INDEX_OUT_OF_RANGE);
        _changeWords(batch, Bytes.byteAt(body + 32), body + 44, o.end);
    }

    /// The indices ascend, so those of one word stand together.
    function _changeWords(bytes32 batch, uint256 status, uint256 place, uint256 end) private {
        while (place < end) {
            uint256 number = Bytes.number(place, 4) >> 7;
            bytes32 slot = Store.place(Store.STATUS, batch, bytes32(number));
            uint256 word = Store.load(slot);
            for (; place < end; place += 4) {
                uint256 index = Bytes.number(place, 4);
                if (index >> 7 != number) break;
                word = _changeLeaf(word, index & 127, status);
            }
            Store.save(slot, word);
        }
    }

    /// R42: valid and suspended may follow each other; revoked is final; each change changes something.
    function _changeLeaf(uint256 word, uint256 position, uint256 status) private pure returns (uint256) {
        uint256 present = (word >> (2 * position)) & 3;
        if (present == 2) refuse(Code.STATUS_FINAL);
        if (present == status) refuse(Code.STATUS_UNCHANGED);
        return word ^ ((present ^ status) << (2 * position));
    }

    function setStatusDirect(bytes32 identity, bytes32 x, bytes32 y, bytes32 root, uint256 change) external {
        uint256 status = (change >> 112) & 0xff;
        if (change >> 160 != 0 || status > 2) refuse(Code.VALUE_UNKNOWN);
        bytes32 key = _actDirectly(identity, x, y, Authority.REVOKE);
        bytes32 batch = Bytes.batchId(identity, root, change >> 120);
        uint256 index = change & 0xffffffff;
        bytes32 slot = Store.place(Store.STATUS, batch, bytes32(index >> 7));
        uint256 word = Store.load(slot);
        // A word that says something is one of a batch that is there.
        if (word == 0 && Store.load(Store.BATCH, batch) == 0) refuse(Code.BATCH_UNKNOWN);
        if ((change >> 32) & type(uint64).max > block.timestamp) refuse(Code.EFFECTIVE_IN_FUTURE);
        if (index >= change >> 128) refuse(Code.INDEX_OUT_OF_RANGE);
        Store.save(slot, _changeLeaf(word, index & 127, status));
        emit DirectStatus(key, batch, change);
    }
}
