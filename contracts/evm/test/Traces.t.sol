// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RegistryLens} from "../src/RegistryLens.sol";
import {IRegistry} from "../src/IRegistry.sol";
import {TraceRegistry} from "./TraceRegistry.sol";
import {vm} from "./Vm.sol";

/// The traces of the rules (R1 to R48) step by step: each accepted, or refused with its own code. tools/steps.mjs signs
/// them; with the answers' digests they run in tests/interop/evm_rules.mjs.
contract TracesTest {
    bool public constant IS_TEST = true;
    RegistryLens private _lens;
    address private _last;
    address private _template;

    function test_everyStepOfTheTraces() public {
        _template = address(new TraceRegistry());
        uint256 steps;
        while (true) {
            string memory line = vm.readLine("out/steps.txt");
            if (bytes(line).length == 0) break;
            this.step(vm.parseBytes(line)); // a call of its own, whose memory ends with it
            ++steps;
        }
        require(steps > 500, "too few steps");
    }

    function step(bytes calldata line) external {
        (
            address registry,
            uint256 time,
            uint256 checkpoint,
            uint16 expected,
            bytes memory operation,
            bytes memory proof,
            bytes[] memory asked
        ) = abi.decode(line, (address, uint256, uint256, uint16, bytes, bytes, bytes[]));
        if (registry.code.length == 0) vm.etch(registry, _template.code);
        vm.warp(time);
        vm.store(registry, 0, bytes32(checkpoint));
        (bool good, bytes memory answer) = registry.call(abi.encodeCall(IRegistry.submit, (operation, proof)));
        if (expected == 0) {
            require(good, "refused");
        } else {
            bytes memory refusal = abi.encodeWithSelector(IRegistry.Refused.selector, expected);
            require(!good && keccak256(answer) == keccak256(refusal), "another outcome");
        }
        if (asked.length != 0) {
            if (_last != registry) (_lens, _last) = (new RegistryLens(IRegistry(registry)), registry);
            bytes[] memory answers = _lens.many(asked);
            for (uint256 i; i < answers.length; ++i) {
                require(answers[i].length != 0 && uint256(bytes32(answers[i])) != 258, "no answer");
            }
        }
    }
}
