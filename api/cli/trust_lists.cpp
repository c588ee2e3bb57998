#include "api/cli/trust_lists.hpp"

#include <cstdio>
#include <sstream>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

/// A file of another kind would be as good as none, and nobody would notice.
void warn_if_useless(const std::string& file, bool is_useful, const char* what) {
    if (!is_useful) {
        static_cast<void>(std::fprintf(stderr, "countersign: %s holds no %s\n", printable(file, 400).c_str(), what));
    }
}

}  // namespace

Result<std::string> read_anchors(const std::vector<std::string>& files) {
    std::string all;
    for (const auto& file : files) {
        const auto text = read_texts({file});
        if (!text) {
            return fail(text.error());
        }
        warn_if_useless(file, text->find("-----BEGIN") != std::string::npos, "PEM certificate");
        all += *text;
    }
    return all;
}

Result<std::vector<std::string>> read_ekus(const std::string& file) {
    if (file.empty()) {
        return verifier::c2pa::default_allowed_ekus();
    }
    const auto text = read_texts({file});
    if (!text) {
        return fail(text.error());
    }
    std::vector<std::string> oids;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.pop_back();
        }
        if (!line.empty() && line.front() >= '0' && line.front() <= '9') {
            oids.push_back(line);
        }
    }
    warn_if_useless(file, !oids.empty(), "OID");
    return oids;
}

Result<std::string> read_texts(const std::vector<std::string>& files) {
    std::string all;
    for (const auto& file : files) {
        const auto text = read_file(file, limits::anchor_file_bytes_max);
        if (!text) {
            return fail(text.error());
        }
        all.append(as_text(*text)).append("\n");
    }
    return all;
}

Result<verifier::c2pa::Validator> read_validator(const std::vector<std::string>& trust_anchor_files,
                                                 const std::vector<std::string>& tsa_anchor_files,
                                                 const std::string& eku_file) {
    auto signers = read_anchors(trust_anchor_files);
    auto authorities = read_anchors(tsa_anchor_files);
    auto ekus = read_ekus(eku_file);
    if (!signers || !authorities || !ekus) {
        return fail(!signers ? signers.error() : !authorities ? authorities.error() : ekus.error());
    }
    return verifier::c2pa::Validator::create({.signer_anchors_pem = std::move(*signers),
                                              .tsa_anchors_pem = std::move(*authorities),
                                              .allowed_ekus = std::move(*ekus)});
}

Result<std::vector<log::VerifierKey>> read_log_keys(const std::vector<std::string>& texts) {
    std::vector<log::VerifierKey> out;
    for (const std::string& text : texts) {
        auto key = log::parse_vkey(text);
        if (!key) {
            return fail(key.error());
        }
        out.push_back(std::move(*key));
    }
    return out;
}

}  // namespace countersign::cli
