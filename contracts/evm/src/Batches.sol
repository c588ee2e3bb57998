// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authority} from "./Authority.sol";
import {Bytes, demand, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Accreditation} from "./Credentials.sol";
import {Form} from "./Form.sol";
import {IRegistry, Named} from "./IRegistry.sol";
import {Operation} from "./Operation.sol";
import {Signatures} from "./Signatures.sol";
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
        if (schema != 0) demand(Store.load(Store.SCHEMA, schema) != 0, Code.SCHEMA_UNKNOWN);
        if (accreditor != 0) {
            uint256 code = Accreditation.check(Bytes.hash3(0x41, accreditor, issuer, schema), block.timestamp);
            if (code != 0) refuse(code);
        }
        if (arbiter != 0) {
            demand(arbiter != issuer, Code.ARBITER_IS_PARTY);
            demand(Authority.identityExists(arbiter), Code.IDENTITY_UNKNOWN);
        }
    }

    /// R40.
    function _saveBatch(bytes32 batch, bytes32 key, bytes32 schema, bytes32 accreditor, bytes32 arbiter) private {
        bytes32 slot = Store.place(Store.BATCH, batch);
        demand(Store.load(slot) == 0, Code.BATCH_EXISTS);
        Store.save(slot, (block.timestamp << 216) | _tag(key, schema, accreditor, arbiter));
    }

    function _tag(bytes32 key, bytes32 schema, bytes32 accreditor, bytes32 arbiter) internal pure returns (uint256) {
        return uint256(Bytes.hash4(key, schema, accreditor, arbiter)) & TAG;
    }

    function _commit(Operation memory o) internal {
        uint256 body = o.body;
        uint256 leafKind = Bytes.at(body + 37);
        Authority.act(o, _roleFor(leafKind));
        bytes32 schema = Bytes.word(body + 38);
        bytes32 accreditor = Bytes.word(body + 70);
        bytes32 arbiter = Bytes.word(body + 102);
        _checkNamed(o.identity, schema, accreditor, arbiter);
        bytes32 batch = Bytes.batchId(o.identity, Bytes.word(body), (Bytes.number(body + 32, 4) << 8) | leafKind);
        _saveBatch(batch, o.key, schema, accreditor, arbiter);
    }

    /// The sender's key acts for the identity, now, in this role; no nonce is used (E8, E9).
    function _actDirectly(bytes32 identity, bytes32 x, bytes32 y, uint256 roles) private view returns (bytes32 key) {
        demand(Signatures.account(x, uint256(y)) == msg.sender, Code.SENDER_NOT_SIGNER);
        key = Bytes.keyId(x, uint256(y));
        uint256 code = Authority.standing(identity, key, Store.load(Store.AUTHORITY, identity, key), roles);
        if (code != 0) refuse(code);
    }

    function commitDirect(bytes32 identity, bytes32 x, bytes32 y, bytes32 root, uint256 shape) external {
        Form.checkShape(shape >> 8, shape & 0xff, true);
        bytes32 key = _actDirectly(identity, x, y, _roleFor(shape & 0xff));
        _saveBatch(Bytes.batchId(identity, root, shape), key, 0, 0, 0);
        emit DirectCommit(key, root, shape);
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
        demand(named.accreditor == 0 || named.schema != 0, Code.ACCREDITOR_WITHOUT_SCHEMA);
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
        demand(hint + 69 <= o.limit, Code.HINT_WRONG);
        issuer = Bytes.word(hint);
        shape = Bytes.number(hint + 64, 5);
        demand(Bytes.batchId(issuer, Bytes.word(hint + 32), shape) == batch, Code.HINT_WRONG);
    }

    function _setStatus(Operation memory o) internal {
        Authority.act(o, Authority.REVOKE);
        uint256 body = o.body;
        bytes32 batch = Bytes.word(body);
        demand(Store.load(Store.BATCH, batch) != 0, Code.BATCH_UNKNOWN);
        (bytes32 issuer, uint256 shape) = _hintedBatch(o, batch);
        demand(issuer == o.identity, Code.BATCH_NOT_YOURS); // R41
        demand(Bytes.number(body + 35, 8) <= block.timestamp, Code.EFFECTIVE_IN_FUTURE);
        demand(Bytes.number(o.end - 4, 4) < shape >> 8, Code.INDEX_OUT_OF_RANGE);
        _changeWords(batch, Bytes.at(body + 32), body + 44, o.end);
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
        demand(present != 2, Code.STATUS_FINAL);
        demand(present != status, Code.STATUS_UNCHANGED);
        return word ^ ((present ^ status) << (2 * position));
    }

    function setStatusDirect(bytes32 identity, bytes32 x, bytes32 y, bytes32 root, uint256 change) external {
        uint256 status = (change >> 112) & 0xff;
        demand(change >> 160 == 0 && status <= 2, Code.VALUE_UNKNOWN);
        bytes32 key = _actDirectly(identity, x, y, Authority.REVOKE);
        bytes32 batch = Bytes.batchId(identity, root, change >> 120);
        uint256 index = change & 0xffffffff;
        bytes32 slot = Store.place(Store.STATUS, batch, bytes32(index >> 7));
        uint256 word = Store.load(slot);
        // A word that says something is one of a batch that is there.
        if (word == 0) demand(Store.load(Store.BATCH, batch) != 0, Code.BATCH_UNKNOWN);
        demand((change >> 32) & type(uint64).max <= block.timestamp, Code.EFFECTIVE_IN_FUTURE);
        demand(index < change >> 128, Code.INDEX_OUT_OF_RANGE);
        Store.save(slot, _changeLeaf(word, index & 127, status));
        emit DirectStatus(key, batch, change);
    }
}
