// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "./Bytes.sol";
import {Digest} from "./Digest.sol";
import {IRegistry} from "./IRegistry.sol";
import {Signatures} from "./Signatures.sol";
import {Tree} from "./Tree.sol";

/// The last checkpoint of every log (E17 to E19): it only grows, and only its owner's anchor key moves it.
contract CheckpointAnchor {
    struct Checkpoint {
        bytes32 root;
        uint64 size;
        uint64 anchoredAt;
    }

    IRegistry public immutable REGISTRY;
    mapping(bytes32 log => Checkpoint) public checkpoints;

    bytes32 private constant ANCHOR = keccak256("Anchor(bytes32 log,uint64 size,bytes32 root)");
    uint16 private constant ANCHOR_ROLE = 32;

    event Anchored(bytes32 indexed log, uint64 size, bytes32 root);

    error NotLarger(uint64 size);
    error NotConsistent();
    error NotSigned();
    /// The registry's code for why the key may not (R14 to R17).
    error NotAuthorised(uint16 code);

    constructor(IRegistry registry) {
        REGISTRY = registry;
    }

    function logId(bytes32 identity, bytes32 originHash) public pure returns (bytes32) {
        return Bytes.hash2(0x4c, identity, originHash);
    }

    function domainSeparator() external view returns (bytes32) {
        return Digest.domain();
    }

    /// `key`: scheme 1, recovery bit 1 (0 for P-256), x 32, y 32, signature 64. `originHash` is keccak256 of the log's
    /// origin line. `proof` is empty for the first checkpoint.
    function anchor(
        bytes32 identity,
        bytes32 originHash,
        uint64 size,
        bytes32 root,
        bytes32[] calldata proof,
        bytes calldata key
    ) external {
        bytes32 log = logId(identity, originHash);
        _signed(identity, Digest.typed(Digest.domain(), keccak256(abi.encode(ANCHOR, log, size, root))), key);
        Checkpoint storage last = checkpoints[log];
        uint64 before = last.size;
        if (size <= before) revert NotLarger(before);
        bool first = before == 0;
        if (first ? proof.length != 0 : !Tree.consistent(before, last.root, size, root, proof)) revert NotConsistent();
        last.root = root;
        last.size = size;
        last.anchoredAt = uint64(block.timestamp);
        emit Anchored(log, size, root);
    }

    function _signed(bytes32 identity, bytes32 digest, bytes calldata key) private view {
        if (key.length != 130) revert NotSigned();
        uint256 p;
        assembly ("memory-safe") {
            p := key.offset
        }
        uint256 scheme = Bytes.byteAt(p);
        bytes32 x = Bytes.word(p + 2);
        uint256 y = uint256(Bytes.word(p + 34));
        bool good;
        if (scheme == 1) {
            address signer = Signatures.account(x, y);
            uint8 v = uint8(27 + (Bytes.byteAt(p + 1) & 1));
            good = signer != address(0) && ecrecover(digest, v, Bytes.word(p + 66), Bytes.word(p + 98)) == signer;
        } else if (scheme == 2) {
            good = Signatures.p256(digest, p + 66, x, y);
        }
        if (!good) revert NotSigned();
        bytes32 id = keccak256(abi.encodePacked(uint8(scheme), uint8(2 | (y & 1)), x));
        uint16 code = REGISTRY.authority(identity, id, ANCHOR_ROLE);
        if (code != 0) revert NotAuthorised(code);
    }
}
