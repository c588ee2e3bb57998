// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "./Bytes.sol";
import {Form} from "./Form.sol";
import {Operation} from "./Operation.sol";

/// EIP-712 (registry.md 3.3): domains, struct hashes, digests.
library Digest {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant KEY_GRANT =
        keccak256("KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)");
    bytes32 private constant CREATE_IDENTITY = keccak256(
        "CreateIdentity(uint8 kind,uint8 custody,bytes32 salt,bytes32 recovery,KeyGrant[] keys,bytes signer)KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)"
    );
    bytes32 private constant UPDATE_KEYS = keccak256(
        "UpdateKeys(bytes32 identity,KeyGrant[] add,bytes32[] retire,uint8 custody,bytes32 recovery,bytes signer,uint64 nonce)KeyGrant(bytes key,uint16 roles,uint64 validFrom,uint64 validUntil)"
    );
    bytes32 private constant DECLARE_COMPROMISED =
        keccak256("DeclareCompromised(bytes32 identity,bytes32 key,uint64 since,bytes signer,uint64 nonce)");
    bytes32 private constant RECOVER = keccak256(
        "Recover(bytes32 identity,uint16 roles,bytes32 recovery,uint8 custody,uint8 scope,bytes signer,uint64 nonce)"
    );
    bytes32 private constant CLAIM_NAME =
        keccak256("ClaimName(bytes32 identity,string name,bytes signer,uint64 nonce)");
    bytes32 private constant REGISTER_SCHEMA =
        keccak256("RegisterSchema(bytes32 identity,bytes32 content,string uri,bytes signer,uint64 nonce)");
    bytes32 private constant ACCREDIT = keccak256(
        "Accredit(bytes32 identity,bytes32 issuer,bytes32 schema,bytes32 parent,uint64 validFrom,uint64 validUntil,bool delegable,bytes signer,uint64 nonce)"
    );
    bytes32 private constant SUSPEND = keccak256(
        "Suspend(bytes32 identity,bytes32 accreditation,bool suspended,uint16 reason,bytes signer,uint64 nonce)"
    );
    bytes32 private constant COMMIT = keccak256(
        "Commit(bytes32 identity,bytes32 root,uint32 count,uint8 hashKind,uint8 leafKind,bytes32 schema,bytes32 accreditor,bytes32 arbiter,bytes signer,uint64 nonce)"
    );
    bytes32 private constant SET_STATUS = keccak256(
        "SetStatus(bytes32 identity,bytes32 batch,uint8 status,uint16 reason,uint64 effectiveAt,uint32[] indices,bytes signer,uint64 nonce)"
    );
    bytes32 private constant OPEN_DISPUTE = keccak256(
        "OpenDispute(bytes32 identity,uint8 targetKind,bytes32 target,uint32 index,uint8 ground,bytes32 evidence,uint32 answerSeconds,bytes32 arbiter,bytes signer,uint64 nonce)"
    );
    bytes32 private constant ANSWER_DISPUTE = keccak256(
        "AnswerDispute(bytes32 identity,bytes32 dispute,uint8 answer,bytes32 statement,bytes signer,uint64 nonce)"
    );
    bytes32 private constant RULE_DISPUTE = keccak256(
        "RuleDispute(bytes32 identity,bytes32 dispute,uint8 ruling,bytes32 reasons,bytes signer,uint64 nonce)"
    );
    bytes32 private constant ACCOUNT_BOUND = keccak256("AccountBound(address account,bytes32 digest)");

    /// E5: of the contract that runs.
    function domain() internal view returns (bytes32 value) {
        bytes32 domainType = DOMAIN_TYPE;
        bytes32 name = keccak256("Countersign");
        bytes32 version = keccak256("1");
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, domainType)
            mstore(add(m, 32), name)
            mstore(add(m, 64), version)
            mstore(add(m, 96), chainid())
            mstore(add(m, 128), address())
            value := keccak256(m, 160)
        }
    }

    function typed(bytes32 domain_, bytes32 message_) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, shl(240, 0x1901))
            mstore(add(m, 2), domain_)
            mstore(add(m, 34), message_)
            value := keccak256(m, 66)
        }
    }

    /// E6: what an account is asked.
    function accountBound(address account, bytes32 digest) internal view returns (bytes32) {
        return typed(domain(), keccak256(abi.encode(ACCOUNT_BOUND, account, digest)));
    }

    /// hashStruct of the operation; o.key is the signer's id.
    function message(Operation memory o) internal pure returns (bytes32 value) {
        uint256 m = _free();
        uint256 next = o.kind == 1 ? m + 32 : _put(m + 32, uint256(o.identity));
        (bytes32 typeHash, uint256 end) = _fields(o, next);
        _put(m, uint256(typeHash));
        end = _put(end, uint256(o.key));
        if (o.kind != 1) end = _put(end, Bytes.number(o.header + 100, 8));
        assembly ("memory-safe") {
            value := keccak256(m, sub(end, m))
            mstore(0x40, m)
        }
    }

    /// Room for the words of one message.
    function _free() private pure returns (uint256 m) {
        assembly ("memory-safe") {
            m := mload(0x40)
            mstore(0x40, add(m, 384))
        }
    }

    function _put(uint256 place, uint256 value) private pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(place, value)
        }
        return place + 32;
    }

    function _words(uint256 next, uint256 from, uint256 count) private pure returns (uint256) {
        assembly ("memory-safe") {
            calldatacopy(next, from, mul(32, count))
        }
        return next + 32 * count;
    }

    function _numbers(uint256 next, uint256 from, uint256 width) private pure returns (uint256) {
        return _put(next, Bytes.number(from, width));
    }

    function _fields(Operation memory o, uint256 m) private pure returns (bytes32, uint256) {
        uint256 b = o.body;
        uint256 kind = o.kind;
        if (kind == 9) {
            m = _words(m, b, 1);
            m = _numbers(m, b + 32, 4);
            m = _numbers(m, b + 36, 1);
            m = _numbers(m, b + 37, 1);
            return (COMMIT, _words(m, b + 38, 3));
        }
        if (kind == 10) {
            m = _words(m, b, 1);
            m = _numbers(m, b + 32, 1);
            m = _numbers(m, b + 33, 2);
            m = _numbers(m, b + 35, 8);
            return (SET_STATUS, _put(m, _hashIndices(b + 44, Bytes.byteAt(b + 43))));
        }
        if (kind == 1) {
            m = _numbers(m, b, 1);
            m = _numbers(m, b + 1, 1);
            m = _words(m, b + 2, 2);
            return (CREATE_IDENTITY, _put(m, _hashGrants(o)));
        }
        if (kind == 2) {
            m = _put(m, _hashGrants(o));
            uint256 list = b + 1 + o.added * Form.GRANT;
            uint256 size = 32 * Bytes.byteAt(list);
            m = _put(m, uint256(Bytes.hash(list + 1, size)));
            m = _numbers(m, list + 1 + size, 1);
            return (UPDATE_KEYS, _words(m, list + 2 + size, 1));
        }
        if (kind == 3) return (DECLARE_COMPROMISED, _numbers(_words(m, b, 1), b + 32, 8));
        if (kind == 4) {
            m = _words(_numbers(m, b, 2), b + 2, 1);
            return (RECOVER, _numbers(_numbers(m, b + 34, 1), b + 35, 1));
        }
        if (kind == 5) return (CLAIM_NAME, _put(m, uint256(Bytes.hash(b + 1, Bytes.byteAt(b)))));
        if (kind == 6) {
            return (REGISTER_SCHEMA, _put(_words(m, b, 1), uint256(Bytes.hash(b + 33, Bytes.byteAt(b + 32)))));
        }
        if (kind == 7) {
            m = _words(m, b, 3);
            m = _numbers(m, b + 96, 8);
            m = _numbers(m, b + 104, 8);
            return (ACCREDIT, _numbers(m, b + 112, 1));
        }
        if (kind == 8) return (SUSPEND, _numbers(_numbers(_words(m, b, 1), b + 32, 1), b + 33, 2));
        if (kind == 11) {
            m = _words(_numbers(m, b, 1), b + 1, 1);
            m = _numbers(m, b + 33, 4);
            m = _numbers(m, b + 37, 1);
            m = _words(m, b + 38, 1);
            m = _numbers(m, b + 70, 4);
            return (OPEN_DISPUTE, _words(m, b + 74, 1));
        }
        m = _words(_numbers(_words(m, b, 1), b + 32, 1), b + 33, 1);
        return (kind == 12 ? ANSWER_DISPUTE : RULE_DISPUTE, m);
    }

    function _hashGrants(Operation memory o) private pure returns (uint256 value) {
        bytes32 grantType = KEY_GRANT;
        uint256 list;
        uint256 count = o.added;
        assembly ("memory-safe") {
            list := mload(0x40)
        }
        for (uint256 i; i < count; ++i) {
            uint256 grant = o.grants + i * Form.GRANT;
            uint256 m = list + 32 * count;
            bytes32 key = o.grantKey(i);
            assembly ("memory-safe") {
                mstore(m, grantType)
                mstore(add(m, 32), key)
                mstore(add(m, 64), shr(240, calldataload(add(grant, 34))))
                mstore(add(m, 96), shr(192, calldataload(add(grant, 36))))
                mstore(add(m, 128), shr(192, calldataload(add(grant, 44))))
                mstore(add(list, mul(32, i)), keccak256(m, 160))
            }
        }
        assembly ("memory-safe") {
            value := keccak256(list, mul(32, count))
        }
    }

    function _hashIndices(uint256 place, uint256 count) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                mstore(add(m, shl(5, i)), shr(224, calldataload(add(place, shl(2, i)))))
            }
            value := keccak256(m, shl(5, count))
        }
    }
}
