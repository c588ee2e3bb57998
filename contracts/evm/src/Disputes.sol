// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authority} from "./Authority.sol";
import {Batches} from "./Batches.sol";
import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";
import {IdentityRecord as Memory} from "./IdentityRecord.sol";
import {Store} from "./Store.sol";

/// Disputes (R43 to R48), in the order of contracts/rules/dispute_rules.cpp. Nothing is paid; a later registry that
/// takes bonds has the reserved operations for it.
abstract contract Disputes is Batches {
    uint256 private constant SIZE = 265;
    // Places in the record of registry.md section 4.
    uint256 private constant RESPONDENT = 33;
    uint256 private constant ARBITER = 65;
    uint256 private constant TARGET_KIND = 97;
    uint256 private constant TARGET = 98;
    uint256 private constant INDEX = 130;
    uint256 private constant OPENED_AT = 167;
    uint256 private constant ANSWER_UNTIL = 175;
    uint256 private constant ANSWER = 183;
    uint256 private constant ANSWERED_AT = 216;
    uint256 private constant RULING = 224;
    uint256 private constant RULED_AT = 257;

    function _openDispute(Operation memory o) internal {
        Authority.act(o, Authority.ENDORSE);
        uint256 body = o.body;
        bytes32 target = Bytes.word(body + 1);
        bytes32 arbiter = Bytes.word(body + 74);
        (bytes32 respondent, bytes32 named) = _respondent(o, target);
        if (respondent == o.identity) refuse(Code.DISPUTE_SELF); // R43
        // R44
        if (named != 0 && named != arbiter) refuse(Code.ARBITER_NOT_NAMED);
        if (arbiter == o.identity || arbiter == respondent) refuse(Code.ARBITER_IS_PARTY);
        if (!Authority.identityExists(arbiter)) refuse(Code.IDENTITY_UNKNOWN);
        bytes32 id = _disputeId(o.identity, body);
        bytes32 slot = Store.place(Store.DISPUTE, id);
        if (Store.load(slot) != 0) refuse(Code.DISPUTE_EXISTS); // R45
        _list(target, Bytes.number(body + 33, 4), id);
        uint256 record = _room();
        Memory.setByte(record, 1);
        Memory.setWord(record + 1, o.identity);
        Memory.setWord(record + RESPONDENT, respondent);
        Memory.setWord(record + ARBITER, arbiter);
        assembly ("memory-safe") {
            // target kind, target, index, ground, evidence stand as in the operation
            calldatacopy(add(record, TARGET_KIND), body, 70)
        }
        Memory.setTime(record + OPENED_AT, block.timestamp);
        Memory.setTime(record + ANSWER_UNTIL, block.timestamp + Bytes.number(body + 70, 4));
        _save(slot, record);
    }

    /// R43: the target exists; `respondent` answers for it. `named` is the arbiter that a batch binds disputes to.
    function _respondent(Operation memory o, bytes32 target) private view returns (bytes32 respondent, bytes32 named) {
        if (Bytes.byteAt(o.body) == 2) {
            if (!Authority.identityExists(target)) refuse(Code.IDENTITY_UNKNOWN);
            return (target, 0);
        }
        uint256 word = Store.load(Store.BATCH, target);
        if (word == 0) refuse(Code.BATCH_UNKNOWN);
        uint256 shape;
        (respondent, shape) = _hintedBatch(o, target);
        uint256 rest = o.hint + 69;
        if (rest + 128 > o.limit) refuse(Code.HINT_WRONG);
        named = Bytes.word(rest + 96);
        uint256 tag = _tag(Bytes.word(rest), Bytes.word(rest + 32), Bytes.word(rest + 64), named);
        if ((word << 40) >> 40 != tag) refuse(Code.HINT_WRONG);
        if (Bytes.number(o.body + 33, 4) >= shape >> 8) refuse(Code.INDEX_OUT_OF_RANGE);
    }

    function _disputeId(bytes32 opener, uint256 body) private pure returns (bytes32 id) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, 0x44)
            mstore(add(m, 1), opener)
            calldatacopy(add(m, 33), body, 37) // target kind, target, index
            calldatacopy(add(m, 70), add(body, 38), 32)
            id := keccak256(m, 102)
        }
    }

    /// R48: how many there are, and a hash over all their ids in order.
    function _list(bytes32 target, uint256 index, bytes32 id) private {
        bytes32 slot = Store.place(Store.DISPUTES, target, bytes32(index));
        uint256 word = Store.load(slot);
        uint256 chain;
        assembly ("memory-safe") {
            mstore(0, word)
            mstore(32, id)
            chain := keccak256(0, 64)
        }
        Store.save(slot, (chain << 64) | (word & type(uint64).max) + 1);
    }

    function _room() private pure returns (uint256 record) {
        assembly ("memory-safe") {
            record := mload(0x40)
            mstore(0x40, add(record, 320)) // a word more than 265
            calldatacopy(record, calldatasize(), 320)
        }
    }

    function _save(bytes32 slot, uint256 record) private {
        bytes32 hash;
        assembly ("memory-safe") {
            hash := keccak256(record, SIZE)
        }
        Store.save(slot, uint256(hash));
    }

    /// E3: the record whose hash is stored.
    function _load(Operation memory o) private view returns (bytes32 slot, uint256 record) {
        slot = Store.place(Store.DISPUTE, Bytes.word(o.body));
        uint256 stored = Store.load(slot);
        if (stored == 0) refuse(Code.DISPUTE_UNKNOWN);
        if (o.hint + SIZE > o.limit) refuse(Code.HINT_WRONG);
        record = _room();
        uint256 from = o.hint;
        uint256 hash;
        assembly ("memory-safe") {
            calldatacopy(record, from, SIZE)
            hash := keccak256(record, SIZE)
        }
        if (stored != hash) refuse(Code.HINT_WRONG);
    }

    function _time(uint256 place) private pure returns (uint256) {
        return uint256(Memory.wordAt(place)) >> 192;
    }

    function _index(uint256 record) private pure returns (bytes32) {
        return bytes32(uint256(Memory.wordAt(record + INDEX)) >> 224);
    }

    /// R46: the respondent answers once, in time.
    function _answerDispute(Operation memory o) internal {
        Authority.act(o, Authority.ENDORSE);
        (bytes32 slot, uint256 record) = _load(o);
        if (Memory.wordAt(record + RESPONDENT) != o.identity) refuse(Code.DISPUTE_NOT_YOURS);
        if (Memory.byteAt(record + RULING) != 0) refuse(Code.DISPUTE_CLOSED);
        if (Memory.byteAt(record + ANSWER) != 0) refuse(Code.DISPUTE_ANSWERED);
        if (block.timestamp >= _time(record + ANSWER_UNTIL)) refuse(Code.ANSWER_TOO_LATE);
        uint256 answer = Bytes.byteAt(o.body + 32);
        Memory.setByte(record + ANSWER, answer);
        Memory.setWord(record + ANSWER + 1, Bytes.word(o.body + 33));
        Memory.setTime(record + ANSWERED_AT, block.timestamp);
        _save(slot, record);
        if (answer == 2) {
            bytes32 list = Store.place(Store.DISPUTES, Memory.wordAt(record + TARGET), _index(record));
            Store.save(list, Store.load(list) + (1 << 32));
        }
    }

    /// R47: the arbiter rules once, on what is contested or was left unanswered.
    function _ruleDispute(Operation memory o) internal {
        Authority.act(o, Authority.ENDORSE);
        (bytes32 slot, uint256 record) = _load(o);
        if (Memory.wordAt(record + ARBITER) != o.identity) refuse(Code.DISPUTE_NOT_YOURS);
        uint256 answer = Memory.byteAt(record + ANSWER);
        if (Memory.byteAt(record + RULING) != 0 || answer == 2) refuse(Code.DISPUTE_CLOSED);
        if (answer == 0 && block.timestamp < _time(record + ANSWER_UNTIL)) refuse(Code.RULING_TOO_EARLY);
        uint256 ruling = Bytes.byteAt(o.body + 32);
        Memory.setByte(record + RULING, ruling);
        Memory.setWord(record + RULING + 1, Bytes.word(o.body + 33));
        Memory.setTime(record + RULED_AT, block.timestamp);
        _save(slot, record);
        if (ruling == 1) {
            bytes32 upheld = _upheldPlace(Memory.wordAt(record + TARGET), _index(record), o.identity);
            Store.save(upheld, Store.load(upheld) + 1);
        }
    }

    function _upheldPlace(bytes32 target, bytes32 index, bytes32 arbiter) internal pure returns (bytes32) {
        bytes32 both;
        assembly ("memory-safe") {
            mstore(0, target)
            mstore(32, index)
            both := keccak256(0, 64)
        }
        return Store.place(Store.UPHELD, both, arbiter);
    }
}
