// The upper bounds of the product, with its unit and the reason for it. A parser that meets more than its limit
// answers with a clear error; nothing grows with what a stranger sends. Freestanding.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace countersign::limits {

// JSON. Deep or huge documents are an attack, not a use.
inline constexpr size_t json_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr size_t json_depth_max = 64;
inline constexpr size_t json_values_max = 200'000;

// base58 decoding is quadratic: keys and signatures are far below this.
inline constexpr size_t base58_text_bytes_max = 256;

// Keys, DIDs, credentials, names.
// A P-256 key in PEM has 241 bytes.
inline constexpr size_t private_key_pem_bytes_max = 1024;
// Key file: what a hostile one may cost whoever opens it, and the least work that protects a password.
inline constexpr size_t cached_points = 4096;  // parsed secp256k1 keys that are remembered, some 150 bytes each
inline constexpr size_t keystore_bytes_max = size_t{64} * 1024;
inline constexpr size_t keystore_keys_max = 64;
inline constexpr size_t keystore_name_bytes_max = 64;
inline constexpr uint64_t scrypt_n_min = uint64_t{1} << 14U;
inline constexpr uint64_t scrypt_memory_bytes_max = uint64_t{256} * 1024 * 1024;
inline constexpr uint64_t scrypt_p_max = 4;
// DIDs: longer than any real one; a document has a few keys.
inline constexpr size_t did_url_bytes_max = 2048;
inline constexpr size_t did_document_bytes_max = size_t{64} * 1024;
inline constexpr size_t did_methods_max = 64;
inline constexpr uint32_t did_timeout_ms = 5'000;
// Credentials: each proof costs one canonical text of the whole document.
inline constexpr size_t credential_bytes_max = size_t{1} * 1024 * 1024;
inline constexpr size_t credential_proofs_max = 16;
// A status list expands by up to 1,000 times: 2 MiB are 16.7 million entries of one bit.
inline constexpr size_t status_list_entries_min = 131'072;
inline constexpr size_t status_list_bytes_max = size_t{2} * 1024 * 1024;

// What a person types as a name, before folding: a name has at most 63 characters, each of a few bytes.
inline constexpr size_t typed_name_bytes_max = 512;

// Reputation. A run over 10 million items takes seconds and some 700 MB; the walk is within 0.03 % after 50 steps.
inline constexpr size_t reputation_evidence_max = 10'000'000;
inline constexpr size_t reputation_seeds_max = 1024;
inline constexpr uint32_t reputation_iterations_max = 200;

// Registry rules and operations. The counts are chosen together: no operation may touch more than 16 records, so that
// a diff fits a caller's fixed buffer and one chain call (see docs/spec/registry.md, R5).
inline constexpr size_t operation_bytes_max = 4096;
inline constexpr size_t diff_entries_max = 16;
inline constexpr size_t diff_bytes_max = 8192;
inline constexpr size_t state_key_bytes_max = 64;
inline constexpr size_t record_bytes_max = 1024;
inline constexpr size_t identity_keys_max = 12;       // recover retires all of them in one diff
inline constexpr size_t create_keys_max = 7;          // two records each (key, earlier tenure) and the identity
inline constexpr size_t update_keys_added_max = 4;    // two records each
inline constexpr size_t update_keys_retired_max = 6;  // one record each
inline constexpr size_t key_tenures_max = 8;          // a key that moves more often is no identity's key
inline constexpr size_t name_bytes_min = 3;
inline constexpr size_t name_bytes_max = 63;  // a DNS label
inline constexpr size_t identity_names_max = 4;
inline constexpr size_t schema_uri_bytes_max = 128;
inline constexpr uint32_t batch_leaves_max = uint32_t{1} << 20U;
inline constexpr size_t batch_proof_hashes_max = 20;  // log2 of batch_leaves_max
inline constexpr size_t status_indices_max = 64;
inline constexpr size_t status_words_max = 12;                  // words of 128 leaves that one operation may touch
inline constexpr uint32_t dispute_answer_seconds_min = 86'400;  // a day: nobody is judged overnight
inline constexpr uint32_t dispute_answer_seconds_max = 90U * 86'400U;  // a quarter
inline constexpr size_t disputes_per_page = 16;
inline constexpr size_t accreditation_depth_max = 2;

