// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authority} from "./Authority.sol";
import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Form} from "./Form.sol";
import {IdentityRecord} from "./IdentityRecord.sol";
import {Operation} from "./Operation.sol";
import {Store} from "./Store.sol";
import {Tenure} from "./Tenure.sol";

/// Identities, their keys and names (R20 to R30), in the order of contracts/rules/identity_rules.cpp.
abstract contract Identities {
    /// E11.
    uint256 private constant PUBLISHED_AFTER = 3600;

    /// The time of the last checkpoint: what stood for an hour counts as published.
    function _checkpoint() internal view virtual returns (uint256) {
        return block.timestamp > PUBLISHED_AFTER ? block.timestamp - PUBLISHED_AFTER : 0;
    }

    function _createIdentity(Operation memory o) internal {
        uint256 body = o.body;
        if (Authority.identityExists(o.identity)) refuse(Code.IDENTITY_EXISTS); // R28
        bool early;
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * Form.GRANT;
            _notEnded(grant); // R11
            if (!early && Bytes.number(grant + 36, 8) > block.timestamp) early = o.grantKey(i) == o.key;
        }
        if (early) refuse(Code.KEY_NOT_YET_VALID); // R13
        bytes32 recovery = Bytes.word(body + 34);
        _newRecovery(o, recovery, 0);
        uint256 record = IdentityRecord.create(Bytes.byteAt(body), Bytes.byteAt(body + 1), recovery);
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * Form.GRANT;
            bytes32 key = o.grantKey(i);
            _addKey(o.identity, key, Bytes.number(grant + 34, 2), grant + 36, false);
            IdentityRecord.addKey(record, key);
        }
        IdentityRecord.save(record, o.identity);
    }

    /// R11: a grant may begin later, but mustn't have ended.
    function _notEnded(uint256 grant) private view {
        uint256 until = Bytes.number(grant + 44, 8);
        if (until != 0 && until <= block.timestamp) refuse(Code.VALIDITY_INVALID);
    }

    /// R20, R21: a key that no identity holds begins a tenure; the earlier one is kept beside it. `times` is the place
    /// of valid_from and valid_until, or 0 for none.
    function _addKey(bytes32 identity, bytes32 key, uint256 roles, uint256 times, bool retires) private {
        uint256 nonce;
        uint256 tenure;
        bytes32 holderPlace = Store.place(Store.HOLDER, key);
        bytes32 holder = bytes32(Store.load(holderPlace));
        if (Authority.isFree(holder)) {
            nonce = uint256(holder);
        } else {
            bytes32 earlierPlace = Store.place(Store.AUTHORITY, holder, key);
            uint256 earlier = Store.load(earlierPlace);
            if (Tenure.time(earlier, Tenure.COMPROMISED) != 0) refuse(Code.KEY_COMPROMISED);
            bool retired = Tenure.time(earlier, Tenure.RETIRED) != 0;
            if (!retired && !retires) refuse(Code.KEY_IN_USE);
            tenure = Tenure.number(earlier) + 1;
            if (tenure >= 8) refuse(Code.KEY_TENURES_FULL);
            if (!retired) earlier = Tenure.withTime(earlier, Tenure.RETIRED, block.timestamp);
            nonce = Tenure.nonce(earlier);
            _keepTenure(key, holder, earlier, earlierPlace);
        }
        (uint256 from, uint256 until) = times == 0 ? (0, 0) : (Bytes.number(times, 8), Bytes.number(times + 8, 8));
        (uint256 word, bool exact) = Tenure.begin(block.timestamp, roles, from, until, tenure, nonce);
        bytes32 place = Store.place(Store.AUTHORITY, identity, key);
        Store.save(place, word);
        if (exact) Store.save(Store.EXACT, place, (from << 64) | until);
        if (holder != identity) Store.save(holderPlace, uint256(identity));
    }

    function _keepTenure(bytes32 key, bytes32 holder, uint256 word, bytes32 from) private {
        bytes32 number = bytes32(Tenure.number(word));
        bytes32 place = Store.place(Store.EARLIER_TENURE, key, number);
        Store.save(place, word);
        Store.save(Store.place(Store.EARLIER_HOLDER, key, number), uint256(holder));
        if (word & 1 != 0) Store.save(Store.EXACT, place, Store.load(Store.EXACT, from));
    }

    /// R26: the next recovery key is one that the registry has never seen in use, and not the present one.
    function _newRecovery(Operation memory o, bytes32 next, bytes32 present) private view {
        if (next == present || next == o.key || _adds(o, next)) refuse(Code.RECOVERY_REUSED);
        if (!Authority.isFree(bytes32(Store.load(Store.HOLDER, next)))) refuse(Code.RECOVERY_REUSED);
    }

    function _adds(Operation memory o, bytes32 key) private pure returns (bool) {
        for (uint256 i; i < o.added; ++i) {
            if (o.grantKey(i) == key) return true;
        }
        return false;
    }

    function _updateKeys(Operation memory o) internal {
        Authority.act(o, Authority.CONTROL);
        uint256 record = IdentityRecord.load(o);
        uint256 list = o.body + 1 + o.added * Form.GRANT;
        uint256 rest = list + 1 + 32 * Bytes.byteAt(list);
        uint256 custody = Bytes.byteAt(rest);
        bool onlyCustody = o.added == 0 && Bytes.byteAt(list) == 0 && !o.recovery;
        if (onlyCustody && custody == IdentityRecord.custody(record)) refuse(Code.NOTHING_TO_DO);
        _retireListed(o, record, list);
        _control(o, record, custody);
        _addGranted(o, record, list);
        if (o.recovery) {
            bytes32 next = Bytes.word(rest + 1);
            bytes32 present = IdentityRecord.recovery(record);
            if (o.recoverySigner != present) refuse(Code.RECOVERY_MISMATCH);
            _newRecovery(o, next, present);
            IdentityRecord.setRecovery(record, next);
        }
        // R26: a key in daily use can't be the one that outranks
        if (_adds(o, IdentityRecord.recovery(record))) refuse(Code.RECOVERY_REUSED);
        IdentityRecord.touch(record, custody);
        IdentityRecord.save(record, o.identity);
    }

    function _retire(bytes32 identity, bytes32 key) private {
        bytes32 place = Store.place(Store.AUTHORITY, identity, key);
        Store.save(place, Tenure.withTime(Store.load(place), Tenure.RETIRED, block.timestamp));
    }

    function _retireListed(Operation memory o, uint256 record, uint256 list) private {
        uint256 count = Bytes.byteAt(list);
        for (uint256 i; i < count; ++i) {
            bytes32 key = Bytes.word(list + 1 + 32 * i);
            if (!IdentityRecord.eraseKey(record, key)) refuse(Code.KEY_NOT_LISTED); // R22
            // A key that is added again keeps its word until then.
            if (!_adds(o, key)) _retire(o.identity, key);
        }
    }

    /// R22, R23: somebody stays in control; and after a hand-over it isn't the host.
    function _control(Operation memory o, uint256 record, uint256 custody) private view {
        bool any;
        bool usable;
        uint256 count = IdentityRecord.keyCount(record);
        for (uint256 i; i < count; ++i) {
            uint256 word = Store.load(Store.AUTHORITY, o.identity, IdentityRecord.keyAt(record, i));
            if (Tenure.roles(word) & Authority.CONTROL == 0) continue;
            any = true;
            if (Tenure.check(word, block.timestamp) == 0) usable = true;
        }
        bool added;
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * Form.GRANT;
            uint256 until = Bytes.number(grant + 44, 8);
            if (
                Bytes.byteAt(grant + 35) & Authority.CONTROL != 0 && Bytes.number(grant + 36, 8) <= block.timestamp
                    && (until == 0 || block.timestamp < until)
            ) added = true;
        }
        if (custody == 1 && IdentityRecord.custody(record) == 2) {
            if (any || !added || !o.recovery) refuse(Code.HAND_OVER_INCOMPLETE);
        }
        if (!usable && !added) refuse(Code.LAST_CONTROL_KEY);
    }

    function _addGranted(Operation memory o, uint256 record, uint256 list) private {
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * Form.GRANT;
            _notEnded(grant);
            bytes32 key = o.grantKey(i);
            IdentityRecord.addKey(record, key);
            bool retires;
            for (uint256 k; k < Bytes.byteAt(list); ++k) {
                if (Bytes.word(list + 1 + 32 * k) == key) retires = true;
            }
            _addKey(o.identity, key, Bytes.number(grant + 34, 2), grant + 36, retires);
        }
    }

    function _declareCompromised(Operation memory o) internal {
        if (!Authority.identityExists(o.identity)) refuse(Code.IDENTITY_UNKNOWN);
        uint256 record = IdentityRecord.load(o);
        bool byRecovery = o.key == IdentityRecord.recovery(record);
        if (byRecovery) Authority.useNonce(o); // R24: it may always speak
        else Authority.act(o, Authority.CONTROL);
        bytes32 key = Bytes.word(o.body);
        uint256 since = Bytes.number(o.body + 32, 8);
        if (Store.load(Store.HOLDER, key) != uint256(o.identity)) refuse(Code.KEY_NOT_LISTED);
        if (since > block.timestamp) refuse(Code.SINCE_IN_FUTURE);
        if (!byRecovery && since < _checkpoint()) refuse(Code.SINCE_BEFORE_CHECKPOINT);
        bytes32 place = Store.place(Store.AUTHORITY, o.identity, key);
        uint256 word = Store.load(place);
        uint256 added = Tenure.time(word, Tenure.ADDED);
        if (since < added) since = added; // R25
        uint256 before = Tenure.time(word, Tenure.COMPROMISED);
        if (before != 0 && before <= since) refuse(Code.ALREADY_COMPROMISED);
        word = Tenure.withTime(word, Tenure.COMPROMISED, since);
        Store.save(place, Tenure.withTime(word, Tenure.DECLARED, block.timestamp));
        IdentityRecord.eraseKey(record, key);
        IdentityRecord.touch(record, 0);
        IdentityRecord.save(record, o.identity);
    }

    /// R27.
    function _recover(Operation memory o) internal {
        if (!Authority.identityExists(o.identity)) refuse(Code.IDENTITY_UNKNOWN);
        uint256 record = IdentityRecord.load(o);
        if (o.key != IdentityRecord.recovery(record)) refuse(Code.RECOVERY_MISMATCH);
        Authority.useNonce(o);
        bytes32 next = Bytes.word(o.body + 2);
        _newRecovery(o, next, o.key);
        bool all = Bytes.byteAt(o.body + 35) == 2;
        for (uint256 i; i < IdentityRecord.keyCount(record);) {
            bytes32 key = IdentityRecord.keyAt(record, i);
            uint256 word = Store.load(Store.AUTHORITY, o.identity, key);
            if (all || Tenure.roles(word) & Authority.CONTROL != 0) {
                IdentityRecord.eraseKey(record, key);
                _retire(o.identity, key);
            } else {
                ++i;
            }
        }
        IdentityRecord.addKey(record, o.key);
        _addKey(o.identity, o.key, Bytes.number(o.body, 2), 0, false);
        IdentityRecord.setRecovery(record, next);
        IdentityRecord.countRecovery(record);
        IdentityRecord.touch(record, Bytes.byteAt(o.body + 34));
        IdentityRecord.save(record, o.identity);
    }

    function _claimName(Operation memory o) internal {
        Authority.act(o, Authority.CONTROL);
        uint256 size = Bytes.byteAt(o.body);
        bytes32 slot = Store.place(Store.NAME, Bytes.hash(o.body + 1, size));
        if (Store.load(slot) != 0) refuse(Code.NAME_TAKEN); // R29
        uint256 record = IdentityRecord.load(o);
        IdentityRecord.addName(record, o.body, size);
        bytes32 identity = o.identity;
        uint256 tag;
        assembly ("memory-safe") {
            mstore(0, identity)
            tag := shr(40, shl(40, keccak256(0, 32)))
        }
        Store.save(slot, (block.timestamp << 216) | tag);
        IdentityRecord.save(record, identity);
    }
}
