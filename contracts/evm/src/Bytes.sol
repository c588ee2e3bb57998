// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Bytes at an address of the call data or of memory, as numbers. Reading past the end of call data gives zeros: who
/// reads has checked the length.
library Bytes {
    /// 32 bytes.
    function word(uint256 place) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := calldataload(place)
        }
    }

    /// The first `width` bytes as a number.
    function number(uint256 place, uint256 width) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, width)), calldataload(place))
        }
    }

    function byteAt(uint256 place) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(place))
        }
    }

    /// Keccak-256 of `size` bytes of call data.
    function hash(uint256 place, uint256 size) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, place, size)
            value := keccak256(m, size)
        }
    }

    /// Keccak-256 of a letter and up to four parts of call data or values: the ids of registry.md 3.4 use these.
    function hash2(uint256 letter, bytes32 a, bytes32 b) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, letter)
            mstore(add(m, 1), a)
            mstore(add(m, 33), b)
            value := keccak256(m, 65)
        }
    }

    function hash3(uint256 letter, bytes32 a, bytes32 b, bytes32 c) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, letter)
            mstore(add(m, 1), a)
            mstore(add(m, 33), b)
            mstore(add(m, 65), c)
            value := keccak256(m, 97)
        }
    }

    /// A batch's id; `shape` is count * 256 + leaf kind, the hash is SHA-256.
    function batchId(bytes32 issuer, bytes32 root, uint256 shape) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, 0x42)
            mstore(add(m, 1), issuer)
            mstore(add(m, 33), root)
            // count 4, hash kind 1, leaf kind 1
            mstore(add(m, 65), shl(208, or(or(shl(8, and(shape, 0xffffffff00)), 0x100), and(shape, 0xff))))
            value := keccak256(m, 71)
        }
    }

    /// Keccak-256 of four words.
    function hash4(bytes32 a, bytes32 b, bytes32 c, bytes32 d) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, a)
            mstore(add(m, 32), b)
            mstore(add(m, 64), c)
            mstore(add(m, 96), d)
            value := keccak256(m, 128)
        }
    }

    /// The id of a secp256k1 key, whose prefix says whether y is odd.
    function keyId(bytes32 x, uint256 y) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            mstore(0, or(0x0102, and(y, 1)))
            mstore(32, x)
            value := keccak256(30, 34)
        }
    }
}

/// Refuses with a code.
function refuse(uint256 code) pure {
    assembly ("memory-safe") {
        mstore(0, 0x5d77d42e00000000000000000000000000000000000000000000000000000000)
        mstore(4, code)
        revert(0, 36)
    }
}