// Log, store, ledger. A note is a few lines; post-quantum signatures may need 5 kB each.
inline constexpr size_t note_bytes_max = size_t{512} * 1024;
inline constexpr size_t note_signatures_max = 64;
inline constexpr size_t note_key_name_bytes_max = 255;
inline constexpr size_t tlog_proof_bytes_max = note_bytes_max + size_t{64} * 1024;
// A mirrored chain: what stood for an hour counts as published
// (docs/spec/chain.md, E11), and how long a sender waits for its
// operation to stand in a block.
inline constexpr uint64_t chain_checkpoint_seconds = 3600;
inline constexpr uint64_t chain_inclusion_seconds_max = 60;
inline constexpr size_t ledger_queue_operations_max = 8192;  // a second of the disk's work: more only add delay
inline constexpr size_t ledger_queue_leaf_bytes_max = size_t{512} * 1024 * 1024;
// Items of one batch of the service, and how long they may be asked to wait for others.
inline constexpr uint32_t batch_items_max = 10'000;
inline constexpr uint32_t batch_seconds_max = 86'400;
// Batches on their way at once; each waits for its block.
inline constexpr size_t batch_committers = 4;
// Between two tries of a batch that something keeps from being committed.
inline constexpr uint32_t batch_retry_ms = 1'000;
inline constexpr uint32_t batch_retry_ms_max = 60'000;
// How long an item can be asked for once it is committed; its leaf is in the registry for ever.
inline constexpr uint64_t batch_item_kept_seconds = uint64_t{7} * 86'400;
inline constexpr uint32_t batch_forget_seconds = 3'600;  // how often older ones are looked for
// How long a handover waits for what the identity still has in batches.
inline constexpr uint32_t batch_flush_ms_max = 10'000;
// One transaction: enough to make the sync cheap, few enough to keep the first of them from waiting.
inline constexpr size_t ledger_group_operations_max = 512;
// A tree of a million leaves takes 64 MB.
inline constexpr size_t ledger_batch_trees_max = 4;
inline constexpr size_t ledger_group_leaf_bytes_max = size_t{64} * 1024 * 1024;

// Chain. Blocks, transactions and trie nodes nest a handful deep; a call of ours two.
inline constexpr size_t rlp_depth_max = 16;
inline constexpr size_t abi_depth_max = 8;
// Types in one signature, and elements of an array of fixed length.
inline constexpr size_t abi_parts_max = 256;
inline constexpr size_t abi_array_length_max = 1'024;
// Of a wrong type, as an error's detail.
inline constexpr size_t abi_type_text_shown = 80;
// JSON-RPC. Most answers are a few hundred bytes; a block with its transactions is a megabyte or two.
inline constexpr uint32_t rpc_timeout_ms = 10'000;
inline constexpr size_t rpc_answer_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr size_t rpc_batch_answer_bytes_max = size_t{64} * 1024 * 1024;
inline constexpr size_t rpc_batch_calls_max = 100;
inline constexpr size_t rpc_message_characters_max = 300;
inline constexpr uint32_t rpc_pause_ms = 250;
inline constexpr uint32_t rpc_pause_ms_max = 30'000;
// Sending. EIP-7825: no transaction may have more gas.
inline constexpr uint64_t transaction_gas_max = 16'777'216;
// 500 gwei of 10^9 wei: mainnet's worst days; an operator sets what he is willing to pay.
inline constexpr uint64_t chain_max_fee_ceiling = 500'000'000'000;
inline constexpr uint64_t chain_priority_fee_min = 1'000'000;
inline constexpr uint64_t chain_bump_after_blocks = 3;
// Transactions of one sender that wait at once: nodes hold 64 a sender, and each further one hangs on all before it.
inline constexpr size_t outbox_in_flight_max = 16;
// Waiting operations looked at in one step, and bytes of one.
inline constexpr size_t outbox_step_operations_max = 64;
inline constexpr size_t outbox_data_bytes_max = size_t{128} * 1024;
// Blocks that are read in one step, and before the signing, to find who used a nonce.
inline constexpr size_t outbox_search_blocks_max = 64;
inline constexpr uint64_t outbox_search_slack_blocks = 64;
// A proof with one contract account's signature of the largest length, and the rest.
inline constexpr size_t relay_proof_bytes_max = size_t{72} * 1024;
// Of gas, paid for one identity and one address a day: some forty operations.
inline constexpr uint64_t relay_gas_per_identity = 6'000'000;
inline constexpr uint64_t relay_gas_per_address = 12'000'000;
inline constexpr uint64_t relay_gas_total = 2'000'000'000;
inline constexpr uint64_t relay_window_seconds = 86'400;
// Operations that are over and still remembered: where the node comes to follow another fork they are sent again.
inline constexpr size_t outbox_settled_kept = 10'000;
// Nonces that are filled in one step where they have no transaction.
inline constexpr size_t outbox_fillers_max = 64;

