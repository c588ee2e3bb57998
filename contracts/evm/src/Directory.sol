// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "./Bytes.sol";
import {IRegistry} from "./IRegistry.sol";
import {Signatures} from "./Signatures.sol";

/// Where identities go on (E21), and the look-up by ledger of C2PA's federated soft bindings (E22). Nobody owns it: who
/// announces or publishes does so for an identity of the registry, and whose word counts is the reader's policy.
contract Directory {
    struct Successor {
        address registry;
        uint64 announcedAt;
    }

    IRegistry public immutable REGISTRY;
    /// Where the identity's owner says it goes on. The last word counts.
    mapping(bytes32 identity => Successor) public successors;

    uint256 public constant ENDPOINTS_MAX = 16;
    uint256 public constant TEXT_MAX = 256;
    uint16 private constant CONTROL = 1;
    uint16 private constant SIGN_CONTENT = 2;
    /// Endpoints by keccak256 of the base64 text of a soft binding's value, the first published first.
    mapping(bytes32 binding => string[]) private _endpoints;
    mapping(bytes32 binding => string) private _manifests;

    event SuccessorAnnounced(bytes32 indexed identity, address indexed registry);
    /// Every publication, those beyond ENDPOINTS_MAX too.
    event SoftBindingPublished(
        bytes32 indexed binding, bytes32 indexed identity, string softBindingValue, string endpoint, string manifestId
    );

    error NotTheKeysAccount();
    /// The registry's code for why the key may not (R14 to R17).
    error NotAuthorised(uint16 code);
    error TextNotPlain();
    error QueryMalformed();

    constructor(IRegistry registry) {
        REGISTRY = registry;
    }

    /// (x, y) is the sender's public key, which has `role` for the identity now.
    function _checkSender(bytes32 identity, bytes32 x, bytes32 y, uint16 role) private view {
        if (Signatures.account(x, uint256(y)) != msg.sender) revert NotTheKeysAccount();
        uint16 code = REGISTRY.authority(identity, Bytes.keyId(x, uint256(y)), role);
        if (code != 0) revert NotAuthorised(code);
    }

    /// E21: by a control key's account. Zero takes the announcement back.
    function announceSuccessor(bytes32 identity, bytes32 x, bytes32 y, address registry) external {
        _checkSender(identity, x, y, CONTROL);
        successors[identity] = Successor(registry, uint64(block.timestamp));
        emit SuccessorAnnounced(identity, registry);
    }

    /// E22: by the account of a key with the content role. `softBindingValue` is base64; `manifestId` may be empty.
    function publish(
        bytes32 identity,
        bytes32 x,
        bytes32 y,
        string calldata softBindingValue,
        string calldata endpoint,
        string calldata manifestId
    ) external {
        _checkSender(identity, x, y, SIGN_CONTENT);
        if (!_isPlain(softBindingValue) || !_isPlain(endpoint) || bytes(endpoint).length == 0) revert TextNotPlain();
        if (!_isPlain(manifestId) || bytes(softBindingValue).length == 0) revert TextNotPlain();
        bytes32 binding = keccak256(bytes(softBindingValue));
        string[] storage list = _endpoints[binding];
        if (list.length == 0 && bytes(manifestId).length != 0) _manifests[binding] = manifestId;
        if (list.length < ENDPOINTS_MAX) list.push(endpoint);
        emit SoftBindingPublished(binding, identity, softBindingValue, endpoint, manifestId);
    }

    /// Visible ASCII that stands in a JSON text as it is.
    function _isPlain(string calldata text) private pure returns (bool) {
        bytes calldata raw = bytes(text);
        if (raw.length > TEXT_MAX) return false;
        for (uint256 i; i < raw.length; ++i) {
            bytes1 c = raw[i];
            if (c < 0x21 || c > 0x7e || c == 0x22 || c == 0x5c) return false;
        }
        return true;
    }

    /// E22: the description of C2PA's soft binding resolution by ledger.
    function describe() external view returns (string memory) {
        return string.concat(
            '[{"resolutionMethod":"smartContract","querySmartContract":{"smartContractAddress":"',
            _hexAddress(address(this)),
            '","byBindingFunctionName":"byBinding","byBindingInputSchema":',
            '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":',
            '{"softBindingValue":{"type":"string","contentEncoding":"base64"}},',
            '"required":["softBindingValue"],"additionalProperties":false},"byBindingOutputSchema":',
            '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":',
            '{"endpoints":{"type":"array","items":{"type":"string","format":"uri"}},"manifestId":{"type":"string"}},',
            '"required":["endpoints"],"additionalProperties":false}}}]'
        );
    }

    function _hexAddress(address who) private pure returns (string memory) {
        bytes memory digits = "0123456789abcdef";
        bytes memory text = new bytes(42);
        text[0] = "0";
        text[1] = "x";
        for (uint256 i; i < 40; ++i) {
            text[41 - i] = digits[(uint160(who) >> (4 * i)) & 15];
        }
        return string(text);
    }

    /// E22: {"softBindingValue":"<base64>"} to {"endpoints":[...],"manifestId":"..."}, both JSON.
    function byBinding(string calldata query) external view returns (string memory) {
        bytes32 binding = keccak256(_value(bytes(query)));
        string[] storage list = _endpoints[binding];
        string memory answer = '{"endpoints":[';
        for (uint256 i; i < list.length; ++i) {
            answer = string.concat(answer, i == 0 ? '"' : ',"', list[i], '"');
        }
        string memory manifest = _manifests[binding];
        if (bytes(manifest).length == 0) return string.concat(answer, "]}");
        return string.concat(answer, '],"manifestId":"', manifest, '"}');
    }

    /// The one member's value of a JSON object, without escapes, which base64 needs none of.
    function _value(bytes calldata query) private pure returns (bytes calldata) {
        uint256 i = _expect(query, 0, "{");
        i = _expect(query, i, '"softBindingValue"');
        i = _expect(query, i, ":");
        uint256 start = _expect(query, i, '"');
        uint256 end = start;
        while (end < query.length && query[end] != 0x22) {
            if (query[end] == 0x5c) revert QueryMalformed();
            ++end;
        }
        i = _expect(query, end, '"');
        if (_skip(query, _expect(query, i, "}")) != query.length) revert QueryMalformed();
        return query[start:end];
    }

    function _skip(bytes calldata query, uint256 i) private pure returns (uint256) {
        while (i < query.length && (query[i] == 0x20 || query[i] == 0x0a || query[i] == 0x0d || query[i] == 0x09)) ++i;
        return i;
    }

    /// White space, then these characters; gives the place after them.
    function _expect(bytes calldata query, uint256 i, bytes memory token) private pure returns (uint256) {
        i = _skip(query, i);
        if (i + token.length > query.length) revert QueryMalformed();
        for (uint256 k; k < token.length; ++k) {
            if (query[i + k] != token[k]) revert QueryMalformed();
        }
        return i + token.length;
    }
}
