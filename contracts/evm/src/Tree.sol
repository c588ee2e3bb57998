// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// RFC 9162 trees with SHA-256 (R50, R51, E19).
library Tree {
    /// SHA-256(00, leaf).
    function leafHash(bytes calldata leaf) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, 0)
            calldatacopy(add(m, 1), leaf.offset, leaf.length)
            if iszero(staticcall(gas(), 2, m, add(leaf.length, 1), 0, 32)) { revert(0, 0) }
            hash := mload(0)
        }
    }

    /// R51: RFC 9162 2.1.3.2; `position` and `last` are fn and sn.
    function included(bytes32 hash, uint256 position, uint256 count, bytes32 root, bytes32[] calldata proof)
        internal
        view
        returns (bool good)
    {
        if (position >= count) return false;
        assembly ("memory-safe") {
            let last := sub(count, 1)
            let m := mload(0x40) // 01, left, right
            mstore8(m, 1)
            let end := add(proof.offset, shl(5, proof.length))
            good := 1
            for { let p := proof.offset } lt(p, end) { p := add(p, 32) } {
                if iszero(last) {
                    good := 0
                    break
                }
                switch or(and(position, 1), eq(position, last))
                case 0 {
                    mstore(add(m, 1), hash)
                    mstore(add(m, 33), calldataload(p))
                }
                default {
                    mstore(add(m, 1), calldataload(p))
                    mstore(add(m, 33), hash)
                    for {} iszero(or(and(position, 1), iszero(position))) {} {
                        position := shr(1, position)
                        last := shr(1, last)
                    }
                }
                if iszero(staticcall(gas(), 2, m, 65, 0, 32)) { revert(0, 0) }
                hash := mload(0)
                position := shr(1, position)
                last := shr(1, last)
            }
            good := and(good, and(iszero(last), eq(hash, root)))
        }
    }

    /// E19: RFC 9162 2.1.4.2 for 0 < first < second.
    function consistent(uint256 first, bytes32 firstRoot, uint256 second, bytes32 secondRoot, bytes32[] calldata proof)
        internal
        view
        returns (bool good)
    {
        if (proof.length == 0) return false;
        assembly ("memory-safe") {
            let p := proof.offset
            let end := add(p, shl(5, proof.length))
            let a := firstRoot
            if and(first, sub(first, 1)) {
                a := calldataload(p)
                p := add(p, 32)
            }
            let b := a
            first := sub(first, 1) // from here fn and sn
            second := sub(second, 1)
            for {} and(first, 1) {} {
                first := shr(1, first)
                second := shr(1, second)
            }
            let m := mload(0x40) // 01, left, right
            mstore8(m, 1)
            good := 1
            for {} lt(p, end) { p := add(p, 32) } {
                if iszero(second) {
                    good := 0
                    break
                }
                switch or(and(first, 1), eq(first, second))
                case 0 {
                    mstore(add(m, 1), b)
                    mstore(add(m, 33), calldataload(p))
                }
                default {
                    mstore(add(m, 1), calldataload(p))
                    mstore(add(m, 33), a)
                    if iszero(staticcall(gas(), 2, m, 65, 0, 32)) { revert(0, 0) }
                    a := mload(0)
                    mstore(add(m, 33), b)
                    for {} iszero(or(and(first, 1), iszero(first))) {} {
                        first := shr(1, first)
                        second := shr(1, second)
                    }
                }
                if iszero(staticcall(gas(), 2, m, 65, 0, 32)) { revert(0, 0) }
                b := mload(0)
                first := shr(1, first)
                second := shr(1, second)
            }
            good := and(good, and(iszero(second), and(eq(a, firstRoot), eq(b, secondRoot))))
        }
    }
}
