#include "api/cli/console.hpp"

#include <algorithm>
#include <cstdio>

#include "api/cli/errors.hpp"
#include "contracts/store/errors.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/keystore.hpp"

namespace countersign::cli {

Exit report(const Error& error) {
    // The detail may quote a stranger's bytes: it is made printable before a terminal sees it.
    const std::string detail = error.detail.empty() ? "" : " " + printable(error.detail, 400);
    static_cast<void>(std::fprintf(stderr, "countersign: %s%s [%s]\n", std::string(error.code.text).c_str(),
                                   detail.c_str(), std::string(error.code.name).c_str()));
    if (error.code.name == errors::store_missing.name) {
        static_cast<void>(std::fputs("`countersign init` makes a registry; --server URL asks another's.\n", stderr));
    }
    const bool is_path = error.code.name.starts_with("file.");
    return is_path && error.code.kind != ErrorKind::conflict ? Exit::unreadable : Exit::refused;
}

Result<SecretBytes> read_password(const std::string& file) {
    auto content = read_file(file, limits::password_file_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    const auto line_end =
        std::ranges::find_if(*content, [](std::uint8_t byte) { return byte == '\n' || byte == '\r'; });
    SecretBytes password(ByteView(content->data(), static_cast<std::size_t>(line_end - content->begin())));
    zeroize(content->data(), content->size());
    if (password.empty()) {
        return fail(errors::cli_password_empty, file);
    }
    return password;
}

Result<PrivateKey> load_key(const KeyOptions& options) {
    const auto password = read_password(options.password_file);
    if (!password) {
        return fail(password.error());
    }
    auto keys = read_keystore(options.key_file, password->view());
    if (!keys) {
        return fail(keys.error());
    }
    return std::move(keys->front().key);
}

Result<Done> put_text(const std::string& file, const std::string& text) {
    if (file.empty()) {
        print_line(text);
        return Done{};
    }
    return write_file(file, as_bytes(text), {.overwrite = Overwrite::yes});
}

Result<Done> put_recovery_code(const std::string& file, const std::string& code) {
    if (!file.empty()) {
        return write_file(file, as_bytes(code + "\n"), {.mode = 0600});
    }
    print_line("Recovery code, shown once; keep it on paper:\n  " + code);
    return Done{};
}

void print_line(const std::string& text) {
    // The stream remembers what fails; main looks at the end.
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
    if (text.empty() || text.back() != '\n') {
        static_cast<void>(std::fputc('\n', stdout));
    }
}

}  // namespace countersign::cli
