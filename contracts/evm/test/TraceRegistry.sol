// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Registry} from "../src/Registry.sol";

/// The registry with the last checkpoint's time told from outside, as traces tell it; all else is the same.
contract TraceRegistry is Registry {
    uint256 public checkpoint;

    function setCheckpoint(uint256 time) external {
        checkpoint = time;
    }

    function _checkpoint() internal view override returns (uint256) {
        return checkpoint;
    }
}
