// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";
import {Store} from "./Store.sol";

/// The identity record of registry.md section 4 in memory: its 697 bytes, changed in place and stored as their hash.
library IdentityRecord {
    uint256 internal constant SIZE = 697;
    uint256 private constant KEYS = 55;
    uint256 private constant NAMES = 440;

    function _room() private pure returns (uint256 record) {
        assembly ("memory-safe") {
            record := mload(0x40)
            mstore(0x40, add(record, 736)) // a word more than 697: a store at the last byte stays inside
            calldatacopy(record, calldatasize(), 736)
        }
    }

    /// A new one, without keys and names.
    function create(uint256 kind, uint256 custody_, bytes32 recovery_) internal view returns (uint256 record) {
        record = _room();
        setByte(record, 1);
        setByte(record + 1, kind);
        setByte(record + 2, custody_);
        setTime(record + 3, block.timestamp);
        setTime(record + 11, block.timestamp);
        setRecovery(record, recovery_);
    }

    /// E3: the one that the caller hands in, which is the one whose hash is stored.
    function load(Operation memory o) internal view returns (uint256 record) {
        if (o.hint + SIZE > o.limit) refuse(Code.HINT_WRONG);
        record = _room();
        uint256 from = o.hint;
        bytes32 hash;
        assembly ("memory-safe") {
            calldatacopy(record, from, SIZE)
            hash := keccak256(record, SIZE)
        }
        if (Store.load(Store.IDENTITY, o.identity) != uint256(hash)) refuse(Code.HINT_WRONG);
    }

    function save(uint256 record, bytes32 identity) internal {
        bytes32 hash;
        assembly ("memory-safe") {
            hash := keccak256(record, SIZE)
        }
        Store.save(Store.IDENTITY, identity, uint256(hash));
    }

    function setByte(uint256 place, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore8(place, value)
        }
    }

    function byteAt(uint256 place) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, mload(place))
        }
    }

    function wordAt(uint256 place) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := mload(place)
        }
    }

    function setWord(uint256 place, bytes32 value) internal pure {
        assembly ("memory-safe") {
            mstore(place, value)
        }
    }

    /// Eight bytes.
    function setTime(uint256 place, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore(place, or(shl(192, value), and(mload(place), shr(64, not(0)))))
        }
    }

    function recovery(uint256 record) internal pure returns (bytes32) {
        return wordAt(record + 19);
    }

    function setRecovery(uint256 record, bytes32 value) internal pure {
        setWord(record + 19, value);
    }

    function custody(uint256 record) internal pure returns (uint256) {
        return byteAt(record + 2);
    }

    /// Zero leaves it as it is. The time of the change is now.
    function touch(uint256 record, uint256 custody_) internal view {
        if (custody_ != 0) setByte(record + 2, custody_);
        setTime(record + 11, block.timestamp);
    }

    function countRecovery(uint256 record) internal pure {
        assembly ("memory-safe") {
            let place := add(record, 51)
            let value := mload(place)
            mstore(place, or(shl(224, add(shr(224, value), 1)), and(value, shr(32, not(0)))))
        }
    }

    function keyCount(uint256 record) internal pure returns (uint256) {
        return byteAt(record + KEYS);
    }

    function keyAt(uint256 record, uint256 i) internal pure returns (bytes32) {
        return wordAt(record + KEYS + 1 + 32 * i);
    }

    /// R22: at most 12.
    function addKey(uint256 record, bytes32 key) internal pure {
        uint256 count = keyCount(record);
        if (count >= 12) refuse(Code.KEYS_FULL);
        setWord(record + KEYS + 1 + 32 * count, key);
        setByte(record + KEYS, count + 1);
    }

    /// Keeps the order; false where it isn't listed.
    function eraseKey(uint256 record, bytes32 key) internal pure returns (bool) {
        uint256 count = keyCount(record);
        for (uint256 i; i < count; ++i) {
            if (keyAt(record, i) != key) continue;
            for (uint256 k = i + 1; k < count; ++k) {
                setWord(record + KEYS + 1 + 32 * (k - 1), keyAt(record, k));
            }
            setWord(record + KEYS + 1 + 32 * (count - 1), 0);
            setByte(record + KEYS, count - 1);
            return true;
        }
        return false;
    }

    /// R30: at most 4. The name is the length and as many bytes at a place of the call data.
    function addName(uint256 record, uint256 name, uint256 size) internal pure {
        uint256 count = byteAt(record + NAMES);
        if (count >= 4) refuse(Code.NAMES_FULL);
        setByte(record + NAMES, count + 1);
        uint256 place = record + NAMES + 1 + 64 * count;
        assembly ("memory-safe") {
            calldatacopy(place, name, add(size, 1))
        }
    }
}
