// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accreditation} from "./Accreditation.sol";
import {Authority} from "./Authority.sol";
import {Bytes, refuse} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Operation} from "./Operation.sol";
import {Store} from "./Store.sol";

/// Schemas and who accredits whom (R31 to R37), in the order of contracts/rules/accreditation_rules.cpp.
abstract contract Credentials {
    function _registerSchema(Operation memory o) internal {
        Authority.act(o, Authority.ISSUE);
        uint256 body = o.body;
        bytes32 slot = Store.place(Store.SCHEMA, Bytes.hash2(0x53, o.identity, Bytes.word(body)));
        if (Store.load(slot) != 0) refuse(Code.SCHEMA_EXISTS); // R31
        uint256 tag = (uint256(Bytes.hash(body + 33, Bytes.byteAt(body + 32))) << 40) >> 40;
        Store.save(slot, (block.timestamp << 216) | tag);
    }

    function _accredit(Operation memory o) internal {
        Authority.act(o, Authority.ENDORSE);
        uint256 body = o.body;
        bytes32 issuer = Bytes.word(body);
        bytes32 schema = Bytes.word(body + 32);
        bytes32 parent = Bytes.word(body + 64);
        uint256 until = Bytes.number(body + 104, 8);
        // R32
        if (issuer == o.identity) refuse(Code.ACCREDITATION_SELF);
        if (!Authority.identityExists(issuer)) refuse(Code.IDENTITY_UNKNOWN);
        if (Store.load(Store.SCHEMA, schema) == 0) refuse(Code.SCHEMA_UNKNOWN);
        if (until <= block.timestamp) refuse(Code.VALIDITY_INVALID);
        if (parent != 0) _checkParent(o, parent, schema);
        uint256 from = Bytes.number(body + 96, 8);
        if (from == 0) from = block.timestamp;
        bytes32 id = Bytes.hash3(0x41, o.identity, issuer, schema);
        bytes32 slot = Store.place(Store.ACCREDITATION, id);
        uint256 earlier = Store.load(slot);
        uint256 kept; // suspended_at and reason
        if (earlier != 0) {
            // R36
            if (Store.load(Store.PARENT, id) != uint256(parent)) refuse(Code.ACCREDITATION_PARENT_INVALID);
            kept = earlier & ((((1 << 40) - 1) << Accreditation.SUSPENDED) | 0xffff);
            uint256 before = Accreditation.from(earlier);
            if (from <= Accreditation.until(earlier) && before < from) from = before;
        } else if (parent != 0) {
            Store.save(Store.PARENT, id, uint256(parent));
        }
        uint256 word = kept | (Bytes.byteAt(body + 112) << Accreditation.DELEGABLE);
        word |= uint256(parent == 0 ? 1 : 2) << Accreditation.DEPTH;
        word |= (block.timestamp << Accreditation.ACCREDITED) | (until << Accreditation.UNTIL);
        Store.save(slot, word | (from << Accreditation.FROM));
    }

    /// R33, R34: the parent accredits this accreditor for the same schema, allows delegation, is in force and is the
    /// first link.
    function _checkParent(Operation memory o, bytes32 parent, bytes32 schema) private view {
        uint256 word = Store.load(Store.ACCREDITATION, parent);
        if (word == 0) refuse(Code.ACCREDITATION_UNKNOWN);
        if (Accreditation.depth(word) >= 2) refuse(Code.ACCREDITATION_TOO_DEEP);
        (, bytes32 issuer, bytes32 forSchema) = _triple(o, parent);
        bool fits = issuer == o.identity && forSchema == schema && (word >> Accreditation.DELEGABLE) & 1 != 0;
        if (!fits || Accreditation.checkLink(word, block.timestamp) != 0) refuse(Code.ACCREDITATION_PARENT_INVALID);
    }

    /// E3: accreditor, issuer and schema of an accreditation.
    function _triple(Operation memory o, bytes32 id) private pure returns (bytes32 a, bytes32 b, bytes32 c) {
        uint256 hint = o.hint;
        if (hint + 96 > o.limit) refuse(Code.HINT_WRONG);
        a = Bytes.word(hint);
        b = Bytes.word(hint + 32);
        c = Bytes.word(hint + 64);
        if (Bytes.hash3(0x41, a, b, c) != id) refuse(Code.HINT_WRONG);
    }

    function _suspend(Operation memory o) internal {
        Authority.act(o, Authority.ENDORSE);
        bytes32 id = Bytes.word(o.body);
        bytes32 slot = Store.place(Store.ACCREDITATION, id);
        uint256 word = Store.load(slot);
        if (word == 0) refuse(Code.ACCREDITATION_UNKNOWN);
        (bytes32 accreditor,,) = _triple(o, id);
        if (accreditor != o.identity) refuse(Code.ACCREDITATION_NOT_YOURS); // R35
        bool suspends = Bytes.byteAt(o.body + 32) == 1;
        if ((Accreditation.suspendedAt(word) != 0) == suspends) refuse(Code.SUSPENSION_UNCHANGED);
        word &= ~((((1 << 40) - 1) << Accreditation.SUSPENDED) | 0xffff);
        if (suspends) word |= block.timestamp << Accreditation.SUSPENDED;
        Store.save(slot, word | Bytes.number(o.body + 33, 2));
    }
}
