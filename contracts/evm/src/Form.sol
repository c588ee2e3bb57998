// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";

/// R1, R2, R3, R10 to R13: the form of an operation's bytes, in the order of contracts/rules/decode_operation.cpp.
library Form {
    uint256 internal constant HEADER = 108;
    uint256 internal constant GRANT = 52;

    /// R3. Ed25519 is well formed, but E4.
    function checkKey(uint256 place) internal pure {
        uint256 scheme = Bytes.byteAt(place);
        uint256 prefix = Bytes.byteAt(place + 1);
        if (scheme == 1 || scheme == 2) {
            if (prefix != 2 && prefix != 3) refuse(Code.PUBLIC_KEY_FORM);
            return;
        }
        if (scheme == 3) {
            if (Bytes.byteAt(place + 33) != 0) refuse(Code.PUBLIC_KEY_FORM);
            refuse(Code.SCHEME_NOT_ON_CHAIN);
        }
        refuse(scheme == 4 || scheme == 5 ? Code.SCHEME_RESERVED : Code.SCHEME_UNKNOWN);
    }

    /// Fills what the form says. `size` is that of the operation's bytes.
    function read(Operation memory o, uint256 size) internal pure {
        uint256 header = o.header;
        if (size > 4096 - 64) refuse(Code.TOO_LONG);
        if (size < 2) refuse(Code.TRUNCATED);
        if (Bytes.byteAt(header) != 1) refuse(Code.VERSION_UNKNOWN);
        uint256 kind = Bytes.byteAt(header + 1);
        if (kind == 0 || kind > 16) refuse(Code.KIND_UNKNOWN);
        if (kind > 13) refuse(Code.KIND_RESERVED);
        if (size < HEADER) refuse(Code.TRUNCATED);
        o.kind = kind;
        o.identity = Bytes.word(header + 34);
        o.signer = header + 66;
        bool creates = kind == 1;
        if ((o.identity == 0) != creates || (Bytes.number(header + 100, 8) == 0) != creates) refuse(Code.HEADER_FORM);
        checkKey(o.signer);
        o.body = header + HEADER;
        o.end = o.body + _body(o, size - HEADER);
        if (creates) _signerListed(o);
    }

    function _body(Operation memory o, uint256 left) private pure returns (uint256) {
        uint256 kind = o.kind;
        if (kind == 9) return _commit(o.body, left);
        if (kind == 10) return _setStatus(o.body, left);
        if (kind == 1) return _createIdentity(o, left);
        if (kind == 2) return _updateKeys(o, left);
        if (kind == 3) return _declareCompromised(o.body, left);
        if (kind == 4) return _recover(o.body, left);
        if (kind == 5) return _claimName(o.body, left);
        if (kind == 6) return _registerSchema(o.body, left);
        if (kind == 7) return _accredit(o.body, left);
        if (kind == 8) return _suspend(o.body, left);
        if (kind == 11) return _openDispute(o.body, left);
        if (left < 65) refuse(Code.TRUNCATED); // answer and ruling have one form
        _closed(o.body + 32, 1, 2);
        return 65;
    }

    function _closed(uint256 place, uint256 first, uint256 last) private pure {
        uint256 value = Bytes.byteAt(place);
        if (value < first || value > last) refuse(Code.VALUE_UNKNOWN);
    }

    function _needsValue(uint256 place) private pure {
        if (Bytes.word(place) == 0) refuse(Code.VALUE_MISSING);
    }

    /// R10.
    function _roles(uint256 place) private pure returns (uint256 roles) {
        roles = Bytes.number(place, 2);
        if (roles == 0 || roles > 63) refuse(Code.ROLES_INVALID);
    }

    /// R11: two times one after the other.
    function _validity(uint256 place) private pure {
        uint256 until = Bytes.number(place + 8, 8);
        if (until != 0 && until <= Bytes.number(place, 8)) refuse(Code.VALIDITY_INVALID);
    }

    /// Gives the size of the list, its count included, and counts who has to prove possession.
    function _grants(Operation memory o, uint256 place, uint256 left, uint256 most) private pure returns (uint256) {
        if (left == 0) return 1; // the count is missing: seen as truncated by who reads on
        uint256 count = Bytes.byteAt(place);
        if (count > most) refuse(Code.COUNT_OUT_OF_RANGE);
        bytes32 signer = Bytes.hash(o.signer, 34);
        o.key = signer;
        o.grants = place + 1;
        o.added = count;
        uint256 ids;
        assembly ("memory-safe") {
            ids := mload(0x40)
            mstore(0x40, add(ids, shl(5, count)))
        }
        o.ids = ids;
        uint256 grant = place + 1;
        for (uint256 i; i < count; ++i) {
            if (left < 1 + (i + 1) * GRANT) refuse(Code.TRUNCATED);
            checkKey(grant);
            _roles(grant + 34);
            _validity(grant + 36);
            bytes32 id = Bytes.hash(grant, 34);
            for (uint256 k; k < i; ++k) {
                if (o.grantKey(k) == id) refuse(Code.KEY_REPEATED);
            }
            assembly ("memory-safe") {
                mstore(add(ids, shl(5, i)), id)
            }
            if (id != signer) ++o.owed;
            grant += GRANT;
        }
        return 1 + count * GRANT;
    }

    function _createIdentity(Operation memory o, uint256 left) private pure returns (uint256 size) {
        uint256 body = o.body;
        if (left < 66) refuse(Code.TRUNCATED);
        _closed(body, 1, 3);
        _closed(body + 1, 1, 2);
        _needsValue(body + 2);
        _needsValue(body + 34);
        size = 66 + _grants(o, body + 66, left - 66, 7);
        if (left < size) refuse(Code.TRUNCATED);
    }

    /// R13: the signer is among the keys, with control.
    function _signerListed(Operation memory o) private pure {
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * GRANT;
            if (Bytes.byteAt(grant + 35) & 1 != 0 && o.grantKey(i) == o.key) return;
        }
        refuse(Code.SIGNER_NOT_LISTED);
    }

    function _updateKeys(Operation memory o, uint256 left) private pure returns (uint256 size) {
        uint256 body = o.body;
        size = _grants(o, body, left, 4);
        uint256 count = left > size ? Bytes.byteAt(body + size) : 0;
        if (count > 6) refuse(Code.COUNT_OUT_OF_RANGE);
        uint256 list = body + size + 1;
        size += 1;
        for (uint256 i; i < count; ++i) {
            size += 32;
            if (left < size) refuse(Code.TRUNCATED);
            for (uint256 k; k < i; ++k) {
                if (Bytes.word(list + 32 * k) == Bytes.word(list + 32 * i)) refuse(Code.KEY_REPEATED);
            }
        }
        if (left < size + 33) refuse(Code.TRUNCATED);
        _closed(body + size, 0, 2);
        bytes32 recovery = Bytes.word(body + size + 1);
        if (o.added + count + Bytes.byteAt(body + size) == 0 && recovery == 0) refuse(Code.NOTHING_TO_DO);
        o.recovery = recovery != 0;
        size += 33;
    }

    function _declareCompromised(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 40) refuse(Code.TRUNCATED);
        if (Bytes.number(body + 32, 8) == 0) refuse(Code.VALUE_MISSING);
        return 40;
    }

    function _recover(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 36) refuse(Code.TRUNCATED);
        if (_roles(body) & 1 == 0) refuse(Code.ROLES_INVALID);
        _needsValue(body + 2);
        _closed(body + 34, 0, 2);
        _closed(body + 35, 1, 2);
        return 36;
    }

    /// R12.
    function _claimName(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 1) refuse(Code.TRUNCATED);
        uint256 count = Bytes.byteAt(body);
        if (count > 63) refuse(Code.COUNT_OUT_OF_RANGE);
        if (left < 1 + count) refuse(Code.TRUNCATED);
        if (count < 3) refuse(Code.NAME_SYNTAX);
        bool hyphen = true; // as if one stood before the first
        for (uint256 i = 1; i <= count; ++i) {
            uint256 c = Bytes.byteAt(body + i);
            if (c == 0x2d) {
                if (hyphen || i == count) refuse(Code.NAME_SYNTAX);
                hyphen = true;
            } else {
                if (!(c >= 0x61 && c <= 0x7a) && !(c >= 0x30 && c <= 0x39)) refuse(Code.NAME_SYNTAX);
                hyphen = false;
            }
        }
        return 1 + count;
    }

    function _registerSchema(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 33) refuse(Code.TRUNCATED);
        uint256 count = Bytes.byteAt(body + 32);
        if (count > 128) refuse(Code.COUNT_OUT_OF_RANGE);
        if (left < 33 + count) refuse(Code.TRUNCATED);
        _needsValue(body);
        for (uint256 i; i < count; ++i) {
            uint256 c = Bytes.byteAt(body + 33 + i);
            if (c < 0x21 || c > 0x7e) refuse(Code.URI_SYNTAX);
        }
        return 33 + count;
    }

    function _accredit(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 113) refuse(Code.TRUNCATED);
        if (Bytes.number(body + 104, 8) == 0) refuse(Code.VALUE_MISSING);
        _validity(body + 96);
        _closed(body + 112, 0, 1);
        return 113;
    }

    function _suspend(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 35) refuse(Code.TRUNCATED);
        _closed(body + 32, 0, 1);
        return 35;
    }

    function _commit(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 134) refuse(Code.TRUNCATED);
        checkShape(Bytes.number(body + 32, 4), Bytes.byteAt(body + 37), Bytes.byteAt(body + 36) == 1);
        if (Bytes.word(body + 70) != 0 && Bytes.word(body + 38) == 0) refuse(Code.ACCREDITOR_WITHOUT_SCHEMA);
        return 134;
    }

    function checkShape(uint256 count, uint256 leafKind, bool hashKnown) internal pure {
        if (count == 0 || count > 1 << 20) refuse(Code.COUNT_OUT_OF_RANGE);
        if (!hashKnown || leafKind == 0 || leafKind > 3) refuse(Code.VALUE_UNKNOWN);
    }

    function _setStatus(uint256 body, uint256 left) private pure returns (uint256 size) {
        if (left < 44) refuse(Code.TRUNCATED);
        _closed(body + 32, 0, 2);
        uint256 count = Bytes.byteAt(body + 43);
        if (count == 0 || count > 64) refuse(Code.COUNT_OUT_OF_RANGE);
        uint256 words;
        uint256 before;
        for (uint256 i; i < count; ++i) {
            if (left < 48 + 4 * i) refuse(Code.TRUNCATED);
            uint256 index = Bytes.number(body + 44 + 4 * i, 4);
            if (i != 0 && index <= before) refuse(Code.INDICES_ORDER);
            if (i == 0 || index >> 7 != before >> 7) ++words;
            before = index;
        }
        if (words > 12) refuse(Code.STATUS_WORDS_EXCEEDED);
        return 44 + 4 * count;
    }

    function _openDispute(uint256 body, uint256 left) private pure returns (uint256) {
        if (left < 106) refuse(Code.TRUNCATED);
        _closed(body, 1, 2);
        _closed(body + 37, 1, 6);
        _needsValue(body + 38);
        if (Bytes.byteAt(body) != 1 && Bytes.number(body + 33, 4) != 0) refuse(Code.VALUE_UNKNOWN);
        uint256 time = Bytes.number(body + 70, 4);
        if (time < 86_400 || time > 90 * 86_400) refuse(Code.ANSWER_WINDOW);
        return 106;
    }
}
