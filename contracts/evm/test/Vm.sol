// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What the tests use of forge's cheat codes.
interface Vm {
    function warp(uint256) external;
    function etch(address, bytes calldata) external;
    function store(address, bytes32, bytes32) external;
    function load(address, bytes32) external view returns (bytes32);
    function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32);
    function signP256(uint256, bytes32) external pure returns (bytes32, bytes32);
    function publicKeyP256(uint256) external pure returns (uint256, uint256);
    function addr(uint256) external pure returns (address);
    function prank(address) external;
    function expectRevert(bytes calldata) external;
    function readLine(string calldata) external view returns (string memory);
    function parseBytes(string calldata) external pure returns (bytes memory);
    function assume(bool) external pure;
    function expectEmit(bool, bool, bool, bool, address) external;
    function createWallet(uint256) external returns (Wallet memory);
}

struct Wallet {
    address addr;
    uint256 publicKeyX;
    uint256 publicKeyY;
    uint256 privateKey;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
