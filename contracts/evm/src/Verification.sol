// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accreditation} from "./Accreditation.sol";
import {Bytes} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Disputes} from "./Disputes.sol";
import {Batch, Policy} from "./IRegistry.sol";
import {Store} from "./Store.sol";
import {Tenure} from "./Tenure.sol";
import {Tree} from "./Tree.sol";

/// The fail-closed answers for other contracts (E14 to E16): 0 or why not.
abstract contract Verification is Disputes {
    function statusOf(
        bytes32 leafHash,
        uint32 index,
        bytes32 issuer,
        bytes32 root,
        uint256 shape,
        bytes32[] calldata proof
    ) external view returns (uint16) {
        bytes32 batch = Bytes.batchId(issuer, root, shape);
        if (Store.load(Store.BATCH, batch) == 0) return Code.BATCH_UNKNOWN;
        if (!Tree.included(leafHash, index, (shape >> 8) & type(uint32).max, root, proof)) {
            return Code.LEAF_NOT_INCLUDED;
        }
        return _status(batch, index);
    }

    function _status(bytes32 batch, uint256 index) private view returns (uint16) {
        uint256 status = (Store.load(Store.STATUS, batch, bytes32(index >> 7)) >> (2 * (index & 127))) & 3;
        return status == 0 ? 0 : status == 1 ? Code.LEAF_SUSPENDED : Code.LEAF_REVOKED;
    }

    function verify(bytes calldata leaf, Batch calldata batch, bytes32[] calldata proof, Policy calldata policy)
        external
        view
        returns (uint16)
    {
        bytes32 id = Bytes.batchId(batch.issuer, batch.root, (uint256(batch.count) << 8) | batch.leafKind);
        uint256 word = Store.load(Store.BATCH, id);
        if (word == 0) return Code.BATCH_UNKNOWN;
        if ((word << 40) >> 40 != _tag(batch.key, batch.schema, batch.accreditor, batch.arbiter)) {
            return Code.BATCH_FIELDS_WRONG;
        }
        (uint256 reason, uint256 index) = _leaf(leaf, batch.leafKind);
        if (reason != 0) return uint16(reason);
        if (!Tree.included(Tree.leafHash(leaf), index, batch.count, batch.root, proof)) return Code.LEAF_NOT_INCLUDED;
        reason = _status(id, index);
        if (reason != 0) return uint16(reason);
        if (_compromised(batch.issuer, batch.key, word >> 216)) return Code.KEY_COMPROMISED;
        reason = _accredited(batch, policy.accreditor, word >> 216);
        if (reason != 0) return uint16(reason);
        return uint16(_disputed(id, index, batch, policy.arbiter));
    }

    /// R49: the leaf's form and, for a credential, its time. Gives its index.
    function _leaf(bytes calldata leaf, uint256 kind) private view returns (uint256 reason, uint256 index) {
        uint256 p;
        assembly ("memory-safe") {
            p := leaf.offset
        }
        uint256 size = kind == 1 ? 144 : kind == 2 ? 54 : 147;
        if (leaf.length != size || Bytes.number(p, 2) != 0x100 + kind) return (Code.LEAF_MALFORMED, 0);
        index = Bytes.number(p + 2, 4);
        if (kind == 1) {
            uint256 action = Bytes.byteAt(p + 134);
            if (action == 0 || action > 4 || Bytes.byteAt(p + 135) > 3) reason = Code.LEAF_MALFORMED;
        } else if (kind == 2) {
            uint256 from = Bytes.number(p + 38, 8);
            uint256 until = Bytes.number(p + 46, 8);
            if (until != 0 && until <= from) reason = Code.LEAF_MALFORMED;
            else if (block.timestamp < from) reason = Code.LEAF_NOT_YET_VALID;
            else if (until != 0 && until <= block.timestamp) reason = Code.LEAF_EXPIRED;
        } else {
            uint256 subject = Bytes.byteAt(p + 38);
            if (subject == 0 || subject > 2 || Bytes.number(p + 71, 4) > 1_000_000) reason = Code.LEAF_MALFORMED;
        }
    }

    /// R25: the issuer's tenure that covers the commit, the latest first.
    function _compromised(bytes32 issuer, bytes32 key, uint256 time) private view returns (bool) {
        uint256 word = Store.load(Store.AUTHORITY, issuer, key);
        if (Tenure.time(word, Tenure.ADDED) > time) {
            uint256 number = Tenure.number(word);
            do {
                --number; // a batch has a tenure that covers it
                word = Store.load(Store.EARLIER_TENURE, key, bytes32(number));
            } while (
                Tenure.time(word, Tenure.ADDED) > time
                    || Store.load(Store.EARLIER_HOLDER, key, bytes32(number)) != uint256(issuer)
            );
        }
        uint256 since = Tenure.time(word, Tenure.COMPROMISED);
        return since != 0 && since <= time;
    }

    /// E15: the policy's accreditor, else the commit's, whose word was in force at the commit.
    function _accredited(Batch calldata batch, bytes32 accreditor, uint256 time) private view returns (uint256) {
        bool named = accreditor == 0 || accreditor == batch.accreditor;
        if (named) accreditor = batch.accreditor;
        if (accreditor == 0) return 0;
        if (batch.schema == 0) return Code.ACCREDITOR_NOT_NAMED;
        bytes32 id = Bytes.hash3(0x41, accreditor, batch.issuer, batch.schema);
        uint256 word = Store.load(Store.ACCREDITATION, id);
        if (word == 0) return Code.ACCREDITATION_UNKNOWN;
        if (Accreditation.suspendedAt(word) != 0) return Code.ACCREDITATION_SUSPENDED;
        uint256 code = named ? 0 : Accreditation.checkLink(word, time);
        if (code != 0 || Accreditation.depth(word) == 1) return code;
        word = Accreditation.parent(id);
        bool good = Accreditation.suspendedAt(word) == 0 && (named || Accreditation.checkLink(word, time) == 0);
        return good ? 0 : Code.ACCREDITATION_PARENT_INVALID;
    }

    function _disputed(bytes32 id, uint256 index, Batch calldata batch, bytes32 arbiter)
        private
        view
        returns (uint256 reason)
    {
        reason = _against(id, bytes32(index), batch.arbiter == 0 ? arbiter : batch.arbiter);
        if (reason == 0) reason = _against(batch.issuer, 0, arbiter == 0 ? batch.arbiter : arbiter);
    }

    function _against(bytes32 target, bytes32 index, bytes32 arbiter) private view returns (uint256) {
        uint256 word = Store.load(Store.DISPUTES, target, index);
        if (word == 0) return 0;
        if ((word >> 32) & 0xffffffff != 0) return Code.DISPUTE_CONCEDED;
        if (arbiter == 0) return 0;
        return Store.load(_upheldPlace(target, index, arbiter)) == 0 ? 0 : Code.DISPUTE_UPHELD;
    }
}
