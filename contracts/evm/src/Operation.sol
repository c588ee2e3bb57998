// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One operation while it is decided. Places are addresses in the call data.
struct Operation {
    uint256 header;
    uint256 body;
    uint256 end; // of the header and body
    uint256 kind;
    bytes32 identity; // the actor
    bytes32 key; // the signer's id
    uint256 signer; // place of the signer's 34 bytes
    uint256 grants; // place of the first key grant
    uint256 added; // how many grants
    uint256 owed; // how many of them sign besides the signer
    bool recovery; // the recovery key signs too
    bytes32 recoverySigner;
    uint256 hint; // place of the state hint
    uint256 limit; // end of the proof
    bytes32 digest;
}
