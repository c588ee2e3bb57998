// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Code} from "./Code.sol";
import {Store} from "./Store.sol";

/// A word of the accreditation table (E12).
library Accreditation {
    uint256 internal constant DELEGABLE = 16;
    uint256 internal constant DEPTH = 17;
    uint256 internal constant SUSPENDED = 19;
    uint256 internal constant ACCREDITED = 59;
    uint256 internal constant UNTIL = 99;
    uint256 internal constant FROM = 163;
    uint256 private constant TIME40 = (1 << 40) - 1;
    uint256 private constant TIME64 = (1 << 64) - 1;

    function suspendedAt(uint256 word) internal pure returns (uint256) {
        return (word >> SUSPENDED) & TIME40;
    }

    function from(uint256 word) internal pure returns (uint256) {
        return (word >> FROM) & TIME64;
    }

    function until(uint256 word) internal pure returns (uint256) {
        return (word >> UNTIL) & TIME64;
    }

    function depth(uint256 word) internal pure returns (uint256) {
        return (word >> DEPTH) & 3;
    }

    /// R37 for one link; 0 or the reason. A suspension counts from its time on, for whatever time is asked about later.
    function checkLink(uint256 word, uint256 time) internal pure returns (uint256) {
        uint256 suspended = suspendedAt(word);
        if (suspended != 0 && suspended <= time) return Code.ACCREDITATION_SUSPENDED;
        if (time < from(word)) return Code.ACCREDITATION_NOT_YET_VALID;
        return until(word) <= time ? Code.ACCREDITATION_EXPIRED : 0;
    }

    /// R37: the link and the one above it, at a time.
    function check(bytes32 id, uint256 time) internal view returns (uint256 code) {
        uint256 word = Store.load(Store.ACCREDITATION, id);
        if (word == 0) return Code.ACCREDITATION_UNKNOWN;
        code = checkLink(word, time);
        if (code == 0 && depth(word) == 2 && checkLink(parent(id), time) != 0) {
            return Code.ACCREDITATION_PARENT_INVALID;
        }
    }

    /// The word of the parent of an accreditation that has one.
    function parent(bytes32 id) internal view returns (uint256) {
        return Store.load(Store.ACCREDITATION, bytes32(Store.load(Store.PARENT, id)));
    }
}
