// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RegistryLens} from "../src/RegistryLens.sol";

/// Sends for the trace runner and remembers how it went, so that one call answers for a step.
contract Probe {
    uint256 public outcome;

    function attempt(address registry, bytes calldata call) external {
        (bool good, bytes memory answer) = registry.call(call);
        uint256 code;
        if (!good) {
            code = type(uint256).max; // not a refusal: a fault
            if (answer.length == 36 && bytes4(answer) == bytes4(keccak256("Refused(uint16)"))) {
                assembly {
                    code := mload(add(answer, 36))
                }
            }
        }
        outcome = code;
    }

    function ask(RegistryLens lens, bytes[] calldata calls) external view returns (uint256, bytes[] memory) {
        return (outcome, lens.many(calls));
    }
}
