// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Signatures} from "./Signatures.sol";

/// The way of the commonest operation, a commit that names nothing or little, written out for its gas. It accepts what
/// the rules accept and says no more than "not this way": whoever gets that goes the long way, which names the reason.
/// Places are those of registry.md 3.1 and 3.2 in 242 bytes of operation and 97 of proof.
library Shortcut {
    uint256 private constant HALF_SECP256K1 = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant COMMIT = keccak256(
        "Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)"
    );

    /// R1 to R4: well formed and for this home. Gives the signer's id and the digest.
    function read(uint256 p) internal view returns (bool good, bytes32 key, bytes32 digest) {
        bytes32 domainType = DOMAIN_TYPE;
        bytes32 name = keccak256("Countersign");
        bytes32 version = keccak256("1");
        bytes32 commitType = COMMIT;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, domainType)
            mstore(add(m, 32), name)
            mstore(add(m, 64), version)
            mstore(add(m, 96), chainid())
            mstore(add(m, 128), address())
            let domain := keccak256(m, 160)
            let shape := shr(208, calldataload(add(p, 140))) // count 4, hash kind 1, leaf kind 1
            let schema := calldataload(add(p, 146))
            // version 1, kind 9; secp256k1; 1 to 2^20 leaves; SHA-256, leaf kind 1 to 3; an accreditor only with a schema
            good := iszero(
                or(
                    or(
                        or(xor(shr(240, calldataload(p)), 0x0109), xor(byte(0, calldataload(add(p, 66))), 1)),
                        xor(domain, calldataload(add(p, 2)))
                    ),
                    or(
                        or(gt(sub(shr(16, shape), 1), 0xfffff), gt(sub(and(shape, 0xffff), 0x101), 2)),
                        gt(iszero(schema), iszero(calldataload(add(p, 178))))
                    )
                )
            )
            calldatacopy(m, add(p, 66), 34)
            key := keccak256(m, 34)
            mstore(m, commitType)
            calldatacopy(add(m, 32), add(p, 34), 32)
            calldatacopy(add(m, 64), add(p, 108), 32)
            mstore(add(m, 96), shr(16, shape))
            mstore(add(m, 128), 1)
            mstore(add(m, 160), and(shape, 0xff))
            calldatacopy(add(m, 192), add(p, 146), 96)
            mstore(add(m, 288), key)
            mstore(add(m, 320), shr(192, calldataload(add(p, 100))))
            let message := keccak256(m, 352)
            mstore(m, shl(240, 0x1901))
            mstore(add(m, 2), domain)
            mstore(add(m, 34), message)
            digest := keccak256(m, 66)
        }
    }

    /// R9, secp256k1: signature 64, v 1, y 32 at `q`, by the key at `p` + 66.
    function signed(uint256 p, uint256 q, bytes32 digest) internal view returns (bool good) {
        bytes32 x;
        uint256 y;
        assembly ("memory-safe") {
            x := calldataload(add(p, 68))
            y := calldataload(add(q, 65))
        }
        address signer = Signatures.account(x, y);
        uint256 half = HALF_SECP256K1;
        assembly ("memory-safe") {
            let m := mload(0x40)
            let v := byte(0, calldataload(add(q, 64)))
            mstore(m, digest)
            mstore(add(m, 32), add(27, v))
            calldatacopy(add(m, 64), q, 64)
            mstore(0, 0)
            let called := staticcall(gas(), 1, m, 128, 0, 32)
            good := and(called, eq(mload(0), signer))
            good := and(
                and(good, gt(iszero(gt(mload(add(m, 96)), half)), gt(v, 1))),
                gt(eq(byte(0, calldataload(add(p, 67))), or(2, and(y, 1))), iszero(signer))
            )
        }
    }

    /// R14 to R18. Gives the place of the signer's tenure and its word with the new nonce.
    function acts(uint256 p, bytes32 key) internal view returns (bool good, bytes32 place, uint256 word) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, add(p, 34), 32)
            mstore(add(m, 32), key)
            mstore(add(m, 64), 3) // Store.AUTHORITY
            place := keccak256(m, 96)
            word := sload(place)
            let nonce := and(shr(10, word), 0xfffffffff)
            let kind := byte(0, calldataload(add(p, 145)))
            let role := shl(add(kind, gt(kind, 2)), 1) // R38: 2, 4, 16
            // Authority.inForce and the next nonce
            let wrong := or(xor(shr(192, calldataload(add(p, 100))), add(nonce, 1)), eq(nonce, 0xfffffffff))
            wrong := or(wrong, and(shr(151, word), 0x3fffffffffffffffff))
            wrong := or(wrong, gt(timestamp(), sub(and(shr(46, word), 0x7ffffffff), 1)))
            wrong := or(wrong, lt(timestamp(), and(shr(81, word), 0x7ffffffff)))
            good := gt(iszero(wrong), iszero(and(shr(4, word), role)))
            word := add(word, shl(10, 1))
        }
    }

    /// R40. Gives the place of the batch, which is new, and its word.
    function batch(uint256 p, bytes32 key) internal view returns (bool good, bytes32 place, uint256 word) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore8(m, 0x42)
            calldatacopy(add(m, 1), add(p, 34), 32)
            calldatacopy(add(m, 33), add(p, 108), 38) // root, count, hash kind, leaf kind
            mstore(0, keccak256(m, 71))
            mstore(32, 12) // Store.BATCH
            place := keccak256(0, 64)
            good := iszero(sload(place))
            mstore(m, key)
            calldatacopy(add(m, 32), add(p, 146), 96)
            word := or(shl(216, timestamp()), shr(40, shl(40, keccak256(m, 128))))
        }
    }
}