// Following. Headers are asked for in pieces of rpc_batch_calls_max.
inline constexpr size_t follower_step_blocks_max = 500;
// Fewer blocks are asked for once a range holds more: what a step holds in memory stays some megabytes.
inline constexpr size_t follower_step_events_max = 4'000;
// Ranges asked for ahead: one under way, one being read, one waiting.
inline constexpr size_t follower_ranges_ahead_max = 3;
// Of a log, as the protocol has it; of a header's extra data, which some chains fill with signatures.
inline constexpr size_t log_topics_max = 4;
inline constexpr size_t block_extra_bytes_max = 1'024;
// In ranges far back, where a bloom says "maybe" and no log comes: how often receipts are asked for in one step.
inline constexpr size_t follower_receipt_checks_max = 4;
// Blocks that can be taken back: more than half a day on mainnet, and no chain has had more outside of attacks.
inline constexpr size_t reorganisation_blocks_max = 4'096;

// A portable proof of a chain: some 20 KiB of trie nodes, and 600 bytes a header. An epoch is 32 blocks.
inline constexpr size_t chain_proof_bytes_max = size_t{1} * 1024 * 1024;
inline constexpr size_t chain_proof_headers_max = 256;

// The file that names a deployment's contracts.
inline constexpr size_t contracts_file_bytes_max = size_t{16} * 1024;
// How far one transaction's operations are looked for beside the one that is asked about.
inline constexpr uint64_t transaction_neighbours_max = 64;
// Checkpoints are anchored at most a year apart.
inline constexpr uint64_t anchor_count_max = uint64_t{1} << 40U;
inline constexpr uint32_t anchor_seconds_max = 366U * 86'400U;

