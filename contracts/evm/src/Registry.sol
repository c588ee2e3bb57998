// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authority} from "./Authority.sol";
import {Credentials} from "./Credentials.sol";
import {Digest} from "./Digest.sol";
import {Form} from "./Form.sol";
import {Identities} from "./Identities.sol";
import {Operation} from "./Operation.sol";
import {Signatures} from "./Signatures.sol";
import {Store} from "./Store.sol";
import {Verification} from "./Verification.sol";

/// The registry of docs/spec/registry.md on an EVM chain (docs/spec/chain.md): bytes -> form -> signatures -> rules ->
/// event. Immutable; nobody owns it.
contract Registry is Identities, Credentials, Verification {
    function submit(bytes calldata operation, bytes calldata proof) external {
        bytes32 actor;
        if (operation.length == 242 && proof.length == 97) actor = _commitShortly(operation, proof);
        if (actor == 0) actor = _take(operation, proof, false);
        _accepted(actor, operation);
    }

    function submitDirect(bytes calldata operation, bytes calldata proof) external {
        _accepted(_take(operation, proof, true), operation);
    }

    /// E10. What `emit` would do, at a third of its gas.
    function _accepted(bytes32 actor, bytes calldata operation) private {
        bytes32 topic = Accepted.selector;
        assembly ("memory-safe") {
            let m := mload(0x40)
            let size := operation.length
            mstore(m, 32)
            mstore(add(m, 32), size)
            calldatacopy(add(m, 64), operation.offset, size)
            let padded := and(add(size, 31), not(31))
            mstore(add(add(m, 64), size), 0)
            log2(m, add(64, padded), topic, actor)
        }
    }

    function _take(bytes calldata operation, bytes calldata proof, bool direct) private returns (bytes32) {
        Operation memory o;
        uint256 header;
        assembly ("memory-safe") {
            header := operation.offset
        }
        o.header = header;
        Form.read(o, operation.length);
        Signatures.check(o, operation.length, proof, direct);
        _decide(o);
        return o.identity;
    }

    function _decide(Operation memory o) private {
        uint256 kind = o.kind;
        if (kind == 9) _commit(o);
        else if (kind == 10) _setStatus(o);
        else if (kind == 1) _createIdentity(o);
        else if (kind == 2) _updateKeys(o);
        else if (kind == 3) _declareCompromised(o);
        else if (kind == 4) _recover(o);
        else if (kind == 5) _claimName(o);
        else if (kind == 6) _registerSchema(o);
        else if (kind == 7) _accredit(o);
        else if (kind == 8) _suspend(o);
        else if (kind == 11) _openDispute(o);
        else if (kind == 12) _answerDispute(o);
        else _ruleDispute(o);
    }

    function authority(bytes32 identity, bytes32 key, uint16 roles) external view returns (uint16) {
        return uint16(Authority.standing(identity, key, Store.load(Store.AUTHORITY, identity, key), roles));
    }

    function domainSeparator() external view returns (bytes32) {
        return Digest.domain();
    }

    function words(bytes32[] calldata places) external view returns (bytes32[] memory values) {
        values = new bytes32[](places.length);
        for (uint256 i; i < places.length; ++i) {
            values[i] = bytes32(Store.load(places[i]));
        }
    }
}
