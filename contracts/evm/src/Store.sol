// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Where the state stands (E12): a word of table `t` for parts `a` (and `b`). No variable is declared, so nothing else is
/// ever written.
library Store {
    uint256 internal constant IDENTITY = 1;
    uint256 internal constant HOLDER = 2;
    uint256 internal constant AUTHORITY = 3;
    uint256 internal constant EARLIER_TENURE = 5;
    uint256 internal constant EARLIER_HOLDER = 6;
    uint256 internal constant EXACT = 7;
    uint256 internal constant NAME = 8;
    uint256 internal constant SCHEMA = 9;
    uint256 internal constant ACCREDITATION = 10;
    uint256 internal constant PARENT = 11;
    uint256 internal constant BATCH = 12;
    uint256 internal constant STATUS = 13;
    uint256 internal constant DISPUTE = 14;
    uint256 internal constant DISPUTES = 15;
    uint256 internal constant UPHELD = 16;

    function place(uint256 table, bytes32 a) internal pure returns (bytes32 slot) {
        assembly ("memory-safe") {
            mstore(0, a)
            mstore(32, table)
            slot := keccak256(0, 64)
        }
    }

    function place(uint256 table, bytes32 a, bytes32 b) internal pure returns (bytes32 slot) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, a)
            mstore(add(m, 32), b)
            mstore(add(m, 64), table)
            slot := keccak256(m, 96)
        }
    }

    function load(bytes32 slot) internal view returns (uint256 value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    function load(uint256 table, bytes32 a) internal view returns (uint256) {
        return load(place(table, a));
    }

    function load(uint256 table, bytes32 a, bytes32 b) internal view returns (uint256) {
        return load(place(table, a, b));
    }

    function save(bytes32 slot, uint256 value) internal {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
    }

    function save(uint256 table, bytes32 a, uint256 value) internal {
        save(place(table, a), value);
    }
}