// Media and C2PA. A store carries thumbnails of its ingredients, so some megabytes are normal.
inline constexpr size_t manifest_store_bytes_max = size_t{32} * 1024 * 1024;
// A PNG of 100 MiB in chunks of 8 KiB has 13,000; a JPEG has tens of segments, a progressive one hundreds.
inline constexpr size_t container_parts_max = 1'000'000;
// BMFF hash: paths as deep as boxes nest in real files, and how many conditions of exclusions are tried on one file: a
// million boxes with some exclusions each.
inline constexpr size_t bmff_path_steps_max = 16;
inline constexpr size_t bmff_exclusions_max = 1'024;
inline constexpr uint64_t bmff_exclusion_work_max = 16'000'000;
// A Merkle proof has at most 32 hashes of 64 bytes; writers pad all boxes of a tree to one size. A film of three hours
// in fragments of a second has 11,000 of them for each track.
inline constexpr size_t bmff_merkle_box_bytes_max = size_t{64} * 1024;
inline constexpr size_t bmff_merkle_boxes_max = 262'144;
// Trees: one for each track or `mdat`.
inline constexpr size_t bmff_merkle_maps_max = 256;
// Signing: top-level boxes of a file (two for each fragment), and its tables of offsets, which are rewritten. A film of
// three hours has some megabytes of them.
inline constexpr size_t bmff_written_boxes_max = 65'536;
inline constexpr size_t bmff_table_bytes_max = size_t{16} * 1024 * 1024;
// PDF: a dictionary or array as text; incremental updates, and parts of a cross-reference table; object numbers, as
// many as readers take (ISO 32000-1 annex C); all that is inflated, which is cross-reference and object streams.
inline constexpr size_t pdf_object_bytes_max = size_t{256} * 1024;
inline constexpr size_t pdf_sections_max = 1024;
inline constexpr size_t pdf_associated_files_max = 64;
inline constexpr size_t pdf_objects_max = 8'388'607;
inline constexpr size_t pdf_decoded_bytes_max = size_t{16} * 1024 * 1024;
// ZIP: a path; where the kind of a document is looked for, and the parts that say it (content types, container.xml).
inline constexpr size_t zip_name_bytes_max = 2'048;
inline constexpr size_t zip_sniffed_entries_max = 1'024;
inline constexpr size_t zip_part_bytes_max = size_t{1} * 1024 * 1024;
// Signing: the central directory is written anew. An assertion can name some 40,000 entries (cbor_items_max).
inline constexpr size_t zip_signed_entries_max = 32'768;
inline constexpr size_t zip_written_directory_bytes_max = size_t{16} * 1024 * 1024;
// Files in one file: a photo, its gain map, its depth map, its motion video; a burst of frames.
inline constexpr size_t multi_asset_parts_max = 1'024;
// Text: normalised from one boundary to the next, which are a few bytes apart in any language; marks without end are
// no text. Lines that aren't longer are looked at for a checkpoint or a manifest block.
inline constexpr size_t text_normalised_bytes_max = size_t{1} * 1024 * 1024;
// A log that is signed every minute of a day.
inline constexpr size_t text_checkpoints_max = 1'440;
// A manifest that is fetched from where the content says: the store's own limit, and how long all of it may take.
inline constexpr size_t remote_url_bytes_max = 2'048;
inline constexpr uint32_t remote_manifest_seconds_max = 20;
inline constexpr size_t remote_manifest_hosts_max = 64;
inline constexpr size_t xmp_bytes_max = size_t{1} * 1024 * 1024;
// What all compressed manifests of one store may grow to together: a bomb in each of a thousand must not add up.
inline constexpr size_t decompressed_manifests_bytes_max = size_t{32} * 1024 * 1024;
// Superboxes nest five deep in a store; ingredients are siblings, not children.
inline constexpr size_t jumbf_depth_max = 8;
inline constexpr size_t jumbf_boxes_max = 20'000;
// A manifest's name has some 80 characters; a URI names a manifest and a box in it.
inline constexpr size_t jumbf_label_bytes_max = 512;
inline constexpr size_t jumbf_uri_bytes_max = 2'048;
// Findings of one kind about one manifest: one for each box that it could have. What each shows of a stranger's text.
inline constexpr size_t statuses_max = jumbf_boxes_max;
inline constexpr size_t status_text_bytes_max = 1'200;
inline constexpr size_t cbor_depth_max = 32;
inline constexpr size_t cbor_items_max = 200'000;
// Manifests of a store: also how deep ingredients refer to ingredients, which is walked without recursion.
inline constexpr size_t manifests_max = 1'000;
// Identity assertions of one manifest that are judged, and what an aggregator may list in one of them.
inline constexpr size_t cawg_identities_max = 16;
inline constexpr size_t cawg_verified_identities_max = 64;
// Models and uses that one manifest names.
inline constexpr size_t ai_statements_max = 32;
// DID documents and status lists that a caller supplies for a verification without a network.
inline constexpr size_t supplied_documents_max = 1'000;
// Certificates in one chain.
inline constexpr size_t certificate_chain_max = 16;
inline constexpr size_t certificate_bytes_max = size_t{64} * 1024;
// Certificate chains a validator remembers, each of a few kilobytes.
inline constexpr size_t known_credentials_max = 1'024;
// crJSON: control characters grow sixfold, byte strings by a third. Real documents have some hundred kilobytes; hashes
// and signatures some kilobytes, padding more.
inline constexpr size_t crjson_bytes_max = size_t{64} * 1024 * 1024;
inline constexpr size_t crjson_byte_string_bytes_max = size_t{64} * 1024;
inline constexpr size_t crjson_thumbnails_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr size_t crjson_notes_max = 1'000;
// Bytes hashed at a time: large enough that the hash, not the call, sets the speed.
inline constexpr size_t hash_block_bytes = size_t{1} * 1024 * 1024;

// Signing. What a signer may say of a file: titles and descriptions for people, and how many actions and assertions.
inline constexpr size_t sign_text_bytes_max = 1'000;
inline constexpr size_t sign_statements_max = 64;
// Certificates in PEM that a signer brings along.
inline constexpr size_t certificate_pem_bytes_max = size_t{256} * 1024;

