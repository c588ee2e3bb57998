// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";
import {Store} from "./Store.sol";
import {Tenure} from "./Tenure.sol";

/// R14 to R18: who may act.
library Authority {
    uint256 internal constant CONTROL = 1;
    uint256 internal constant SIGN_CONTENT = 2;
    uint256 internal constant ISSUE = 4;
    uint256 internal constant REVOKE = 8;
    uint256 internal constant ENDORSE = 16;

    /// R14 to R17. What is in force is seen in one word: a key that another identity holds was retired here before.
    function standing(bytes32 identity, bytes32 key, uint256 word, uint256 roles) internal view returns (uint256) {
        if (!inForce(word, roles)) return _whyNot(identity, key, word);
        return 0;
    }

    /// The whole of R14 to R17 where the answer is yes: neither compromised nor retired, begun, not ended, in the role.
    function inForce(uint256 word, uint256 roles) internal view returns (bool good) {
        assembly ("memory-safe") {
            let until := and(shr(46, word), 0x7ffffffff)
            good := iszero(and(shr(151, word), 0x3fffffffffffffffff))
            good := and(good, iszero(lt(timestamp(), and(shr(81, word), 0x7ffffffff))))
            good := and(good, or(iszero(until), lt(timestamp(), until)))
            good := and(good, iszero(iszero(and(and(shr(4, word), 63), roles))))
        }
    }

    function _whyNot(bytes32 identity, bytes32 key, uint256 word) private view returns (uint256) {
        if (Store.load(Store.IDENTITY, identity) == 0) return Code.IDENTITY_UNKNOWN;
        bytes32 holder = bytes32(Store.load(Store.HOLDER, key));
        if (isFree(holder)) return Code.KEY_UNKNOWN;
        if (holder != identity) return Code.KEY_OF_OTHER_IDENTITY;
        uint256 code = Tenure.check(word, block.timestamp);
        return code != 0 ? code : Code.ROLE_MISSING;
    }

    /// R14 to R18 for a signed operation; notes the nonce.
    function act(Operation memory o, uint256 roles) internal {
        bytes32 place = Store.place(Store.AUTHORITY, o.identity, o.key);
        uint256 word = Store.load(place);
        uint256 code = standing(o.identity, o.key, word, roles);
        if (code != 0) refuse(code);
        Store.save(place, Tenure.withNonce(word, _next(o, Tenure.nonce(word))));
    }

    /// R18.
    function _next(Operation memory o, uint256 last) private pure returns (uint256 nonce) {
        nonce = Bytes.number(o.header + 100, 8);
        if (nonce <= last) refuse(Code.NONCE_STALE);
        if (nonce != last + 1 || nonce > Tenure.NONCE_MAX) refuse(Code.NONCE_GAP);
    }

    /// E12: a key that nobody ever held has its last nonce in its holder's place. No identity is so small a number.
    function isFree(bytes32 holder) internal pure returns (bool) {
        return uint256(holder) <= Tenure.NONCE_MAX;
    }

    /// R18 alone: for the recovery key, which may be registered to nobody.
    function useNonce(Operation memory o) internal {
        bytes32 slot = Store.place(Store.HOLDER, o.key);
        bytes32 holder = bytes32(Store.load(slot));
        if (isFree(holder)) return Store.save(slot, _next(o, uint256(holder)));
        bytes32 place = Store.place(Store.AUTHORITY, holder, o.key);
        uint256 word = Store.load(place);
        Store.save(place, Tenure.withNonce(word, _next(o, Tenure.nonce(word))));
    }

    function identityExists(bytes32 identity) internal view returns (bool) {
        return Store.load(Store.IDENTITY, identity) != 0;
    }
}
