// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accreditation} from "./Accreditation.sol";
import {Authority} from "./Authority.sol";
import {Bytes} from "./Bytes.sol";
import {Code} from "./Code.sol";
import {Batch, IRegistry} from "./IRegistry.sol";
import {Store} from "./Store.sol";
import {Tenure} from "./Tenure.sol";

/// Whole records of registry.md section 4 as answers: code 0 and the record's bytes, or the code of the rules and none.
/// What the registry keeps as a hash the caller hands in; HINT_WRONG where it isn't that.
contract RegistryLens {
    IRegistry public immutable REGISTRY;

    constructor(IRegistry registry) {
        REGISTRY = registry;
    }

    function _word(bytes32 place) private view returns (uint256) {
        bytes32[] memory places = new bytes32[](1);
        places[0] = place;
        return uint256(REGISTRY.words(places)[0]);
    }

    /// Several answers of one block: each call's returned bytes.
    function many(bytes[] calldata calls) external view returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            bool good;
            (good, answers[i]) = address(this).staticcall(calls[i]);
            if (!good) answers[i] = "";
        }
    }

    function identity(bytes32 id, bytes calldata record) external view returns (uint16, bytes memory) {
        uint256 word = _word(Store.place(Store.IDENTITY, id));
        if (word == 0) return (Code.IDENTITY_UNKNOWN, "");
        return word == uint256(keccak256(record)) ? (0, record) : (Code.HINT_WRONG, bytes(""));
    }

    /// The key's present or last tenure, and whether it is in force now.
    function key(bytes calldata publicKey) external view returns (uint16 code, bytes memory record, uint16 standing) {
        bytes32 id = keccak256(publicKey);
        bytes32 holder = bytes32(_word(Store.place(Store.HOLDER, id)));
        if (Authority.isFree(holder)) return (Code.KEY_UNKNOWN, "", Code.KEY_UNKNOWN);
        bytes32 place = Store.place(Store.AUTHORITY, holder, id);
        uint256 word = _word(place);
        return (0, _tenure(holder, publicKey, word, place), Tenure.check(word, block.timestamp));
    }

    /// An ended tenure.
    function earlierTenure(bytes calldata publicKey, uint8 tenure) external view returns (uint16, bytes memory) {
        bytes32 id = keccak256(publicKey);
        bytes32 place = Store.place(Store.EARLIER_TENURE, id, bytes32(uint256(tenure)));
        uint256 word = _word(place);
        if (word == 0) return (Code.KEY_UNKNOWN, "");
        bytes32 holder = bytes32(_word(Store.place(Store.EARLIER_HOLDER, id, bytes32(uint256(tenure)))));
        return (0, _tenure(holder, publicKey, word, place));
    }

    function _tenure(bytes32 holder, bytes calldata publicKey, uint256 word, bytes32 place)
        private
        view
        returns (bytes memory)
    {
        uint256 times = (Tenure.time(word, Tenure.FROM) << 64) | Tenure.time(word, Tenure.UNTIL);
        if (word & 1 != 0) times = _word(Store.place(Store.EXACT, place));
        bytes memory start = abi.encodePacked(uint8(1), holder, publicKey, uint16(Tenure.roles(word)), uint128(times));
        return abi.encodePacked(
            start,
            uint64(Tenure.time(word, Tenure.ADDED)),
            uint64(Tenure.time(word, Tenure.RETIRED)),
            uint64(Tenure.time(word, Tenure.COMPROMISED)),
            uint64(Tenure.time(word, Tenure.DECLARED)),
            uint8(Tenure.number(word))
        );
    }

    /// The key's last nonce; its next operation carries one more.
    function nonce(bytes32 id) external view returns (uint64) {
        bytes32 holder = bytes32(_word(Store.place(Store.HOLDER, id)));
        if (Authority.isFree(holder)) return uint64(uint256(holder));
        return uint64(Tenure.nonce(_word(Store.place(Store.AUTHORITY, holder, id))));
    }

    function name(bytes calldata text, bytes32 holder) external view returns (uint16, bytes memory) {
        uint256 word = _word(Store.place(Store.NAME, keccak256(text)));
        if (word == 0) return (Code.IDENTITY_UNKNOWN, "");
        if (!_tagged(word, keccak256(abi.encode(holder)))) return (Code.HINT_WRONG, "");
        return (0, abi.encodePacked(uint8(1), holder, uint64(word >> 216)));
    }

    /// The lowest 216 bits are those of the hash.
    function _tagged(uint256 word, bytes32 hash) private pure returns (bool) {
        return word << 40 == uint256(hash) << 40;
    }

    function schema(bytes32 owner, bytes32 content, bytes calldata uri) external view returns (uint16, bytes memory) {
        uint256 word = _word(Store.place(Store.SCHEMA, Bytes.hash2(0x53, owner, content)));
        if (word == 0) return (Code.SCHEMA_UNKNOWN, "");
        if (!_tagged(word, keccak256(uri)) || uri.length > 128) return (Code.HINT_WRONG, "");
        bytes memory zeros = new bytes(128 - uri.length);
        return (0, abi.encodePacked(uint8(1), owner, content, uint64(word >> 216), uint8(uri.length), uri, zeros));
    }

    /// The record, and whether it is in force now.
    function accreditation(bytes32 accreditor, bytes32 issuer, bytes32 schemaId)
        external
        view
        returns (uint16, bytes memory, uint16)
    {
        bytes32 id = Bytes.hash3(0x41, accreditor, issuer, schemaId);
        uint256 word = _word(Store.place(Store.ACCREDITATION, id));
        if (word == 0) return (Code.ACCREDITATION_UNKNOWN, "", Code.ACCREDITATION_UNKNOWN);
        bytes32 parent = Accreditation.depth(word) == 2 ? bytes32(_word(Store.place(Store.PARENT, id))) : bytes32(0);
        bytes memory start = abi.encodePacked(uint8(1), accreditor, issuer, schemaId, parent);
        bytes memory record = abi.encodePacked(
            start,
            uint8(Accreditation.depth(word)),
            uint8((word >> Accreditation.DELEGABLE) & 1),
            uint64(Accreditation.from(word)),
            uint64(Accreditation.until(word)),
            uint64((word >> Accreditation.ACCREDITED) & ((1 << 40) - 1)),
            uint64(Accreditation.suspendedAt(word)),
            uint16(word)
        );
        return (0, record, uint16(_inForce(word, parent)));
    }

    function _inForce(uint256 word, bytes32 parent) private view returns (uint256 code) {
        code = Accreditation.checkLink(word, block.timestamp);
        if (code != 0 || parent == 0) return code;
        uint256 above = _word(Store.place(Store.ACCREDITATION, parent));
        return Accreditation.checkLink(above, block.timestamp) == 0 ? 0 : Code.ACCREDITATION_PARENT_INVALID;
    }

    /// The record; the signing key as known now, at the time of the commit; the accreditation now.
    function batch(Batch calldata b)
        external
        view
        returns (uint16 code, bytes memory record, uint16 keyStanding, uint16 accredited)
    {
        bytes32 id = Bytes.batchId(b.issuer, b.root, (uint256(b.count) << 8) | b.leafKind);
        uint256 word = _word(Store.place(Store.BATCH, id));
        if (word == 0) return (Code.BATCH_UNKNOWN, "", 0, 0);
        if (!_tagged(word, Bytes.hash4(b.key, b.schema, b.accreditor, b.arbiter))) return (Code.HINT_WRONG, "", 0, 0);
        record = abi.encodePacked(uint8(1), b.issuer, b.key, b.root, b.count, uint8(1), b.leafKind, b.schema);
        record = abi.encodePacked(record, b.accreditor, b.arbiter, uint64(word >> 216));
        if (_compromised(b.issuer, b.key, word >> 216)) keyStanding = Code.KEY_COMPROMISED;
        if (b.accreditor != 0) {
            id = Bytes.hash3(0x41, b.accreditor, b.issuer, b.schema);
            word = _word(Store.place(Store.ACCREDITATION, id));
            accredited = uint16(_inForce(word, bytes32(_word(Store.place(Store.PARENT, id)))));
        }
    }

    /// R25, as Registry.verify.
    function _compromised(bytes32 issuer, bytes32 id, uint256 time) private view returns (bool) {
        uint256 word = _word(Store.place(Store.AUTHORITY, issuer, id));
        if (Tenure.time(word, Tenure.ADDED) > time) {
            uint256 number = Tenure.number(word);
            do {
                --number;
                word = _word(Store.place(Store.EARLIER_TENURE, id, bytes32(number)));
            } while (
                Tenure.time(word, Tenure.ADDED) > time
                    || _word(Store.place(Store.EARLIER_HOLDER, id, bytes32(number))) != uint256(issuer)
            );
        }
        uint256 since = Tenure.time(word, Tenure.COMPROMISED);
        return since != 0 && since <= time;
    }

    /// 0 valid, 1 suspended, 2 revoked; `shape` is count * 256 + leaf kind.
    function status(bytes32 issuer, bytes32 root, uint256 shape, uint32 index) external view returns (uint16, uint8) {
        bytes32 id = Bytes.batchId(issuer, root, shape);
        if (_word(Store.place(Store.BATCH, id)) == 0) return (Code.BATCH_UNKNOWN, 0);
        if (index >= (shape >> 8) & type(uint32).max) return (Code.INDEX_OUT_OF_RANGE, 0);
        uint256 word = _word(Store.place(Store.STATUS, id, bytes32(uint256(index >> 7))));
        return (0, uint8((word >> (2 * (uint256(index) & 127))) & 3));
    }

    function dispute(bytes32 id, bytes calldata record) external view returns (uint16, bytes memory) {
        uint256 word = _word(Store.place(Store.DISPUTE, id));
        if (word == 0) return (Code.DISPUTE_UNKNOWN, "");
        return word == uint256(keccak256(record)) ? (0, record) : (Code.HINT_WRONG, bytes(""));
    }

    /// How many disputes were opened against leaf `index` of a batch, or an identity (index 0); how many of them were
    /// conceded; and the lowest 192 bits of the hash over their ids.
    function disputes(bytes32 target, uint32 index) external view returns (uint32, uint32, uint192) {
        uint256 word = _word(Store.place(Store.DISPUTES, target, bytes32(uint256(index))));
        return (uint32(word), uint32(word >> 32), uint192(word >> 64));
    }
}