// Evidence, verdict, bundles. A picture that everybody registers must not make its verification slow.
inline constexpr size_t content_records_max = 32;
inline constexpr size_t disputes_told_max = 64;
// A proof of one file: its signer's keys and what was said of it. 256 entries of 4 KiB with their paths stay below 4
// MiB.
inline constexpr size_t bundle_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr size_t bundle_entries_max = 256;
inline constexpr size_t bundle_path_hashes_max = 64;
// The ledger moves on while a proof is made: how often that is begun again.
inline constexpr int bundle_tries_max = 8;
inline constexpr size_t policy_bytes_max = size_t{64} * 1024;
inline constexpr size_t policy_list_max = 256;
inline constexpr size_t policy_id_bytes_max = 64;
// What a sentence shows of a text that somebody else wrote, and of a DID.
inline constexpr size_t verdict_words_shown = 80;
inline constexpr size_t verdict_did_shown = 32;
// Identities of people and organisations that a summary names.
inline constexpr size_t cawg_identities_told = 4;
// A run costs O(statements): not for each operation that comes in.
inline constexpr uint64_t reputation_age_seconds_max = 5;

// Command line.
inline constexpr size_t password_file_bytes_max = 4096;
inline constexpr size_t anchor_file_bytes_max = size_t{16} * 1024 * 1024;
inline constexpr size_t watch_state_bytes_max = size_t{64} * 1024;
// A signed file comes back as an answer.
inline constexpr size_t remote_answer_bytes_max = size_t{256} * 1024 * 1024;
inline constexpr uint32_t remote_time_ms_max = 300'000;

// HTTP service.
// Browsers send 1 to 4 KiB of header; anything near this is an attack or a mistake.
inline constexpr size_t http_header_bytes_max = size_t{16} * 1024;
inline constexpr size_t http_header_fields_max = 64;
inline constexpr size_t http_target_bytes_max = size_t{4} * 1024;
// The deepest address is a log tile: /v1/log/tile/0/ and seven groups of three digits.
inline constexpr size_t http_path_segments_max = 16;
inline constexpr size_t http_query_parameters_max = 16;
// An uploaded file.
inline constexpr uint64_t http_body_bytes_max = uint64_t{256} * 1024 * 1024;
// A JSON request: a credential with its claims is far smaller.
inline constexpr uint64_t http_json_body_bytes_max = uint64_t{1} * 1024 * 1024;
// A commit comes with the leaves of its batch in hexadecimal.
inline constexpr uint64_t http_operation_body_bytes_max = uint64_t{4} * 1024 * 1024;
// Entries of the log in one answer.
inline constexpr uint64_t http_log_entries_max = 256;
// Answers kept while nothing changes: all status lists of a busy issuer; of content, for each of sixteen shards, and a
// full one is emptied, which costs one look-up an entry.
inline constexpr size_t cached_status_lists = 256;
inline constexpr size_t cached_content_answers = 1'024;
// What a person may say of a file, and the name of a credential's type.
inline constexpr size_t content_title_bytes_max = 200;
inline constexpr size_t credential_type_characters_max = 64;
// An id, a name, a hash: what may stand in an address of the page. Longer ones get the server's own 404.
inline constexpr size_t page_subject_bytes_max = 300;
// Files in one batch; a part's header is a few lines.
inline constexpr size_t batch_parts_max = 100;
inline constexpr size_t batch_header_bytes_max = size_t{8} * 1024;
inline constexpr size_t batch_name_bytes_max = 256;
// More of a body than this goes to a temporary file.
inline constexpr size_t http_body_memory_bytes_max = size_t{64} * 1024;
// All temporary files of requests in flight together.
inline constexpr uint64_t http_spool_bytes_max = uint64_t{4} * 1024 * 1024 * 1024;
inline constexpr size_t http_connections_max = 4096;
// Requests that wait for a worker; more are answered "busy".
inline constexpr size_t http_queue_length_max = 256;
inline constexpr uint32_t http_header_time_ms_max = 10'000;
inline constexpr uint32_t http_idle_time_ms_max = 60'000;
// Without one more byte read or written.
inline constexpr uint32_t http_stall_time_ms_max = 20'000;
inline constexpr uint32_t http_body_time_ms_max = 600'000;
// After a refusal what the client still sends is read and dropped, so that it can read the refusal.
inline constexpr uint32_t http_linger_time_ms_max = 2'000;
inline constexpr size_t http_linger_bytes_max = size_t{16} * 1024 * 1024;
inline constexpr uint32_t http_drain_time_ms_max = 30'000;
// Addresses and tokens remembered for rate limits: 64 K entries of 32 bytes.
inline constexpr size_t http_rate_entries_max = size_t{64} * 1024;
// Outgoing requests.
inline constexpr size_t http_answer_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr uint32_t http_outgoing_time_ms_max = 10'000;

}  // namespace countersign::limits
