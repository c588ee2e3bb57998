// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Code} from "./Code.sol";

/// A key's time with an identity in one word (E13). Pure arithmetic on bits.
library Tenure {
    uint256 internal constant ROLES = 4;
    uint256 internal constant NONCE = 10;
    uint256 internal constant UNTIL = 46;
    uint256 internal constant FROM = 81;
    uint256 internal constant DECLARED = 116;
    uint256 internal constant COMPROMISED = 151;
    uint256 internal constant RETIRED = 186;
    uint256 internal constant ADDED = 221;
    uint256 internal constant TIME_MAX = (1 << 35) - 1;
    uint256 internal constant NONCE_MAX = (1 << 36) - 1;

    function time(uint256 word, uint256 field) internal pure returns (uint256) {
        return (word >> field) & TIME_MAX;
    }

    /// `value` is below 2^35.
    function withTime(uint256 word, uint256 field, uint256 value) internal pure returns (uint256) {
        return (word & ~(TIME_MAX << field)) | (value << field);
    }

    function roles(uint256 word) internal pure returns (uint256) {
        return (word >> ROLES) & 63;
    }

    function number(uint256 word) internal pure returns (uint256) {
        return (word >> 1) & 7;
    }

    function nonce(uint256 word) internal pure returns (uint256) {
        return (word >> NONCE) & NONCE_MAX;
    }

    function withNonce(uint256 word, uint256 value) internal pure returns (uint256) {
        return (word & ~(NONCE_MAX << NONCE)) | (value << NONCE);
    }

    /// A new tenure from now on. Times of the sender that don't fit stand as TIME_MAX, and `exact` is set.
    function begin(uint256 now_, uint256 roles_, uint256 from, uint256 until, uint256 tenure, uint256 nonce_)
        internal
        pure
        returns (uint256 word, bool exact)
    {
        exact = from >= TIME_MAX || until >= TIME_MAX;
        if (from > TIME_MAX) from = TIME_MAX;
        if (until > TIME_MAX) until = TIME_MAX;
        word = (now_ << ADDED) | (from << FROM) | (until << UNTIL) | (nonce_ << NONCE) | (roles_ << ROLES)
            | (tenure << 1) | (exact ? 1 : 0);
    }

    /// R16: whether the key was in force; 0 or the reason.
    function check(uint256 word, uint256 now_) internal pure returns (uint16) {
        uint256 t = time(word, COMPROMISED);
        if (t != 0 && t <= now_) return Code.KEY_COMPROMISED;
        t = time(word, RETIRED);
        if (t != 0 && t <= now_) return Code.KEY_RETIRED;
        if (now_ < time(word, ADDED) || now_ < time(word, FROM)) return Code.KEY_NOT_YET_VALID;
        t = time(word, UNTIL);
        if (t != 0 && t <= now_) return Code.KEY_EXPIRED;
        return 0;
    }
}
