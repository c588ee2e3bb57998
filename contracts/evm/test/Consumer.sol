// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// Another contract that asks the registry: gives what its question cost, all of it, and the answer.
contract Consumer {
    function ask(address registry, bytes calldata question) external view returns (uint256 gas, uint256 answer) {
        bytes memory data = question;
        uint256 before = gasleft();
        (bool good, bytes memory result) = registry.staticcall(data);
        gas = before - gasleft();
        require(good, "reverted");
        answer = abi.decode(result, (uint256));
    }
}
