// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes, demand, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";

/// R1, R2, R3, R10 to R13: the form of an operation's bytes, in the order of contracts/rules/decode_operation.cpp.
library Form {
    uint256 internal constant HEADER = 108;
    uint256 internal constant GRANT = 52;

    /// R3. Ed25519 is well formed, but E4.
    function checkKey(uint256 place) internal pure {
        uint256 scheme = Bytes.at(place);
        uint256 prefix = Bytes.at(place + 1);
        if (scheme == 1 || scheme == 2) return demand(prefix == 2 || prefix == 3, Code.PUBLIC_KEY_FORM);
        if (scheme == 3) {
            demand(Bytes.at(place + 33) == 0, Code.PUBLIC_KEY_FORM);
            refuse(Code.SCHEME_NOT_ON_CHAIN);
        }
        refuse(scheme == 4 || scheme == 5 ? Code.SCHEME_RESERVED : Code.SCHEME_UNKNOWN);
    }

    /// Fills what the form says. `size` is that of the operation's bytes.
    function read(Operation memory o, uint256 size) internal pure {
        uint256 header = o.header;
        demand(size <= 4096 - 64, Code.TOO_LONG);
        demand(size >= 2, Code.TRUNCATED);
        demand(Bytes.at(header) == 1, Code.VERSION_UNKNOWN);
        uint256 kind = Bytes.at(header + 1);
        demand(kind != 0 && kind <= 16, Code.KIND_UNKNOWN);
        demand(kind <= 13, Code.KIND_RESERVED);
        demand(size >= HEADER, Code.TRUNCATED);
        o.kind = kind;
        o.identity = Bytes.word(header + 34);
        o.signer = header + 66;
        bool creates = kind == 1;
        demand(
            (o.identity == 0) == creates && (Bytes.number(header + 100, 8) == 0) == creates, Code.HEADER_FORM
        );
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
        demand(left >= 65, Code.TRUNCATED); // answer and ruling have one form
        _closed(o.body + 32, 1, 2);
        return 65;
    }

    function _closed(uint256 place, uint256 first, uint256 last) private pure {
        uint256 value = Bytes.at(place);
        demand(value >= first && value <= last, Code.VALUE_UNKNOWN);
    }

    function _needsValue(uint256 place) private pure {
        demand(Bytes.word(place) != 0, Code.VALUE_MISSING);
    }

    /// R10.
    function _roles(uint256 place) private pure returns (uint256 roles) {
        roles = Bytes.number(place, 2);
        demand(roles != 0 && roles <= 63, Code.ROLES_INVALID);
    }

    /// R11: two times one after the other.
    function _validity(uint256 place) private pure {
        uint256 until = Bytes.number(place + 8, 8);
        demand(until == 0 || until > Bytes.number(place, 8), Code.VALIDITY_INVALID);
    }

    /// Gives the size of the list, its count included, and counts who has to prove possession.
    function _grants(Operation memory o, uint256 place, uint256 left, uint256 most) private pure returns (uint256) {
        if (left == 0) return 1; // the count is missing: seen as truncated by who reads on
        uint256 count = Bytes.at(place);
        demand(count <= most, Code.COUNT_OUT_OF_RANGE);
        bytes32 signer = Bytes.hash(o.signer, 34);
        o.key = signer;
        o.grants = place + 1;
        o.added = count;
        uint256 owed;
        for (uint256 i; i < count; ++i) {
            uint256 grant = place + 1 + i * GRANT;
            demand(left >= 1 + (i + 1) * GRANT, Code.TRUNCATED);
            checkKey(grant);
            _roles(grant + 34);
            _validity(grant + 36);
            bytes32 id = Bytes.hash(grant, 34);
            for (uint256 k; k < i; ++k) {
                demand(Bytes.hash(place + 1 + k * GRANT, 34) != id, Code.KEY_REPEATED);
            }
            if (id != signer) ++owed;
        }
        o.owed = owed;
        return 1 + count * GRANT;
    }

    function _createIdentity(Operation memory o, uint256 left) private pure returns (uint256 size) {
        uint256 body = o.body;
        demand(left >= 66, Code.TRUNCATED);
        _closed(body, 1, 3);
        _closed(body + 1, 1, 2);
        _needsValue(body + 2);
        _needsValue(body + 34);
        size = 66 + _grants(o, body + 66, left - 66, 7);
        demand(left >= size, Code.TRUNCATED);
    }

    /// R13: the signer is among the keys, with control.
    function _signerListed(Operation memory o) private pure {
        for (uint256 i; i < o.added; ++i) {
            uint256 grant = o.grants + i * GRANT;
            if (Bytes.at(grant + 35) & 1 != 0 && Bytes.hash(grant, 34) == o.key) return;
        }
        refuse(Code.SIGNER_NOT_LISTED);
    }

    function _updateKeys(Operation memory o, uint256 left) private pure returns (uint256 size) {
        uint256 body = o.body;
        size = _grants(o, body, left, 4);
        uint256 count = left > size ? Bytes.at(body + size) : 0;
        demand(count <= 6, Code.COUNT_OUT_OF_RANGE);
        uint256 list = body + size + 1;
        size += 1;
        for (uint256 i; i < count; ++i) {
            size += 32;
            demand(left >= size, Code.TRUNCATED);
            for (uint256 k; k < i; ++k) {
                demand(Bytes.word(list + 32 * k) != Bytes.word(list + 32 * i), Code.KEY_REPEATED);
            }
        }
        demand(left >= size + 33, Code.TRUNCATED);
        _closed(body + size, 0, 2);
        bytes32 recovery = Bytes.word(body + size + 1);
        demand(o.added + count + Bytes.at(body + size) != 0 || recovery != 0, Code.NOTHING_TO_DO);
        o.recovery = recovery != 0;
        size += 33;
    }

    function _declareCompromised(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 40, Code.TRUNCATED);
        demand(Bytes.number(body + 32, 8) != 0, Code.VALUE_MISSING);
        return 40;
    }

    function _recover(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 36, Code.TRUNCATED);
        demand(_roles(body) & 1 != 0, Code.ROLES_INVALID);
        _needsValue(body + 2);
        _closed(body + 34, 0, 2);
        _closed(body + 35, 1, 2);
        return 36;
    }

    /// R12.
    function _claimName(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 1, Code.TRUNCATED);
        uint256 count = Bytes.at(body);
        demand(count <= 63, Code.COUNT_OUT_OF_RANGE);
        demand(left >= 1 + count, Code.TRUNCATED);
        demand(count >= 3, Code.NAME_SYNTAX);
        bool hyphen = true; // as if one stood before the first
        for (uint256 i = 1; i <= count; ++i) {
            uint256 c = Bytes.at(body + i);
            if (c == 0x2d) {
                demand(!hyphen && i != count, Code.NAME_SYNTAX);
                hyphen = true;
            } else {
                demand((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39), Code.NAME_SYNTAX);
                hyphen = false;
            }
        }
        return 1 + count;
    }

    function _registerSchema(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 33, Code.TRUNCATED);
        uint256 count = Bytes.at(body + 32);
        demand(count <= 128, Code.COUNT_OUT_OF_RANGE);
        demand(left >= 33 + count, Code.TRUNCATED);
        _needsValue(body);
        for (uint256 i; i < count; ++i) {
            uint256 c = Bytes.at(body + 33 + i);
            demand(c >= 0x21 && c <= 0x7e, Code.URI_SYNTAX);
        }
        return 33 + count;
    }

    function _accredit(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 113, Code.TRUNCATED);
        demand(Bytes.number(body + 104, 8) != 0, Code.VALUE_MISSING);
        _validity(body + 96);
        _closed(body + 112, 0, 1);
        return 113;
    }

    function _suspend(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 35, Code.TRUNCATED);
        _closed(body + 32, 0, 1);
        return 35;
    }

    function _commit(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 134, Code.TRUNCATED);
        checkShape(Bytes.number(body + 32, 4), Bytes.at(body + 37), Bytes.at(body + 36) == 1);
        demand(Bytes.word(body + 70) == 0 || Bytes.word(body + 38) != 0, Code.ACCREDITOR_WITHOUT_SCHEMA);
        return 134;
    }

    function checkShape(uint256 count, uint256 leafKind, bool hashKnown) internal pure {
        demand(count != 0 && count <= 1 << 20, Code.COUNT_OUT_OF_RANGE);
        demand(hashKnown && leafKind != 0 && leafKind <= 3, Code.VALUE_UNKNOWN);
    }

    function _setStatus(uint256 body, uint256 left) private pure returns (uint256 size) {
        demand(left >= 44, Code.TRUNCATED);
        _closed(body + 32, 0, 2);
        uint256 count = Bytes.at(body + 43);
        demand(count != 0 && count <= 64, Code.COUNT_OUT_OF_RANGE);
        uint256 words;
        uint256 before;
        for (uint256 i; i < count; ++i) {
            demand(left >= 48 + 4 * i, Code.TRUNCATED);
            uint256 index = Bytes.number(body + 44 + 4 * i, 4);
            demand(i == 0 || index > before, Code.INDICES_ORDER);
            if (i == 0 || index >> 7 != before >> 7) ++words;
            before = index;
        }
        demand(words <= 12, Code.STATUS_WORDS_EXCEEDED);
        return 44 + 4 * count;
    }

    function _openDispute(uint256 body, uint256 left) private pure returns (uint256) {
        demand(left >= 106, Code.TRUNCATED);
        _closed(body, 1, 2);
        _closed(body + 37, 1, 6);
        _needsValue(body + 38);
        demand(Bytes.at(body) == 1 || Bytes.number(body + 33, 4) == 0, Code.VALUE_UNKNOWN);
        uint256 time = Bytes.number(body + 70, 4);
        demand(time >= 86_400 && time <= 90 * 86_400, Code.ANSWER_WINDOW);
        return 106;
    }
}
