// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes, demand, refuse} from "./Bytes.sol";
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
        uint256 until = Tenure.time(word, Tenure.UNTIL);
        bool unbroken = (word >> Tenure.COMPROMISED) & (1 << 70) - 1 == 0; // neither compromised nor retired
        if (
            word != 0 && unbroken && block.timestamp >= Tenure.time(word, Tenure.FROM)
                && (until == 0 || block.timestamp < until) && Tenure.roles(word) & roles != 0
        ) return 0;
        return _whyNot(identity, key, word);
    }

    function _whyNot(bytes32 identity, bytes32 key, uint256 word) private view returns (uint256) {
        if (Store.load(Store.IDENTITY, identity) == 0) return Code.IDENTITY_UNKNOWN;
        bytes32 holder = bytes32(Store.load(Store.HOLDER, key));
        if (holder == 0) return Code.KEY_UNKNOWN;
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
        demand(nonce > last, Code.NONCE_STALE);
        demand(nonce == last + 1 && nonce <= Tenure.NONCE_MAX, Code.NONCE_GAP);
    }

    /// R18 alone: for the recovery key, which may be registered to nobody.
    function useNonce(Operation memory o) internal {
        bytes32 holder = bytes32(Store.load(Store.HOLDER, o.key));
        if (holder == 0) {
            bytes32 slot = Store.place(Store.NONCE, o.key);
            return Store.save(slot, _next(o, Store.load(slot)));
        }
        bytes32 place = Store.place(Store.AUTHORITY, holder, o.key);
        uint256 word = Store.load(place);
        Store.save(place, Tenure.withNonce(word, _next(o, Tenure.nonce(word))));
    }

    function identityExists(bytes32 identity) internal view returns (bool) {
        return Store.load(Store.IDENTITY, identity) != 0;
    }
}
