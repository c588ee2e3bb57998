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
    uint256 ids; // place in memory of their keys' ids
    uint256 owed; // how many of them sign besides the signer
    bool recovery; // the recovery key signs too
    bytes32 recoverySigner;
    uint256 hint; // place of the state hint
    uint256 limit; // end of the proof
    bytes32 digest;
}

/// The id of the key of grant `i`.
function grantKey(Operation memory o, uint256 i) pure returns (bytes32 id) {
    uint256 ids = o.ids;
    assembly ("memory-safe") {
        id := mload(add(ids, shl(5, i)))
    }
}

using {grantKey} for Operation global;
