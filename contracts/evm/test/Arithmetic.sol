// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// The registry's arithmetic with what must hold for all values, for the SMTChecker (tools/smt.mjs). Written with
/// multiplication and division, which the solver follows, where src/ shifts; test/Properties.t.sol ties the shifts to them.
contract Arithmetic {
    uint256 private constant TIME = 2 ** 35;

    /// E13: a time that doesn't fit stands as the largest, which no block reaches; what fits stands as it is.
    function saturate(uint64 value, uint64 now_) external pure {
        require(now_ < TIME - 1);
        uint256 stored = value > TIME - 1 ? TIME - 1 : value;
        assert(stored < TIME);
        assert((now_ < stored) == (now_ < value)); // "not yet valid" is the same answer
        assert((stored != 0 && stored <= now_) == (value != 0 && value <= now_)); // and so is "expired"
    }

    /// R18: the next nonce is the only one that passes, and it fits.
    function nonce(uint64 last, uint64 given) external pure {
        require(last < 2 ** 36 - 1);
        bool passes = given > last && uint256(given) == uint256(last) + 1;
        if (passes) assert(given <= 2 ** 36 - 1 && given - last == 1);
    }

    /// R42: revoked is final, and a change changes.
    function change(uint8 present, uint8 status) external pure {
        require(present <= 2 && status <= 2);
        bool refused = present == 2 || present == status;
        uint8 next = refused ? present : status;
        assert(next <= 2);
        if (present == 2) assert(next == 2);
        if (!refused) assert(next != present);
    }

    /// R45, R46: the end of the time to answer doesn't overflow, and is later than now.
    function window(uint64 now_, uint32 answerSeconds) external pure {
        require(now_ < TIME && answerSeconds >= 86_400 && answerSeconds <= 90 * 86_400);
        uint256 until = uint256(now_) + answerSeconds;
        assert(until > now_ && until < 2 ** 64);
    }

    /// E11: the checkpoint is never in the future and never below zero.
    function checkpoint(uint64 now_) external pure {
        uint256 value = now_ > 3600 ? now_ - 3600 : 0;
        assert(value <= now_);
        if (now_ >= 3600) assert(now_ - value == 3600);
    }

    /// R51: a leaf's word and position name it, and are in the word.
    function place(uint32 index, uint32 other) external pure {
        assert(index % 128 < 128 && uint256(index / 128) * 128 + index % 128 == index);
        if (index / 128 == other / 128 && index % 128 == other % 128) assert(index == other);
    }
}
