// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Digest} from "./Digest.sol";
import {Form} from "./Form.sol";
import {Operation} from "./Operation.sol";

/// R4, R8, R9 and E1 to E7: who signed.
library Signatures {
    uint256 private constant HALF_SECP256K1 = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    uint256 private constant HALF_P256 = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8;
    uint256 private constant FIELD = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
    uint256 private constant HINT = 33;
    bytes4 private constant IS_VALID_SIGNATURE = 0x1626ba7e;

    /// Checks all signatures of a well-formed operation, whose bytes are `size` long. Fills digest, hint and actor.
    function check(Operation memory o, uint256 size, bytes calldata proof, bool direct) internal view {
        uint256 place;
        assembly ("memory-safe") {
            place := proof.offset
        }
        o.limit = place + proof.length;
        uint256 hints = _lengths(o, place, direct);
        if (o.end - o.header != size) refuse(Code.TRAILING_BYTES);
        _digest(o);
        o.hint = hints + HINT * (o.owed + (o.recovery ? 2 : 1));
        if (o.hint > o.limit) refuse(Code.HINT_WRONG);
        uint256 tail = o.hint + hintSize(o);
        if (direct) {
            _sender(o.signer, hints);
        } else {
            tail = _one(o, o.signer, place, hints, tail, Code.SIGNATURE_INVALID);
            place += 64;
        }
        _cosigners(o, place, hints + HINT, tail);
    }

    /// R4 and the digest that all signatures are over.
    function _digest(Operation memory o) private view {
        bytes32 domain = Digest.domain();
        if (Bytes.word(o.header + 2) != domain) refuse(Code.WRONG_DOMAIN);
        if (o.key == 0) o.key = Bytes.hash(o.signer, 34);
        bytes32 message = Digest.message(o);
        if (o.kind == 1) o.identity = message;
        o.digest = Digest.typed(domain, message);
    }

    /// E2.
    function _sender(uint256 key, uint256 hint) private view {
        uint256 y = uint256(Bytes.word(hint + 1));
        bool good = Bytes.byteAt(key) == 1 && Bytes.byteAt(key + 1) == 2 | (y & 1);
        if (!good || account(Bytes.word(key + 2), y) != msg.sender) refuse(Code.SENDER_NOT_SIGNER);
    }

    /// R8.
    function _cosigners(Operation memory o, uint256 place, uint256 hints, uint256 tail) private view {
        uint256 owed = o.owed;
        for (uint256 i; owed != 0; ++i) {
            if (o.grantKey(i) == o.key) continue;
            tail = _one(o, o.grants + i * Form.GRANT, place, hints, tail, Code.POSSESSION_INVALID);
            place += 64;
            hints += HINT;
            --owed;
        }
        if (o.recovery) {
            _one(o, place, place + 34, hints, tail, Code.RECOVERY_AUTHORITY_INVALID);
            o.recoverySigner = Bytes.hash(place, 34);
        }
    }

    /// R8: which signatures are there; gives the place after them.
    function _lengths(Operation memory o, uint256 place, bool direct) private pure returns (uint256) {
        uint256 limit = o.limit;
        if (!direct) {
            place += 64;
            if (place > limit) refuse(Code.TRUNCATED);
        }
        for (uint256 i; i < o.owed; ++i) {
            if (place == limit) refuse(Code.POSSESSION_MISSING);
            place += 64;
            if (place > limit) refuse(Code.TRUNCATED);
        }
        if (o.recovery) {
            if (place == limit) refuse(Code.RECOVERY_AUTHORITY_MISSING);
            if (place + 98 > limit) refuse(Code.TRUNCATED);
            Form.checkKey(place);
            place += 98;
        }
        return place;
    }

    /// E3: how long the state hint is.
    function hintSize(Operation memory o) internal pure returns (uint256) {
        uint256 kind = o.kind;
        if (kind >= 2 && kind <= 5) return 697;
        if (kind == 7) return Bytes.word(o.body + 64) == 0 ? 0 : 96;
        if (kind == 8) return 96;
        if (kind == 10) return 69;
        if (kind == 11) return Bytes.byteAt(o.body) == 1 ? 197 : 0;
        if (kind >= 12) return 265;
        return 0;
    }

    /// The account of a secp256k1 key. Zero where (x, y) isn't on the curve: else some y could be found for another's x.
    function account(bytes32 x, uint256 y) internal pure returns (address value) {
        assembly ("memory-safe") {
            mstore(0, x)
            mstore(32, y)
            value := and(keccak256(0, 64), 0xffffffffffffffffffffffffffffffffffffffff)
            let right := addmod(mulmod(x, mulmod(x, x, FIELD), FIELD), 7, FIELD)
            value := mul(value, and(lt(y, FIELD), eq(mulmod(y, y, FIELD), right)))
        }
    }

    /// One signature of 64 bytes at `place` by the key at `key`. Gives the place of the next contract signature.
    function _one(Operation memory o, uint256 key, uint256 place, uint256 hint, uint256 tail, uint256 otherwise)
        private
        view
        returns (uint256)
    {
        bool k1 = Bytes.byteAt(key) == 1;
        if (uint256(Bytes.word(place + 32)) > (k1 ? HALF_SECP256K1 : HALF_P256)) refuse(Code.SIGNATURE_HIGH_S);
        bytes32 x = Bytes.word(key + 2);
        uint256 y = uint256(Bytes.word(hint + 1));
        if (Bytes.byteAt(key + 1) != 2 | (y & 1)) refuse(otherwise);
        if (k1) return _secp256k1(o, account(x, y), place, Bytes.byteAt(hint), tail, otherwise);
        if (!p256(o.digest, place, x, y)) refuse(otherwise);
        return tail;
    }

    function _secp256k1(Operation memory o, address signer, uint256 place, uint256 v, uint256 tail, uint256 otherwise)
        private
        view
        returns (uint256)
    {
        if (signer == address(0) || v > 2) refuse(otherwise);
        if (v < 2) {
            address found = ecrecover(o.digest, uint8(27 + v), Bytes.word(place), Bytes.word(place + 32));
            if (found != signer) refuse(otherwise);
            return tail;
        }
        if (tail + 2 > o.limit) refuse(otherwise);
        uint256 size = Bytes.number(tail, 2);
        tail += 2;
        if (tail + size > o.limit || !_contractSigned(signer, o.digest, tail, size)) refuse(otherwise);
        return tail + size;
    }

    /// E7: over the SHA-256 of the digest; the signature is at a place of the call data.
    function p256(bytes32 digest, uint256 place, bytes32 x, uint256 y) internal view returns (bool good) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, digest)
            if iszero(staticcall(gas(), 2, m, 32, m, 32)) { revert(0, 0) }
            calldatacopy(add(m, 32), place, 64)
            mstore(add(m, 96), x)
            mstore(add(m, 128), y)
            mstore(0, 0)
            let called := staticcall(gas(), 0x100, m, 160, 0, 32)
            good := and(and(called, eq(returndatasize(), 32)), eq(mload(0), 1))
        }
    }

    /// E6.
    function _contractSigned(address signer, bytes32 digest, uint256 place, uint256 size)
        private
        view
        returns (bool good)
    {
        if (signer.code.length == 0) return false;
        bytes32 asked = Digest.accountBound(signer, digest);
        bytes4 magic = IS_VALID_SIGNATURE;
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, magic)
            mstore(add(m, 4), asked)
            mstore(add(m, 36), 64)
            mstore(add(m, 68), size)
            calldatacopy(add(m, 100), place, size)
            mstore(0, 0)
            let called := staticcall(gas(), signer, m, add(100, and(add(size, 31), not(31))), 0, 32)
            good := and(and(called, gt(returndatasize(), 31)), eq(mload(0), magic))
        }
    }
}
