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

    /// SHA-256(01, left, right).
    function node(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, 1)
            mstore(add(m, 1), left)
            mstore(add(m, 33), right)
            if iszero(staticcall(gas(), 2, m, 65, 0, 32)) { revert(0, 0) }
            hash := mload(0)
        }
    }

    /// R51: RFC 9162 2.1.3.2; `position` and `last` are fn and sn.
    function included(bytes32 hash, uint256 position, uint256 count, bytes32 root, bytes32[] calldata proof)
        internal
        view
        returns (bool)
    {
        if (position >= count) return false;
        uint256 last = count - 1;
        for (uint256 i; i < proof.length; ++i) {
            if (last == 0) return false;
            if (position & 1 != 0 || position == last) {
                hash = node(proof[i], hash);
                while (position & 1 == 0 && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, proof[i]);
            }
            position >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    /// E19: RFC 9162 2.1.4.2 for 0 < first < second.
    function consistent(uint256 first, bytes32 firstRoot, uint256 second, bytes32 secondRoot, bytes32[] calldata proof)
        internal
        view
        returns (bool)
    {
        uint256 i;
        bytes32 seed = firstRoot;
        if (first & (first - 1) != 0) {
            if (proof.length == 0) return false;
            seed = proof[0];
            i = 1;
        } else if (proof.length == 0) {
            return false;
        }
        uint256 position = first - 1;
        uint256 last = second - 1;
        while (position & 1 != 0) {
            position >>= 1;
            last >>= 1;
        }
        bytes32 a = seed;
        bytes32 b = seed;
        for (; i < proof.length; ++i) {
            if (last == 0) return false;
            bytes32 c = proof[i];
            if (position & 1 != 0 || position == last) {
                a = node(c, a);
                b = node(c, b);
                while (position & 1 == 0 && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                b = node(b, c);
            }
            position >>= 1;
            last >>= 1;
        }
        return last == 0 && a == firstRoot && b == secondRoot;
    }
}
