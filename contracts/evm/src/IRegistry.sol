// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A batch as its commit said it, and the key that signed it.
struct Batch {
    bytes32 issuer;
    bytes32 key;
    bytes32 root;
    uint32 count;
    uint8 leafKind;
    bytes32 schema;
    bytes32 accreditor;
    bytes32 arbiter;
}

/// What a commit names; zero is none.
struct Named {
    bytes32 schema;
    bytes32 accreditor;
    bytes32 arbiter;
}

/// Whose word counts for the caller. Zero: that of the commit.
struct Policy {
    bytes32 accreditor;
    bytes32 arbiter;
}

/// The registry on an EVM chain. Layouts and rules: docs/spec/chain.md (E1 to E16), docs/spec/registry.md (R1 to R51).
interface IRegistry {
    /// E10: one for each accepted operation; `operation` is its header and body.
    event Accepted(bytes32 indexed identity, bytes operation);
    /// E8, E9: operations in short form, which use no nonce.
    event DirectCommit(bytes32 key, bytes32 root, uint256 shape);
    event DirectCommitNamed(
        bytes32 key, bytes32 root, uint256 shape, bytes32 schema, bytes32 accreditor, bytes32 arbiter
    );
    event DirectStatus(bytes32 key, bytes32 batch, uint256 change);

    /// E4: below 256 the number of the C++ RuleError.
    error Refused(uint16 code);

    /// E1: for anybody to send; the proof carries the signatures.
    function submit(bytes calldata operation, bytes calldata proof) external;
    /// E2: sent by the account of the signer's key.
    function submitDirect(bytes calldata operation, bytes calldata proof) external;
    /// E8: `shape` is count * 256 + leaf kind; `x`, `y` are the sender's public key. What names nothing has a cheaper form.
    function commitDirectNamed(
        bytes32 identity,
        bytes32 x,
        bytes32 y,
        bytes32 root,
        uint256 shape,
        Named calldata named
    ) external;
    /// E9: `change` from bit 0: index 32, effective_at 64, reason 16, status 8, leaf kind 8, count 32.
    function setStatusDirect(bytes32 identity, bytes32 x, bytes32 y, bytes32 root, uint256 change) external;

    /// E14: 0 where everything holds, else why not.
    function verify(bytes calldata leaf, Batch calldata batch, bytes32[] calldata proof, Policy calldata policy)
        external
        view
        returns (uint16 reason);
    /// E16: inclusion and status alone; `shape` is count * 256 + leaf kind.
    function statusOf(
        bytes32 leafHash,
        uint32 index,
        bytes32 issuer,
        bytes32 root,
        uint256 shape,
        bytes32[] calldata proof
    ) external view returns (uint16 reason);
    /// Whether the key may act for the identity now in one of `roles`: 0, or the rule's code (R14 to R17).
    function authority(bytes32 identity, bytes32 key, uint16 roles) external view returns (uint16 reason);
    /// E5.
    function domainSeparator() external view returns (bytes32);
    /// Words of the storage (E12), for answers that other contracts put together.
    function words(bytes32[] calldata places) external view returns (bytes32[] memory);
}
