// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRegistry} from "./IRegistry.sol";

contract Directory {
    IRegistry public immutable REGISTRY;

    constructor(IRegistry registry) {
        REGISTRY = registry;
    }
}
