// Error codes of identity/credential.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode credential_context{
    "credential.context", ErrorKind::invalid,
    "@context is a list that begins with https://www.w3.org/ns/credentials/v2; further items are URLs or objects."};
inline constexpr ErrorCode credential_type{"credential.type", ErrorKind::invalid,
                                           "The type is missing, malformed or not the one required here."};
inline constexpr ErrorCode credential_id{"credential.id", ErrorKind::invalid, "An id is a single absolute URL."};
inline constexpr ErrorCode credential_issuer{"credential.issuer", ErrorKind::invalid,
                                             "The issuer is a URL, or an object whose id is a URL."};
inline constexpr ErrorCode credential_subject{"credential.subject", ErrorKind::invalid,
                                              "credentialSubject is an object, or a list of objects, with claims."};
inline constexpr ErrorCode credential_text{"credential.text", ErrorKind::invalid,
                                           "name and description are texts or language values."};
inline constexpr ErrorCode credential_time{"credential.time", ErrorKind::invalid,
                                           "Not a time with an offset, such as 2026-05-03T10:00:00Z."};
inline constexpr ErrorCode credential_period{"credential.period", ErrorKind::invalid,
                                             "validFrom lies after validUntil."};
inline constexpr ErrorCode credential_not_yet_valid{"credential.not_yet_valid", ErrorKind::invalid,
                                                    "The credential is not valid yet."};
inline constexpr ErrorCode credential_expired{"credential.expired", ErrorKind::invalid,
                                              "The credential is no longer valid."};
inline constexpr ErrorCode credential_resource{
    "credential.resource", ErrorKind::invalid,
    "relatedResource is an object, or a list of objects, with an id of its own and a digest."};
inline constexpr ErrorCode credential_issuer_binding{"credential.issuer_binding", ErrorKind::invalid,
                                                     "No valid proof was made by the issuer's own key."};

inline constexpr ErrorCode proof_missing{"proof.missing", ErrorKind::invalid, "The document has no proof."};
inline constexpr ErrorCode proof_syntax{"proof.syntax", ErrorKind::invalid, "The proof is malformed."};
inline constexpr ErrorCode proof_count{"proof.count", ErrorKind::too_large, "The document has too many proofs."};
inline constexpr ErrorCode proof_cryptosuite{"proof.cryptosuite", ErrorKind::unsupported,
                                             "The proof's type or cryptosuite is not supported."};
inline constexpr ErrorCode proof_purpose{"proof.purpose", ErrorKind::invalid,
                                         "The proof was made for another purpose."};
inline constexpr ErrorCode proof_challenge{"proof.challenge", ErrorKind::invalid,
                                           "The proof does not answer the challenge."};
inline constexpr ErrorCode proof_domain{"proof.domain", ErrorKind::invalid, "The proof was made for another domain."};
inline constexpr ErrorCode proof_expired{"proof.expired", ErrorKind::invalid, "The proof has expired."};
inline constexpr ErrorCode proof_context{"proof.context", ErrorKind::invalid,
                                         "The document's @context does not begin with that of the proof."};
inline constexpr ErrorCode proof_previous{"proof.previous", ErrorKind::invalid,
                                          "The proof builds on another one that is not there."};
inline constexpr ErrorCode proof_method{"proof.method", ErrorKind::invalid,
                                        "The verification method can't be found or is not good for this proof."};
inline constexpr ErrorCode proof_key_type{"proof.key_type", ErrorKind::invalid,
                                          "The kind of key does not belong to the cryptosuite."};
inline constexpr ErrorCode proof_invalid{"proof.invalid", ErrorKind::invalid,
                                         "The proof does not fit: the document was changed, or another key signed."};

inline constexpr ErrorCode status_entry{"status.entry", ErrorKind::invalid,
                                        "The credentialStatus is not a valid BitstringStatusListEntry."};
inline constexpr ErrorCode status_list{"status.list", ErrorKind::invalid,
                                       "Not a valid bitstring status list credential."};
inline constexpr ErrorCode status_encoding{"status.encoding", ErrorKind::invalid,
                                           "The encoded list is not multibase base64url of one gzip member."};
inline constexpr ErrorCode status_too_large{"status.too_large", ErrorKind::too_large,
                                            "The status list expands beyond what is allowed."};
inline constexpr ErrorCode status_length{"status.length", ErrorKind::invalid,
                                         "The status list has fewer than 131,072 entries."};
inline constexpr ErrorCode status_range{"status.range", ErrorKind::invalid,
                                        "The index lies outside of the status list."};
inline constexpr ErrorCode status_purpose{"status.purpose", ErrorKind::invalid,
                                          "The status list serves another purpose."};

}  // namespace countersign::errors
